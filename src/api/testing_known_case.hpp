/// @file testing_known_case.hpp
/// @brief A case as it can be known from its stored events: which nodes are where, what facts say, what holds, what is
/// settled and what is still owed. For the oracle of the doors' test; shares nothing with the engine but the procedure.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "casework/program.hpp"
#include "feel/expression.hpp"

namespace evenhand::api::testing {

class KnownCase {
 public:
  using Place = casework::Place;
  using Kind = procedure::NodeKind;
  enum class At { idle, active, done, skipped, not_applicable, answered_no, overridden };
  struct Node {
    At at = At::idle;
    std::int32_t branch = -2;
    bool by_hand = false;    ///< somebody started it
    bool satisfied = false;  ///< what the node is there for has happened: sent, reported, approved
    bool waived = false;
  };

  explicit KnownCase(const casework::Program& of) : program(of) {}

  const casework::Program& program;
  std::map<std::string, Node> nodes;
  std::map<std::string, feel::Value> facts;  ///< by `scope>name`
  std::set<std::string> secret;              ///< keys of facts whose values are never stored
  std::map<std::string, bool> approved;      ///< by scope
  std::set<std::string> done;                ///< actions
  std::string priority, reply;
  Instant opened_at, now;

  static std::string key(const std::string& scope, const std::string& name) {
    return scope.empty() ? name : scope + ">" + name;
  }
  [[nodiscard]] Node node(const Place& place) const {
    const auto at = nodes.find(place.path);
    return at == nodes.end() ? Node{} : at->second;
  }

  /// Empty when it reads what is never stored: nobody can tell any more.
  [[nodiscard]] std::optional<bool> truth(const std::string& scope, const procedure::Condition& condition) const {
    for (const auto& name : condition.expression.reads())
      if (secret.contains(key(scope, name))) return std::nullopt;
    return condition.expression.evaluate(environment(scope, condition)).is_true();
  }
  [[nodiscard]] bool may_hold(const std::string& scope, const procedure::Condition& condition) const {
    return truth(scope, condition).value_or(true);
  }
  [[nodiscard]] bool surely_holds(const std::string& scope, const procedure::Condition& condition) const {
    return truth(scope, condition).value_or(false);
  }

  [[nodiscard]] bool is_settled(const Place& place) const {
    if (place.node->kind == Kind::sequence && !place.node->when)
      return std::all_of(place.children.begin(), place.children.end(), [&](const Place* c) { return is_settled(*c); });
    const At at = node(place).at;
    return at != At::idle && at != At::active;
  }
  /// The first thing before this place that had to be settled first. Boxes and questions beside one another are open
  /// together; before anything else, all that comes first is settled. Null: it is this one's turn.
  [[nodiscard]] const Place* out_of_turn(const Place& place) const {
    for (const Place* p = &place; p->parent; p = p->parent) {
      const auto kind = p->parent->node->kind;
      const auto& siblings = p->parent->children;
      const auto mine = std::find(siblings.begin(), siblings.end(), p);
      if (kind == Kind::any_order || kind == Kind::choice || mine == siblings.end()) continue;
      const auto open = std::find_if(siblings.begin(), mine, [&](const Place* s) { return !is_settled(*s); });
      if (open == mine) continue;
      if (!std::all_of(open, mine + 1, [](const Place* s) { return is_filled_in(*s); })) return *open;
    }
    return nullptr;
  }

  /// Whether something mandatory is open at this place or under it; under it alone.
  [[nodiscard]] bool owes(const Place& place) const {
    const Node at = node(place);
    const auto& when = place.node->when;
    if (at.at == At::idle && (place.node->optional || (when && !surely_holds(place.scope, *when)))) return false;
    if (at.at == At::active && place.node->optional) return false;
    const bool is_over = at.at != At::idle && at.at != At::active;
    switch (place.node->kind) {
      case Kind::guidance:
      case Kind::say:
      case Kind::close:
        return false;
      case Kind::sequence:
      case Kind::step:
      case Kind::any_order:
        return (!is_over || at.at == At::done) && children_owe(place);
      case Kind::repeat:
      case Kind::for_each:
      case Kind::follow:
        // The rounds before were judged as they ended; a list may have been empty.
        return !is_over && children_owe(place);
      case Kind::choice:
        if (at.branch >= 0) return owes(*place.children[static_cast<std::size_t>(at.branch)]);
        return !is_over && children_owe(place);
      default:
        return !is_over && !(at.branch >= 0 && has_reached_end(place));
    }
  }
  [[nodiscard]] bool children_owe(const Place& place) const {
    const auto kind = place.node->kind;
    for (const Place* child : place.children) {
      if (owes(*child)) return true;
      const bool ends_here = child->node->kind == Kind::close && !child->node->when && !is_settled(*child);
      if (ends_here && kind != Kind::any_order && kind != Kind::choice) return false;
    }
    return false;
  }
  /// What is owed before this end on the way that was taken, or beside it where the order is free; null: nothing.
  [[nodiscard]] const Place* owed_before(const Place& end) const {
    for (const Place* p = &end; p->parent; p = p->parent) {
      const auto kind = p->parent->node->kind;
      const auto& siblings = p->parent->children;
      const auto mine = std::find(siblings.begin(), siblings.end(), p);
      if (kind == Kind::choice || mine == siblings.end()) continue;
      const auto last = kind == Kind::any_order ? siblings.end() : mine;
      const auto open = std::find_if(siblings.begin(), last, [&](const Place* s) { return s != p && owes(*s); });
      if (open != last) return *open;
    }
    return nullptr;
  }
  /// A whole that was skipped or overridden, or a way that was not taken, takes its parts along.
  [[nodiscard]] bool is_left_with_parent(const Place& place) const {
    for (const Place* p = place.parent; p; p = p->parent) {
      const At at = node(*p).at;
      if (at == At::skipped || at == At::overridden || at == At::not_applicable) return true;
    }
    return false;
  }

 private:
  /// An end was reached inside, and waits for what stands beside it only.
  [[nodiscard]] bool has_reached_end(const Place& place) const {
    const auto inside = [&](const Place* part) { return has_reached_end(*part); };
    return (place.node->kind == Kind::close && node(place).at == At::active) ||
           std::any_of(place.children.begin(), place.children.end(), inside) ||
           std::any_of(place.branches.begin(), place.branches.end(), inside);
  }
  static bool is_filled_in(const Place& place) {
    const auto kind = place.node->kind;
    return kind == Kind::task || kind == Kind::ask || kind == Kind::guidance || kind == Kind::say;
  }
  [[nodiscard]] feel::MapEnvironment environment(const std::string& scope,
                                                 const procedure::Condition& condition) const {
    const auto& chosen = program.selection();
    const auto text = [](const std::string& words) { return words.empty() ? feel::Value() : feel::Value(words); };
    feel::Context values;
    for (const auto& name : condition.expression.reads()) {
      const auto fact = facts.find(key(scope, name));
      const auto answered = approved.find(scope);
      feel::Value value;
      if (fact != facts.end())
        value = fact->second;
      else if (name == "channel")
        value = text(chosen.channel);
      else if (name == "state")
        value = text(chosen.state);
      else if (name == "language")
        value = text(chosen.language);
      else if (name == "product")
        value = text(chosen.product);
      else if (name == "priority")
        value = text(priority);
      else if (name == "reply")
        value = text(reply);
      else if (name == "approved")
        value = feel::Value(answered != approved.end() && answered->second);
      else if (name == "opened at")
        value = feel::from_instant(opened_at);
      else if (name == "opened on")
        value = feel::Value(feel::from_instant(opened_at).as_date_time()->date);
      else if (name.ends_with(" done"))
        value = feel::Value(done.contains(name.substr(0, name.size() - 5)));
      values.emplace_back(name, std::move(value));
    }
    return {std::move(values), now};
  }
};

}  // namespace evenhand::api::testing
