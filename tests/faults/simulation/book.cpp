#include "book.hpp"

#include <fmt/format.h>

namespace evenhand::simulation {
namespace {

/// As the language says, counted here anew: a month is 30 days, a year 365.
std::int64_t micros(const procedure::Duration& d) {
  constexpr std::int64_t minute = 60'000'000;
  constexpr std::int64_t units[] = {
      minute, 60 * minute, 1440 * minute, 7 * 1440 * minute, 30 * 1440 * minute, 365 * 1440 * minute};
  return static_cast<std::int64_t>(d.amount) * units[static_cast<int>(d.unit)];
}

/// How long the text says: of a place, or of an escalation rule, also of a procedure that is followed.
std::optional<procedure::Duration> limit_of(const cw::Program& program, const std::string& timer) {
  if (const cw::Place* place = program.find(timer)) return place->node->limit;
  if (!timer.starts_with("escalation/")) return std::nullopt;
  const std::string key = timer.substr(11);
  const auto end = key.rfind('>');
  const auto* procedure = program.procedure_of(end == std::string::npos ? "" : key.substr(0, end));
  if (procedure == nullptr) return std::nullopt;
  for (const auto& rule : procedure->escalation)
    if (rule.id == (end == std::string::npos ? key : key.substr(end + 1))) return rule.within;
  return std::nullopt;
}

}  // namespace

std::string Book::check_armed(const cw::TimerArmed& armed, Instant at) {
  auto& before = armed_before_[armed.id];
  const bool is_new = before.insert(armed.due.micros).second;
  const auto limit = limit_of(*program, armed.id);
  if (!limit || !is_new || armed.due.micros == at.micros + micros(*limit)) return {};
  return fmt::format("timer {} was armed for {} us after {}, not for {}", armed.id, armed.due.micros - at.micros,
                     at.micros, limit->str());
}

void Book::run_clocks(const cw::Recorded& recorded) {
  using Trigger = procedure::EscalationRule::Trigger;
  const Instant at = recorded.at;
  const auto each_rule = [&](Trigger trigger, const auto& use) {
    for (const auto& rule : program->main().escalation)
      if (rule.trigger == trigger && rule.within) use("escalation/" + rule.id, at + Microseconds(micros(*rule.within)));
  };
  const auto start = [&](const std::string& id, Instant due) { due_[id] = due; };
  const auto stop = [&](const std::string& id, Instant) { due_.erase(id); };
  const auto& event = recorded.event;
  if (std::holds_alternative<cw::CaseOpened>(event)) {
    opened_ = at;
    each_rule(Trigger::not_resolved, start);
    const auto& channel = program->selection().channel;
    if (channel != "phone" && channel != "in person") each_rule(Trigger::no_first_reply, start);
  } else if (std::holds_alternative<cw::CaseReopened>(event)) {
    each_rule(Trigger::not_resolved, start);
  } else if (std::holds_alternative<cw::MessageReceived>(event)) {
    if (waiting_since_.micros == 0) waiting_since_ = at;
    if (state.status != cw::CaseState::Status::closed)
      each_rule(Trigger::no_reply, [&](const std::string& id, Instant due) { due_.emplace(id, due); });
  } else if (std::holds_alternative<cw::MessageQueued>(event)) {
    if (first_reply_.micros == 0) first_reply_ = at;
    waiting_since_ = {};
    each_rule(Trigger::no_first_reply, stop);
    each_rule(Trigger::no_reply, stop);
  } else if (const auto* fired = std::get_if<cw::TimerFired>(&event)) {
    due_.erase(fired->id);
  } else if (std::holds_alternative<cw::CaseClosed>(event)) {
    waiting_since_ = {};
    due_.clear();
  }
}

std::string Book::check_clocks() const {
  using Trigger = procedure::EscalationRule::Trigger;
  if (state.opened_at != opened_ || state.first_reply_at != first_reply_ ||
      state.customer_waiting_since != waiting_since_)
    return "a clock of the case does not stand where its events put it";
  for (const auto& rule : program->main().escalation) {
    if (rule.trigger != Trigger::not_resolved && rule.trigger != Trigger::no_reply &&
        rule.trigger != Trigger::no_first_reply)
      continue;
    const auto runs = state.timers.find("escalation/" + rule.id);
    const auto wanted = due_.find("escalation/" + rule.id);
    if ((runs == state.timers.end()) != (wanted == due_.end()) ||
        (wanted != due_.end() && runs->second != wanted->second))
      return "the clock of \"" + rule.text + "\" does not run as it says";
  }
  return {};
}

std::string Book::check(const cw::Recorded& recorded) {
  if (recorded.seq != state.seq + 1) return fmt::format("event {} follows event {}", recorded.seq, state.seq);
  if (recorded.at < state.changed_at) return fmt::format("event {} is older than the one before it", recorded.seq);
  const auto& event = recorded.event;
  if (const auto* armed = std::get_if<cw::TimerArmed>(&event)) return check_armed(*armed, recorded.at);
  if (const auto* fired = std::get_if<cw::TimerFired>(&event)) {
    const auto timer = state.timers.find(fired->id);
    if (timer == state.timers.end()) return "timer " + fired->id + " fired and was not armed";
    if (recorded.at < timer->second)
      return fmt::format("timer {} fired {} us early", fired->id, timer->second.micros - recorded.at.micros);
  } else if (const auto* asked = std::get_if<cw::ActionRequested>(&event)) {
    if (!asked->by_hand && !effects.emplace(asked->key, "call-connector").second)
      return "action " + asked->key + " was asked for twice under one key";
  } else if (const auto* queued = std::get_if<cw::MessageQueued>(&event)) {
    ++messages;
    if (!effects.emplace(queued->key, "deliver-message").second) return "message " + queued->key + " was queued twice";
  } else if (const auto* received = std::get_if<cw::MessageReceived>(&event)) {
    ++messages;
    if (!received->key.empty() && state.message_keys.contains(received->key))
      return "message " + received->key + " was received twice";
  } else if (const auto* done = std::get_if<cw::ActionSucceeded>(&event)) {
    if (++results_[done->key] > 1) return "the result of " + done->key + " was recorded twice";
  } else if (const auto* failed = std::get_if<cw::ActionFailed>(&event); failed != nullptr && failed->final) {
    if (++results_[failed->key] > 1) return "the result of " + failed->key + " was recorded twice";
  }
  return {};
}

std::string Book::take(const std::vector<cw::Recorded>& events) {
  is_touched = true;
  for (const cw::Recorded& recorded : events) {
    if (auto wrong = check(recorded); !wrong.empty()) return wrong;
    run_clocks(recorded);
    cw::apply(state, recorded);
    seen.push_back({cw::event_type(recorded.event), recorded.at.micros, recorded.actor_id});
  }
  if (auto wrong = check_clocks(); !wrong.empty()) return wrong;
  if (goes_on_by().empty()) return "the case is open and nothing can carry it on";
  return {};
}

std::string Book::goes_on_by() const {
  using procedure::NodeKind;
  using Status = cw::CaseState::Status;
  if (state.status == Status::closed) return "closed";
  if (state.status == Status::paused) return "paused";
  std::string found;
  for (const auto& [path, node] : state.nodes) {
    if (node.status != cw::NodeStatus::active) continue;
    const cw::Place* place = program->find(path);
    if (place == nullptr) continue;
    switch (place->node->kind) {
      case NodeKind::sequence:
      case NodeKind::step:
      case NodeKind::any_order:
      case NodeKind::repeat:
      case NodeKind::for_each:
      case NodeKind::follow:
      case NodeKind::choice:
        if (!place->node->optional && place->role.empty()) continue;
        found = "step";
        continue;
      case NodeKind::approve:
        return "approval";
      case NodeKind::wait:
        if (place->node->wait_kind == procedure::Node::WaitKind::reply) return "message";
        if (place->node->wait_kind == procedure::Node::WaitKind::condition) return "condition";
        if (state.timers.contains(path)) return "timer";
        continue;  // waiting for a time that nothing will tell
      case NodeKind::action:
        if (state.pending_actions.contains(node.detail)) return "action";
        return "step";
      default:
        found = "step";
    }
  }
  if (!found.empty()) return found;
  if (program->main().free_order) return "step";
  if (!state.pending_actions.empty()) return "action";
  return state.reopened ? "reopened" : "";
}

}  // namespace evenhand::simulation
