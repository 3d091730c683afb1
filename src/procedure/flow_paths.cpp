#include "procedure/flow_paths.hpp"

#include <algorithm>
#include <optional>

#include "procedure/ids.hpp"
#include "procedure/placeholders.hpp"

namespace evenhand::procedure {

using predicate::Answer;
using predicate::Formula;
using predicate::Given;

namespace {

/// An expression that cannot be taken apart and has words with which it may look after a missing value itself.
bool may_do_without(const std::string& expression) {
  for (const char* word :
       {"if ", "null", " or ", " and ", "some ", "every ", "count(", "list ", "contains(", "get or else", "is("})
    if (expression.find(word) != std::string::npos) return true;
  return false;
}

/// For each step, the last one that goes to it, if one does.
std::vector<std::optional<std::size_t>> last_jumps(const std::vector<Node>& steps) {
  std::map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < steps.size(); ++i) index.emplace(steps[i].id, i);
  std::vector<std::optional<std::size_t>> out(steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i)
    for_each_node(steps[i], [&](const Node& node) {
      const auto target = node.kind == NodeKind::go_to ? index.find(node.name) : index.end();
      if (target != index.end()) out[target->second] = i;
    });
  return out;
}

}  // namespace

std::string code_text(const Condition& condition) {
  return "`" + condition.expression.source() + "`";
}

void Findings::add(Severity severity, std::string code, const Span& span, std::string message, std::string hint) {
  if (!seen_.insert({code + message, {span.line, span.column}}).second) return;
  found_.push_back({severity, std::move(code), std::move(message), std::move(hint), span});
}

Diagnostics Findings::take() {
  std::stable_sort(found_.begin(), found_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::pair(a.span.line, a.span.column) < std::pair(b.span.line, b.span.column);
  });
  return std::move(found_);
}

namespace {
/// Every `{name}` of a text.
Names names_in_braces(const std::string& text) {
  Names out;
  for (auto one = next_placeholder(text, 0); one; one = next_placeholder(text, one->end)) out.insert(one->name);
  return out;
}
}  // namespace

Names placeholders(const Procedure& procedure, const std::string& text) {
  Names out = names_in_braces(text);
  std::erase_if(out, [&](const std::string& name) {
    return std::none_of(procedure.facts.begin(), procedure.facts.end(),
                        [&](const Fact& fact) { return fact.name == name; });
  });
  return out;
}

void collect_assigned(const Procedure& procedure, const Node& node, Names& out) {
  switch (node.kind) {
    case NodeKind::ask:
    case NodeKind::decide:
    case NodeKind::record:
    case NodeKind::for_each:
      out.insert(node.facts.begin(), node.facts.end());
      break;
    case NodeKind::action:
      out.insert(node.name + " done");
      for (const Action& action : procedure.actions)
        if (action.name == node.name) out.insert(action.gives.begin(), action.gives.end());
      [[fallthrough]];
    case NodeKind::follow:
      for (const Binding& binding : node.outputs) out.insert(binding.fact);
      break;
    case NodeKind::wait:
      out.insert("reply");
      break;
    case NodeKind::approve:
      out.insert("approved");
      break;
    case NodeKind::raise:
      out.insert("priority");
      break;
    case NodeKind::repeat:
      for (const Fact& fact : procedure.facts)
        if (fact.source == Fact::Source::counted) out.insert(fact.name);
      break;
    default:
      break;
  }
  for (const Node& child : node.children) collect_assigned(procedure, child, out);
  for (const Node& branch : node.branches) collect_assigned(procedure, branch, out);
}

Names made_of(const Node& node) {
  Names out;
  if (node.kind != NodeKind::decide && node.kind != NodeKind::record) return out;
  const auto take = [&](const feel::Expression& one) { out.insert(one.reads().begin(), one.reads().end()); };
  if (node.condition) take(node.condition->expression);
  if (!node.table) return out;
  for (const dmn::Input& input : node.table->inputs) take(input.expression);
  for (const dmn::Rule& rule : node.table->rules) {
    for (const feel::Expression& test : rule.tests) take(test);
    for (const feel::Expression& output : rule.outputs) take(output);
  }
  return out;
}

PathWalker::PathWalker(const Procedure& procedure, Findings& findings, std::size_t work)
    : procedure_(procedure), findings_(findings), domains_(procedure, work) {
  for (const Fact& fact : procedure.facts) facts_.emplace(fact.name, &fact);
  for (const Action& action : procedure.actions)
    if (action.allowed_when) {
      const auto& reads = action.allowed_when->expression.reads();
      guarded_.insert(reads.begin(), reads.end());
    }
  collect_assigned(procedure, procedure.root, assigned_by_nodes_);
  assigned_somewhere_ = assigned_by_nodes_;
  for (const EscalationRule& rule : procedure.escalation) collect_assigned(procedure, rule.body, assigned_somewhere_);
  volatile_ = {"priority"};
  for (const EscalationRule& rule : procedure.escalation) collect_assigned(procedure, rule.body, volatile_);
  for (const Fact& fact : procedure.facts)
    if (fact.source == Fact::Source::system) volatile_.insert(fact.name);
  for (const Action& action : procedure.actions) assigned_somewhere_.insert(action.gives.begin(), action.gives.end());
  std::vector<const Condition*> conditions;
  for_each_node(procedure.root, [&](const Node& node) {
    if (node.when) conditions.push_back(&*node.when);
    if (node.condition) conditions.push_back(&*node.condition);
    for (const Condition& guard : node.guards) conditions.push_back(&guard);
    for (const std::string& name : node.facts) made_of_[name].merge(made_of(node));
  });
  linked_ = guarded_;
  constexpr int links_max = 4;
  for (int i = 0; i < links_max; ++i)
    for (const Condition* condition : conditions) {
      const auto& reads = condition->expression.reads();
      if (std::any_of(reads.begin(), reads.end(), [&](const std::string& name) { return linked_.contains(name); }))
        linked_.insert(reads.begin(), reads.end());
    }
  if (procedure.free_order) return;
  for (const Condition* condition : conditions)
    for (const std::string& name : condition->expression.reads())
      if ((name == "approved" || name.ends_with(" done")) && !facts_.contains(name) &&
          assigned_by_nodes_.contains(name))
        not_yet_.insert(name);
}

const Formula& PathWalker::formula_of(const Condition& condition) {
  const auto [at, is_new] = formulas_.try_emplace(&condition);
  if (is_new) at->second = predicate::read(condition.expression);
  return at->second;
}

const Formula& PathWalker::truth(const std::string& name) {
  return truths_.try_emplace(name, predicate::truth_of(name)).first->second;
}

PathWalker::Ways PathWalker::given(const Ways& ways, const Condition& condition, bool holds) {
  const Formula& formula = formula_of(condition);
  Ways out;
  if (!afford(ways)) return out;
  for (Way way : ways) {
    way.holds.push_back({&formula, holds});
    if (domains_.possible(way.holds, way.surely) == Answer::no) continue;
    if (!formula.stable || formula.reads_any(volatile_)) way.holds.pop_back();
    turn(way, code_text(condition) + (holds ? " holds" : " does not hold"));
    out.push_back(std::move(way));
  }
  return out;
}

/// Reports a condition that is never true, or never anything else, on any way that leads here.
void PathWalker::judge(const Ways& ways, const Condition& condition, const std::string& subject, const Ways& before) {
  if (ways.empty() || domains_.is_spent()) return;
  const Formula& formula = formula_of(condition);
  const auto impossible = [&](bool holds) {
    return [&, holds](const Way& way) {
      auto all = way.holds;
      all.push_back({&formula, holds});
      return domains_.possible(all, way.surely) == Answer::no;
    };
  };
  if (std::all_of(ways.begin(), ways.end(), impossible(true)))
    findings_.add(Severity::warning, "EH0702", condition.span,
                  subject + " " + code_text(condition) + " can never hold here.",
                  "Compare with the fact's options and with the conditions before it.");
  else if (!before.empty() && std::all_of(before.begin(), before.end(), impossible(false)))
    findings_.add(Severity::warning, "EH0703", condition.span,
                  subject + " " + code_text(condition) + " always holds here.",
                  "Leave the condition out, or correct it.");
}

void PathWalker::read(const Ways& ways, const std::string& name, const Span& span, const Formula* in) {
  if (procedure_.free_order) return;
  const auto found = facts_.find(name);
  if (found == facts_.end()) return;
  const Fact* fact = found->second;
  if (fact->source == Fact::Source::input || fact->source == Fact::Source::system) return;
  if (!assigned_somewhere_.contains(name)) {
    const bool from_followed = fact->implicit || !procedure_.follows.empty();
    if (from_followed || !reported_reads_.insert(name).second) return;
    findings_.add(Severity::warning, "EH0706", span,
                  "Nothing in this procedure sets **" + name + "**, yet it is read here.",
                  "Ask for it, record it, or say in the Facts table where it comes from (system, input).");
    return;
  }
  for (const Way& way : ways) {
    // Of joined ways nobody can tell which of them leads here.
    if (way.set.contains(name) || way.perhaps.contains(name)) continue;
    if (in) {
      auto holds = way.holds;
      holds.push_back({in, true});
      if (in->kind != Formula::Kind::unknown && !domains_.depends_on_unset(holds, name, way.surely)) continue;
    }
    std::string turns;
    for (const std::string& one : way.trail) turns += (turns.empty() ? "" : ", ") + one;
    findings_.add(Severity::warning, "EH0705", span,
                  "**" + name + "** is read here before it is set" + (turns.empty() ? "." : " when " + turns + "."),
                  fact->never_stored ? "It is never stored, so it is gone when its step ends: ask for it in this step."
                                     : "Set it on every way that leads here, or put `(when …)` on what reads it.");
    return;
  }
}

void PathWalker::read(const Ways& ways, const Condition& condition) {
  const Formula& formula = formula_of(condition);
  const bool chooses = formula.kind == Formula::Kind::unknown && may_do_without(formula.name);
  if (chooses) return;
  for (const std::string& name : condition.expression.reads()) read(ways, name, condition.span, &formula);
}

void PathWalker::read_text(const Ways& ways, const LocalText& text, const Span& span) {
  for (const std::string& name : names_in_braces(text.text)) {
    read(ways, name, span);
    if (name == "state" || name == "product" || name == "reply") may_be_empty(ways, name, span);
  }
}

/// A case may be opened without a state and for no product, and nobody need have replied yet.
void PathWalker::may_be_empty(const Ways& ways, const std::string& name, const Span& span) {
  const auto known = [&](const Way& way) {
    return way.set.contains(name) || std::any_of(way.holds.begin(), way.holds.end(), [&](const Given& one) {
             return one.holds && one.formula->reads.contains(name);
           });
  };
  if (procedure_.free_order || std::all_of(ways.begin(), ways.end(), known)) return;
  findings_.add(
      Severity::warning, "EH0716", span, "{" + name + "} may have no value here, and then the words cannot be sent.",
      name == "reply"
          ? "Write `Wait for a reply` before it, or ask for what is needed as a fact."
          : "Say it only where it is known: (when `" + name + " != null`), or in an overlay. Or ask for it as a fact.");
}

void PathWalker::walk() {
  Ways ways(1);
  for (const std::string& name : not_yet_) {
    ways[0].surely.insert(name);
    ways[0].holds.push_back({&truth(name), false});
  }
  const auto& steps = procedure_.root.children;
  const auto jumps = last_jumps(steps);
  for (std::size_t i = 0; i < steps.size() && !domains_.is_spent(); ++i) {
    if (const auto arriving = arriving_.find(steps[i].id); arriving != arriving_.end())
      ways = join(std::move(ways), std::move(arriving->second));
    limit(ways);
    if (jumps[i] >= i) {  // no jump at all is less than any
      std::size_t last = *jumps[i];
      Names inside;
      for (std::size_t k = i; k <= last; ++k) {
        last = std::max(last, jumps[k].value_or(last));
        collect_assigned(procedure_, steps[k], inside);
      }
      if (!domains_.spend(last - i + inside.size())) return;
      for (Way& way : ways) lose(way, inside);
    }
    ways = run(steps[i], std::move(ways));
    limit(ways);
    for (const Fact& fact : procedure_.facts) {
      if (!fact.never_stored) continue;
      for (Way& way : ways) forget(way, {fact.name}), way.set.erase(fact.name), way.perhaps.erase(fact.name);
    }
  }
}

}  // namespace evenhand::procedure
