#include "desk/background.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "base/log.hpp"
#include "store/cases.hpp"
#include "store/timers.hpp"

namespace evenhand::desk {
namespace {

constexpr auto round_max = std::chrono::seconds(5);       ///< look again at the latest, whatever the plan says
constexpr auto timer_hold = std::chrono::seconds(60);     ///< then a timer whose command was lost fires again
constexpr auto effect_lease = std::chrono::seconds(180);  ///< longer than any connector's time limit
constexpr std::size_t batch = 64;
constexpr std::uint32_t tries_max = 8;  ///< with the outbox's back-off: about two hours

/// What this house does by itself. Messages wait in the outbox for a channel; waking for them would be waking for nothing.
const std::vector<std::string> carried_out = {"call-connector"};

std::vector<std::pair<std::string, feel::Value>> outputs_of(const json::Object& outputs) {
  std::vector<std::pair<std::string, feel::Value>> values;
  for (const auto& [name, value] : outputs) {
    auto read = feel::from_json(value);
    values.emplace_back(name, read ? std::move(*read) : feel::Value(json::write(value)));
  }
  return values;
}

}  // namespace

Ticker::Ticker(const Clock& clock, std::function<Instant()> round)
    : clock_(clock), round_(std::move(round)), thread_([this] { run(); }) {}

Ticker::~Ticker() {
  stop();
}

void Ticker::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Ticker::poke(Instant due) {
  const std::lock_guard lock(mutex_);
  if (due >= planned_) return;
  planned_ = due;
  wake_.notify_all();
}

void Ticker::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    planned_ = store::cases::never;
    lock.unlock();
    const Instant next = round_();
    lock.lock();
    planned_ = std::min(planned_, next);
    while (!stopping_) {
      const Microseconds left = planned_ - std::min(planned_, clock_.now());
      if (left.count() <= 0) break;
      if (wake_.wait_for(lock, std::min<Microseconds>(left, round_max)) == std::cv_status::timeout) break;
    }
  }
}

std::size_t Timers::fire_due() {
  std::vector<store::timers::Timer> due;
  const Instant now = desk_.clock().now();
  const auto claimed = desk_.store().write_and_wait([&](store::Writer& writer) -> Result<void> {
    auto timers = store::timers::claim_due(writer, desk_.org(), now, now + timer_hold, batch);
    if (!timers) return fail(std::move(timers.error()));
    due = std::move(*timers);
    return {};
  });
  if (!claimed) return 0;
  for (const store::timers::Timer& timer : due) {
    const auto done = desk_.submit_and_wait({.case_id = timer.case_id,
                                             .command = casework::FireTimer{timer.id},
                                             .actor = system_actor(),
                                             .door = "timer",
                                             .expected_seq = {},
                                             .render = {},
                                             .idempotency = {},
                                             .also = {}});
    if (done) continue;
    if (std::holds_alternative<casework::Refusal>(done.error())) {
      // The case no longer waits for it: the row is stale and would fire for ever.
      desk_.store().write(
          [timer, org = desk_.org()](store::Writer& writer) {
            return store::timers::clear(writer, org, timer.case_id, timer.id);
          },
          [](const Result<void>&) {});
    } else {
      log::warning("a timer could not be fired and will be tried again",
                   {{"case", timer.case_id}, {"code", std::get<Error>(done.error()).code}});
    }
  }
  return due.size();
}

Instant Timers::next() const {
  return desk_.store()
      .read([&](store::Reader& reader) { return store::timers::next_due(reader, desk_.org()); })
      .value_or(desk_.clock().now() + round_max);
}

std::size_t Outbox::run_due(std::size_t threads) {
  std::vector<store::outbox::Effect> due;
  const Instant now = desk_.clock().now();
  const auto claimed = desk_.store().write_and_wait([&](store::Writer& writer) -> Result<void> {
    auto effects = store::outbox::claim(writer, desk_.org(), carried_out, now, now + effect_lease, batch);
    if (!effects) return fail(std::move(effects.error()));
    due = std::move(*effects);
    return {};
  });
  if (!claimed) return 0;
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < due.size(); i = next++) carry_out(due[i]);
  };
  std::vector<std::thread> helpers;
  for (std::size_t i = 1; i < std::min(threads, due.size()); ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
  return due.size();
}

void Outbox::carry_out(const store::outbox::Effect& effect) {
  const auto seen = desk_.look(effect.case_id);
  if (!seen) return;  // the lease runs out and it is tried again
  const ledger::SealScope scope = desk_.seal_scope(effect.case_id, seen->row.customer_id);
  const auto text = ledger::open_text(effect.body, "effect", scope);
  const auto body = text ? json::parse(*text) : Result<json::Value>(fail(text.error()));
  if (!body)
    return give_up(effect, effect.key,
                   "What the connector was to be sent cannot be read any more: " + body.error().message);
  connect::Call call{.action = body->string_or("action", ""), .key = effect.key, .inputs = {}};
  if (const json::Value* inputs = body->find("inputs"); inputs != nullptr && inputs->as_object() != nullptr)
    call.inputs = *inputs->as_object();
  const connect::Answer answer = connectors_.call(body->string_or("connector", ""), call);
  const Instant now = desk_.clock().now();
  if (!answer.ok && answer.may_retry && effect.attempts < tries_max) {
    const Microseconds wait = std::max<Microseconds>(store::outbox::back_off(effect.attempts),
                                                     std::chrono::seconds(answer.retry_after_seconds));
    desk_.store().write(
        [effect, org = desk_.org(), at = now + wait, error = answer.error](store::Writer& writer) {
          return store::outbox::retry(writer, org, effect.key, effect.attempts, at, error);
        },
        [](const Result<void>&) {});
    return;
  }
  if (!answer.ok) return give_up(effect, effect.key, answer.error);
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
      return give_up(effect, effect.key, "The service's answer does not fit: " + refusal->message);
    give_up(effect, {}, refusal->message);
  }
}

void Outbox::give_up(const store::outbox::Effect& effect, const std::string& action_key, const std::string& why) {
  const auto bury = [effect, org = desk_.org(), why](store::Writer& writer) {
    return store::outbox::bury(writer, org, effect.key, effect.attempts, why);
  };
  if (!action_key.empty()) {
    Submission report{
        .case_id = effect.case_id,
        .command = casework::ReportAction{.key = action_key, .ok = false, .outputs = {}, .error = why, .final = true},
        .actor = system_actor(),
        .door = "connector",
        .expected_seq = {},
        .render = {},
        .idempotency = {},
        .also = bury};
    if (desk_.submit_and_wait(std::move(report))) return;
  }
  desk_.store().write(bury, [](const Result<void>&) {});
}

Instant Outbox::next() const {
  return desk_.store()
      .read([&](store::Reader& reader) { return store::outbox::next_at(reader, desk_.org(), carried_out); })
      .value_or(desk_.clock().now() + round_max);
}

}  // namespace evenhand::desk
