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

using predicate::Answer;
using predicate::Given;

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
        if (const auto target = index.find(node.name); target != index.end()) next[i].push_back(target->second);
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
    if (rule_closes) return;
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
      return;
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
};

/// Actions' guards on their own, and facts captured for nothing.
class Uses {
 public:
  Uses(const Procedure& procedure, Findings& findings)
      : procedure_(procedure), findings_(findings), domains_(procedure) {}

  void check() {
    guards();
    captures();
  }

 private:
  void guards() {
    bool approves = !procedure_.follows.empty();
    for_all(procedure_.root,
            [&](const Node& node) { approves |= node.kind == NodeKind::approve || node.kind == NodeKind::follow; });
    for (const Overlay& overlay : procedure_.overlays)
      for (const OverlayEdit& edit : overlay.edits)
        for (const Node& one : edit.nodes)
          for_all(one, [&](const Node& node) { approves |= node.kind == NodeKind::approve; });
    const auto approved = predicate::truth_of("approved");
    for (const Action& action : procedure_.actions) {
      if (!action.allowed_when) continue;
      const auto guard = predicate::read(action.allowed_when->expression);
      const Given alone[] = {{&guard, true}};
      if (domains_.possible(alone, {}) == Answer::no) {
        findings_.add(Severity::error, "EH0710", action.allowed_when->span,
                      "**" + action.name + "** can never be done: `" + action.allowed_when->expression.source() +
                          "` can never hold.",
                      "Correct the condition.");
        continue;
      }
      if (approves || !guard.reads.contains("approved") || guard.kind == predicate::Formula::Kind::unknown) continue;
      const Given without[] = {{&approved, false}, {&guard, true}};
      const bool needed = domains_.possible(without, {}) == Answer::no;
      findings_.add(needed ? Severity::error : Severity::warning, "EH0709", action.allowed_when->span,
                    "**" + action.name + "** " + (needed ? "needs" : "may need") +
                        " an approval, but nobody is ever asked for one.",
                    "Add `Get approval from **role**.` to a step before it.");
    }
  }

  void use(const Condition& condition) { use(condition.expression); }
  void use(const std::optional<Condition>& condition) {
    if (condition) use(condition->expression);
  }
  void use(const feel::Expression& expression) { used_.insert(expression.reads().begin(), expression.reads().end()); }
  void use(const std::string& text) { used_.merge(placeholders(procedure_, text)); }
  void use(const LocalText& text) {
    use(text.text);
    for (const auto& [language, words] : text.translations) use(words);
  }
  void use(const Message& message) {
    use(message.body);
    for (const auto& [channel, body] : message.by_channel) use(body);
  }
  void use_tree(const Node& tree) {
    for_all(tree, [&](const Node& node) {
      use(node.when);
      use(node.condition);
      for (const Condition& guard : node.guards) use(guard);
      for (const Binding& binding : node.inputs) used_.insert(binding.fact);
      if (node.kind == NodeKind::say || node.kind == NodeKind::task || node.kind == NodeKind::tell ||
          node.kind == NodeKind::guidance || node.kind == NodeKind::hand_over)
        use(node.text);
      if (!node.table) return;
      for (const dmn::Input& input : node.table->inputs) use(input.expression);
      for (const dmn::Rule& rule : node.table->rules) {
        for (const feel::Expression& test : rule.tests) use(test);
        for (const feel::Expression& output : rule.outputs) use(output);
      }
    });
  }

  void captures() {
    // A followed procedure takes facts of the same name by itself, and free order shows all of them to whoever acts.
    bool follows = procedure_.free_order || !procedure_.follows.empty();
    std::map<std::string, Span, std::less<>> asked;
    for_all(procedure_.root, [&](const Node& node) {
      follows |= node.kind == NodeKind::follow;
      if (node.kind == NodeKind::ask && node.satisfies.empty() && node.evidence.empty())
        for (const std::string& name : node.facts) asked.try_emplace(name, node.span);
    });
    if (follows) return;
    use_tree(procedure_.root);
    for (const EscalationRule& rule : procedure_.escalation) use_tree(rule.body), use(rule.condition);
    for (const Message& message : procedure_.messages) use(message);
    for (const Action& action : procedure_.actions) {
      used_.insert(action.needs.begin(), action.needs.end());
      use(action.allowed_when);
    }
    for (const RecordRule& rule : procedure_.records) used_.insert(rule.what);
    for (const Overlay& overlay : procedure_.overlays)
      for (const OverlayEdit& edit : overlay.edits) {
        for (const Node& node : edit.nodes) use_tree(node);
        if (edit.message) use(*edit.message);
        if (edit.record) used_.insert(edit.record->what);
        if (edit.escalation) use_tree(edit.escalation->body), use(edit.escalation->condition);
      }
    for (const auto& [fact_name, span] : asked) {
      const std::string& name = fact_name;
      if (used_.contains(name)) continue;
      const auto fact = std::find_if(procedure_.facts.begin(), procedure_.facts.end(),
                                     [&](const Fact& one) { return one.name == name; });
      if (fact == procedure_.facts.end() || fact->source == Fact::Source::result) continue;
      if (fact->personal == Personal::no)
        findings_.add(
            Severity::warning, "EH0712", span, "**" + name + "** is asked for, but nothing reads it.",
            "Use it, keep it on purpose (`Keep **" + name + "** for …` under Records), or do not ask for it.");
      else
        findings_.add(Severity::warning, "EH0713", span,
                      "**" + name + "** is personal data that is collected but never used.",
                      "Do not ask for personal data nobody needs; if it must be kept, say so under Records.");
    }
  }

  const Procedure& procedure_;
  Findings& findings_;
  predicate::Domains domains_;
  Names used_;
};

}  // namespace

Diagnostics check_ways(const Procedure& procedure, std::size_t cases) {
  Findings findings;
  Shape(procedure, findings).check();
  PathWalker(procedure, findings, cases).walk();
  return findings.take();
}

Diagnostics check_flow(const Procedure& procedure, const Resolver& followed) {
  const Diagnostics base = check_ways(procedure, predicate::Domains::cases_max);
  Findings findings;
  for (const Diagnostic& d : base) findings.add(d.severity, d.code, d.span, d.message, d.hint);
  Uses(procedure, findings).check();
  check_overlay_flow(procedure, base, followed, findings);
  return findings.take();
}

}  // namespace evenhand::procedure
