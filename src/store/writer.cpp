// Turns of nodes that write for the same organisation.
#include <fmt/format.h>

#include "store/dialect.hpp"
#include "store/events.hpp"
#include "store/store.hpp"

namespace evenhand::store {

Result<void> Writer::take_turn(std::string_view org) {
  for (const Turn& turn : turns_)
    if (turn.org == org) return {};
  if (sql().dialect() == Dialect::postgresql) {
    // Not FOR UPDATE: rows that refer to the organisation may still be added by those who have no turn.
    // A node that is paused while it has the turn loses it: the server ends its connection, and with it the transaction.
    // Whatever is asked after it waits for the turn, and each question sees what is committed by then.
    auto mine = sql().post(
        "SELECT set_config('idle_in_transaction_session_timeout', '5s', true) FROM orgs WHERE org_id = $1 "
        "FOR NO KEY UPDATE",
        {org});
    if (!mine) return mine;
  }
  turns_.push_back({.org = std::string(org), .end = {}});
  return {};
}

Result<std::uint64_t*> Writer::journal_end(std::string_view org) {
  if (auto mine = take_turn(org); !mine) return fail(std::move(mine.error()));
  for (Turn& turn : turns_) {
    if (turn.org != org) continue;
    if (!turn.end) {
      auto last = sql().dialect() == Dialect::postgresql ? end_and_name(org) : events::last_position(*this, org);
      if (!last) return fail(std::move(last.error()));
      turn.end = *last;
    }
    return &*turn.end;
  }
  return fail(ErrorKind::corrupt, "store/sql", "The turn was lost.");
}

/// One question for both: the turn has left a record in the log.
Result<std::uint64_t> Writer::end_and_name(std::string_view org) {
  static const std::string ask = fmt::format(
      "SELECT (SELECT position FROM events WHERE org_id = $1 ORDER BY position DESC LIMIT 1), {}", transaction_name);
  std::uint64_t end = 0;
  auto read = sql().each(ask, {org}, [&](const Row& row) -> Result<void> {
    end = row.count(0);
    transaction_ = row.text(1);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return end;
}

}  // namespace evenhand::store
