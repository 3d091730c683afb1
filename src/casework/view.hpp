/// @file view.hpp
/// @brief A read-only look at a case at one moment: what nodes are, what facts are known, what expressions yield. The
/// engine, the gates and the guide ask through this, so that they cannot disagree. Private to this module.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "casework/program.hpp"
#include "casework/state.hpp"
#include "feel/budget.hpp"

namespace evenhand::casework {

struct View {
  const CaseState& state;
  const Program& program;
  Instant now;
  std::string_view language = "en";  ///< of the person who is told: `en` or `es`
  feel::Budget* steps = nullptr;     ///< that all evaluations share; null: each has the limit of one expression
};

/// `name` in the outermost scope, else `scope>name`.
[[nodiscard]] std::string fact_key(std::string_view scope, std::string_view name);
[[nodiscard]] const FactState* find_fact_state(const CaseState& state, std::string_view scope, std::string_view name);
/// Null for an idle node.
[[nodiscard]] const NodeState* find_node(const CaseState& state, const Place& place);
[[nodiscard]] bool is_active(const CaseState& state, const Place& place);
[[nodiscard]] bool is_finished(const CaseState& state, const Place& place);

/// Its value can be used now: recorded, not null, and still in memory when it is never stored.
[[nodiscard]] bool is_known(const View& view, std::string_view scope, std::string_view name);
/// An ask for it would be content: recorded since the ask last became idle.
[[nodiscard]] bool is_answered(const View& view, std::string_view scope, std::string_view name);
[[nodiscard]] feel::Value evaluate(const View& view, std::string_view scope, const feel::Expression& expression);
[[nodiscard]] bool holds(const View& view, std::string_view scope, const procedure::Condition& condition);

/// The names an expression of `scope` may read: facts, and what names_in_scope lists.
class CaseEnvironment final : public feel::Environment {
 public:
  CaseEnvironment(const View& view, std::string_view scope) : view_(view), scope_(scope) {}
  [[nodiscard]] const feel::Value* find(std::string_view name) const override;
  [[nodiscard]] Instant now() const override { return view_.now; }

 private:
  const View& view_;
  std::string_view scope_;
  mutable std::map<std::string, feel::Value, std::less<>> own_;  // values that are not stored as facts
};

/// Whether one of these facts says if the node applies at all: its `(when …)`.
[[nodiscard]] bool is_applied_by(const procedure::Node& n, const std::set<std::string>& names);
/// Whether what the node comes to depends on one of these facts: its condition, the ways it takes, its table.
[[nodiscard]] bool is_settled_by(const procedure::Node& n, const std::set<std::string>& names);
/// People answer here with facts.
[[nodiscard]] bool is_question(const Place& place);
/// A branch with something in it.
[[nodiscard]] bool has_branch(const Place& place, std::size_t index);
[[nodiscard]] bool is_at_or_under(const Place& place, const Place& ancestor);
/// A sequence without a `(when …)`: it has no state of its own.
[[nodiscard]] bool is_bare(const Place& place);
/// Kinds that finish by themselves unless a role or a choice of the person is asked for.
[[nodiscard]] bool runs_by_itself(procedure::NodeKind kind);
/// It would run by itself, but is optional, belongs to a role, or was tried before the case was reopened: a person starts it.
[[nodiscard]] bool is_started_by_hand(const CaseState& state, const Place& place);
/// Optional, or it had its effect before the case was reopened.
[[nodiscard]] bool may_be_skipped(const CaseState& state, const Place& place);
/// Whether what it does cannot be taken back: a call, a message, a notice, a hand-over.
[[nodiscard]] bool has_effects(procedure::NodeKind kind);
/// The last answer to an approval in this scope that still stands; null: there is none.
[[nodiscard]] const Approval* find_approval(const CaseState& state, std::string_view scope);
/// Four eyes: they did something in the case, or an answer to this approval was asked for in their name.
[[nodiscard]] bool is_kept_out(const CaseState& state, const Place& approval, std::string_view person_id);
/// The step a go_to leads to; null when there is none.
[[nodiscard]] const Place* find_step(const Program& program, std::string_view scope, std::string_view step);

/// Facts an action at this place (or, with null, in free order) hands over: fact name and parameter.
[[nodiscard]] std::vector<procedure::Binding> action_inputs(const Place* place, const procedure::Action* action);
/// Facts it gives: fact name and parameter.
[[nodiscard]] std::vector<procedure::Binding> action_outputs(const Place* place, const procedure::Action* action);
/// Facts that go into a followed procedure: the fact here, and the parameter it becomes there.
[[nodiscard]] std::vector<procedure::Binding> follow_inputs(const Place& follow);
/// Facts that come out of it again: the fact here, and the parameter that gives it.
[[nodiscard]] std::vector<procedure::Binding> follow_outputs(const Place& follow);

/// A sentence without bold marks and without the full stop at its end.
[[nodiscard]] std::string plain(std::string_view sentence);
/// What a sentence that tells a role something says to it: `Tell **lead** that it is late` gives `it is late.`; empty when it
/// only names the role.
[[nodiscard]] std::string told_words(std::string_view sentence);
/// `a`, `a and b`, `a, b and c`.
[[nodiscard]] std::string join_words(const std::vector<std::string>& words, std::string_view last = "and");

}  // namespace evenhand::casework
