// What comes back from outside, and what people send there: actions, approvals, messages, timers.
#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "casework/gates.hpp"
#include "casework/render.hpp"
#include "casework/run.hpp"

namespace evenhand::casework {

using procedure::NodeKind;
using How = NodeFinished::How;

const Place* Run::action_place(const PerformAction& command) const {
  if (!command.path.empty()) return program_.find(command.path);
  for (const auto& [path, at] : state_.nodes) {
    if (at.status != NodeStatus::active || state_.pending_actions.contains(at.detail)) continue;
    const Place* place = program_.find(path);
    if (place && place->node->kind == NodeKind::action && place->node->name == command.action) return place;
  }
  return nullptr;
}

Refused Run::check_action_role(const Place* place, const std::string& action) const {
  return refuse_for_role(action_role_gate(view(), place, action, actor_));
}

Refused Run::on(const PerformAction& command) {
  const Place* place = action_place(command);
  if (!command.path.empty() && !place) return unknown_path(command.path);
  const std::string name = command.action.empty() && place ? place->node->name : command.action;
  const auto* action = (place ? place->procedure : &program_.main())->find_action(name);
  if (place) {
    const auto* at = node(*place);
    if (place->node->kind != NodeKind::action || place->node->name != name || !at || at->status != NodeStatus::active ||
        at->branch >= 0) {
      auto refused = not_now(*place);
      // Its guard tells more than what the case waits for: which action is missing.
      if (!at && place->node->kind == NodeKind::action)
        for (auto& gate : action_gates(view(), place, place->node->name)) refused.gates.push_back(std::move(gate));
      return refused;
    }
    if (state_.pending_actions.contains(at->detail))
      return refuse("case/not-now", "**" + name + "** is under way already.", gates_at(view(), *place));
  } else if (!action) {
    return refuse("action/unknown", "The procedure has no action **" + name + "**.");
  } else if (!program_.main().free_order) {
    auto gates = action_gates(view(), nullptr, name);
    for (auto& gate : open_gates(view())) gates.push_back(std::move(gate));
    return refuse("case/not-now", "**" + name + "** is not what the case is waiting for.", std::move(gates));
  }
  if (auto refused = check_action_role(place, name)) return refused;
  const std::string scope = place ? place->scope : "";
  if (!command.inputs.empty()) {
    const auto taken = action_inputs(place, action);
    for (const auto& given : command.inputs)
      if (std::none_of(taken.begin(), taken.end(), [&](const auto& input) { return input.fact == given.first; }))
        return refuse("action/unknown-input", "**" + name + "** takes no **" + given.first + "**.");
    if (auto refused = check_ahead(scope, command.inputs)) return refused;
    if (auto refused = record_checked(scope, command.inputs, nullptr, "given")) return refused;
    if (place && !is_active(state_, *place))
      return refuse("case/not-now", "What is given here changes what was decided before. Record it first, then go on.");
  }
  if (auto gates = action_gates(view(), place, name); !gates.empty()) {
    auto message = gates.front().message;
    return refuse("case/gate-unmet", std::move(message), std::move(gates));
  }
  const bool by_hand = !action || action->connector.empty();
  if (!by_hand && !command.outputs.empty())
    return refuse("action/unknown-output", "The result of **" + name + "** comes from its connector.");
  if (place && !by_hand) emit(NodeEntered{place->path, true});
  request_action(place, name, action);
  if (!by_hand || (command.outputs.empty() && !action_outputs(place, action).empty())) return std::nullopt;
  return complete_action(std::get<ActionRequested>(events_.back()).key, command.outputs);
}

Refused Run::complete_action(const std::string& key, const NamedValues& outputs) {
  const PendingAction pending = state_.pending_actions.find(key)->second;
  const Place* place = pending.path.empty() ? nullptr : program_.find(pending.path);
  const std::string scope = place ? place->scope : "";
  const auto* action = (place ? place->procedure : &program_.main())->find_action(pending.action);
  const auto expected = action_outputs(place, action);
  std::string problem, code;
  NamedValues facts;
  std::vector<std::string> lacking;
  for (const auto& output : expected) {
    const auto given = std::find_if(outputs.begin(), outputs.end(), [&](const auto& named) {
      return named.first == output.parameter || named.first == output.fact;
    });
    if (given == outputs.end() || given->second.is_null()) {
      lacking.push_back(output.parameter);
      continue;
    }
    feel::Value value = given->second;
    if (const auto* declared = program_.find_fact(scope, output.fact); declared && !declared->implicit) {
      auto checked = pending.by_hand ? check_stated(*declared, value) : check_fact(*declared, value);
      if (!checked)
        problem = checked.error().message, code = checked.error().code;
      else
        value = std::move(*checked);
      // What a connector gives for a file is the other system's own reference, kept as text.
      if (checked && is_person_id(actor_.id))
        if (auto refused = check_files(*declared, value, nullptr)) problem = refused->message, code = refused->code;
    }
    facts.emplace_back(output.fact, std::move(value));
  }
  if (pending.by_hand && problem.empty()) {
    for (const auto& given : outputs)
      if (std::none_of(expected.begin(), expected.end(), [&](const auto& output) {
            return output.parameter == given.first || output.fact == given.first;
          }))
        problem = "**" + pending.action + "** does not give **" + given.first + "**.", code = "action/unknown-output";
    if (!lacking.empty())
      problem = "**" + pending.action + "** also gives " + join_words(lacking) + ".", code = "action/missing-output";
  } else if (problem.empty() && !expected.empty() && lacking.size() == expected.size()) {
    problem = "The answer holds none of " + join_words(lacking, "or") + ".", code = "action/missing-output";
  }
  const auto* at = place ? node(*place) : nullptr;
  const bool waits = at && !pending.orphan && at->status == NodeStatus::active && at->detail == key;
  if (!problem.empty()) {
    if (pending.by_hand) return refuse(code, problem);
    // A connector that answers what cannot be used has failed; nobody is there to correct it.
    emit(ActionFailed{pending.path, pending.action, key, problem, true});
    return std::nullopt;
  }
  emit(ActionSucceeded{pending.path, pending.action, key});
  facts_changed_ = true;
  for (auto& [name, value] : facts) record_fact(scope, name, std::move(value), pending.path, "action");
  if (waits) finish(*place, How::done);
  return std::nullopt;
}

Refused Run::on(const ReportAction& command) {
  const auto pending = state_.pending_actions.find(command.key);
  if (pending == state_.pending_actions.end()) {
    for (const auto& [slug, attempts] : state_.actions_requested) {
      const std::string prefix = surroundings_.case_id + "/" + (slug.empty() ? "action" : slug) + "/";
      for (std::uint32_t n = 1; n <= attempts && command.key.starts_with(prefix); ++n)
        if (command.key == prefix + std::to_string(n))
          return refuse("action/already-reported", "The result of this action has been reported before.");
    }
    return refuse("action/unknown-key", "No action of this case goes by the key `" + command.key + "`.");
  }
  const bool by_hand = pending->second.by_hand;
  if (!by_hand && is_person_id(actor_.id) && !actor_.may_override)
    return refuse("action/not-yours", "The result of **" + pending->second.action + "** comes from its connector.");
  if (by_hand)
    if (auto refused = check_action_role(program_.find(pending->second.path), pending->second.action)) return refused;
  if (auto refused = check_length("The error", command.error, limits::reason_bytes_max)) return refused;
  if (command.ok) return complete_action(command.key, command.outputs);
  emit(ActionFailed{pending->second.path, pending->second.action, command.key, command.error, command.final});
  return std::nullopt;
}

Refused Run::on(const AskApproval& command) {
  const Place* place = program_.find(command.path);
  if (!place) return unknown_path(command.path);
  const auto* at = node(*place);
  if (place->node->kind != NodeKind::approve || !at || at->status != NodeStatus::active || at->branch >= 0)
    return not_now(*place);
  if (!at->detail.empty() && !at->expired)
    return refuse("case/not-now", "The approval is asked for already.", gates_at(view(), *place));
  if (auto refused = check_length("The reason", command.reason, limits::reason_bytes_max)) return refused;
  if (!text::trim(command.reason).empty()) emit(NoteAdded{command.reason});
  ask_approval(*place);
  return std::nullopt;
}

Refused Run::on(const GiveApproval& command) {
  const Place* place = program_.find(command.path);
  if (!place) return unknown_path(command.path);
  const auto* at = node(*place);
  if (place->node->kind != NodeKind::approve || !at || at->status != NodeStatus::active || at->branch >= 0 ||
      at->detail.empty())
    return not_now(*place);
  const auto& role = place->node->name;
  if (!actor_.has_role(role))
    return refuse("case/role",
                  say()("Only a {} may answer this.", "Solo puede responder {}.", say(place->scope).name(role)),
                  gates_at(view(), *place));
  if (is_kept_out(state_, *place, actor_.id))
    return refuse(
        "case/self-approval",
        say()("Whoever led here or asks for an approval cannot give it. Another {} has to.",
              "Quien ha llevado el caso hasta aquí o pide la aprobación no la puede dar. La tiene que dar otra "
              "persona: {}.",
              say(place->scope).name(role)),
        gates_at(view(), *place));
  if (auto refused = check_length("The reason", command.reason, limits::reason_bytes_max)) return refused;
  emit(ApprovalGiven{place->path, role, command.approved, command.reason});
  facts_changed_ = true;
  if (command.approved)
    finish(*place, How::done);
  else
    clear_timer(place->path);
  return std::nullopt;
}

Refused Run::on(const SendMessage& command) {
  if (auto refused = check_length("The message", command.text, limits::message_bytes_max)) return refused;
  if (command.path.empty()) {
    if (text::trim(command.text).empty()) return refuse("message/empty", "The message has no words.");
    queue_message({}, {}, program_.selection().channel, command.text);
    return std::nullopt;
  }
  const Place* place = program_.find(command.path);
  if (!place) return unknown_path(command.path);
  const auto* at = node(*place);
  if (place->node->kind != NodeKind::send || !at || at->status != NodeStatus::active) return not_now(*place);
  if (auto refused = check_role(*place)) return refused;
  const auto* message = place->procedure->find_message(place->node->name);
  const auto channel = channel_of(program_, *place->node);
  const bool own_words = !text::trim(command.text).empty();
  const std::string& body = own_words ? command.text
                            : message ? message_text(*message, channel, language_of(program_))
                                      : place->node->name;
  auto rendered = render(body, state_, program_, place->scope, actor_, surroundings_);
  if (own_words && message && message->mandatory) {
    const auto fixed = render(message_text(*message, channel, language_of(program_)), state_, program_, place->scope,
                              actor_, surroundings_);
    if (fixed.text != rendered.text)
      return refuse("message/mandatory", "The words of **" + message->name + "** may not be changed.");
  }
  if (!rendered.missing.empty())
    return refuse("case/gate-unmet", join_words(rendered.missing) + " is not known.", gates_at(view(), *place));
  emit(NodeEntered{place->path, true});
  queue_message(place->path, place->node->name, channel, std::move(rendered.text));
  finish(*place, How::done);
  return std::nullopt;
}

Refused Run::on(const ReceiveMessage& command) {
  if (auto refused = check_length("The message", command.text, limits::message_bytes_max)) return refused;
  if (auto refused = check_length("The key", command.key, limits::reason_bytes_max)) return refused;
  if (!command.key.empty() && state_.message_keys.contains(command.key))
    return refuse("message/already-received", "This message has been received before.");
  emit(MessageReceived{command.channel.empty() ? program_.selection().channel : command.channel, command.text,
                       command.from, command.key});
  if (state_.status == CaseState::Status::closed) return std::nullopt;
  facts_changed_ = true;
  customer_wrote();
  check_mentions(command.text);
  return std::nullopt;
}

Refused Run::on(const FireTimer& command) {
  const auto timer = state_.timers.find(command.id);
  if (timer == state_.timers.end()) return refuse("timer/unknown", "No timer `" + command.id + "` is running.");
  if (timer->second > now_)
    return refuse("timer/early", "The timer is due at " + format_rfc3339(timer->second) + ", not before.");
  emit(TimerFired{command.id});
  facts_changed_ = true;
  if (command.id.starts_with("escalation/")) fire_escalation(command.id);
  return std::nullopt;
}

}  // namespace evenhand::casework
