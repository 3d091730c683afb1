#include <algorithm>

#include "procedure/flow_paths.hpp"

namespace evenhand::procedure {

using predicate::Answer;
using predicate::Formula;
using predicate::Given;

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
  if (!afford(ways)) return skipped;
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
    case NodeKind::step:
      return run_all(node.children, std::move(ways));
    case NodeKind::guidance:
      return ways;
    case NodeKind::say:
      read_text(ways, node.text, node.span);
      return ways;
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
        findings_.add(Severity::error, "EH0707", node.span,
                      "This step can never finish: " + code_text(*node.condition) + " can never hold.",
                      "Correct the condition, or say what happens when it does not hold (`Otherwise: …`).");
      else
        judge(ways, *node.condition, "The check", ways);
      Ways passed = given(ways, *node.condition, true);
      if (node.branches.empty()) return passed;
      Ways failed = run_all(node.branches[0].children, given(ways, *node.condition, false));
      return join(std::move(passed), std::move(failed));
    }
    case NodeKind::choice:
      return run_choice(node, std::move(ways));
    case NodeKind::any_order:
      return run_any_order(node, std::move(ways));
    case NodeKind::repeat:
    case NodeKind::for_each:
      return run_loop(node, std::move(ways));
    case NodeKind::decide: {
      if (node.table)
        for (std::size_t i = 0; i < node.table->inputs.size(); ++i) {
          // A column with a row that takes anything is made for a missing value too.
          const auto takes_any = [i](const dmn::Rule& rule) {
            return i < rule.tests.size() && rule.tests[i].source() == "-";
          };
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
    case NodeKind::action:
      return run_action(node, std::move(ways));
    case NodeKind::send:
      for (const Message& message : procedure_.messages)
        if (message.name == node.name) read_text(ways, message.body, node.span);
      return ways;
    case NodeKind::wait:
      return run_wait(node, std::move(ways));
    case NodeKind::approve:
      return run_approve(node, std::move(ways));
    case NodeKind::tell:
    case NodeKind::hand_over:
      read_text(ways, node.text, node.span);
      return ways;
    case NodeKind::raise:
      assign(ways, {"priority"});
      return ways;
    case NodeKind::follow:
      return run_follow(node, std::move(ways));
    case NodeKind::go_to: {
      Ways& arriving = arriving_[node.name];
      arriving = join(std::move(arriving), std::move(ways));
      limit(arriving);
      return {};
    }
    case NodeKind::close:
      return {};
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
    limit(out);
    ways = given(ways, guard, false);
  }
  return join(std::move(out), std::move(ways));
}

/// Every child may come before or after any other, so each sees what all others may have changed.
PathWalker::Ways PathWalker::run_any_order(const Node& node, Ways ways) {
  Ways out = ways;
  std::set<const Formula*> known;
  for (const Way& way : ways)
    for (const Given& one : way.holds) known.insert(one.formula);
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    Names others, mine;
    for (std::size_t k = 0; k < node.children.size(); ++k)
      collect_assigned(procedure_, node.children[k], k == i ? mine : others);
    Ways before = ways;
    for (Way& way : before) lose(way, others);
    const Ways after = run(node.children[i], std::move(before));
    if (after.empty()) return {};  // one that ends ends all
    Names blurred = mine;
    for (const Way& way : after)
      for (const Given& one : way.holds)
        if (!known.contains(one.formula)) blurred.insert(one.formula->reads.begin(), one.formula->reads.end());
    for (Way& way : out) {
      lose(way, mine);
      for (const std::string& name : mine)
        if (std::all_of(after.begin(), after.end(), [&](const Way& one) { return one.set.contains(name); }))
          way.set.insert(name);
      way.blurred.insert(blurred.begin(), blurred.end());
      way.order_blurred = true;
    }
  }
  return out;
}

namespace {
/// Every round surely stops at this node for a person, a reply or the clock.
bool waits_for_somebody(const Node& node) {
  if (node.when || node.optional) return false;
  switch (node.kind) {
    case NodeKind::task:
    case NodeKind::ask:
    case NodeKind::action:
    case NodeKind::wait:
    case NodeKind::approve:
      return true;
    default:
      return false;
  }
}
}  // namespace

PathWalker::Ways PathWalker::run_loop(const Node& node, Ways ways) {
  Names inside;
  for (const Node& child : node.children) collect_assigned(procedure_, child, inside);
  Ways out;
  if (node.kind == NodeKind::for_each) {
    if (node.condition) read(ways, *node.condition);
    out = ways;
    for (Way& way : out) lose(way, inside), turn(way, "there is no item");
  }
  for (Way& way : ways) {
    lose(way, inside);
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
      findings_.add(Severity::error, "EH0707", node.condition->span,
                    "This repeat can never end: " + code_text(*node.condition) + " can never hold.",
                    "Correct the condition, or set a limit (`at most 3 times`).");
    else
      judge(ways, *node.condition, "The end of this repeat", {});
    // A round in which nobody does anything is not gone again when it changes nothing: then the condition may not hold.
    const bool by_people = std::any_of(node.children.begin(), node.children.end(), waits_for_somebody);
    if (node.no_limit && by_people) ways = given(ways, *node.condition, true);
  }
  return join(std::move(out), std::move(ways));
}

/// Reports an action of an `in this order` that this way does only before the one it has to come after.
void PathWalker::judge_order(const Node& node, const GuardPart& guard, const Way& way) {
  if (guard.kind == GuardPart::Kind::all)
    for (const GuardPart& part : guard.parts) judge_order(node, part, way);
  if (guard.kind != GuardPart::Kind::order) return;
  auto from = way.done.begin();
  std::string before;
  for (const GuardPart& part : guard.parts) {
    constexpr std::string_view is_done = " is done";
    if (part.kind != GuardPart::Kind::condition || !part.words.ends_with(is_done)) continue;
    const std::string action = part.words.substr(0, part.words.size() - is_done.size());
    const auto at = std::find(from, way.done.end(), action);
    if (at != way.done.end()) {
      from = at;
      before = action;
      continue;
    }
    if (std::find(way.done.begin(), from, action) == from) return;  // not done at all: said elsewhere
    findings_.add(Severity::warning, "EH0714", node.span,
                  "**" + node.name + "** is done here, but this way does **" + action + "** only before **" + before +
                      "**, and its guard asks for the other order.",
                  "Change the order of the steps, or do **" + action + "** again after **" + before + "**.");
    return;
  }
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
      const Given alone[] = {{&guard, true}};
      const bool hopeless = domains_.possible(alone, {}) == Answer::no;  // said where the action is declared
      if (action->allowed_tree)
        for (const Way& way : ways)
          if (!way.order_blurred) judge_order(node, *action->allowed_tree, way);
      for (const Way& way : ways) {
        if (hopeless || !knows_all(way, guard)) continue;
        auto holds = way.holds;
        holds.push_back({&guard, false});
        if (guard.kind == Formula::Kind::unknown || domains_.possible(holds, way.surely, true) != Answer::yes) continue;
        findings_.add(
            Severity::warning, "EH0711", node.span,
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
    way.done.push_back(node.name);
    way.holds.push_back({&truth(node.name + " done"), true});
  }
  return join(std::move(ways), std::move(failed));
}

PathWalker::Ways PathWalker::run_wait(const Node& node, Ways ways) {
  for (Way& way : ways) forget(way, {"reply"});
  const bool on_condition = node.wait_kind == Node::WaitKind::condition && node.condition;
  if (on_condition) {
    read(ways, *node.condition);
    const Formula& formula = formula_of(*node.condition);
    const Given alone[] = {{&formula, true}};
    const bool hopeless = domains_.possible(alone, {}) == Answer::no;
    if (hopeless && !node.limit)
      findings_.add(Severity::error, "EH0707", node.span,
                    "This step can never finish: " + code_text(*node.condition) + " can never hold.",
                    "Correct the condition, or set a limit (`, up to 2 days. If not: …`).");
    else if (hopeless)
      findings_.add(Severity::warning, "EH0702", node.condition->span,
                    "The condition " + code_text(*node.condition) + " can never hold here.",
                    "Compare with the fact's options and with the conditions before it.");
    else if (!formula.stable && !node.limit)
      findings_.add(Severity::warning, "EH0715", node.condition->span,
                    "This wait is for the clock, and no clock ends it: " + code_text(*node.condition) +
                        " is looked at when something happens in the case.",
                    "Wait for a time instead (`Wait 3 days.`), or set a limit (`, up to 3 days`).");
  }
  Ways late;
  if (!node.branches.empty()) {
    Ways before = ways;
    late =
        run_alternative(node, 0, std::move(before), on_condition ? "the time passes first" : "no reply comes in time");
  }
  if (node.wait_kind == Node::WaitKind::reply) assign(ways, {"reply"});
  if (on_condition) {
    const Formula& formula = formula_of(*node.condition);
    const bool held = formula.stable && (!node.branches.empty() || !node.limit);
    for (Way& way : ways) {
      lose(way, formula.reads);  // they are what is waited for: nothing known of them before counts
      if (held) way.holds.push_back({&formula, true});
    }
  }
  return join(std::move(ways), std::move(late));
}

PathWalker::Ways PathWalker::run_approve(const Node& node, Ways ways) {
  for (Way& way : ways) assign(way, "approved", true);
  Ways out;
  for (std::size_t i = 0; i < node.branches.size(); ++i) {
    if (node.branches[i].children.empty()) continue;  // nothing said: the case waits until the approval is there
    Ways refused = ways;
    for (Way& way : refused) way.holds.push_back({&truth("approved"), false});
    out = join(std::move(out), run_alternative(node, i, std::move(refused),
                                               i == 0 ? "approval is refused" : "no approval comes in time"));
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
  Names changed = not_yet_;  // the procedure that is followed may do the same action
  changed.insert(gives.begin(), gives.end());
  for (Way& way : ways) {
    const Names surely = way.surely;
    lose(way, changed);
    way.set.insert(gives.begin(), gives.end());
    way.blurred.insert(gives.begin(), gives.end());
    way.surely = surely;  // a value is never taken away
  }
  return ways;
}

}  // namespace evenhand::procedure
