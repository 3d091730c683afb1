#include "desk/case_commit.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "base/guarded.hpp"
#include "base/limits.hpp"
#include "store/idempotency.hpp"

namespace evenhand::desk {
namespace {

Error closed() {
  return {ErrorKind::unavailable, "desk/closed", "The server is stopping; nothing was written.",
          "Try again in a moment."};
}

constexpr unsigned tries_max = 32;  ///< each time another node was first, so that somebody always gets on
/// After so many tries a command waits up to 1, 2, 4, … 64 ms, at random: nodes that are in step would stay in step.
constexpr unsigned doublings_max = 6;

Microseconds pause_before(unsigned tries) {
  if (tries == 0) return {};
  thread_local std::minstd_rand random{std::random_device{}()};
  return Microseconds(random() % (std::int64_t{1'000} << std::min(tries - 1, doublings_max)));
}

Error contended() {
  return {ErrorKind::unavailable, "desk/busy", "Other nodes kept changing this case; nothing was written.",
          "Try again in a moment."};
}

/// Another node wrote the case, or this was decided on top of what came to nothing.
bool is_overtaken(const tl::expected<Outcome, Failure>& answer) {
  const Error* error = answer ? nullptr : std::get_if<Error>(&answer.error());
  return error != nullptr && (error->code == "case/conflict" || error->code == "store/bad-append");
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

CaseShard::CaseShard(const ShardContext& context, std::size_t live_cases_max, bool threads)
    : context_(context), live_cases_max_(live_cases_max), queue_(limits::queue_commands_max), has_thread_(threads) {
  if (threads) thread_ = std::thread([this] { run(); });
}

CaseShard::~CaseShard() {
  close();
}

void CaseShard::close() {
  closed_.store(true, std::memory_order_release);
  queue_.close();
  if (thread_.joinable())
    thread_.join();
  else
    (void)run_waiting();
}

void CaseShard::run() {
  for (;;) {
    std::optional<std::chrono::steady_clock::time_point> until;
    {
      const std::lock_guard lock(later_mutex_);
      if (!later_.empty()) until = later_.begin()->first;
    }
    auto task = until ? queue_.pop_until(*until) : queue_.pop();
    if (task) {
      run_one(*task);
    } else if (!until || closed_.load(std::memory_order_acquire)) {
      break;
    }
    if (until) release_due();
  }
  {
    const std::lock_guard lock(later_mutex_);
    is_over_ = true;
  }
  release_due();
}

void CaseShard::release_due() {
  std::vector<std::shared_ptr<CaseFate>> due;
  {
    const std::lock_guard lock(later_mutex_);
    const auto now = std::chrono::steady_clock::now();
    while (!later_.empty() && (is_over_ || later_.begin()->first <= now)) {
      due.push_back(std::move(later_.begin()->second));
      later_.erase(later_.begin());
    }
  }
  for (const auto& fate : due) release(*fate);
}

void CaseShard::release(CaseFate& fate) {
  const auto refused = fate.release([this](Held& held) { return enqueue(std::move(held.decide)); });
  for (const Held& held : refused) held.refuse(closed_.load(std::memory_order_acquire) ? closed() : busy());
}

bool CaseShard::run_waiting() {
  bool any = false;
  for (; auto task = queue_.try_pop(); any = true) run_one(*task);
  return any;
}

void CaseShard::run_one(const std::function<void()>& task) {
  const std::lock_guard turn(turn_);
  waiting_.fetch_sub(1, std::memory_order_relaxed);  // under the turn, so that nobody overtakes
  guarded("a command", task);
  context_.store.start_writing();
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
  const Place place{.ticket = tickets_.fetch_add(1, std::memory_order_relaxed)};
  take_turn(
      [this, submission = std::move(submission), reply, place]() mutable {
        decide_guarded(submission.case_id, reply, [&](const Reply& once) { process(submission, once, place); });
      },
      [&](Error error) { reply(tl::unexpected(Failure(std::move(error)))); });
}

void CaseShard::submit_beside(const Submission& submission, const Reply& reply) {
  Held held = hold(submission, reply, {.ticket = tickets_.fetch_add(1, std::memory_order_relaxed)});
  if (!enqueue(std::move(held.decide))) held.refuse(closed_.load(std::memory_order_acquire) ? closed() : busy());
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
  std::optional<Live> once;
  const bool read = guarded("reading a case", [&] {
    const auto found = live_.find(case_id);
    if (found != live_.end() && found->second.fate->is_broken() && !found->second.fate->is_idle()) {
      // Commands wait beside it to be decided again: it stays until then.
      live = read_live(case_id).map([&](Live fresh) { return &once.emplace(std::move(fresh)); });
    } else {
      live = load(case_id);
    }
  });
  if (!read) forget(case_id);
  if (!live) return done(fail(std::move(live.error())));
  auto seen = std::make_shared<Outcome>(Outcome{.case_id = case_id,
                                                .events = {},
                                                .state = std::make_shared<const casework::CaseState>((*live)->state),
                                                .program = (*live)->program,
                                                .row = (*live)->row,
                                                .rendered = {}});
  if ((*live)->fresh) return done(std::move(*seen));
  const auto told = [this, case_id, done, seen, tries](bool well) {
    if (well) return done(std::move(*seen));
    if (tries >= tries_max) return done(fail(contended()));
    if (!enqueue([this, case_id, done, tries] { look_now(case_id, done, tries + 1); })) done(fail(busy()));
  };
  if ((*live)->fate->await(told)) return;
  const auto stored = is_stored(**live);
  if (!stored) return done(fail(stored.error()));
  if (*stored) return done(std::move(*seen));
  forget(case_id);
  look_now(case_id, done, tries);
}

Result<bool> CaseShard::is_stored(const Live& live) {
  if (live.fresh || !context_.store.is_shared()) return true;
  return context_.store
      .read_one([&](store::Reader& reader) { return store::cases::head(reader, context_.org, live.scope.case_id); })
      .map([&](const auto& stored) { return stored.seq == live.row.seq && stored.head == live.row.head; });
}

void CaseShard::note_end(const std::shared_ptr<CaseFate>& fate, bool well) {
  std::optional<unsigned> tries;
  for (const auto& tell : fate->end(tries)) tell(well);
  if (!tries) return;
  const Microseconds pause = pause_before(*tries);
  {
    const std::lock_guard lock(later_mutex_);
    if (has_thread_ && pause.count() > 0 && !is_over_) {
      later_.emplace(std::chrono::steady_clock::now() + pause, fate);
      // The thread may sleep with nothing to wait for.
      (void)enqueue([] {});
      return;
    }
  }
  release(*fate);
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

Held CaseShard::hold(const Submission& submission, const Reply& reply, Place place) {
  return {.place = place,
          .decide =
              [this, mine = submission, reply, place]() mutable {
                decide_guarded(mine.case_id, reply, [&](const Reply& once) { process(mine, once, place); });
              },
          .refuse = [reply](Error error) { reply(tl::unexpected(Failure(std::move(error)))); }};
}

void CaseShard::process_again(CaseFate& fate, const Submission& submission, const Reply& reply, Place place) {
  if (place.tries++ >= tries_max) return reply(tl::unexpected(Failure(contended())));
  Held held = hold(submission, reply, place);
  if (fate.hold(std::move(held))) return;
  if (!enqueue(std::move(held.decide))) held.refuse(closed_.load(std::memory_order_acquire) ? closed() : busy());
}

void CaseShard::answer_refusal(const std::optional<IdempotencyKey>& key, const ledger::SealScope* scope,
                               const Reply& reply, const Failure& failure) {
  if (!key) return reply(tl::unexpected(failure));
  const auto failed = [&](Error error) { reply(tl::unexpected(Failure(std::move(error)))); };
  const Instant now = context_.clock.now();
  const auto* refusal = std::get_if<casework::Refusal>(&failure);
  if (refusal != nullptr && key->refused) {
    Rendered answer = key->refused(*refusal);
    auto body = scope == nullptr ? Result<std::string>(std::move(answer.body))
                                 : ledger::seal_text(answer.body, "answer", *scope);
    if (body) {
      auto entry = kept_entry(*key, std::move(*body), scope == nullptr ? std::string() : scope->case_id, now);
      entry.status = answer.status;
      return context_.store.queue(
          [entry = std::move(entry), org = context_.org, now](store::Writer& writer) {
            return store::idempotency::add(writer, org, entry, now);
          },
          [reply, failure](const Result<void>& done) {
            reply(tl::unexpected(done ? failure : Failure(done.error())));
          });
    }
    if (body.error().code != "ledger/erased") return failed(std::move(body.error()));
  }
  const auto kept = context_.store.read_one([&](store::Reader& reader) {
    return store::idempotency::find(reader, context_.org, key->actor_id, key->key, now);
  });
  if (!kept) return failed(kept.error());
  if (*kept) return failed(store::idempotency::came_first());
  reply(tl::unexpected(failure));
}

void CaseShard::process(Submission& submission, const Reply& reply, Place place) {
  if (const auto found = live_.find(submission.case_id); found != live_.end() && found->second.fate->is_broken()) {
    // Those decided before it come first again.
    if (found->second.fate->hold(hold(submission, reply, place))) return;
  }
  auto live = load(submission.case_id);
  if (!live) return reply(tl::unexpected(Failure(std::move(live.error()))));
  Live& here = **live;
  const auto refuse = [&](Failure failure) {
    const auto told = [this, submission, reply, place, failure, fate = here.fate, scope = here.scope](bool well) {
      if (!well) return process_again(*fate, submission, reply, place);
      // Not on a thread of the store: this may read.
      if (!submission.idempotency) return reply(tl::unexpected(failure));
      auto task = [this, key = submission.idempotency, scope, reply, failure] {
        answer_refusal(key, &scope, reply, failure);
      };
      if (!enqueue(std::move(task))) reply(tl::unexpected(Failure(busy())));
    };
    if (here.fate->await(told)) return;
    const auto stored = is_stored(here);
    if (!stored) return reply(tl::unexpected(Failure(stored.error())));
    if (*stored) return answer_refusal(submission.idempotency, &here.scope, reply, failure);
    forget(submission.case_id);
    process(submission, reply, place);
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
  // With one node too: a command of the same commit may have failed and taken with it what this was decided on.
  const Reply answer = [this, submission, reply, place, fate = here.fate](tl::expected<Outcome, Failure> decided) {
    if (!is_overtaken(decided)) return reply(std::move(decided));
    process_again(*fate, submission, reply, place);
  };
  Commit next;
  next.recorded = stamp(std::move(*events), here.state, around.now, submission.actor, submission.door);
  next.render = std::move(submission.render);
  next.idempotency = std::move(submission.idempotency);
  next.also = std::move(submission.also);
  commit(here, std::move(next), answer);
}

}  // namespace evenhand::desk
