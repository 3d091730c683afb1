/// @file flow_paths.hpp
/// @brief Walks a process tree along all its ways at once, keeping what is surely set and what surely holds on each, and
/// reports conditions that never or always hold, facts read before they are set, and guards a way does not establish.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "procedure/flow_checks.hpp"
#include "procedure/predicate.hpp"

namespace evenhand::procedure {

using Names = std::set<std::string, std::less<>>;

/// Collects findings, each once for its code and place.
class Findings {
 public:
  void add(Severity severity, std::string code, const Span& span, std::string message, std::string hint = {});
  [[nodiscard]] Diagnostics take();

 private:
  Diagnostics found_;
  std::set<std::pair<std::string, std::pair<std::uint32_t, std::uint32_t>>> seen_;
};

/// Facts (and `approved`, `reply`, `NAME done`, …) that something in this tree gives a value.
void collect_assigned(const Procedure& procedure, const Node& node, Names& out);

class PathWalker {
 public:
  PathWalker(const Procedure& procedure, Findings& findings, std::size_t cases = predicate::Domains::cases_max);
  /// Walks the whole procedure.
  void walk();

 private:
  /// One way through what came before, or several that no longer differ.
  struct Way {
    Names set;     ///< surely given a value
    Names surely;  ///< and that value is not null
    std::vector<predicate::Given> holds;
    std::vector<std::string> done;   ///< actions, in order
    std::vector<std::string> trail;  ///< the turns taken, for a person
    Names perhaps;                   ///< given a value on some of the ways that were joined
    bool blurred = false;            ///< several ways were joined: some of what holds is forgotten
  };
  using Ways = std::vector<Way>;

  Ways run(const Node& node, Ways ways);
  Ways run_all(const std::vector<Node>& nodes, Ways ways);
  Ways run_plain(const Node& node, Ways ways);
  Ways run_choice(const Node& node, Ways ways);
  Ways run_any_order(const Node& node, Ways ways);
  Ways run_loop(const Node& node, Ways ways);
  Ways run_action(const Node& node, Ways ways);
  void judge_order(const Node& node, const GuardPart& guard, const Way& way);
  Ways run_wait(const Node& node, Ways ways);
  Ways run_approve(const Node& node, Ways ways);
  Ways run_follow(const Node& node, Ways ways);
  Ways run_alternative(const Node& node, std::size_t index, Ways ways, const std::string& turn);

  const predicate::Formula& formula_of(const Condition& condition);
  const predicate::Formula& truth(const std::string& name);
  static void assign(Way& way, const std::string& name, bool surely);
  static void assign(Ways& ways, const Names& names);
  static void forget(Way& way, const Names& names);
  /// The ways on which the condition holds (or does not), impossible ones left out.
  Ways given(const Ways& ways, const Condition& condition, bool holds);
  /// Reports a condition that never holds on `ways`, or always on `before` (empty: not asked).
  void judge(const Ways& ways, const Condition& condition, const std::string& subject, const Ways& before);
  static void turn(Way& way, std::string text);
  /// Reports a fact read before it is set; of a condition, only where the condition then depends on it.
  void read(const Ways& ways, const std::string& name, const Span& span, const predicate::Formula* in = nullptr);
  void read(const Ways& ways, const Condition& condition);
  void read_text(const Ways& ways, const LocalText& text, const Span& span);
  void may_be_empty(const Ways& ways, const std::string& name, const Span& span);
  void limit(Ways& ways) const;
  static Ways join(Ways a, Ways b);

  const Procedure& procedure_;
  Findings& findings_;
  predicate::Domains domains_;
  std::map<const Condition*, predicate::Formula> formulas_;
  std::map<std::string, predicate::Formula, std::less<>> truths_;
  std::map<std::string, Ways, std::less<>> arriving_;  ///< by a `Go to` ahead
  Names assigned_somewhere_, assigned_by_nodes_;
  Names volatile_;  ///< may change at any time: by the system, by escalation
  std::set<std::string> reported_reads_;
};

/// The condition as it is shown in a message.
[[nodiscard]] std::string code_text(const Condition& condition);
/// `{name}` in a text for which there is a fact.
[[nodiscard]] Names placeholders(const Procedure& procedure, const std::string& text);

}  // namespace evenhand::procedure
