// What stands in the way of the case as a whole: the walk over what is open and what is still ahead; and of one person.
#include "casework/gates.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "casework/engine.hpp"
#include "casework/speech.hpp"

namespace evenhand::casework {
namespace {

using procedure::NodeKind;

/// Whether anything inside would have to be done if it were chosen.
bool has_duties(const Place& place) {
  const auto kind = place.node->kind;
  if (place.node->optional || kind == NodeKind::guidance || kind == NodeKind::say) return false;
  if (kind == NodeKind::sequence || kind == NodeKind::step || kind == NodeKind::choice || kind == NodeKind::any_order ||
      kind == NodeKind::follow)
    return std::any_of(place.children.begin(), place.children.end(), [](const Place* c) { return has_duties(*c); });
  return true;
}

/// Whether an end was reached inside, which only waits for what stands beside it.
bool has_reached_end(const View& view, const Place& place) {
  if (place.node->kind == NodeKind::close) return is_active(view.state, place);
  const auto inside = [&](const Place* part) { return has_reached_end(view, *part); };
  return std::any_of(place.children.begin(), place.children.end(), inside) ||
         std::any_of(place.branches.begin(), place.branches.end(), inside);
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
      if (ran_out(view, place)) return add(gates_at(view, place));
      return collect_children(view, place, active_only, out);
    case NodeKind::for_each:
      if (!node && !has_duties(place)) return;
      if (node) return collect_children(view, place, active_only, out);
      return add(gates_at(view, place));
    case NodeKind::follow:
      if (node && node->rounds == 0) return add(gates_at(view, place));
      collect_children(view, place, active_only, out);
      // Nothing has been handed in yet, so what does not seem to apply there may apply all the same.
      if (!node && out.size() == inside && has_duties(place)) add(gates_at(view, place));
      return;
    case NodeKind::choice:
      if (node && node->branch >= 0)
        return collect(view, *place.children[static_cast<std::size_t>(node->branch)], active_only, out);
      if (!node && has_duties(place)) add(gates_at(view, place));
      return;
    default:
      break;
  }
  if (node && node->branch >= 0 && static_cast<std::size_t>(node->branch) < place.branches.size()) {
    const Place& taken = *place.branches[static_cast<std::size_t>(node->branch)];
    collect(view, taken, active_only, out);
    if (out.size() == inside && has_reached_end(view, taken)) return;
  }
  if (out.size() == inside) add(gates_at(view, place));
}

const Place* next_close(const View& view, const Place& place) {
  if (place.node->kind == NodeKind::close) return is_finished(view.state, place) ? nullptr : &place;
  const auto* node = find_node(view.state, place);
  const auto kind = place.node->kind;
  // Whether there is a round of a loop, or what a procedure is given, is known once it has begun.
  const bool begun = node && (kind == NodeKind::any_order || kind == NodeKind::repeat || kind == NodeKind::for_each ||
                              (kind == NodeKind::follow && node->rounds > 0));
  const bool through = is_bare(place) || kind == NodeKind::step || kind == NodeKind::sequence || begun;
  if (!is_bare(place) && node && node->status != NodeStatus::active) return nullptr;
  if (kind == NodeKind::choice && node && node->branch >= 0)
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

std::optional<Gate> role_gate(const View& view, const Place& place, const Actor& actor) {
  const auto& role = place.role;
  if (role.empty() || actor.has_role(role)) return std::nullopt;
  const Speech say(view, place.scope);
  Gate gate;
  gate.path = place.path;
  gate.kind = "role";
  gate.message = say("\"{}\" is for the {}.", "«{}» es para {}.", say.item(place), say.name(role));
  gate.law = place.node->satisfies;
  gate.remedy = say("Ask a {} to do it.", "Pida a {} que lo haga.", say.name(role));
  if (place.step) gate.step_id = place.step->node->id, gate.step_title = say.text(place.step->node->text);
  return gate;
}

std::optional<Gate> action_role_gate(const View& view, const Place* place, std::string_view name, const Actor& actor) {
  if (place) return role_gate(view, *place, actor);
  for (const Place* one : view.program.places())
    if (one->node->kind == NodeKind::action && one->node->name == name)
      if (auto gate = role_gate(view, *one, actor)) return gate;
  return std::nullopt;
}

const Place* close_ahead(const View& view) {
  // One that was reached, wherever it stands, waits for whoever may end the case there.
  for (const Place* place : view.program.places())
    if (place->node->kind == NodeKind::close && is_active(view.state, *place)) return place;
  return next_close(view, view.program.root());
}

std::vector<Gate> gates_to_end(const View& view) {
  std::vector<Gate> gates;
  if (view.state.status == CaseState::Status::closed || view.state.status == CaseState::Status::none) return gates;
  if (view.state.status == CaseState::Status::paused) {
    const Speech say(view, "");
    Gate gate;
    gate.kind = "paused";
    gate.message = say("The case is paused.", "El caso está en pausa.");
    gate.remedy = say("Resume it.", "Reanúdelo.");
    gates.push_back(std::move(gate));
  }
  collect(view, view.program.root(), false, gates);
  for (const auto& [key, pending] : view.state.pending_actions) {
    if (!pending.path.empty() || !pending.by_hand) continue;
    const Speech say(view, "");
    Gate gate;
    gate.path = "action/" + pending.action;
    gate.kind = "action";
    gate.message = say("The result of **{}** is not known yet.", "Todavía no se conoce el resultado de **{}**.",
                       say.name(pending.action));
    gate.remedy = say("Report what came of it, or that it failed, under the key `{}`.",
                      "Comunique el resultado, o que falló, con la clave `{}`.", key);
    gates.push_back(std::move(gate));
  }
  return gates;
}

std::vector<Gate> why_open(const CaseState& state, const Program& program, Instant now, std::string_view language) {
  feel::Budget steps{limits::dmn_steps_max};
  return gates_to_end(View{state, program, now, language, &steps});
}

std::vector<Gate> why_not_allowed(const CaseState& state, const Program& program, std::string_view action,
                                  Instant now) {
  feel::Budget steps{limits::dmn_steps_max};
  const View view{state, program, now, "en", &steps};
  return action_gates(view, nullptr, action);
}

}  // namespace evenhand::casework
