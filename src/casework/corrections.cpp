// An answer that is corrected: what was decided by the old value, in its own procedure and in those that handed it on or
// took it over, is decided anew with all that came after it.
#include <algorithm>

#include "casework/run.hpp"

namespace evenhand::casework {

namespace {

/// A node that is finished, or whose way was chosen.
bool is_settled(const NodeState& at) {
  return at.status != NodeStatus::active || at.branch != -2;
}

}  // namespace

using procedure::NodeKind;

std::uint64_t Run::value_since(std::string_view scope, const std::string& name) const {
  const auto* fact = find_fact_state(state_, scope, name);
  std::uint64_t since = fact->seq;
  std::set<std::string> seen;
  std::vector<std::pair<std::string, std::string>> sources{{std::string(scope), name}};
  while (!sources.empty()) {
    const auto [in, one] = std::move(sources.back());
    sources.pop_back();
    const auto* there = find_fact_state(state_, in, one);
    if (!seen.insert(fact_key(in, one)).second || !there || there->stale || !(there->value == fact->value)) continue;
    since = std::min(since, there->since);
    if (const Place* follow = in.empty() ? nullptr : program_.find(in))
      for (const auto& given : follow_inputs(*follow))
        if (given.parameter == one) sources.emplace_back(follow->scope, given.fact);
    for (const auto& [path, at] : state_.nodes) {
      const Place* follow = at.status == NodeStatus::active ? nullptr : program_.find(path);
      if (!follow || follow->node->kind != NodeKind::follow || follow->scope != in) continue;
      for (const auto& result : follow_outputs(*follow))
        if (result.fact == one) sources.emplace_back(follow->path, result.parameter);
    }
  }
  return since;
}

bool Run::is_asked_now(std::string_view scope, const std::string& name) const {
  return std::any_of(state_.nodes.begin(), state_.nodes.end(), [&](const auto& entry) {
    const Place* place = entry.second.status == NodeStatus::active ? program_.find(entry.first) : nullptr;
    if (!place || place->scope != scope || !is_question(*place)) return false;
    const auto& asked = place->node->facts;
    return std::find(asked.begin(), asked.end(), name) != asked.end();
  });
}

Run::Without Run::decided_without(std::string_view scope, const std::string& name) const {
  Without found = Without::nothing;
  for (const auto& [path, at] : state_.nodes) {
    const Place* place = program_.find(path);
    if (!place || place->scope != scope) continue;
    if (is_settled(at) && (is_applied_by(*place->node, {name}) || is_settled_by(*place->node, {name})))
      found = std::max(found, at.begun > state_.commit_seq ? Without::decided : Without::acted_upon);
    if (place->node->kind != NodeKind::follow || at.rounds == 0) continue;
    for (const auto& given : follow_inputs(*place))
      if (given.fact == name && !find_fact_state(state_, place->path, given.parameter))
        found = std::max(found, decided_without(place->path, given.parameter));
  }
  return found;
}

Refused Run::check_settled(std::string_view scope, const std::string& name, const feel::Value& given) const {
  const auto* known = find_fact_state(state_, scope, name);
  // Asked for afresh, or never stored and lost.
  if (known && (known->stale || (known->transient && known->value.is_null()))) return std::nullopt;
  if (known && !known->value.is_null()) {
    if (value_since(scope, name) > state_.commit_seq) return std::nullopt;
    // Saying the same again changes nothing that was done by it; a guard may ask for it to be confirmed late.
    const auto* declared = program_.find_fact(scope, name);
    const auto same = declared ? check_fact(*declared, given) : Result<feel::Value>(given);
    if (same && *same == known->value) return std::nullopt;
  } else if (is_asked_now(scope, name) || decided_without(scope, name) != Without::acted_upon) {
    return std::nullopt;
  }
  return refuse("fact/settled", "**" + name + "** has been acted upon and can no longer be changed here.");
}

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
    // What was answered there, and acted upon, is another value than the one it would have been handed.
    if (there && !there->value.is_null() && value_since(to_scope, to) <= state_.commit_seq) return false;
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
    const Place* place = is_settled(state) && state.seq > state_.commit_seq ? program_.find(at) : nullptr;
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
