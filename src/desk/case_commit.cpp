// From what was decided to what is stored, and to those who are told of it.
#include "desk/case_commit.hpp"

#include <utility>

#include "base/guarded.hpp"

namespace evenhand::desk {

void CaseShard::commit(Live& live, Commit next, const Reply& reply) {
  const std::string case_id = live.scope.case_id;
  const auto failed = [&](Error error) {
    forget(case_id);
    reply(tl::unexpected(Failure(std::move(error))));
  };
  auto writes = std::make_shared<SideWrites>();
  writes->expected_seq = live.state.seq;
  ledger::Hash head = live.row.head;
  for (const casework::Recorded& recorded : next.recorded) {
    casework::apply(live.state, recorded);
    auto stored = ledger::seal_event(recorded, head, live.scope);
    if (!stored) return failed(std::move(stored.error()));
    head = stored->hash;
    writes->events.push_back(std::move(*stored));
  }
  const auto collected = collect_side_writes(*writes, next.recorded, live.state, live.scope);
  if (!collected) return failed(collected.error());
  if (writes->expected_seq > 0) writes->before = store::cases::counted(live.row);
  update_row(live.row, live.state, *live.program);
  live.row.seq = live.state.seq;
  live.row.head = head;
  writes->row = live.row;
  writes->new_customer = std::move(next.new_customer);
  writes->new_customer_key = std::move(next.new_customer_key);
  if (store::cases::wants_snapshot(writes->expected_seq, live.state.seq)) {
    auto sealed = ledger::seal_state(live.state, live.scope);
    // An erased customer's case goes on without: its snapshots were taken away with the key.
    if (!sealed && sealed.error().code != "ledger/erased") return failed(std::move(sealed.error()));
    if (sealed) writes->snapshot = store::cases::Snapshot{.seq = live.state.seq, .state = std::move(*sealed)};
  }
  auto outcome = std::make_shared<Outcome>(Outcome{.case_id = case_id,
                                                   .events = std::move(next.recorded),
                                                   .state = {},
                                                   .program = live.program,
                                                   .row = live.row,
                                                   .rendered = {}});
  if (next.render) {
    // Lent, not copied: the next command changes it, maybe before this one is answered.
    outcome->state = std::shared_ptr<const casework::CaseState>(std::shared_ptr<void>(), &live.state);
    outcome->rendered = next.render(*outcome);
    outcome->state.reset();
  }
  std::optional<store::idempotency::Entry> kept;
  if (next.idempotency) {
    auto sealed = ledger::seal_text(outcome->rendered, "answer", live.scope);
    if (!sealed) return failed(std::move(sealed.error()));
    kept = kept_entry(*next.idempotency, std::move(*sealed), case_id, context_.clock.now());
  }

  auto job = [writes, also = std::move(next.also), kept = std::move(kept), org = context_.org,
              now = context_.clock.now()](store::Writer& writer) -> Result<void> {
    auto done = write_all(writer, *writes);
    if (done && also) done = also(writer);
    if (done && kept) done = store::idempotency::add(writer, org, *kept, now);
    return done;
  };
  live.fate->begin();
  context_.store.queue(std::move(job), [this, writes, outcome, reply, fate = live.fate](const Result<void>& done) {
    if (!done) fate->spoil();
    // Its command is told first, so that it stands in line again before those that came later.
    guarded("telling what became of a command", [&] { tell(*writes, *outcome, done, reply); });
    note_end(fate, !fate->is_broken());
  });
}

void CaseShard::tell(const SideWrites& writes, Outcome& outcome, const Result<void>& done, const Reply& reply) {
  if (!done) return reply(tl::unexpected(Failure(done.error())));
  for (const store::timers::Timer& timer : writes.armed) context_.timer_armed(timer.due);
  if (!writes.effects.empty()) context_.effect_added();
  context_.announce({.kind = Change::Kind::case_changed,
                     .id = outcome.case_id,
                     .seq = outcome.row.seq,
                     .status = outcome.row.status,
                     .to = {}});
  for (const store::notifications::Notification& notice : writes.notices) {
    context_.announce({.kind = Change::Kind::notification,
                       .id = outcome.case_id,
                       .seq = 0,
                       .status = notice.kind,
                       .to = notice.to_kind + ":" + notice.to});
  }
  reply(std::move(outcome));
}

}  // namespace evenhand::desk
