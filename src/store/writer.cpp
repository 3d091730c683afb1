// Turns of nodes that write for the same organisation.
#include "store/events.hpp"
#include "store/store.hpp"

namespace evenhand::store {

Result<void> Writer::take_turn(std::string_view org) {
  for (const Turn& turn : turns_)
    if (turn.org == org) return {};
  if (sql().dialect() == Dialect::postgresql) {
    // Not FOR UPDATE: rows that refer to the organisation may still be added by those who have no turn.
    // A node that is paused while it has the turn loses it: the server ends its connection, and with it the transaction.
    if (auto bound = sql().post("SET LOCAL idle_in_transaction_session_timeout = '5s'", {}); !bound) return bound;
    // Whatever is asked after it waits for the turn, and each question sees what is committed by then.
    if (auto mine = sql().post("SELECT 1 FROM orgs WHERE org_id = $1 FOR NO KEY UPDATE", {org}); !mine) return mine;
  }
  turns_.push_back({.org = std::string(org), .end = {}});
  return {};
}

Result<std::uint64_t*> Writer::journal_end(std::string_view org) {
  if (auto mine = take_turn(org); !mine) return fail(std::move(mine.error()));
  for (Turn& turn : turns_) {
    if (turn.org != org) continue;
    if (!turn.end) {
      auto last = events::last_position(*this, org);
      if (!last) return fail(std::move(last.error()));
      turn.end = *last;
    }
    return &*turn.end;
  }
  return fail(ErrorKind::corrupt, "store/sql", "The turn was lost.");
}

}  // namespace evenhand::store
