#include "desk/background.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

#include "base/assert.hpp"
#include "base/guarded.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "store/cases.hpp"

namespace evenhand::desk {
namespace {

constexpr auto look_again = std::chrono::seconds(5);      ///< when the plan cannot be read
constexpr auto timer_hold = std::chrono::seconds(60);     ///< then a timer whose command was lost fires again
constexpr auto effect_lease = std::chrono::seconds(180);  ///< longer than any connector's time limit
constexpr std::size_t batch = 64;
constexpr std::uint32_t tries_max = 8;               ///< with the outbox's back-off: about two hours
constexpr std::uint32_t at_once_max = 3;             ///< an effect that takes the server down each time is not hurried
constexpr auto turn_max = std::chrono::seconds(60);  ///< an effect whose connector is busy comes again by then

/// What this house does by itself. Messages wait in the outbox for a channel; waking for them would be waking for nothing.
const std::vector<std::string> carried_out = {"call-connector"};

/// On this thread when nobody writes: nothing waits for it, so another need not be woken.
void write_beside(store::Store& store, store::Store::Job job) {
  store.queue(std::move(job), [](const Result<void>&) {});
  store.lend_hand();
}

std::vector<std::pair<std::string, feel::Value>> outputs_of(const json::Object& outputs) {
  std::vector<std::pair<std::string, feel::Value>> values;
  for (const auto& [name, value] : outputs) {
    auto read = feel::from_json(value);
    values.emplace_back(name, read ? std::move(*read) : feel::Value(json::write(value)));
  }
  return values;
}

}  // namespace

Result<std::size_t> Timers::fire_due() {
  std::vector<store::timers::Timer> due;
  const Instant now = desk_.clock().now();
  const auto claimed = desk_.store().write_and_wait([&](store::Writer& writer) -> Result<void> {
    auto timers = store::timers::claim_due(writer, desk_.org(), now, now + timer_hold, std::max(batch, at_once_));
    if (!timers) return fail(std::move(timers.error()));
    due = std::move(*timers);
    return {};
  });
  if (!claimed) return fail(claimed.error());
  for (std::span rest(due); !rest.empty(); rest = rest.subspan(std::min(at_once_, rest.size())))
    fire(rest.first(std::min(at_once_, rest.size())));
  return due.size();
}

Result<void> end_claims(store::Store& store, const std::string& org, Instant now) {
  return store.write_and_wait([&](store::Writer& writer) -> Result<void> {
    const auto effects = store::outbox::end_claims(writer, org, now, at_once_max);
    if (!effects) return fail(effects.error());
    const auto held = store::timers::end_holds(writer, org, now, now + timer_hold);
    return held ? Result<void>() : fail(held.error());
  });
}

namespace {

Submission by_timer(const std::string& case_id, casework::Command command) {
  return {.case_id = case_id,
          .command = std::move(command),
          .actor = system_actor(),
          .door = "timer",
          .expected_seq = {},
          .render = {},
          .idempotency = {},
          .also = {}};
}

}  // namespace

void Timers::fire(std::span<const store::timers::Timer> timers) {
  std::vector<std::promise<tl::expected<Outcome, Failure>>> answers(timers.size());
  for (std::size_t i = 0; i < timers.size(); ++i) {
    const Reply reply = [&answer = answers[i]](tl::expected<Outcome, Failure> done) {
      answer.set_value(std::move(done));
    };
    Submission submission = by_timer(timers[i].case_id, casework::FireTimer{timers[i].id});
    timers.size() == 1 ? desk_.submit(std::move(submission), reply) : desk_.submit_beside(submission, reply);
  }
  for (std::size_t i = 0; i < timers.size(); ++i) note(timers[i], answers[i].get_future().get());
}

void Timers::note(const store::timers::Timer& timer, tl::expected<Outcome, Failure> done) {
  if (done) return;
  if (const auto* error = std::get_if<Error>(&done.error()); error != nullptr && error->code == "ledger/erased") {
    // What it leads to speaks of a person who was erased, and cannot be written down. The case stops there, in the record, for
    // somebody to close it; in a paused case the timer fires and leads to nothing.
    if (desk_.submit_and_wait(by_timer(timer.case_id, casework::Pause{})))
      done = desk_.submit_and_wait(by_timer(timer.case_id, casework::FireTimer{timer.id}));
    if (done) return;
  }
  const auto* refusal = std::get_if<casework::Refusal>(&done.error());
  if (refusal != nullptr && (refusal->code == "timer/unknown" || refusal->code == "case/closed")) {
    // The case no longer waits for it: the row is stale and would fire for ever.
    write_beside(desk_.store(), [timer, org = desk_.org()](store::Writer& writer) {
      return store::timers::clear_claimed(writer, org, timer);
    });
    return;
  }
  log::warning(
      "a timer could not be fired and will be tried again",
      {{"case", timer.case_id}, {"code", refusal != nullptr ? refusal->code : std::get<Error>(done.error()).code}});
}

Instant Timers::round() {
  const auto fired = fire_due();
  const Instant now = desk_.clock().now();
  if (!fired) return patience_.failed(fired.error(), now);
  patience_.worked();
  if (*fired > 0) return now;
  return desk_.store()
      .read([&](store::Reader& reader) { return store::timers::next_due(reader, desk_.org()); })
      .value_or(now + look_again);
}

Outbox::Outbox(Desk& desk, connect::Connectors connectors, std::size_t threads)
    : desk_(desk), connectors_(std::move(connectors)), threads_(threads), pool_(threads, threads) {
  EH_ASSERT(threads >= 2);
}

void Outbox::stop() {
  called_off_ = true;
  pool_.close();
}

Result<std::vector<store::outbox::Effect>> Outbox::claim(std::size_t count_max) {
  std::vector<store::outbox::Effect> due;
  const Instant now = desk_.clock().now();
  const auto claimed = desk_.store().write_and_wait([&](store::Writer& writer) -> Result<void> {
    auto effects = store::outbox::claim(writer, desk_.org(), carried_out, now, now + effect_lease, count_max);
    if (!effects) return fail(std::move(effects.error()));
    due = std::move(*effects);
    return {};
  });
  if (!claimed) return fail(claimed.error());
  return due;
}

Result<std::size_t> Outbox::run_due() {
  const auto due = claim(batch);
  if (!due) return fail(due.error());
  for (const store::outbox::Effect& effect : *due) carry_out(effect);
  return due->size();
}

Instant Outbox::round() {
  const std::size_t free = threads_ - busy_;
  if (free == 0) return store::cases::never;
  auto due = claim(free);
  const Instant now = desk_.clock().now();
  if (!due) return patience_.failed(due.error(), now);
  patience_.worked();
  for (store::outbox::Effect& effect : *due) {
    ++busy_;
    auto work = [this, effect] {
      guarded("carrying out an effect", [&] { carry_out(effect); });
      --busy_;
      if (on_free_) on_free_();
    };
    if (pool_.try_run(std::move(work))) continue;
    --busy_;
    give_back(effect, now);
  }
  if (due->size() == free) return store::cases::never;
  return desk_.store()
      .read([&](store::Reader& reader) { return store::outbox::next_at(reader, desk_.org(), carried_out); })
      .value_or(now + look_again);
}

std::optional<Instant> Outbox::enter(const std::string& connector) {
  const std::size_t places = threads_ - std::max<std::size_t>(threads_ / 3, 1);
  const std::lock_guard lock(mutex_);
  Line& line = lines_[connector];
  if (line.busy < places) {
    ++line.busy;
    return std::nullopt;
  }
  // About when its turn comes, so that a long line is not asked over and over.
  const Instant now = desk_.clock().now();
  line.next_turn =
      std::min(std::max(line.next_turn, now) + line.took / static_cast<std::int64_t>(places), now + turn_max);
  return line.next_turn;
}

void Outbox::leave(const std::string& connector, Microseconds took) {
  const std::lock_guard lock(mutex_);
  Line& line = lines_[connector];
  --line.busy;
  line.took = took;
}

void Outbox::give_back(const store::outbox::Effect& effect, Instant ready_at) {
  write_beside(desk_.store(), [effect, org = desk_.org(), ready_at](store::Writer& writer) {
    return store::outbox::give_back(writer, org, effect.key, effect.attempts, ready_at);
  });
}

void Outbox::carry_out(const store::outbox::Effect& effect) {
  if (called_off_) return give_back(effect, desk_.clock().now());
  const auto seen = desk_.look(effect.case_id);
  if (!seen) return try_again(effect, {}, "");
  const ledger::SealScope scope = desk_.seal_scope(effect.case_id, seen->row.customer_id);
  const auto text = ledger::open_text(effect.body, "effect", scope);
  const auto body = text ? json::parse(*text) : Result<json::Value>(fail(text.error()));
  if (!body)
    return give_up(effect, scope, effect.key,
                   "What the connector was to be sent cannot be read any more: " + body.error().message);
  connect::Call call{
      .action = body->string_or("action", ""), .key = effect.key, .inputs = {}, .called_off = &called_off_};
  if (const json::Value* inputs = body->find("inputs"); inputs != nullptr && inputs->as_object() != nullptr)
    call.inputs = *inputs->as_object();
  const std::string connector = body->string_or("connector", "");
  if (const auto turn = enter(connector)) return give_back(effect, *turn);
  connect::Answer answer;
  const auto began = std::chrono::steady_clock::now();
  const bool came_back = guarded("a connector", [&] { answer = connectors_.call(connector, call); });
  leave(connector, std::chrono::duration_cast<Microseconds>(std::chrono::steady_clock::now() - began));
  if (!came_back) return;  // the lease runs out and it is tried again
  // Broken off by us, which says nothing about the service; the next try comes under the same key.
  if (!answer.ok && called_off_) return give_back(effect, desk_.clock().now());
  finish(effect, scope, answer);
}

/// A service's words may say anything about the customer.
std::string Outbox::sealed_reason(const ledger::SealScope& scope, const std::string& why) {
  return ledger::seal_text(why, "effect-error", scope).value_or("");
}

void Outbox::try_again(const store::outbox::Effect& effect, Microseconds wait, const std::string& sealed_why) {
  const Instant at = desk_.clock().now() + std::max(store::outbox::back_off(effect.attempts), wait);
  write_beside(desk_.store(), [effect, org = desk_.org(), at, sealed_why](store::Writer& writer) {
    return store::outbox::retry(writer, org, effect.key, effect.attempts, at, sealed_why);
  });
}

void Outbox::finish(const store::outbox::Effect& effect, const ledger::SealScope& scope,
                    const connect::Answer& answer) {
  if (!answer.ok && answer.may_retry && effect.attempts < tries_max)
    return try_again(effect, std::chrono::seconds(answer.retry_after_seconds), sealed_reason(scope, answer.error));
  if (!answer.ok) return give_up(effect, scope, effect.key, answer.error);
  Submission report{
      .case_id = effect.case_id,
      .command =
          casework::ReportAction{
              .key = effect.key, .ok = true, .outputs = outputs_of(answer.outputs), .error = {}, .final = true},
      .actor = system_actor(),
      .door = "connector",
      .expected_seq = {},
      .render = {},
      .idempotency = {},
      .also = [effect, org = desk_.org()](store::Writer& writer) {
        return store::outbox::complete(writer, org, effect.key, effect.attempts, "ok");
      }};
  const auto done = desk_.submit_and_wait(std::move(report));
  if (done) return;
  if (const auto* refusal = std::get_if<casework::Refusal>(&done.error())) {
    // Answered, but not as the procedure expects (a wrong type), or no longer wanted.
    if (refusal->code == "fact/invalid")
      return give_up(effect, scope, effect.key, "The service's answer does not fit: " + refusal->message);
    return give_up(effect, scope, {}, refusal->message);
  }
  not_recorded(effect, scope, std::get<Error>(done.error()));
}

/// What came of it is not in the case, so it goes out again, under the same key; waiting for the lease would cost minutes.
void Outbox::not_recorded(const store::outbox::Effect& effect, const ledger::SealScope& scope, const Error& error) {
  try_again(effect, {}, sealed_reason(scope, "What came of it could not be recorded: " + error.message));
}

void Outbox::give_up(const store::outbox::Effect& effect, const ledger::SealScope& scope, const std::string& action_key,
                     const std::string& why) {
  const auto bury = [effect, org = desk_.org(), why = sealed_reason(scope, why)](store::Writer& writer) {
    return store::outbox::bury(writer, org, effect.key, effect.attempts, why);
  };
  if (!action_key.empty()) {
    // However much a service says: a case takes no more, and refused would mean never told.
    const std::string words = text::writable(why);
    Submission report{
        .case_id = effect.case_id,
        .command = casework::ReportAction{.key = action_key,
                                          .ok = false,
                                          .outputs = {},
                                          .error = std::string(text::prefix(words, limits::reason_bytes_max)),
                                          .final = true},
        .actor = system_actor(),
        .door = "connector",
        .expected_seq = {},
        .render = {},
        .idempotency = {},
        .also = bury};
    const auto done = desk_.submit_and_wait(std::move(report));
    if (done) return;
    if (const auto* error = std::get_if<Error>(&done.error())) return not_recorded(effect, scope, *error);
  }
  write_beside(desk_.store(), bury);
}

}  // namespace evenhand::desk
