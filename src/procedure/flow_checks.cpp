#include "procedure/flow_checks.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "procedure/flow_paths.hpp"
#include "procedure/ids.hpp"
#include "procedure/overlays.hpp"
#include "procedure/predicate.hpp"

namespace evenhand::procedure {
namespace {

std::string short_text(const Node& node) {
  constexpr std::size_t longest = 60;
  std::string text = node.text.text;
  if (text.size() <= longest) return text;
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

void for_all(const Node& node, const std::function<void(const Node&)>& visit) {
  for_each_node(node, visit);
}

class Shape {
 public:
  Shape(const Procedure& procedure, Findings& findings)
      : procedure_(procedure), findings_(findings), domains_(procedure) {}

  void check() {
    items(procedure_.root, true);
    for (const EscalationRule& rule : procedure_.escalation) items(rule.body, false);
    steps();
    ids();
    for_all(procedure_.root, [&](const Node& node) { missing_options(node); });
  }

 private:
  /// The flow surely does not go on after this node.
  static bool ends(const Node& node) {
    if (node.when || node.optional) return false;
    switch (node.kind) {
      case NodeKind::close:
      case NodeKind::go_to:
        return true;
      case NodeKind::sequence:
      case NodeKind::step:
      case NodeKind::any_order:
      case NodeKind::repeat:
        return std::any_of(node.children.begin(), node.children.end(), ends);
      case NodeKind::choice:
        return node.has_otherwise && !node.children.empty() &&
               std::all_of(node.children.begin(), node.children.end(), ends);
      default:
        return false;
    }
  }

  /// Items after one that ends the flow. Steps are judged by `steps`, since a jump may lead to them.
  void items(const Node& node, bool is_root) {
    const bool in_order = node.kind == NodeKind::sequence || node.kind == NodeKind::step ||
                          node.kind == NodeKind::repeat || node.kind == NodeKind::for_each;
    if (in_order && !is_root) {
      const auto end = std::find_if(node.children.begin(), node.children.end(), ends);
      const auto after =
          end == node.children.end() ? end : std::find_if(end + 1, node.children.end(), [](const Node& one) {
            return one.kind != NodeKind::guidance;
          });
      if (after != node.children.end())
        findings_.add(Severity::warning, "EH0700", after->span,
                      "This is never reached: the flow ends or jumps in the line before it.",
                      "Move it before “" + short_text(*end) + "”, or remove it.");
    }
    for (const Node& child : node.children) items(child, false);
    for (const Node& branch : node.branches) items(branch, false);
  }

  /// A case names its parts by their ids. Made ones are unique; the author's own need not be.
  void ids() {
    std::set<std::string_view> seen;
    for_all(procedure_.root, [&](const Node& node) {
      if (!node.id.empty() && !seen.insert(node.id).second)
        findings_.add(Severity::error, "EH0124", node.span,
                      "Another part of the procedure has the id \"" + node.id + "\".",
                      "Give one of the two another id: {#" + node.id + "-again}");
    });
  }

  /// Steps that nothing leads to, and steps from which no way leads to an end.
  void steps() {
    const auto& steps = procedure_.root.children;
    std::map<std::string_view, std::size_t> index;
    for (std::size_t i = 0; i < steps.size(); ++i) index[steps[i].id] = i;
    std::vector<std::vector<std::size_t>> next(steps.size());
    std::vector<bool> exits(steps.size(), false);
    bool rule_closes = false;
    for (const EscalationRule& rule : procedure_.escalation)
      for_all(rule.body, [&](const Node& node) { rule_closes |= node.kind == NodeKind::close; });
    for (std::size_t i = 0; i < steps.size(); ++i) {
      for_all(steps[i], [&](const Node& node) {
        if (node.kind == NodeKind::close) exits[i] = true;
        if (node.kind != NodeKind::go_to) return;
        const auto target = index.find(node.name);
        if (target == index.end()) return;
        next[i].push_back(target->second);
        round(node, target->second, i);
      });
      if (ends(steps[i])) continue;
      if (i + 1 < steps.size())
        next[i].push_back(i + 1);
      else
        exits[i] = true;
    }
    std::vector<bool> reached(steps.size(), false);
    std::vector<std::size_t> queue;
    if (!steps.empty()) queue = {0}, reached[0] = true;
    while (!queue.empty()) {
      const std::size_t at = queue.back();
      queue.pop_back();
      for (const std::size_t to : next[at])
        if (!reached[to]) reached[to] = true, queue.push_back(to);
    }
    for (std::size_t i = 0; i < steps.size(); ++i)
      if (!reached[i] && (i == 0 || reached[i - 1]))
        findings_.add(
            Severity::warning, "EH0701", steps[i].span, "Step “" + short_text(steps[i]) + "” is never reached.",
            "The step before it always ends or jumps elsewhere: let one way go on, or go to this step from somewhere.");
    if (rule_closes) return report_idle_rounds(nullptr);
    for (bool grown = true; grown;) {
      grown = false;
      for (std::size_t i = steps.size(); i-- > 0;)
        if (!exits[i] && std::any_of(next[i].begin(), next[i].end(), [&](std::size_t to) { return exits[to]; }))
          exits[i] = grown = true;
    }
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (!reached[i] || exits[i]) continue;
      const Node* jump = nullptr;
      for (std::size_t k = i; k < steps.size() && !jump; ++k)
        for_all(steps[k], [&](const Node& node) {
          if (!jump && node.kind == NodeKind::go_to) jump = &node;
        });
      findings_.add(Severity::error, "EH0708", jump ? jump->span : steps[i].span,
                    "Once a case is in step “" + short_text(steps[i]) + "” it can never end: every way goes round.",
                    "Put the `Go to` under a condition, or close the case on one of the ways.");
      return report_idle_rounds(jump);
    }
    report_idle_rounds(nullptr);
  }

  /// A jump back with nothing on the way that waits for a person, a reply or the clock.
  void round(const Node& jump, std::size_t from, std::size_t to) {
    if (from > to) return;
    if (waits_.empty()) {  // how many nodes of the steps before each wait
      waits_ = {0};
      for (const Node& step : procedure_.root.children) {
        std::size_t count = waits_.back();
        for_all(step, [&](const Node& node) { count += may_wait(node) ? 1 : 0; });
        waits_.push_back(count);
      }
    }
    if (waits_[to + 1] == waits_[from]) idle_rounds_.push_back(&jump);
  }
  /// @param endless  said already to have no way out; may be null
  void report_idle_rounds(const Node* endless) {
    for (const Node* jump : idle_rounds_)
      if (jump != endless)
        findings_.add(Severity::warning, "EH0511", jump->span,
                      "This goes round without anybody doing anything, and no limit ends it.",
                      "Write `Repeat until …, at most 3 times:`, or wait or ask for something in each round.");
  }
  static bool may_wait(const Node& node) {
    switch (node.kind) {
      case NodeKind::task:
      case NodeKind::ask:
      case NodeKind::action:
      case NodeKind::wait:
      case NodeKind::approve:
      case NodeKind::follow:
        return true;
      case NodeKind::check:
        return node.branches.empty();
      default:
        return node.optional || !node.by_role.empty();
    }
  }

  /// `If x = "a": … Otherwise if x = "b": …` without an `Otherwise`, where x can also be "c".
  void missing_options(const Node& node) {
    if (node.kind != NodeKind::choice || node.has_otherwise || node.guards.size() < 2) return;
    std::vector<predicate::Formula> guards;
    for (const Condition& guard : node.guards) guards.push_back(predicate::read(guard.expression));
    const auto& reads = guards[0].reads;
    if (reads.size() != 1) return;
    const std::string& name = *reads.begin();
    const auto* options = domains_.options_of(name);
    if (!options || name == "priority") return;
    std::vector<std::string> missing;
    for (const std::string& option : *options) {
      const std::map<std::string, predicate::Constant, std::less<>> values = {{name, option}};
      bool covered = false;
      for (const predicate::Formula& guard : guards) {
        if (guard.reads != reads || guard.kind == predicate::Formula::Kind::unknown) return;
        covered |= predicate::evaluate(guard, values) == std::optional(true);
      }
      if (!covered) missing.push_back(option);
    }
    if (missing.empty() || missing.size() == options->size()) return;
    std::string list;
    for (std::size_t i = 0; i < missing.size(); ++i)
      list += (i == 0 ? "" : i + 1 == missing.size() ? " and " : ", ") + ("“" + missing[i] + "”");
    findings_.add(Severity::warning, "EH0704", node.span,
                  "No way is given here for **" + name + "** being " + list + ": then nothing is done.",
                  "Add `Otherwise: …`, or a way for it.");
  }

  const Procedure& procedure_;
  Findings& findings_;
  const predicate::Domains domains_;
  std::vector<std::size_t> waits_;
  std::vector<const Node*> idle_rounds_;
};

}  // namespace

Diagnostics check_ways(const Procedure& procedure, std::size_t work) {
  Findings findings;
  Shape(procedure, findings).check();
  PathWalker(procedure, findings, work).walk();
  return findings.take();
}

Diagnostics check_flow(const Procedure& procedure, const Resolver& followed) {
  const Diagnostics base = check_ways(procedure, predicate::Domains::work_max);
  Findings findings;
  for (const Diagnostic& d : base) findings.add(d.severity, d.code, d.span, d.message, d.hint);
  check_uses(procedure, findings);
  check_overlay_flow(procedure, base, followed, findings);
  return findings.take();
}

}  // namespace evenhand::procedure
