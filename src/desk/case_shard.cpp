#include "desk/case_commit.hpp"

#include <algorithm>
#include <utility>

#include "base/guarded.hpp"
#include "base/limits.hpp"
#include "store/attachments.hpp"
#include "store/customers.hpp"

namespace evenhand::desk {
namespace {

Error closed() {
  return {ErrorKind::unavailable, "desk/closed", "The server is stopping; nothing was written.",
          "Try again in a moment."};
}

constexpr unsigned tries_max = 32;  ///< each time another node was first, so that somebody always gets on

Error contended() {
  return {ErrorKind::unavailable, "desk/busy", "Other nodes kept changing this case; nothing was written.",
          "Try again in a moment."};
}

/// Another node wrote the case, or this was decided on top of what came to nothing for that reason.
bool is_overtaken(const tl::expected<Outcome, Failure>& answer) {
  const Error* error = answer ? nullptr : std::get_if<Error>(&answer.error());
  return error != nullptr &&
         (error->code == "case/conflict" || error->code == "store/bad-append" || error->code == "store/constraint");
}

Error gave_up() {
  return {ErrorKind::unavailable, "desk/failed", "The server could not carry this out; nothing was written.",
          "Try again; if it stays so, look at the server's log."};
}

}  // namespace

Error busy() {
  return {ErrorKind::unavailable, "desk/busy", "Too many commands are waiting; nothing was written.",
          "Try again in a moment."};
}

std::vector<casework::Recorded> stamp(std::vector<casework::Event> events, const casework::CaseState& state,
                                      Instant now, const casework::Actor& actor, const std::string& door) {
  std::vector<casework::Recorded> recorded;
  recorded.reserve(events.size());
  std::uint64_t seq = state.seq;
  for (casework::Event& event : events) {
    recorded.push_back({.seq = ++seq,
                        .at = now,
                        .actor_id = actor.id,
                        .actor_name = actor.name,
                        .door = door,
                        .event = std::move(event)});
  }
  return recorded;
}

CaseShard::CaseShard(const ShardContext& context, std::size_t live_cases_max)
    : context_(context),
      live_cases_max_(live_cases_max),
      queue_(limits::queue_commands_max),
      thread_([this] { run(); }) {}

CaseShard::~CaseShard() {
  close();
}

void CaseShard::close() {
  closed_.store(true, std::memory_order_release);
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void CaseShard::run() {
  while (auto task = queue_.pop()) {
    const std::lock_guard turn(turn_);
    waiting_.fetch_sub(1, std::memory_order_relaxed);  // under the turn, so that nobody overtakes
    guarded("a command", [&] { (*task)(); });
    context_.store.start_writing();
  }
}

/// An exception ends this one command. The case is read anew: its state may have been changed already.
void CaseShard::decide_guarded(const std::string& case_id, const Reply& reply,
                               const std::function<void(const Reply&)>& decide) {
  auto is_told = std::make_shared<std::atomic<bool>>(false);
  const Reply once = [reply, is_told](tl::expected<Outcome, Failure> answer) {
    if (!is_told->exchange(true)) reply(std::move(answer));
  };
  if (guarded("a command", [&] { decide(once); })) return;
  forget(case_id);
  once(tl::unexpected(Failure(gave_up())));
}

bool CaseShard::enqueue(std::function<void()>&& task) {
  waiting_.fetch_add(1, std::memory_order_relaxed);
  if (queue_.try_push(std::move(task))) return true;
  waiting_.fetch_sub(1, std::memory_order_relaxed);
  return false;
}

void CaseShard::take_turn(std::function<void()> task, const std::function<void(Error)>& refused) {
  // When nothing is before it, the caller's own thread decides: handing over to another costs more than deciding.
  if (std::unique_lock turn(turn_, std::try_to_lock); turn && waiting_.load(std::memory_order_relaxed) == 0) {
    if (closed_.load(std::memory_order_acquire)) return refused(closed());
    task();
    // Queued in the order of deciding, written without keeping others from deciding.
    turn.unlock();
    return context_.store.lend_hand();
  }
  if (!enqueue(std::move(task))) refused(closed_.load(std::memory_order_acquire) ? closed() : busy());
}

void CaseShard::submit(Submission submission, Reply reply) {
  take_turn(
      [this, submission = std::move(submission), reply]() mutable {
        decide_guarded(submission.case_id, reply, [&](const Reply& once) { process(submission, once); });
      },
      [&](Error error) { reply(tl::unexpected(Failure(std::move(error)))); });
}

void CaseShard::submit_beside(Submission submission, Reply reply) {
  process_again(std::move(submission), reply, 0);
}

void CaseShard::open_case(std::string case_id, Opening opening, Reply reply) {
  take_turn(
      [this, case_id = std::move(case_id), opening = std::move(opening), reply]() mutable {
        decide_guarded(case_id, reply, [&](const Reply& once) { process_opening(case_id, opening, once, false); });
      },
      [&](Error error) { reply(tl::unexpected(Failure(std::move(error)))); });
}

void CaseShard::look(std::string case_id, std::function<void(Result<Outcome>)> done) {
  take_turn([this, case_id = std::move(case_id), done] { look_now(case_id, done, 0); },
            [&](Error error) { done(fail(std::move(error))); });
}

void CaseShard::look_now(const std::string& case_id, const std::function<void(Result<Outcome>)>& done, unsigned tries) {
  Result<Live*> live = fail(gave_up());
  if (!guarded("reading a case", [&] { live = load(case_id); })) forget(case_id);
  if (!live) return done(fail(std::move(live.error())));
  auto seen = std::make_shared<Outcome>(Outcome{.case_id = case_id,
                                                .events = {},
                                                .state = std::make_shared<const casework::CaseState>((*live)->state),
                                                .program = (*live)->program,
                                                .row = (*live)->row,
                                                .rendered = {}});
  const auto refused = [done](Error error) { done(fail(std::move(error))); };
  const auto again = [this, case_id, done, tries, refused] {
    if (tries >= tries_max) return refused(contended());
    if (!enqueue([this, case_id, done, tries] { look_now(case_id, done, tries + 1); })) refused(busy());
  };
  confirm(
      **live, [done, seen] { done(std::move(*seen)); }, again, refused);
}

void CaseShard::confirm(Live& live, std::function<void()> answer, std::function<void()> again,
                        const std::function<void(Error)>& refused) {
  if (live.fresh) return answer();
  {
    const std::lock_guard lock(live.fate->mutex);
    if (live.fate->begun > live.fate->ended) {
      live.fate->awaiting.emplace_back(live.fate->begun, [answer = std::move(answer), again = std::move(again)](
                                                             bool well) { well ? answer() : again(); });
      return;
    }
  }
  if (!context_.store.is_shared()) return answer();
  const std::string case_id = live.scope.case_id;
  const auto stored =
      context_.store.read([&](store::Reader& reader) { return store::cases::head(reader, context_.org, case_id); });
  if (!stored) return refused(stored.error());
  if (stored->seq == live.row.seq && stored->head == live.row.head) return answer();
  forget(case_id);
  again();
}

void CaseShard::note_end(Fate& fate, bool well) {
  std::vector<std::function<void(bool)>> told;
  {
    const std::lock_guard lock(fate.mutex);
    ++fate.ended;
    while (!fate.awaiting.empty() && fate.awaiting.front().first <= fate.ended) {
      told.push_back(std::move(fate.awaiting.front().second));
      fate.awaiting.pop_front();
    }
  }
  for (const auto& tell : told) tell(well);
}

ledger::SealScope CaseShard::scope_with_key(const std::string& case_id, const std::string& customer,
                                            std::string wrapped) const {
  ledger::SealScope scope{.org = context_.org, .case_id = case_id, .person = customer, .keys = {}};
  auto key = context_.keys.unwrap(wrapped, context_.org, customer);
  scope.keys = [key = std::move(key)](std::string_view) { return key; };
  return scope;
}

Result<CaseShard::Live*> CaseShard::load(const std::string& case_id) {
  if (const auto found = live_.find(case_id); found != live_.end()) {
    if (!found->second.fate->broken.load(std::memory_order_acquire)) {
      found->second.fresh = false;
      recent_.splice(recent_.end(), recent_, found->second.recent);
      return &found->second;
    }
    forget(case_id);
  }
  struct Read {
    store::cases::Loaded loaded;
    std::string wrapped_key;
  };
  const auto read_case = [&](bool use_snapshot) {
    return context_.store.read([&](store::Reader& reader) -> Result<Read> {
      auto loaded = store::cases::load(reader, context_.org, case_id, use_snapshot);
      if (!loaded) return fail(std::move(loaded.error()));
      auto wrapped = store::customers::wrapped_key(reader, context_.org, loaded->row.customer_id);
      if (!wrapped) return fail(std::move(wrapped.error()));
      return Read{std::move(*loaded), std::move(*wrapped)};
    });
  };
  auto read = read_case(true);
  if (!read) return fail(std::move(read.error()));
  Live live;
  live.scope = scope_with_key(case_id, read->loaded.row.customer_id, read->wrapped_key);
  if (read->loaded.snapshot) {
    auto state = ledger::open_state(read->loaded.snapshot->state, live.scope);
    if (state) {
      live.state = std::move(*state);
    } else {
      read = read_case(false);
      if (!read) return fail(std::move(read.error()));
    }
  }
  for (const ledger::StoredEvent& stored : read->loaded.events) {
    auto opened = ledger::open_event(stored, live.scope);
    if (!opened) return fail(std::move(opened.error()));
    casework::apply(live.state, opened->recorded);
  }
  live.row = std::move(read->loaded.row);
  auto program =
      context_.library.program(live.state.opened.procedure, live.state.opened.pins, live.state.opened.selection);
  if (!program) return fail(std::move(program.error()));
  live.program = std::move(*program);
  return &keep(case_id, std::move(live));
}

CaseShard::Live& CaseShard::keep(const std::string& case_id, Live live) {
  // A case whose commits are still under way stays: the database does not know its newest state yet.
  for (auto oldest = recent_.begin(); live_.size() >= live_cases_max_ && oldest != recent_.end();) {
    const std::string id = *oldest++;
    if (live_.at(id).fate->pending.load(std::memory_order_acquire) == 0) forget(id);
  }
  forget(case_id);
  live.recent = recent_.insert(recent_.end(), case_id);
  return live_.insert_or_assign(case_id, std::move(live)).first->second;
}

void CaseShard::forget(const std::string& case_id) {
  const auto found = live_.find(case_id);
  if (found == live_.end()) return;
  recent_.erase(found->second.recent);
  live_.erase(found);
}

casework::Surroundings CaseShard::surroundings(const casework::CaseState& state, const std::string& case_id,
                                               std::string door) const {
  casework::Surroundings around;
  around.now = std::max(context_.clock.now(), state.changed_at);
  around.company = context_.company();
  around.case_id = case_id;
  around.door = std::move(door);
  return around;
}

Result<std::vector<casework::CaseFile>> CaseShard::files_of(const Live& live,
                                                            const std::vector<std::string>& ids) const {
  std::vector<casework::CaseFile> files;
  if (ids.empty()) return files;
  return context_.store.read([&](store::Reader& reader) -> Result<std::vector<casework::CaseFile>> {
    for (const std::string& id : ids) {
      const auto row = store::attachments::find(reader, context_.org, live.scope.case_id, id);
      if (!row && row.error().code == "file/not-found") continue;
      if (!row) return fail(row.error());
      files.push_back({{row->id, row->type, row->bytes, row->sha256},
                       ledger::open_text(row->name, row->id, live.scope).value_or("")});
    }
    return files;
  });
}

void CaseShard::process_again(Submission submission, const Reply& reply, unsigned tries) {
  if (tries > tries_max) return reply(tl::unexpected(Failure(contended())));
  auto task = [this, submission = std::move(submission), reply, tries]() mutable {
    decide_guarded(submission.case_id, reply, [&](const Reply& once) { process(submission, once, tries); });
  };
  if (!enqueue(std::move(task)))
    reply(tl::unexpected(Failure(closed_.load(std::memory_order_acquire) ? closed() : busy())));
}

void CaseShard::process(Submission& submission, const Reply& reply, unsigned tries) {
  auto live = load(submission.case_id);
  if (!live) return reply(tl::unexpected(Failure(std::move(live.error()))));
  Live& here = **live;
  const auto refuse = [&](Failure failure) {
    confirm(
        here, [reply, failure = std::move(failure)] { reply(tl::unexpected(failure)); },
        [this, submission, reply, tries] { process_again(submission, reply, tries + 1); },
        [reply](Error error) { reply(tl::unexpected(Failure(std::move(error)))); });
  };
  if (submission.expected_seq && *submission.expected_seq != here.state.seq) {
    return refuse(Error{ErrorKind::precondition, "precondition/stale", "The case has moved on since you looked.",
                        "Look at it again, then decide."});
  }
  casework::Surroundings around = surroundings(here.state, submission.case_id, submission.door);
  auto files = files_of(here, casework::files_named(submission.command));
  if (!files) return reply(tl::unexpected(Failure(std::move(files.error()))));
  around.files = std::move(*files);
  auto events = casework::decide(here.state, submission.command, submission.actor, *here.program, around);
  if (!events) return refuse(std::move(events.error()));
  Reply answer = reply;
  if (context_.store.is_shared()) {
    answer = [this, submission, reply, tries](tl::expected<Outcome, Failure> decided) {
      if (!is_overtaken(decided)) return reply(std::move(decided));
      process_again(submission, reply, tries + 1);
    };
  }
  Commit next;
  next.recorded = stamp(std::move(*events), here.state, around.now, submission.actor, submission.door);
  next.render = std::move(submission.render);
  next.idempotency = std::move(submission.idempotency);
  next.also = std::move(submission.also);
  commit(here, std::move(next), answer);
}

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
    kept = store::idempotency::Entry{.key = next.idempotency->key,
                                     .actor_id = next.idempotency->actor_id,
                                     .request_hash = next.idempotency->request_hash,
                                     .status = next.idempotency->status,
                                     .case_id = case_id,
                                     .response = std::move(*sealed),
                                     .expires_at = context_.clock.now() + answers_kept_for};
  }

  auto job = [writes, also = std::move(next.also), kept = std::move(kept), org = context_.org,
              now = context_.clock.now()](store::Writer& writer) -> Result<void> {
    auto done = write_all(writer, *writes);
    if (done && also) done = also(writer);
    if (done && kept) done = store::idempotency::add(writer, org, *kept, now);
    return done;
  };
  live.fate->pending.fetch_add(1, std::memory_order_acq_rel);
  {
    const std::lock_guard lock(live.fate->mutex);
    ++live.fate->begun;
  }
  context_.store.queue(std::move(job), [this, writes, outcome, reply, fate = live.fate](const Result<void>& done) {
    if (!done) fate->broken.store(true, std::memory_order_release);
    fate->pending.fetch_sub(1, std::memory_order_acq_rel);
    note_end(*fate, !fate->broken.load(std::memory_order_acquire));
    if (!done) return reply(tl::unexpected(Failure(done.error())));
    for (const store::timers::Timer& timer : writes->armed) context_.timer_armed(timer.due);
    if (!writes->effects.empty()) context_.effect_added();
    context_.announce({.kind = Change::Kind::case_changed,
                       .id = outcome->case_id,
                       .seq = outcome->row.seq,
                       .status = outcome->row.status,
                       .to = {}});
    for (const store::notifications::Notification& notice : writes->notices) {
      context_.announce({.kind = Change::Kind::notification,
                         .id = outcome->case_id,
                         .seq = 0,
                         .status = notice.kind,
                         .to = notice.to_kind + ":" + notice.to});
    }
    reply(std::move(*outcome));
  });
}

}  // namespace evenhand::desk
