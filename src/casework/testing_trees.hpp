/// @file testing_trees.hpp
/// @brief Random procedures for property tests of cases: every kind of node, nested and marked; actions with guards, free
/// order, decision tables, escalation rules, what an overlay changes. Drawn through RapidCheck, which prints the seed.
#pragma once

#include <rapidcheck.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "casework/testing.hpp"

namespace evenhand::casework::testing {

/// Any of 0 … n-1, each as likely, whatever RapidCheck's size is.
inline int below(int n) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, n));
}
inline bool one_in(int n) {
  return below(n) == 0;
}
template <class T>
const T& any_of(const std::vector<T>& all) {
  return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
}

inline const std::vector<std::string> all_roles{"support manager", "team lead", "clerk"};
/// Facts that people may state.
inline const std::vector<std::string> stated_facts{"yes 1", "yes 2", "number 1", "number 2"};

/// Grows a random tree over the facts above and some that are computed, three actions, a message and a followed procedure.
class Grower {
 public:
  /// @param patient  loops may ask people for thousands of rounds, and a guard may ask for an order
  Grower(bool may_follow, bool patient) : may_follow_(may_follow), patient_(patient) {
    add_names();
    auto& procedure = b_.procedure;
    for (auto& action : procedure.actions)
      if (one_in(3)) guard_action(action);
    procedure.free_order = may_follow && one_in(4);
    const int steps = procedure.free_order ? below(3) : 1 + below(3);
    for (int i = 0; i < steps; ++i) titles_.push_back("step-" + std::to_string(i + 1));
    for (int i = 0; i < steps; ++i) b_.step("Step " + std::to_string(i + 1), nodes(2));
    if (one_in(3)) add_rules();
    if (steps > 0 && one_in(3)) add_overlay();
  }
  procedure::Procedure take() { return std::move(b_.procedure); }

 private:
  using Node = procedure::Node;
  using NodeKind = procedure::NodeKind;
  using FactType = procedure::FactType;
  using Fact = procedure::Fact;

  void add_names() {
    b_.procedure.id = may_follow_ ? "main" : "sub";
    b_.procedure.outcomes = {"closed 0", "closed 1"};
    for (const char* name : {"yes 1", "yes 2"}) b_.fact(name, FactType::Kind::yes_no).source = Fact::Source::customer;
    for (const char* name : {"number 1", "number 2"})
      b_.fact(name, FactType::Kind::number).source = Fact::Source::agent;
    b_.fact("given", FactType::Kind::number).source = Fact::Source::action;
    b_.fact("result", FactType::Kind::yes_no).source = Fact::Source::result;
    b_.fact("rounds", FactType::Kind::number).source = Fact::Source::counted;
    b_.fact("decided", FactType::Kind::number).source = Fact::Source::decision;
    for (const char* name : {"act 1", "act 2", "act 3"}) {
      procedure::Action action;
      action.name = name;
      if (one_in(2)) action.connector = "shop";
      b_.procedure.actions.push_back(action);
    }
    procedure::Message message;
    message.name = "news";
    message.body.text = one_in(3) ? "It is {number 1}." : "Hello.";
    b_.procedure.messages.push_back(message);
    if (may_follow_) b_.procedure.follows = {"sub"};
  }
  void guard_action(procedure::Action& action) {
    if (!patient_ || !one_in(3)) {
      action.allowed_when = guard();
      return;
    }
    action.allowed_when = b_.condition("act 1 done and yes 1");
    procedure::GuardPart order;
    order.kind = procedure::GuardPart::Kind::order;
    for (const char* part : {"act 1 done", "yes 1"}) order.parts.push_back({{}, b_.condition(part), {}, part, {}});
    action.allowed_tree = std::make_shared<const procedure::GuardPart>(std::move(order));
  }
  void add_rules() {
    using Trigger = procedure::EscalationRule::Trigger;
    for (int i = below(3); i >= 0; --i) {
      procedure::EscalationRule rule;
      rule.id = "rule-" + std::to_string(i);
      rule.text = "Rule " + std::to_string(i);
      rule.trigger = static_cast<Trigger>(below(6));
      rule.within =
          procedure::Duration{static_cast<std::uint32_t>(1 + below(3)), procedure::Duration::Unit::days, false};
      rule.step_id = "step-1";
      rule.condition = guard();
      rule.words = {"hello"};
      rule.body = b_.body({leaf_of_rule(), leaf_of_rule()});
      b_.procedure.escalation.push_back(std::move(rule));
    }
  }
  Node leaf_of_rule() {
    switch (below(8)) {
      case 0:
        return b_.close("escalated");
      case 1:
        return b_.named(NodeKind::hand_over, "desk");
      case 2:
        return b_.named(NodeKind::send, "news");
      case 3:
        return b_.record("result", "yes 1");
      case 4:
        return b_.named(NodeKind::raise, "urgent");
      default:
        return b_.named(NodeKind::tell, "team lead");
    }
  }
  /// What is different by email, the channel of every case here.
  void add_overlay() {
    using Kind = procedure::OverlayEdit::Kind;
    procedure::Overlay overlay;
    overlay.name = "For email";
    overlay.channels = {"email"};
    procedure::OverlayEdit edit;
    edit.step_id = any_of(titles_);
    edit.kind = any_of(std::vector<Kind>{Kind::before, Kind::after, Kind::replace_step});
    edit.nodes = nodes(1);
    overlay.edits.push_back(std::move(edit));
    if (one_in(2)) {
      procedure::OverlayEdit message;
      message.kind = Kind::replace_message;
      message.message = b_.procedure.messages.front();
      message.message->body.text = "By email.";
      overlay.edits.push_back(std::move(message));
    }
    b_.procedure.overlays.push_back(std::move(overlay));
  }

  std::string guard_source() {
    static const std::vector<std::string> guards = {"yes 1",
                                                    "not(yes 1)",
                                                    "yes 2",
                                                    "number 1 > 3",
                                                    "number 1 < number 2",
                                                    "act 1 done",
                                                    "approved",
                                                    "yes 1 and number 2 > 2",
                                                    "number 1 = null or yes 2",
                                                    "decided = 1",
                                                    "priority = \"high\" or yes 1",
                                                    "true",
                                                    "false"};
    return any_of(guards);
  }
  procedure::Condition guard() { return b_.condition(guard_source()); }
  std::vector<Node> nodes(int depth) {
    std::vector<Node> out;
    const int count = *rc::gen::inRange(0, 4);  // fewer at first, as RapidCheck's size grows
    for (int i = 0; i < count; ++i) out.push_back(node(depth));
    return out;
  }
  Node node(int depth) {
    Node out = bare_node(depth);
    if (one_in(6)) out.when = guard();
    if (one_in(6)) out.optional = true;
    if (one_in(8)) out.by_role = any_of(all_roles);
    return out;
  }
  Node bare_node(int depth) {
    switch (below(depth > 0 ? 21 : 16)) {
      case 0:
        return b_.say("Say something");
      case 1: {
        Node task = b_.task("Do something");
        if (one_in(3)) task.evidence = any_of(std::vector<std::string>{"text", "file", "photo", "signature"});
        return task;
      }
      case 2:
        return b_.with(b_.task("Was it done?"), depth > 0 ? nodes(depth - 1) : std::vector<Node>{});
      case 3:
        return b_.ask({any_of(stated_facts)});
      case 4:
        return b_.check(guard_source());
      case 5:
        return b_.with(b_.check(guard_source()), alternative("Otherwise"));
      case 6:
        return b_.record("result", one_in(2) ? "yes 1" : "number 1 > 2");
      case 7:
        return b_.action("act " + std::to_string(1 + below(3)), {},
                         one_in(2) ? std::vector<std::string>{"given"} : std::vector<std::string>{});
      case 8:
        return b_.with(b_.action("act 1"), alternative("It failed"));
      case 9:
        return b_.named(NodeKind::send, "news");
      case 10: {
        Node wait = b_.wait(static_cast<Node::WaitKind>(below(3)), 2);
        if (wait.wait_kind == Node::WaitKind::condition) wait.condition = guard();
        return one_in(2) ? b_.with(wait, alternative("It took too long")) : wait;
      }
      case 11:
        return approval();
      case 12:
        return one_in(3) ? b_.close("closed " + std::to_string(below(2))) : b_.named(NodeKind::tell, "team lead");
      case 13:
        // Each jump may go back fifty times.
        return !titles_.empty() && jumps_left_-- > 0 ? b_.go_to(any_of(titles_))
                                                     : b_.named(NodeKind::hand_over, "desk");
      case 14:
        return decision();
      case 15:
        return b_.named(NodeKind::raise, one_in(2) ? "high" : "urgent");
      case 16:
        return b_.choice(
            {{guard_source(), nodes(depth - 1)}, {guard_source(), nodes(depth - 1)}, {"", nodes(depth - 1)}});
      case 17:
        return b_.any_order(nodes(depth - 1));
      case 18: {
        Node repeat = b_.repeat(guard_source(), nodes(depth - 1));
        repeat.times_max = static_cast<std::uint32_t>((patient_ ? 0 : 1) + below(3));
        repeat.no_limit = patient_ && one_in(6);
        return repeat;
      }
      case 19:
        return b_.for_each("item", "[1, 2, 3]", nodes(depth - 1));
      default:
        if (!may_follow_) return b_.task("Nothing to follow");
        Node follow = b_.named(NodeKind::follow, "sub");
        if (one_in(2)) follow.outputs = {{"yes 2", "result"}};
        return follow;
    }
  }
  std::vector<Node> alternative(const char* words) {
    if (one_in(3)) return {b_.close("closed " + std::to_string(below(2)))};
    return {b_.task(words)};
  }
  Node approval() {
    Node approve = b_.named(NodeKind::approve, any_of(all_roles));
    const bool has_limit = one_in(2);
    if (has_limit) approve.limit = procedure::Duration{2, procedure::Duration::Unit::days, false};
    if (one_in(2)) approve = b_.with(std::move(approve), alternative("Refused"));
    if (has_limit && !approve.branches.empty() && one_in(2))
      approve = b_.with(std::move(approve), alternative("Nobody answered"));
    return approve;
  }
  Node decision() {
    Node decide = b_.node(NodeKind::decide, "Decide");
    decide.facts = {"decided"};
    auto table = std::make_shared<dmn::Table>();
    table->policy = dmn::HitPolicy::first;
    dmn::Input input;
    input.label = "number 1";
    input.expression = b_.condition("number 1").expression;
    table->inputs.push_back(std::move(input));
    table->outputs.push_back({"decided", {}, {}});
    for (const auto& [test, output] : {std::pair{"< 2", "1"}, {"[2..4]", "number 1"}}) {
      dmn::Rule rule;
      rule.tests.push_back(feel::parse_unary_tests(test, stated_facts).expression);
      rule.outputs.push_back(b_.condition(output).expression);
      table->rules.push_back(std::move(rule));
    }
    decide.table = std::move(table);
    return decide;
  }

  procedure::by_hand::Builder b_;
  bool may_follow_, patient_;
  int jumps_left_ = below(3);
  std::vector<std::string> titles_;
};

inline ProgramPtr random_program(bool patient) {
  const auto sub = Grower(false, patient).take();
  return link(Grower(true, patient).take(), {sub});
}

/// Of the type of the fact at this place; numbers from 0 to 5.
inline feel::Value random_value(const Program& program, const Place& place, const std::string& name) {
  const auto* fact = program.find_fact(place.scope, name);
  if (fact && fact->type.kind == procedure::FactType::Kind::yes_no) return feel::Value(one_in(2));
  return feel::Value(below(6));
}

/// Ticks the box with whatever proof it asks for.
inline TickTask ticked(const Place& place, bool yes = true) {
  TickTask command{place.path, yes, "seen"};
  const auto& kind = place.node->evidence;
  if (!kind.empty() && kind != "text") command.files = {"file_1"};
  return command;
}

/// Whether an end was reached inside, which only waits for what stands beside it.
inline bool has_reached_end(const CaseState& state, const Place& place) {
  if (place.node->kind == procedure::NodeKind::close) return is_active(state, place);
  for (const auto* parts : {&place.children, &place.branches})
    for (const Place* part : *parts)
      if (has_reached_end(state, *part)) return true;
  return false;
}

/// Whether a place stands behind an end that was reached, so that it is never needed.
inline bool is_behind(const Place& place, const Place& end) {
  for (const Place* p = &place; p->parent; p = p->parent) {
    if (!is_at_or_under(end, *p->parent)) continue;
    if (p->parent->node->kind == procedure::NodeKind::any_order) return false;
    for (const Place* sibling : p->parent->children)
      if (sibling == p || is_at_or_under(end, *sibling)) return sibling != p;
    return false;
  }
  return false;
}

/// Independent of the engine's own gates: whether a person's duty on the path that was taken is still open.
inline bool is_left_behind(const CaseState& state, const Place& place, const Place* closing) {
  using procedure::NodeKind;
  const auto* node = find_node(state, place);
  if (!node || node->status != NodeStatus::active || place.node->optional) return false;
  if (closing && (is_at_or_under(*closing, place) || is_behind(place, *closing))) return false;
  if (node->branch >= 0 && has_reached_end(state, place)) return false;
  for (const Place* p = place.parent; p; p = p->parent) {
    const auto* above = find_node(state, *p);
    if (p->node->optional || (above && above->status != NodeStatus::active && above->status != NodeStatus::done))
      return false;
  }
  switch (place.node->kind) {
    case NodeKind::task:
    case NodeKind::ask:
    case NodeKind::check:
    case NodeKind::decide:
    case NodeKind::record:
    case NodeKind::action:
    case NodeKind::send:
    case NodeKind::approve:
    case NodeKind::wait:
      return true;
    default:
      return false;
  }
}

/// A rule of escalation may close a case at any time; nothing else leaves a duty behind.
inline void check_nothing_left_behind(const CaseState& state, const Program& program) {
  if (state.closed_path.starts_with("escalation/")) return;
  const Place* closing = state.closed_path.empty() ? nullptr : program.find(state.closed_path);
  for (const auto& [path, node] : state.nodes) {
    const Place* place = program.find(path);
    RC_ASSERT(place != nullptr);
    if (is_left_behind(state, *place, closing)) RC_FAIL("left behind: " + path);
  }
}

}  // namespace evenhand::casework::testing
