// What people do at the nodes that are open: answer, tick, skip, undo, override.
#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "casework/gates.hpp"
#include "casework/run.hpp"

namespace evenhand::casework {

using procedure::NodeKind;
using How = NodeFinished::How;

namespace {

/// Facts that people may state; all others come from actions, decisions and computations only.
bool may_be_stated(const procedure::Fact& fact) {
  using Source = procedure::Fact::Source;
  return fact.source == Source::customer || fact.source == Source::agent || fact.source == Source::input;
}

}  // namespace

Refused Run::on(const RecordFacts& command) {
  if (command.facts.empty()) return refuse("command/empty", "There are no facts to record.");
  if (command.path.empty()) return record_ahead(command.facts);
  const Place* place = program_.find(command.path);
  return place ? record_at(*place, command.facts) : unknown_path(command.path);
}

Refused Run::record_at(const Place& ask, const NamedValues& facts) {
  const auto* at = node(ask);
  if (!is_question(ask) || !at || at->status == NodeStatus::not_applicable) return not_now(ask);
  for (const auto& [name, value] : facts) {
    const auto& asked = ask.node->facts;
    if (std::find(asked.begin(), asked.end(), name) == asked.end())
      return refuse("fact/not-asked", "**" + name + "** is not asked for here; " + join_words(asked) + " is.");
    // A finished answer may be corrected until something was done because of it; a value that was never stored may be
    // given again when it has been lost.
    const auto* known = find_fact_state(state_, ask.scope, name);
    const bool lost = known && known->transient && known->value.is_null();
    if (at->status != NodeStatus::active && at->seq <= state_.commit_seq && !lost) return not_now(ask);
  }
  if (auto refused = check_role(ask)) return refused;
  for (const auto& [name, value] : facts)
    if (auto refused = check_settled(ask.scope, name, value)) return refused;
  return record_checked(ask.scope, facts, &ask, "asked");
}

Refused Run::record_ahead(const NamedValues& facts) {
  if (auto refused = check_ahead("", facts)) return refused;
  return record_checked("", facts, nullptr, "given");
}

Refused Run::check_asker_role(std::string_view scope, const std::string& fact) const {
  for (const Place* place : program_.places()) {
    const auto& asked = place->node->facts;
    if (place->scope != scope || place->node->kind != NodeKind::ask) continue;
    if (std::find(asked.begin(), asked.end(), fact) == asked.end()) continue;
    if (auto refused = check_role(*place)) return refused;
  }
  // What is handed to a followed procedure answers its questions too.
  for (const Place* place : program_.places()) {
    if (place->scope != scope || place->node->kind != NodeKind::follow) continue;
    for (const auto& given : follow_inputs(*place))
      if (given.fact == fact)
        if (auto refused = check_asker_role(place->path, given.parameter)) return refused;
  }
  return std::nullopt;
}

Refused Run::check_ahead(const std::string& scope, const NamedValues& facts) const {
  for (const auto& fact : facts) {
    const std::string& name = fact.first;
    const auto* declared = program_.find_fact(scope, name);
    if (!declared) return refuse("fact/unknown", "The procedure has no fact **" + name + "**.");
    if (!may_be_stated(*declared))
      return refuse("fact/not-stated",
                    "**" + name + "** cannot be stated by a person. " + remedy_for_fact(view(), scope, name));
    if (auto refused = check_asker_role(scope, name)) return refused;
    if (auto refused = check_settled(scope, name, fact.second)) return refused;
  }
  return std::nullopt;
}

Refused Run::record_checked(std::string_view scope, const NamedValues& facts, const Place* ask,
                            std::string_view source) {
  std::vector<std::string> corrected;
  NamedValues checked;
  for (const auto& [name, value] : facts) {
    feel::Value good = value;
    if (const auto* declared = program_.find_fact(scope, name)) {
      auto result = check_stated(*declared, value);
      if (!result) return refuse(result.error().code, result.error().message);
      good = std::move(*result);
      if (auto refused = check_files(*declared, good, ask)) return refused;
    }
    const auto* before = find_fact_state(state_, scope, name);
    // What was decided while nobody knew it is decided anew too, unless it is asked for only now.
    const bool is_new = !before || (before->value.is_null() && !before->transient);
    if (is_new ? !is_asked_now(scope, name) && decided_without(scope, name) != Without::nothing
               : !before->stale && !(before->value == good))
      corrected.push_back(name);
    checked.emplace_back(name, std::move(good));
  }
  bool first = true;
  for (auto& [name, value] : checked) {
    record_fact(scope, name, std::move(value), ask ? ask->path : "", source, {}, first);
    first = false;
  }
  if (!corrected.empty()) rerun_from(scope, corrected, ask ? ask->path : "");
  return std::nullopt;
}

Refused Run::on(const TickTask& command) {
  const Place* place = program_.find(command.path);
  if (!place) return unknown_path(command.path);
  const auto* at = node(*place);
  if (!at || at->status != NodeStatus::active) return not_now(*place);
  if (auto refused = check_role(*place)) return refused;
  if (auto refused = check_length("The evidence", command.evidence, limits::reason_bytes_max)) return refused;
  if (place->node->kind != NodeKind::task) {
    if (!is_started_by_hand(state_, *place) || at->rounds > 0 || !command.yes) return not_now(*place);
    emit(NodeEntered{place->path, true});
    started_ = place;
    return std::nullopt;
  }
  if (at->branch >= 0)
    return refuse("case/not-now", say()("This box was answered no already.", "A esta casilla ya se respondió que no."),
                  gates_at(view(), *place));
  if (!command.yes) {
    if (has_branch(*place, 0))
      emit(BranchTaken{place->path, 0, "answered no", true});
    else if (place->node->optional)
      finish(*place, How::answered_no, {}, {}, true);
    else
      return refuse("case/gate-unmet",
                    "The procedure does not say what happens when this box is answered no, so the case waits here "
                    "until it is done.",
                    gates_at(view(), *place));
    return std::nullopt;
  }
  std::vector<CaseFile> files;
  if (auto refused = check_evidence(*place, command, files)) return refused;
  finish(*place, How::done, {}, command.evidence, true, files);
  return std::nullopt;
}

Refused Run::on(const SkipNode& command) {
  const Place* place = program_.find(command.path);
  if (!place) return unknown_path(command.path);
  const auto* at = node(*place);
  if (!at || at->status != NodeStatus::active) return not_now(*place);
  if (!may_be_skipped(state_, *place))
    return refuse("case/gate-unmet",
                  say(place->scope)("\"{}\" is not optional, so it cannot be skipped.",
                                    "«{}» no es opcional, así que no se puede omitir.", say(place->scope).item(*place)),
                  gates_at(view(), *place));
  if (auto refused = check_role(*place)) return refused;
  if (text::trim(command.reason).empty())
    return refuse("case/reason", say()("Say why it is skipped.", "Diga por qué se omite."));
  if (auto refused = check_length("The reason", command.reason, limits::reason_bytes_max)) return refused;
  if (state_.pending_actions.contains(at->detail))
    return refuse("case/not-now", "It is under way already.", gates_at(view(), *place));
  finish(*place, How::skipped, command.reason, {}, true);
  for (const Place* child : place->children) finish_tree(*child, "skipped", true);
  for (const Place* branch : place->branches) finish_tree(*branch, "skipped", true);
  return std::nullopt;
}

Refused Run::on(const Undo&) {
  if (!state_.undo)
    return refuse("undo/nothing", "There is nothing that can be undone: what came last has had effects.");
  if (state_.undo->actor_id != actor_.id) return refuse("undo/not-yours", "Only the person who did it can undo it.");
  const auto point = *state_.undo;
  Undone event{point.seq, {}, {}};
  for (const auto& [path, before] : point.nodes) event.reset.push_back(path);
  for (const auto& [key, before] : point.facts) event.facts.push_back(key);
  emit(std::move(event));
  for (const auto& [id, due] : point.timers) {
    const auto now = state_.timers.find(id);
    if (due && (now == state_.timers.end() || now->second != *due)) emit(TimerArmed{id, *due});
    if (!due) clear_timer(id);
  }
  facts_changed_ = true;
  return std::nullopt;
}

Refused Run::on(const Override& command) {
  if (!actor_.may_override) return refuse("case/not-permitted", "You may not override a gate.");
  if (text::trim(command.reason).empty()) return refuse("case/reason", "Say why the gate is overridden.");
  if (auto refused = check_length("The reason", command.reason, limits::reason_bytes_max)) return refused;
  if (command.path.starts_with("action/") && program_.main().free_order) {
    const auto name = command.path.substr(7);
    const auto gates = program_.main().find_action(name) ? action_gates(view(), nullptr, name) : std::vector<Gate>();
    if (std::none_of(gates.begin(), gates.end(), [](const Gate& gate) { return gate.kind == "guard"; }))
      return refuse("case/not-now", "No guard stands in the way of **" + name + "**.", gates);
    emit(GateOverridden{command.path, "guard", command.reason});
    return std::nullopt;
  }
  const Place* place = program_.find(command.path);
  if (!place) return unknown_path(command.path);
  const auto* at = node(*place);
  if (!at || at->status != NodeStatus::active) return not_now(*place);
  const auto gates = gates_at(view(), *place);
  if (gates.empty())
    return refuse("case/not-now", "This has no gate of its own. Override the part of it that blocks.",
                  open_gates(view()));
  // Waiving it again would change nothing: what blocks is elsewhere.
  if (at->waived && place->node->kind == NodeKind::close)
    return refuse("case/not-now", "This end is overridden already. Override the part of the case that blocks.",
                  open_gates(view()));
  const bool guarded = std::any_of(gates.begin(), gates.end(), [](const Gate& gate) { return gate.kind == "guard"; });
  emit(GateOverridden{place->path, gates.front().kind, command.reason});
  // A guard is waived and the action still done; a role is waived and the case closes; any other gate is passed by.
  if (guarded) return std::nullopt;
  if (place->node->kind == NodeKind::close) {
    started_ = place;
    return std::nullopt;
  }
  finish(*place, How::overridden, command.reason);
  for (const Place* child : place->children) finish_tree(*child, "overridden", true);
  for (const Place* branch : place->branches) finish_tree(*branch, "overridden", true);
  return std::nullopt;
}

}  // namespace evenhand::casework
