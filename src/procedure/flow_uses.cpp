// Flow checks of what is used: guards of actions on their own, and facts captured for nothing.
#include <algorithm>
#include <map>
#include <string>

#include "procedure/flow_paths.hpp"
#include "procedure/ids.hpp"
#include "procedure/predicate.hpp"

namespace evenhand::procedure {
namespace {

using predicate::Answer;
using predicate::Given;

/// Actions' guards on their own, and facts captured for nothing.
class Uses {
 public:
  Uses(const Procedure& procedure, Findings& findings)
      : procedure_(procedure), findings_(findings), domains_(procedure) {}

  void check() {
    guards();
    rules();
    captures();
  }

 private:
  void guards() {
    approves_ = !procedure_.follows.empty();
    for_each_node(procedure_.root, [&](const Node& node) {
      approves_ |= node.kind == NodeKind::approve || node.kind == NodeKind::follow;
    });
    for (const Overlay& overlay : procedure_.overlays)
      for (const OverlayEdit& edit : overlay.edits)
        for (const Node& one : edit.nodes)
          for_each_node(one, [&](const Node& node) { approves_ |= node.kind == NodeKind::approve; });
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
      if (approves_ || !guard.reads.contains("approved") || guard.kind == predicate::Formula::Kind::unknown) continue;
      const Given without[] = {{&approved, false}, {&guard, true}};
      const bool needed = domains_.possible(without, {}) == Answer::no;
      findings_.add(needed ? Severity::error : Severity::warning, "EH0709", action.allowed_when->span,
                    "**" + action.name + "** " + (needed ? "needs" : "may need") +
                        " an approval, but nobody is ever asked for one.",
                    "Add `Get approval from **role**.` to a step before it.");
    }
  }

  void rules() {
    const auto rule = [&](const EscalationRule& one) {
      if (!one.condition) return;
      const auto formula = predicate::read(one.condition->expression);
      const Given alone[] = {{&formula, true}};
      if (domains_.possible(alone, {}) == Answer::no)
        findings_.add(Severity::warning, "EH0702", one.condition->span,
                      "The condition " + code_text(*one.condition) + " can never hold.",
                      "Compare with the fact's options, or correct the condition.");
      approval_read(*one.condition);
    };
    const auto in_tree = [&](const Node& tree) {
      for_each_node(tree, [&](const Node& node) {
        if (node.when) approval_read(*node.when);
        if (node.condition) approval_read(*node.condition);
        for (const Condition& guard : node.guards) approval_read(guard);
      });
    };
    in_tree(procedure_.root);
    for (const EscalationRule& one : procedure_.escalation) rule(one), in_tree(one.body);
    for (const Overlay& overlay : procedure_.overlays)
      for (const OverlayEdit& edit : overlay.edits) {
        for (const Node& node : edit.nodes) in_tree(node);
        if (edit.escalation) rule(*edit.escalation), in_tree(edit.escalation->body);
      }
  }

  void approval_read(const Condition& condition) {
    const auto& reads = condition.expression.reads();
    if (approves_ || std::find(reads.begin(), reads.end(), "approved") == reads.end()) return;
    findings_.add(Severity::warning, "EH0709", condition.span,
                  code_text(condition) + " reads `approved`, but nobody is ever asked for an approval.",
                  "Add `Get approval from **role**.` before it.");
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
    for_each_node(tree, [&](const Node& node) {
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
    for_each_node(procedure_.root, [&](const Node& node) {
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
  bool approves_ = false;  ///< somebody is asked for an approval, or may be
  Names used_;
};

}  // namespace

void check_uses(const Procedure& procedure, Findings& findings) {
  Uses(procedure, findings).check();
}

}  // namespace evenhand::procedure
