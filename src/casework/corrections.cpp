// An answer that is corrected: what was decided by the old value, in its own procedure and in those that handed it on or
// took it over, is decided anew with all that came after it.
#include <algorithm>

#include "casework/run.hpp"

namespace evenhand::casework {

using procedure::NodeKind;

/// Hands a changed fact on to procedures that were given its old value, and to those that took it over as a result.
Run::Changed Run::hand_on(std::string_view scope, const std::vector<std::string>& names) {
  Changed changed;
  std::vector<std::pair<std::string, std::string>> todo;
  for (const auto& name : names) todo.emplace_back(scope, name);
  const auto hand = [&](const Place& follow, const std::string& from_scope, const std::string& from,
                        const std::string& to_scope, const std::string& to) {
    const auto* fact = find_fact_state(state_, from_scope, from);
    const auto* there = find_fact_state(state_, to_scope, to);
    if (fact && there && there->value == fact->value) return false;
    if (!pass(follow, from_scope, from, to_scope, to)) return false;
    todo.emplace_back(to_scope, to);
    return true;
  };
  std::vector<const Place*> follows;
  for (const auto& [path, at] : state_.nodes)
    if (const Place* place = program_.find(path); place && place->node->kind == NodeKind::follow && at.rounds > 0)
      follows.push_back(place);
  while (!todo.empty()) {
    const auto [in, name] = std::move(todo.back());
    todo.pop_back();
    changed.facts[in].insert(name);
    for (const Place* follow : follows) {
      if (follow->scope == in)
        for (const auto& given : follow_inputs(*follow))
          if (given.fact == name) hand(*follow, in, name, follow->path, given.parameter);
      if (follow->path == in && is_finished(state_, *follow))
        for (const auto& result : follow_outputs(*follow))
          if (result.parameter == name && hand(*follow, in, name, follow->scope, result.fact))
            changed.through.push_back(follow);
    }
  }
  return changed;
}

void Run::rerun_from(std::string_view scope, const std::vector<std::string>& names, const std::string& path) {
  auto changed = hand_on(scope, names);
  const Place* source = program_.find(path);
  const auto holds_any = [](const Place& place, const std::vector<const Place*>& places) {
    return std::any_of(places.begin(), places.end(), [&](const Place* p) { return is_at_or_under(*p, place); });
  };
  std::set<const Place*> anew, kept;  // kept: it began before, and holds something that stays, so it goes on
  std::vector<const Place*> again;
  const Place* first = nullptr;
  std::uint64_t seq = 0;
  for (const auto& [at, state] : state_.nodes) {
    const bool settled = state.status != NodeStatus::active || state.branch != -2;
    const Place* place = settled && state.seq > state_.commit_seq ? program_.find(at) : nullptr;
    const auto facts = place ? changed.facts.find(place->scope) : changed.facts.end();
    if (facts == changed.facts.end() ||
        !(is_applied_by(*place->node, facts->second) || is_settled_by(*place->node, facts->second)))
      continue;
    const bool holds_source = (source && is_at_or_under(*source, *place)) || holds_any(*place, changed.through);
    // What a repeat waits for is looked at behind its body; all else around a result was settled before there was one.
    if (place->node->kind == NodeKind::repeat && holds_source)
      again.push_back(place);
    else if (!holds_any(*place, changed.through))
      anew.insert(place);
    else
      continue;
    if (first && state.seq >= seq) continue;
    first = place;
    seq = state.seq;
  }
  if (!first) return;
  const auto keep_above = [&](const Place* p) {
    while (p && kept.insert(p).second) p = p->parent;
  };
  for (const Place* place : again) keep_above(place);
  keep_above(first->parent);
  const auto is_anew = [&](const Place& place) {
    for (const Place* p = &place; p; p = p->parent)
      if (anew.contains(p)) return true;
    return false;
  };
  std::vector<const Place*> later;
  for (const auto& [at, state] : state_.nodes) {
    const Place* place = program_.find(at);
    if (place && (state.seq > seq || is_anew(*place)))
      later.push_back(place);
    else if (place)
      keep_above(place->parent);
  }
  Jumped event{path, first->path, {}, {}, false};
  for (const Place* place : later) {
    if (kept.contains(place) && !is_anew(*place)) {
      again.push_back(place);
      continue;
    }
    event.reset.push_back(place->path);
    clear_timer(place->path);
    if (place->node->kind == NodeKind::step) arm_step_escalations(*place, false);
  }
  emit(std::move(event));
  for (const Place* place : again) {
    if (!node(*place) || !is_finished(state_, *place)) continue;
    emit(NodeEntered{place->path});
    if (place->node->kind == NodeKind::step) arm_step_escalations(*place, true);
  }
}

}  // namespace evenhand::casework
