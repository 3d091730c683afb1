/// @file flow_paths.hpp
/// @brief Walks a process tree along all its ways at once, keeping what is surely set and what surely holds on each, and
/// reports conditions that never or always hold, facts read before they are set, and guards a way does not establish.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
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

/// What a decided or recorded fact is made of: all that the table or the expression reads. Empty for other nodes.
[[nodiscard]] Names made_of(const Node& node);

class PathWalker {
 public:
  PathWalker(const Procedure& procedure, Findings& findings, std::size_t work = predicate::Domains::work_max);
  /// Walks the whole procedure, or as much of it as the work allows: what comes after is not judged.
  void walk();
  [[nodiscard]] std::size_t work_left() const { return domains_.work_left(); }

 private:
  /// One way through what came before, or several that no longer differ.
  struct Way {
    Names set;     ///< surely given a value
    Names surely;  ///< and that value is not null
    std::vector<predicate::Given> holds;
    std::vector<std::string> done;   ///< actions, in order
    std::vector<std::string> trail;  ///< the turns taken, for a person
    Names perhaps;                   ///< given a value on some of the ways that were joined
    Names blurred;                   ///< something that holds of these is forgotten
    bool order_blurred = false;      ///< `done` is not all that was done, or not in order
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
  /// Its value changes: nothing that held of it counts any more.
  static void forget(Way& way, const Names& names);
  /// Its value may change: whoever asks what holds of it gets no answer.
  static void lose(Way& way, const Names& names);
  /// Whether all that holds on this way and bears on the formula is known.
  [[nodiscard]] bool knows_all(const Way& way, const predicate::Formula& formula) const;
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
  /// Whether there is work left for looking at these ways once. When there is not, no way goes on.
  [[nodiscard]] bool afford(const Ways& ways) const;
  void limit(Ways& ways) const;
  static Way join_to_one(Ways ways);
  static Ways join(Ways a, Ways b);

  const Procedure& procedure_;
  Findings& findings_;
  predicate::Domains domains_;
  std::map<const Condition*, predicate::Formula> formulas_;
  std::map<std::string, predicate::Formula, std::less<>> truths_;
  std::map<std::string, Ways, std::less<>> arriving_;  ///< by a `Go to` ahead
  Names assigned_somewhere_, assigned_by_nodes_;
  Names volatile_;  ///< may change at any time: by the system, by escalation
  Names guarded_;   ///< read by the conditions of actions
  Names linked_;    ///< and names that are read beside them, or beside those, …
  Names not_yet_;   ///< `NAME done` and `approved`: false until a step here does so, and read somewhere
  std::map<std::string, Names, std::less<>> made_of_;  ///< of each decided or recorded fact
  std::map<std::string_view, const Fact*> facts_;
  std::set<std::string> reported_reads_;
};

/// Conditions on their own, whichever way leads to them, and facts captured for nothing.
void check_uses(const Procedure& procedure, Findings& findings);

/// The condition as it is shown in a message.
[[nodiscard]] std::string code_text(const Condition& condition);
/// `{name}` in a text for which there is a fact.
[[nodiscard]] Names placeholders(const Procedure& procedure, const std::string& text);

}  // namespace evenhand::procedure
