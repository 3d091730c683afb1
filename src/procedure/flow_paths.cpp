#include "procedure/flow_paths.hpp"

#include <algorithm>

#include "procedure/placeholders.hpp"

namespace evenhand::procedure {

using predicate::Answer;
using predicate::Formula;
using predicate::Given;

namespace {

constexpr std::size_t ways_max = 12;
constexpr std::size_t turns_shown = 3;

/// An expression that cannot be taken apart and has words with which it may look after a missing value itself.
bool may_do_without(const std::string& expression) {
  for (const char* word :
       {"if ", "null", " or ", " and ", "some ", "every ", "count(", "list ", "contains(", "get or else", "is("})
    if (expression.find(word) != std::string::npos) return true;
  return false;
}

bool is_backward_target(const Procedure& procedure, std::size_t index) {
  const std::string& id = procedure.root.children[index].id;
  const auto jumps = [&](const auto& self, const Node& node) -> bool {
    if (node.kind == NodeKind::go_to && node.name == id) return true;
    const auto inside = [&](const Node& child) { return self(self, child); };
    return std::any_of(node.children.begin(), node.children.end(), inside) ||
           std::any_of(node.branches.begin(), node.branches.end(), inside);
  };
  for (std::size_t i = index; i < procedure.root.children.size(); ++i)
    if (jumps(jumps, procedure.root.children[i])) return true;
  return false;
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

PathWalker::PathWalker(const Procedure& procedure, Findings& findings, std::size_t cases)
    : procedure_(procedure), findings_(findings), domains_(procedure, cases) {
  collect_assigned(procedure, procedure.root, assigned_by_nodes_);
  assigned_somewhere_ = assigned_by_nodes_;
  for (const EscalationRule& rule : procedure.escalation) collect_assigned(procedure, rule.body, assigned_somewhere_);
  volatile_ = {"priority"};
  for (const EscalationRule& rule : procedure.escalation) collect_assigned(procedure, rule.body, volatile_);
  for (const Fact& fact : procedure.facts)
    if (fact.source == Fact::Source::system) volatile_.insert(fact.name);
  for (const Action& action : procedure.actions) assigned_somewhere_.insert(action.gives.begin(), action.gives.end());
}

const Formula& PathWalker::formula_of(const Condition& condition) {
  const auto [at, is_new] = formulas_.try_emplace(&condition);
  if (is_new) at->second = predicate::read(condition.expression);
  return at->second;
}

const Formula& PathWalker::truth(const std::string& name) {
  return truths_.try_emplace(name, predicate::truth_of(name)).first->second;
}

/// Only the last turns are told.
void PathWalker::turn(Way& way, std::string text) {
  if (way.trail.size() == turns_shown) way.trail.erase(way.trail.begin());
  way.trail.push_back(std::move(text));
}

void PathWalker::forget(Way& way, const Names& names) {
  std::erase_if(way.holds, [&](const Given& one) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return one.formula->reads.contains(name); });
  });
  for (const std::string& name : names) way.surely.erase(name);
}

void PathWalker::assign(Way& way, const std::string& name, bool surely) {
  forget(way, {name});
  way.set.insert(name);
  if (surely) way.surely.insert(name);
}

void PathWalker::assign(Ways& ways, const Names& names) {
  for (Way& way : ways)
    for (const std::string& name : names) assign(way, name, false);
}

/// Too many ways are joined into one that keeps what they share.
void PathWalker::limit(Ways& ways) const {
  if (ways.size() <= ways_max) return;
  Way one = std::move(ways[0]);
  one.blurred = true;
  one.trail.clear();
  const auto share = [](Names& a, const Names& b) {
    std::erase_if(a, [&](const std::string& name) { return !b.contains(name); });
  };
  one.perhaps.insert(one.set.begin(), one.set.end());
  for (std::size_t i = 1; i < ways.size(); ++i) {
    one.perhaps.merge(ways[i].perhaps);
    one.perhaps.insert(ways[i].set.begin(), ways[i].set.end());
    share(one.set, ways[i].set);
    share(one.surely, ways[i].surely);
    std::erase_if(one.holds, [&](const Given& mine) {
      return std::none_of(ways[i].holds.begin(), ways[i].holds.end(), [&](const Given& other) {
        return mine.formula == other.formula && mine.holds == other.holds;
      });
    });
  }
  ways.clear();
  ways.push_back(std::move(one));
}

PathWalker::Ways PathWalker::join(Ways a, Ways b) {
  for (Way& way : b) a.push_back(std::move(way));
  return a;
}

PathWalker::Ways PathWalker::given(const Ways& ways, const Condition& condition, bool holds) {
  const Formula& formula = formula_of(condition);
  Ways out;
  for (Way way : ways) {
    way.holds.push_back({&formula, holds});
    if (domains_.possible(way.holds, way.surely) == Answer::no) continue;
    const bool may_change = std::any_of(formula.reads.begin(), formula.reads.end(),
                                        [&](const std::string& name) { return volatile_.contains(name); });
    if (!formula.stable || may_change) way.holds.pop_back();
    turn(way, code_text(condition) + (holds ? " holds" : " does not hold"));
    out.push_back(std::move(way));
  }
  return out;
}

/// Reports a condition that is never true, or never anything else, on any way that leads here.
void PathWalker::judge(const Ways& ways, const Condition& condition, const std::string& subject, const Ways& before) {
  if (ways.empty()) return;
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
  const auto fact =
      std::find_if(procedure_.facts.begin(), procedure_.facts.end(), [&](const Fact& one) { return one.name == name; });
  if (fact == procedure_.facts.end()) return;
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
  const auto& steps = procedure_.root.children;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (const auto arriving = arriving_.find(steps[i].id); arriving != arriving_.end())
      ways = join(std::move(ways), std::move(arriving->second));
    limit(ways);
    if (is_backward_target(procedure_, i)) {
      Names later;
      for (std::size_t k = i; k < steps.size(); ++k) collect_assigned(procedure_, steps[k], later);
      for (Way& way : ways) forget(way, later), way.blurred = true;
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
