#include "procedure/flow_paths.hpp"

#include <algorithm>

namespace evenhand::procedure {

using predicate::Answer;
using predicate::Formula;
using predicate::Given;

namespace {

constexpr std::size_t ways_max = 12;
constexpr std::size_t turns_shown = 3;

std::string code_text(const Condition& condition) { return "`" + condition.expression.source() + "`"; }

/// An expression that cannot be taken apart and has words with which it may look after a missing value itself.
bool may_do_without(const std::string& expression) {
  for (const char* word : {"if ", "null", " or ", " and ", "some ", "every ", "count(", "list ", "contains(", "get or else", "is("})
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

Names placeholders(const Procedure& procedure, const std::string& text) {
  Names out;
  for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos) break;
    const std::string name = text.substr(open + 1, close - open - 1);
    if (std::any_of(procedure.facts.begin(), procedure.facts.end(), [&](const Fact& fact) { return fact.name == name; }))
      out.insert(name);
  }
  return out;
}

void collect_assigned(const Procedure& procedure, const Node& node, Names& out) {
  switch (node.kind) {
    case NodeKind::ask:
    case NodeKind::decide:
    case NodeKind::record:
    case NodeKind::for_each: out.insert(node.facts.begin(), node.facts.end()); break;
    case NodeKind::action:
      out.insert(node.name + " done");
      for (const Action& action : procedure.actions)
        if (action.name == node.name) out.insert(action.gives.begin(), action.gives.end());
      [[fallthrough]];
    case NodeKind::follow:
      for (const Binding& binding : node.outputs) out.insert(binding.fact);
      break;
    case NodeKind::wait: out.insert("reply"); break;
    case NodeKind::approve: out.insert("approved"); break;
    case NodeKind::raise: out.insert("priority"); break;
    case NodeKind::repeat:
      for (const Fact& fact : procedure.facts)
        if (fact.source == Fact::Source::counted) out.insert(fact.name);
      break;
    default: break;
  }
  for (const Node& child : node.children) collect_assigned(procedure, child, out);
  for (const Node& branch : node.branches) collect_assigned(procedure, branch, out);
}

PathWalker::PathWalker(const Procedure& procedure, Findings& findings)
    : procedure_(procedure), findings_(findings), domains_(procedure) {
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
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return one.formula->reads.contains(name); });
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
  const auto share = [](Names& a, const Names& b) { std::erase_if(a, [&](const std::string& name) { return !b.contains(name); }); };
  for (std::size_t i = 1; i < ways.size(); ++i) {
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
    findings_.add(Severity::warning, "EH0702", condition.span, subject + " " + code_text(condition) + " can never hold here.",
                  "Compare with the fact's options and with the conditions before it.");
  else if (!before.empty() && std::all_of(before.begin(), before.end(), impossible(false)))
    findings_.add(Severity::warning, "EH0703", condition.span, subject + " " + code_text(condition) + " always holds here.",
                  "Leave the condition out, or correct it.");
}

void PathWalker::read(const Ways& ways, const std::string& name, const Span& span, const Formula* in) {
  if (procedure_.free_order) return;
  const auto fact = std::find_if(procedure_.facts.begin(), procedure_.facts.end(),
                                 [&](const Fact& one) { return one.name == name; });
  if (fact == procedure_.facts.end()) return;
  if (fact->source == Fact::Source::input || fact->source == Fact::Source::system) return;
  if (!assigned_somewhere_.contains(name)) {
    const bool from_followed = fact->implicit || !procedure_.follows.empty();
    if (from_followed || !reported_reads_.insert(name).second) return;
    findings_.add(Severity::warning, "EH0706", span, "Nothing in this procedure sets **" + name + "**, yet it is read here.",
                  "Ask for it, record it, or say in the Facts table where it comes from (system, input).");
    return;
  }
  for (const Way& way : ways) {
    if (way.set.contains(name)) continue;
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
  for (const std::string& name : placeholders(procedure_, text.text)) read(ways, name, span);
}

PathWalker::Ways PathWalker::run_all(const std::vector<Node>& nodes, Ways ways) {
  for (const Node& node : nodes) {
    if (ways.empty()) break;
    ways = run(node, std::move(ways));
    limit(ways);
  }
  return ways;
}

PathWalker::Ways PathWalker::run(const Node& node, Ways ways) {
  Ways skipped;
  if (node.when) {
    judge(ways, *node.when, "The condition", ways);
    // `when` may ask whether a fact is set at all, so reading it early is no mistake.
    skipped = given(ways, *node.when, false);
    ways = given(ways, *node.when, true);
  }
  if (node.optional) skipped = join(std::move(skipped), ways);
  return join(run_plain(node, std::move(ways)), std::move(skipped));
}

PathWalker::Ways PathWalker::run_alternative(const Node& node, std::size_t index, Ways ways, const std::string& taken) {
  for (Way& way : ways) turn(way, taken);
  return run_all(node.branches[index].children, std::move(ways));
}

PathWalker::Ways PathWalker::run_plain(const Node& node, Ways ways) {
  switch (node.kind) {
    case NodeKind::sequence:
    case NodeKind::step: return run_all(node.children, std::move(ways));
    case NodeKind::guidance: return ways;
    case NodeKind::say: read_text(ways, node.text, node.span); return ways;
    case NodeKind::task: {
      read_text(ways, node.text, node.span);
      if (node.branches.empty()) return ways;
      Ways no = run_alternative(node, 0, ways, "a box is answered no");
      return join(std::move(ways), std::move(no));
    }
    case NodeKind::ask:
      for (Way& way : ways)
        for (const std::string& name : node.facts) assign(way, name, true);
      return ways;
    case NodeKind::check: {
      if (!node.condition) return ways;
      read(ways, *node.condition);
      const Given alone[] = {{&formula_of(*node.condition), true}};
      if (node.branches.empty() && domains_.possible(alone, {}) == Answer::no)
        findings_.add(Severity::error, "EH0707", node.span, "This step can never finish: " + code_text(*node.condition) + " can never hold.",
                      "Correct the condition, or say what happens when it does not hold (`Otherwise: …`).");
      else
        judge(ways, *node.condition, "The check", ways);
      Ways passed = given(ways, *node.condition, true);
      if (node.branches.empty()) return passed;
      Ways failed = run_all(node.branches[0].children, given(ways, *node.condition, false));
      return join(std::move(passed), std::move(failed));
    }
    case NodeKind::choice: return run_choice(node, std::move(ways));
    case NodeKind::any_order: return run_any_order(node, std::move(ways));
    case NodeKind::repeat:
    case NodeKind::for_each: return run_loop(node, std::move(ways));
    case NodeKind::decide: {
      if (node.table)
        for (std::size_t i = 0; i < node.table->inputs.size(); ++i) {
          // A column with a row that takes anything is made for a missing value too.
          const auto takes_any = [i](const dmn::Rule& rule) { return i < rule.tests.size() && rule.tests[i].source() == "-"; };
          if (std::any_of(node.table->rules.begin(), node.table->rules.end(), takes_any)) continue;
          for (const std::string& name : node.table->inputs[i].expression.reads()) read(ways, name, node.span);
        }
      assign(ways, Names(node.facts.begin(), node.facts.end()));
      return ways;
    }
    case NodeKind::record:
      if (node.condition) read(ways, *node.condition);
      assign(ways, Names(node.facts.begin(), node.facts.end()));
      return ways;
    case NodeKind::action: return run_action(node, std::move(ways));
    case NodeKind::send:
      for (const Message& message : procedure_.messages)
        if (message.name == node.name) read_text(ways, message.body, node.span);
      return ways;
    case NodeKind::wait: return run_wait(node, std::move(ways));
    case NodeKind::approve: return run_approve(node, std::move(ways));
    case NodeKind::tell:
    case NodeKind::hand_over: read_text(ways, node.text, node.span); return ways;
    case NodeKind::raise: assign(ways, {"priority"}); return ways;
    case NodeKind::follow: return run_follow(node, std::move(ways));
    case NodeKind::go_to: {
      Ways& arriving = arriving_[node.name];
      arriving = join(std::move(arriving), std::move(ways));
      limit(arriving);
      return {};
    }
    case NodeKind::close: return {};
  }
  return ways;
}

PathWalker::Ways PathWalker::run_choice(const Node& node, Ways ways) {
  const Ways before = ways;  // `Otherwise if` may well say what is left
  Ways out;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    if (i >= node.guards.size()) return join(std::move(out), run_all(node.children[i].children, std::move(ways)));
    const Condition& guard = node.guards[i];
    read(ways, guard);
    judge(ways, guard, "The condition", before);
    out = join(std::move(out), run_all(node.children[i].children, given(ways, guard, true)));
    ways = given(ways, guard, false);
  }
  return join(std::move(out), std::move(ways));
}

/// Every child may come before or after any other, so each sees what all others may have changed.
PathWalker::Ways PathWalker::run_any_order(const Node& node, Ways ways) {
  Ways out = ways;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    Names others, mine;
    for (std::size_t k = 0; k < node.children.size(); ++k) collect_assigned(procedure_, node.children[k], k == i ? mine : others);
    Ways before = ways;
    for (Way& way : before) forget(way, others);
    const Ways after = run(node.children[i], std::move(before));
    if (after.empty()) return {};  // one that ends ends all
    for (const std::string& name : mine) {
      const bool always = std::all_of(after.begin(), after.end(), [&](const Way& way) { return way.set.contains(name); });
      for (Way& way : out) {
        forget(way, {name});
        if (always) way.set.insert(name);
        way.blurred = true;
      }
    }
  }
  return out;
}

PathWalker::Ways PathWalker::run_loop(const Node& node, Ways ways) {
  Names inside;
  for (const Node& child : node.children) collect_assigned(procedure_, child, inside);
  Ways out;
  if (node.kind == NodeKind::for_each) {
    if (node.condition) read(ways, *node.condition);
    out = ways;
    for (Way& way : out) forget(way, inside), turn(way, "there is no item");
  }
  for (Way& way : ways) {
    forget(way, inside);
    if (node.kind == NodeKind::for_each)
      for (const std::string& name : node.facts) assign(way, name, false);
    if (node.kind == NodeKind::repeat)
      for (const Fact& fact : procedure_.facts)
        if (fact.source == Fact::Source::counted) assign(way, fact.name, true);
  }
  ways = run_all(node.children, std::move(ways));
  if (node.kind == NodeKind::repeat && node.condition) {
    read(ways, *node.condition);
    const Given alone[] = {{&formula_of(*node.condition), true}};
    if (node.no_limit && domains_.possible(alone, {}) == Answer::no)
      findings_.add(Severity::error, "EH0707", node.condition->span, "This repeat can never end: " + code_text(*node.condition) + " can never hold.",
                    "Correct the condition, or set a limit (`at most 3 times`).");
    else
      judge(ways, *node.condition, "The end of this repeat", {});
    if (node.no_limit) ways = given(ways, *node.condition, true);
  }
  return join(std::move(out), std::move(ways));
}

PathWalker::Ways PathWalker::run_action(const Node& node, Ways ways) {
  for (const Binding& binding : node.inputs) read(ways, binding.fact, node.span);
  const auto action = std::find_if(procedure_.actions.begin(), procedure_.actions.end(),
                                   [&](const Action& one) { return one.name == node.name; });
  const bool declared = action != procedure_.actions.end();
  if (declared) {
    for (const std::string& need : action->needs) read(ways, need, node.span);
    if (action->allowed_when) {
      const Formula& guard = formula_of(*action->allowed_when);
      for (const Way& way : ways) {
        if (way.blurred) continue;
        auto holds = way.holds;
        holds.push_back({&guard, false});
        if (guard.kind == Formula::Kind::unknown || domains_.possible(holds, way.surely, true) != Answer::yes) continue;
        findings_.add(Severity::warning, "EH0711", node.span,
                      "**" + node.name + "** is done here, but this way does not make sure that it is allowed: " +
                          code_text(*action->allowed_when) + ".",
                      "Put the condition before it (`If …`, `Check that …`), or the case is held here when it does not hold.");
        break;
      }
    }
  }
  Ways failed;
  if (!node.branches.empty()) failed = run_alternative(node, 0, ways, "**" + node.name + "** fails");
  Names gives;
  for (const Binding& binding : node.outputs) gives.insert(binding.fact);
  if (declared) gives.insert(action->gives.begin(), action->gives.end());
  assign(ways, gives);
  for (Way& way : ways) {
    assign(way, node.name + " done", true);
    way.holds.push_back({&truth(node.name + " done"), true});
  }
  return join(std::move(ways), std::move(failed));
}

PathWalker::Ways PathWalker::run_wait(const Node& node, Ways ways) {
  for (Way& way : ways) forget(way, {"reply"});
  const bool on_condition = node.wait_kind == Node::WaitKind::condition && node.condition;
  if (on_condition) read(ways, *node.condition);
  Ways late;
  if (!node.branches.empty()) {
    Ways before = ways;
    late = run_alternative(node, 0, std::move(before), on_condition ? "the time passes first" : "no reply comes in time");
  }
  if (node.wait_kind == Node::WaitKind::reply)
    assign(ways, {"reply"});
  if (on_condition) {
    const Formula& formula = formula_of(*node.condition);
    const bool held = formula.stable && (!node.branches.empty() || !node.limit);
    for (Way& way : ways) {
      forget(way, formula.reads);  // they are what is waited for: nothing known of them before counts
      if (held) way.holds.push_back({&formula, true});
    }
  }
  return join(std::move(ways), std::move(late));
}

PathWalker::Ways PathWalker::run_approve(const Node& node, Ways ways) {
  for (Way& way : ways) assign(way, "approved", true);
  Ways out;
  for (std::size_t i = 0; i < node.branches.size(); ++i) {
    Ways refused = ways;
    for (Way& way : refused) way.holds.push_back({&truth("approved"), false});
    out = join(std::move(out), run_alternative(node, i, std::move(refused), i == 0 ? "approval is refused" : "no approval comes in time"));
  }
  for (Way& way : ways) way.holds.push_back({&truth("approved"), true});
  return join(std::move(ways), std::move(out));
}

/// What the followed procedure gives back is not known here: it may set any fact that it has by the same name, so from
/// here on every fact counts as set, and what was known of them is forgotten.
PathWalker::Ways PathWalker::run_follow(const Node& node, Ways ways) {
  for (const Binding& binding : node.inputs) read(ways, binding.fact, node.span);
  Names gives = {"approved"};
  for (const Binding& binding : node.outputs) gives.insert(binding.fact);
  for (const Fact& fact : procedure_.facts) gives.insert(fact.name);
  for (Way& way : ways) {
    const std::size_t known = way.holds.size();
    const Names surely = way.surely;
    for (const std::string& name : gives) assign(way, name, false);
    way.surely = surely;  // a value is never taken away
    if (way.holds.size() < known) way.blurred = true;
  }
  return ways;
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
      for (Way& way : ways) forget(way, {fact.name}), way.set.erase(fact.name);
    }
  }
}

}  // namespace evenhand::procedure
