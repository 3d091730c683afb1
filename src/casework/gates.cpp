#include "casework/gates.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "casework/engine.hpp"
#include "casework/render.hpp"

namespace evenhand::casework {
namespace {

using procedure::NodeKind;

Gate gate_for(const Place& place, std::string kind) {
  Gate gate;
  gate.path = place.path;
  gate.kind = std::move(kind);
  gate.law = place.node->satisfies;
  if (place.step) gate.step_id = place.step->node->id, gate.step_title = place.step->node->text.text;
  return gate;
}

std::string words(const Place& place) {
  return plain(place.node->text.text);
}

Gate task_gate(const View& view, const Place& place) {
  Gate gate = gate_for(place, "task");
  gate.message = "\"" + words(place) + "\" is not ticked.";
  gate.remedy = "Tick it once it is done.";
  if (!place.node->evidence.empty())
    gate.remedy = is_file_evidence(place.node->evidence)
                      ? "Upload the " + place.node->evidence + " to the case and tick the box with it."
                      : "Tick it with the evidence it asks for: " + place.node->evidence + ".";
  if (!place.node->by_role.empty()) gate.remedy += " Only the " + place.node->by_role + " may.";
  if (const auto* node = find_node(view.state, place); node && node->branch >= 0)
    gate.message = "\"" + words(place) + "\" was answered no, and what then follows is not finished.";
  return gate;
}

Gate ask_gate(const View& view, const Place& place) {
  Gate gate = gate_for(place, "ask");
  for (const auto& fact : place.node->facts)
    if (!is_answered(view, place.scope, fact)) gate.facts.push_back(fact);
  if (gate.facts.empty()) gate.facts = place.node->facts;
  gate.message = join_words(gate.facts) + (gate.facts.size() == 1 ? " is" : " are") + " not recorded.";
  gate.remedy = "Ask, and record the answer.";
  return gate;
}

Gate decide_gate(const View& view, const Place& place) {
  Gate gate = gate_for(place, "decide");
  std::vector<std::string> unknown, read;
  if (place.node->table)
    for (const auto& input : place.node->table->inputs)
      for (const auto& name : input.expression.reads()) {
        if (std::find(read.begin(), read.end(), name) != read.end()) continue;
        read.push_back(name);
        if (!CaseEnvironment(view, place.scope).find(name)) unknown.push_back(name);
      }
  const auto what = join_words(place.node->facts);
  if (!unknown.empty()) {
    gate.facts = unknown;
    gate.message = "**" + what + "** cannot be decided: " + join_words(unknown) +
                   (unknown.size() == 1 ? " is" : " are") + " not known.";
    gate.remedy = remedy_for_fact(view, place.scope, unknown.front());
    return gate;
  }
  gate.facts = read;
  feel::Budget budget{limits::dmn_steps_max};
  const auto decision = dmn::evaluate(*place.node->table, CaseEnvironment(view, place.scope), budget);
  if (decision.rules.empty() && !budget.is_spent()) {
    gate.message = "No row of the table that decides **" + what + "** fits.";
    gate.remedy = "Check " + join_words(read) + ", or give the table a row for this case.";
    return gate;
  }
  // Two rows that match at once, an output that cannot be computed, or too much work.
  const auto reason = decision.value.null_reason();
  gate.message = "**" + what + "** cannot be decided: " +
                 (reason.empty() ? std::string("what the row says does not fit") : std::string(reason)) + ".";
  gate.remedy = "Check " + join_words(read) + ", or correct the table.";
  return gate;
}

Gate record_gate(const View& view, const Place& place) {
  Gate gate = gate_for(place, "record");
  if (place.node->condition)
    for (const auto& name : place.node->condition->expression.reads())
      if (view.program.find_fact(place.scope, name) && !is_known(view, place.scope, name)) gate.facts.push_back(name);
  const auto fact = place.node->facts.empty() ? std::string() : place.node->facts.front();
  if (gate.facts.empty()) {
    gate.message = "**" + fact + "** is not recorded yet, or its value does not fit its type.";
    gate.remedy = "It is recorded when the case gets there.";
  } else {
    gate.message = "**" + fact + "** cannot be computed: " + join_words(gate.facts) +
                   (gate.facts.size() == 1 ? " is" : " are") + " not known.";
    gate.remedy = remedy_for_fact(view, place.scope, gate.facts.front());
  }
  return gate;
}

std::vector<Gate> action_place_gates(const View& view, const Place& place) {
  Gate gate = gate_for(place, "action");
  const auto* node = find_node(view.state, place);
  const auto& name = place.node->name;
  if (node && node->branch >= 0) {
    gate.message = "**" + name + "** failed, and what then follows is not finished.";
    gate.remedy = "Finish what follows the failure.";
    return {gate};
  }
  if (node && view.state.pending_actions.contains(node->detail)) {
    const bool by_hand = view.state.pending_actions.find(node->detail)->second.by_hand;
    gate.message = "The result of **" + name + "** is not known yet.";
    gate.remedy = by_hand ? "Enter the result." : "It comes by itself from the connector.";
    return {gate};
  }
  auto gates = action_gates(view, &place, name);
  if (!gates.empty()) return gates;
  gate.message = "**" + name + "** is not done.";
  if (node && node->detail.starts_with('!')) gate.message = "**" + name + "** failed: " + node->detail.substr(1);
  gate.remedy = "Do **" + name + "**.";
  return {gate};
}

Gate send_gate(const View& view, const Place& place) {
  Gate gate = gate_for(place, "send");
  gate.message = "**" + place.node->name + "** has not been sent.";
  gate.remedy = is_started_by_hand(view.state, place) ? "Send it." : "It goes out when the case gets there.";
  if (const auto* message = place.procedure->find_message(place.node->name)) {
    const auto rendered =
        render(message_text(*message, channel_of(view.program, *place.node), language_of(view.program)), view.state,
               view.program, place.scope, {}, Surroundings{view.now, "company", "", ""});
    if (!rendered.missing.empty()) {
      gate.facts = rendered.missing;
      gate.message = "**" + place.node->name + "** cannot be sent: " + join_words(rendered.missing) +
                     (rendered.missing.size() == 1 ? " is" : " are") + " not known.";
      gate.remedy = remedy_for_fact(view, place.scope, rendered.missing.front());
    }
  }
  return gate;
}

std::vector<Gate> wait_gates(const View& view, const Place& place) {
  const auto& node = *place.node;
  if (node.wait_kind == procedure::Node::WaitKind::condition && node.condition) {
    auto gates = condition_gates(view, place.scope, &place, *node.condition, "wait");
    for (auto& gate : gates) gate.message = "The case waits: " + gate.message;
    return gates;
  }
  Gate gate = gate_for(place, "wait");
  const auto timer = view.state.timers.find(place.path);
  const std::string due = timer == view.state.timers.end() ? "" : " until " + format_rfc3339(timer->second);
  if (node.wait_kind == procedure::Node::WaitKind::reply) {
    gate.message = "The case waits for a reply" + due + ".";
    gate.remedy = "It goes on with the customer's reply" + std::string(due.empty() ? "." : " or at that time.");
  } else {
    gate.message = "The case waits" + (due.empty() ? " for a time" : due) + ".";
    gate.remedy = "It goes on by itself then.";
  }
  return {gate};
}

Gate approval_gate(const View& view, const Place& place) {
  Gate gate = gate_for(place, "approval");
  const auto& role = place.node->name;
  const auto* node = find_node(view.state, place);
  if (node && node->branch < 0 && node->detail.empty()) {
    gate.message = "The " + role + " has refused.";
    gate.remedy = "Change what led to the refusal and ask again.";
  } else {
    gate.message = "The approval of the " + role + " is missing.";
    gate.remedy = "A " + role + " other than those who led here has to give it.";
  }
  return gate;
}

Gate go_to_gate(const View& view, const Place& place) {
  Gate gate = gate_for(place, "go-to");
  gate.message = "\"" + words(place) + "\" is still ahead.";
  const auto* target = find_step(view.program, place.scope, place.node->name);
  const auto jumps = target ? view.state.jumps.find(target->path) : view.state.jumps.end();
  if (jumps != view.state.jumps.end() && jumps->second >= limits::go_to_limit) {
    gate.message = "The case went back to \"" + target->node->text.text + "\" " + std::to_string(jumps->second) +
                   " times, which is the limit.";
    gate.remedy = "Override it with a reason to go on behind it, or hand the case over.";
  }
  return gate;
}

/// A loop without a limit of its own came round as often as is sensible, and what it waits for still does not hold.
bool ran_out(const View& view, const Place& place) {
  const auto& n = *place.node;
  const auto* node = find_node(view.state, place);
  return n.kind == NodeKind::repeat && !n.no_limit && n.times_max == 0 && node && node->status == NodeStatus::active &&
         node->rounds >= limits::repeat_limit_default &&
         std::all_of(place.children.begin(), place.children.end(),
                     [&](const Place* child) { return is_finished(view.state, *child); });
}

Gate repeat_gate(const View& view, const Place& place) {
  Gate gate = gate_for(place, "repeat");
  gate.message = "\"" + words(place) + "\" came round " + std::to_string(limits::repeat_limit_default) +
                 " times, which is the limit of a loop that names none.";
  if (place.node->condition)
    for (const auto& name : place.node->condition->expression.reads())
      if (view.program.find_fact(place.scope, name)) gate.facts.push_back(name);
  gate.remedy = "Override it with a reason to go on behind it, or hand the case over.";
  return gate;
}

Gate plain_gate(const View& view, const Place& place) {
  Gate gate = gate_for(place, std::string(procedure::kind_name(place.node->kind)));
  gate.message = "\"" + words(place) + "\" is still ahead.";
  gate.remedy = "Finish what comes before it.";
  if (is_started_by_hand(view.state, place))
    gate.remedy =
        place.node->by_role.empty() ? "Start it, or skip it." : "The " + place.node->by_role + " has to do it.";
  return gate;
}

/// Whether anything inside would have to be done if it were chosen.
bool has_duties(const Place& place) {
  const auto kind = place.node->kind;
  if (place.node->optional || kind == NodeKind::guidance || kind == NodeKind::say) return false;
  if (kind == NodeKind::sequence || kind == NodeKind::step || kind == NodeKind::choice || kind == NodeKind::any_order)
    return std::any_of(place.children.begin(), place.children.end(), [](const Place* c) { return has_duties(*c); });
  return true;
}

void collect(const View& view, const Place& place, bool active_only, std::vector<Gate>& out);

void collect_children(const View& view, const Place& place, bool active_only, std::vector<Gate>& out) {
  for (const Place* child : place.children) {
    collect(view, *child, active_only, out);
    // What stands behind an unconditional end is never needed.
    if (child->node->kind == NodeKind::close && !child->node->when && !is_finished(view.state, *child) &&
        place.node->kind != NodeKind::any_order && place.node->kind != NodeKind::choice)
      return;
  }
}

void collect(const View& view, const Place& place, bool active_only, std::vector<Gate>& out) {
  if (is_bare(place)) return collect_children(view, place, active_only, out);
  const auto* node = find_node(view.state, place);
  if (node && node->status != NodeStatus::active) return;
  if (!active_only && place.node->optional) return;
  if (!node) {
    if (active_only) return;
    if (place.node->when && !holds(view, place.scope, *place.node->when)) return;
  }
  const auto add = [&](const std::vector<Gate>& gates) { out.insert(out.end(), gates.begin(), gates.end()); };
  const auto inside = out.size();
  switch (place.node->kind) {
    case NodeKind::guidance:
    case NodeKind::say:
    case NodeKind::close:
      if (place.node->kind == NodeKind::close && node && active_only) add(gates_at(view, place));
      return;
    case NodeKind::sequence:
    case NodeKind::step:
    case NodeKind::any_order:
      return collect_children(view, place, active_only, out);
    case NodeKind::repeat:
      if (ran_out(view, place)) return add({repeat_gate(view, place)});
      return collect_children(view, place, active_only, out);
    case NodeKind::for_each:
      if (!node && !has_duties(place)) return;
      if (node) return collect_children(view, place, active_only, out);
      return add({plain_gate(view, place)});
    case NodeKind::follow:
      if (node && node->rounds == 0) return add({plain_gate(view, place)});
      return collect_children(view, place, active_only, out);
    case NodeKind::choice:
      if (node && node->branch >= 0)
        return collect(view, *place.children[static_cast<std::size_t>(node->branch)], active_only, out);
      if (!node && has_duties(place)) add({plain_gate(view, place)});
      return;
    default:
      break;
  }
  if (node && node->branch >= 0 && static_cast<std::size_t>(node->branch) < place.branches.size())
    collect(view, *place.branches[static_cast<std::size_t>(node->branch)], active_only, out);
  if (out.size() == inside) add(gates_at(view, place));
}

const Place* next_close(const View& view, const Place& place) {
  if (place.node->kind == NodeKind::close) return is_finished(view.state, place) ? nullptr : &place;
  const bool through = is_bare(place) || place.node->kind == NodeKind::step || place.node->kind == NodeKind::sequence;
  const auto* node = find_node(view.state, place);
  if (!is_bare(place) && node && node->status != NodeStatus::active) return nullptr;
  if (place.node->kind == NodeKind::choice && node && node->branch >= 0)
    return next_close(view, *place.children[static_cast<std::size_t>(node->branch)]);
  if (!through) return nullptr;
  for (const Place* child : place.children) {
    // An end, or a part, that does not apply to this case is not what lies ahead of it.
    const bool idle = !find_node(view.state, *child);
    if (idle && child->node->when && !holds(view, child->scope, *child->node->when)) continue;
    if (const auto* found = next_close(view, *child)) return found;
  }
  return nullptr;
}

}  // namespace

std::vector<Gate> gates_at(const View& view, const Place& place) {
  switch (place.node->kind) {
    case NodeKind::guidance:
    case NodeKind::say:
    case NodeKind::sequence:
    case NodeKind::step:
    case NodeKind::any_order:
      return {};
    case NodeKind::task:
      return {task_gate(view, place)};
    case NodeKind::ask:
      return {ask_gate(view, place)};
    case NodeKind::check:
      if (place.node->condition) {
        auto gates = condition_gates(view, place.scope, &place, *place.node->condition, "check");
        if (!gates.empty()) return gates;
      }
      return {plain_gate(view, place)};
    case NodeKind::decide:
      return {decide_gate(view, place)};
    case NodeKind::record:
      return {record_gate(view, place)};
    case NodeKind::action:
      return action_place_gates(view, place);
    case NodeKind::send:
      return {send_gate(view, place)};
    case NodeKind::wait: {
      auto gates = wait_gates(view, place);
      if (gates.empty()) gates.push_back(plain_gate(view, place));
      return gates;
    }
    case NodeKind::approve:
      return {approval_gate(view, place)};
    case NodeKind::go_to:
      return {go_to_gate(view, place)};
    case NodeKind::repeat:
      if (ran_out(view, place)) return {repeat_gate(view, place)};
      return {plain_gate(view, place)};
    default:
      return {plain_gate(view, place)};
  }
}

std::vector<Gate> gates_within(const View& view, const Place& place) {
  std::vector<Gate> gates;
  collect(view, place, false, gates);
  return gates;
}

std::vector<Gate> open_gates(const View& view) {
  std::vector<Gate> gates;
  collect(view, view.program.root(), true, gates);
  return gates;
}

std::vector<Gate> action_gates(const View& view, const Place* place, std::string_view name) {
  const auto* action = (place ? place->procedure : &view.program.main())->find_action(name);
  const std::string_view scope = place ? std::string_view(place->scope) : std::string_view();
  std::vector<Gate> gates;
  const auto own_path = place ? place->path : "action/" + std::string(name);
  const auto* node = place ? find_node(view.state, *place) : nullptr;
  const bool waived = place ? node && node->waived : view.state.actions_waived.contains(name);
  if (action && action->allowed_when && !waived) {
    gates = action->allowed_tree ? order_gates(view, scope, place, *action)
                                 : condition_gates(view, scope, place, *action->allowed_when, "guard");
    for (auto& gate : gates) {
      gate.path = own_path;
      gate.message = "**" + std::string(name) + "** is not allowed yet: " + gate.message;
    }
  }
  Gate lacking;
  lacking.path = own_path;
  lacking.kind = "action";
  if (place && place->step) lacking.step_id = place->step->node->id, lacking.step_title = place->step->node->text.text;
  for (const auto& input : action_inputs(place, action))
    if (!is_known(view, scope, input.fact)) lacking.facts.push_back(input.fact);
  if (!lacking.facts.empty()) {
    lacking.message = "**" + std::string(name) + "** needs " + join_words(lacking.facts) + ".";
    for (const auto& fact : lacking.facts)
      lacking.remedy += (lacking.remedy.empty() ? "" : " ") + remedy_for_fact(view, scope, fact);
    gates.push_back(std::move(lacking));
  }
  return gates;
}

const Place* close_ahead(const View& view) {
  return next_close(view, view.program.root());
}

std::vector<Gate> why_open(const CaseState& state, const Program& program, Instant now) {
  std::vector<Gate> gates;
  if (state.status == CaseState::Status::closed || state.status == CaseState::Status::none) return gates;
  const View view{state, program, now};
  if (state.status == CaseState::Status::paused) {
    Gate gate;
    gate.kind = "paused";
    gate.message = "The case is paused.";
    gate.remedy = "Resume it.";
    gates.push_back(std::move(gate));
  }
  collect(view, program.root(), false, gates);
  return gates;
}

std::vector<Gate> why_not_allowed(const CaseState& state, const Program& program, std::string_view action,
                                  Instant now) {
  const View view{state, program, now};
  return action_gates(view, nullptr, action);
}

}  // namespace evenhand::casework
