// Closing, reopening, undoing, escalating, and the clock, on procedures built by hand.
#include "casework/guide.hpp"
#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::Duration;
using procedure::EscalationRule;
using procedure::FactType;
using procedure::Node;
using procedure::NodeKind;
using procedure::by_hand::Builder;

using Kind = FactType::Kind;

TEST(Close, IsRefusedWithEveryGateThatIsUnmet) {
  Builder b;
  b.fact("email", Kind::email);
  Node law = with_id(b.task("Show the policy"), "policy");
  law.satisfies = {"us-ma/policy"};
  Node maybe = with_id(b.task("Offer a voucher"), "maybe");
  maybe.optional = true;
  b.step("One", {law, maybe});
  b.step("Two", {with_id(b.ask({"email"}), "ask"), b.close("fine"), b.task("never needed")});
  Case c(link(b.procedure));
  EXPECT_EQ(c.try_to(CloseCase{"fine"}), "case/gate-unmet");
  ASSERT_EQ(c.refusal.gates.size(), 2U);
  EXPECT_EQ(c.refusal.gates[0].law, std::vector<std::string>{"us-ma/policy"});
  EXPECT_EQ(c.refusal.gates[0].step_title, "One");
  EXPECT_EQ(c.refusal.gates[1].facts, std::vector<std::string>{"email"});
  c.tick("policy");
  c.must(Override{"maybe", "no vouchers left"}, lead());
  c.fact("ask", "email", "a@b.example");
  EXPECT_EQ(c.outcome(), "fine");
}

TEST(Close, IsRefusedWhileAProcedureIsNotYetBegun) {
  const auto program = sop(R"(---
id: main
title: Main
---

# Main

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | agent |

## 1. Take in

- Ask for **amount**.
- [ ] Offer more help. (optional)
- Follow [Legal](legal).
- Close as **paid**.
)",
                           {R"(---
id: legal
title: Legal
---

# Legal

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | input |

## 1. Look

- [ ] Read the notice aloud. (when `amount > 100`)
)"});
  Case c(program);
  c.fact(open_node(c, program, NodeKind::ask), "amount", 5000);
  EXPECT_EQ(c.try_to(CloseCase{"paid"}), "case/gate-unmet");
  ASSERT_EQ(c.refusal.gates.size(), 1U);
  EXPECT_EQ(c.refusal.gates[0].kind, "follow");
  c.must(SkipNode{open_node(c, program, NodeKind::task), "in a hurry"});
  c.tick(open_node(c, program, NodeKind::task));
  EXPECT_EQ(c.outcome(), "paid");
}

TEST(Close, AnEndForARoleIsItsOwnWhereverItStands) {
  Builder b;
  Node end = with_id(b.close("written off"), "end");
  end.by_role = "support manager";
  b.step("One", {b.any_order({with_id(b.task("A"), "a"), end})});
  Case c(link(b.procedure));
  c.tick("a");
  EXPECT_EQ(c.try_to(CloseCase{"done"}), "case/role");
  c.must(CloseCase{""}, lead());
  EXPECT_EQ(c.outcome(), "written off");
}

// Found by the property test of helpful people: they overrode the end for ever and never what stood in its way.
TEST(Gates, AnEndIsOverriddenOnce) {
  Builder b;
  b.step("One", {b.any_order({with_id(b.close("early"), "close"), with_id(b.task("A"), "a")})});
  Case c(link(b.procedure));
  c.must(Override{"close", "let it end"}, lead());
  ASSERT_FALSE(c.closed());
  EXPECT_EQ(c.try_to(Override{"close", "let it end"}, lead()), "case/not-now");
  EXPECT_TRUE(std::any_of(c.refusal.gates.begin(), c.refusal.gates.end(), [](const Gate& g) { return g.path == "a"; }))
      << "what blocks is named";
  c.tick("a");
  EXPECT_EQ(c.outcome(), "early");
}

TEST(Reopen, StartsTheLastStepAgainAndDoesNotCloseByItself) {
  Builder b;
  b.fact("n", Kind::number);
  b.step("One", {with_id(b.task("A"), "a")});
  b.step("Two", {b.record("n", "1"), with_id(b.close("fine"), "close")});
  Case c(link(b.procedure));
  c.tick("a");
  EXPECT_EQ(c.outcome(), "fine");
  EXPECT_EQ(c.try_to(Reopen{"customer wrote", ""}), "case/not-permitted");
  c.must(Reopen{"customer wrote", ""}, lead());
  EXPECT_FALSE(c.closed());
  c.must(CloseCase{""}, lead());
  EXPECT_EQ(c.outcome(), "fine");
  c.must(Reopen{"again", "one"}, lead());
  EXPECT_EQ(c.status("a"), "active");
  c.tick("a");
  EXPECT_EQ(c.outcome(), "fine");
  c.expect_rebuilt();
}

TEST(Undo, RestoresNodesFactsAndTimersUntilACommitPoint) {
  Builder b;
  b.fact("kind", Kind::one_of, {"late", "broken"});
  b.step("One", {with_id(b.ask({"kind"}), "ask"), b.wait(Node::WaitKind::reply, 5)});
  b.step("Two", {with_id(b.task("A"), "a"), b.named(NodeKind::tell, "team lead"), with_id(b.task("B"), "b")});
  Case c(link(b.procedure));
  EXPECT_EQ(c.try_to(Undo{}), "undo/nothing");
  const auto before = c.state();
  c.fact("ask", "kind", "late");
  EXPECT_EQ(c.state().timers.size(), 1U);
  EXPECT_EQ(c.try_to(Undo{}, person("bob")), "undo/not-yours");
  c.must(Undo{});
  EXPECT_EQ(c.state().nodes, before.nodes);
  EXPECT_EQ(c.state().facts, before.facts);
  EXPECT_TRUE(c.state().timers.empty());
  c.expect_rebuilt();
  c.fact("ask", "kind", "late");
  c.must(ReceiveMessage{"email", "hi", "eve", "k"});
  c.tick("a");
  EXPECT_EQ(c.try_to(Undo{}), "undo/nothing") << "a notice has gone out";
}

TEST(Undo, WhatOnePersonStartedIsNotTakenBackByAnother) {
  const auto program = sop(R"(---
id: limits
title: Limits
---

# Limits

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | agent |
| limit | number | computed |

## 1. Begin

- Ask for **amount**.
- Record **limit** as `amount * 2`. (by support manager)
- [ ] Say the **limit**: {limit}.
)");
  Case c(program);
  const Actor grace = person("grace", {"support manager"});
  c.fact(open_node(c, program, NodeKind::ask), "amount", 5);
  const std::string record = open_node(c, program, NodeKind::record);
  const auto now = [&](const Actor& who) { return guide(c.state(), *program, who, c.session.surroundings()).now; };
  EXPECT_EQ(now(grace), std::vector<std::string>{record});
  EXPECT_TRUE(now(person("ann")).empty());
  c.must(TickTask{record, true, ""}, grace);
  ASSERT_EQ(c.value("limit"), feel::Value(10));
  c.expect_rebuilt();
  EXPECT_EQ(c.try_to(Undo{}), "undo/not-yours");
  c.must(Undo{}, grace);
  EXPECT_EQ(c.status(record), "active");
  EXPECT_EQ(c.value("limit"), feel::Value());
  EXPECT_EQ(c.value("amount"), feel::Value(5));
  c.expect_rebuilt();
}

TEST(NeverStored, IsUsableNowAndWrittenNowhere) {
  Builder b;
  auto& fact = b.fact("code");
  fact.never_stored = true;
  fact.personal = procedure::Personal::secret;
  b.step("One", {with_id(b.ask({"code"}), "ask"), b.choice({{"code = \"7\"", {with_id(b.task("right"), "right")}}}),
                 with_id(b.task("A"), "a")});
  Case c(link(b.procedure));
  c.fact("ask", "code", "7");
  EXPECT_EQ(c.status("right"), "active");
  EXPECT_EQ(json::write(state_to_json(c.state())).find("\"7\""), std::string::npos);
  for (const auto& recorded : c.session.history())
    EXPECT_EQ(json::write(event_to_json(recorded.event)).find("\"7\""), std::string::npos);
  c.expect_rebuilt();
}

TEST(Escalation, ClocksConditionsAndWords) {
  Builder b;
  b.fact("amount", Kind::number);
  const auto rule = [&](EscalationRule::Trigger trigger, std::string id, Node what) -> EscalationRule& {
    EscalationRule one;
    one.trigger = trigger;
    one.id = std::move(id);
    one.text = one.id;
    one.within = Duration{4, Duration::Unit::hours, true};
    one.body = b.body({std::move(what)});
    b.procedure.escalation.push_back(std::move(one));
    return b.procedure.escalation.back();
  };
  using Trigger = EscalationRule::Trigger;
  rule(Trigger::no_first_reply, "first", b.named(NodeKind::tell, "team lead"));
  rule(Trigger::no_reply, "next", b.named(NodeKind::raise, "high"));
  rule(Trigger::any_time_condition, "big", b.named(NodeKind::hand_over, "fraud desk")).condition =
      b.condition("amount > 100");
  rule(Trigger::any_time_mentions, "legal", b.named(NodeKind::hand_over, "compliance officer")).words = {
      "lawyer", "attorney general"};
  rule(Trigger::step_not_done, "slow", b.named(NodeKind::tell, "team lead")).step_id = "one";
  rule(Trigger::not_resolved, "late", b.close("abandoned")).within = Duration{9, Duration::Unit::days, false};
  b.step("One", {with_id(b.task("A"), "a")});
  b.step("Two", {with_id(b.task("B"), "b")});
  Case c(link(b.procedure));
  EXPECT_TRUE(c.state().timers.contains("escalation/first"));
  EXPECT_TRUE(c.state().timers.contains("escalation/slow"));
  c.must(ReceiveMessage{"email", "I'll call my LAWYERS!", "eve", "m1"});
  EXPECT_EQ(c.state().team, "compliance officer");
  c.must(ReceiveMessage{"email", "my lawyer is slow", "eve", "m2"});
  EXPECT_EQ(c.all<HandedOver>().size(), 1U) << "each rule once";
  c.tick("a");
  EXPECT_FALSE(c.state().timers.contains("escalation/slow"));
  c.fact("", "amount", 101);
  EXPECT_EQ(c.state().team, "fraud desk");
  c.must(SendMessage{"", "We are on it."});
  EXPECT_FALSE(c.state().timers.contains("escalation/first"));
  EXPECT_FALSE(c.state().timers.contains("escalation/next"));
  c.must(ReceiveMessage{"email", "and?", "eve", "m3"});
  ASSERT_TRUE(c.session.advance_to_next_timer());
  EXPECT_EQ(c.state().priority, "high");
  ASSERT_TRUE(c.session.advance_to_next_timer());
  EXPECT_EQ(c.outcome(), "abandoned");
  c.expect_rebuilt();
}

TEST(Escalation, DoesOnlyWhatAppliesToTheCase) {
  Builder b;
  b.fact("amount", Kind::number);
  b.fact("vip", Kind::yes_no);
  EscalationRule rule;
  rule.trigger = EscalationRule::Trigger::any_time_condition;
  rule.id = rule.text = "big";
  rule.condition = b.condition("amount > 100");
  Node when = b.named(NodeKind::tell, "vip desk");
  when.when = b.condition("vip");
  rule.body = b.body({when, b.named(NodeKind::tell, "team lead")});
  b.procedure.escalation.push_back(rule);
  b.step("One", {with_id(b.task("A"), "a")});
  Case c(link(b.procedure));
  c.fact("", "amount", 101);
  ASSERT_EQ(c.all<Told>().size(), 1U);
  EXPECT_EQ(c.all<Told>()[0].role, "team lead");
  Case vip(link(b.procedure), OpenCase{.facts = {{"vip", true}}});
  vip.fact("", "amount", 101);
  EXPECT_EQ(vip.all<Told>().size(), 2U);
}

TEST(Escalation, RecordsOnlyWhatCanBeRecorded) {
  Builder b;
  b.fact("amount", Kind::number);
  b.fact("rate", Kind::number);
  b.fact("fee", Kind::number).source = procedure::Fact::Source::computed;
  b.fact("vip", Kind::yes_no).source = procedure::Fact::Source::computed;
  EscalationRule rule;
  rule.trigger = EscalationRule::Trigger::any_time_condition;
  rule.id = rule.text = "big";
  rule.condition = b.condition("amount > 100");
  rule.body = b.body({b.record("fee", "amount * rate"), b.record("vip", "amount")});
  b.procedure.escalation.push_back(rule);
  b.step("One", {b.record("fee", "25"), with_id(b.task("A"), "a")});
  Case c(link(b.procedure));
  c.fact("", "amount", 101);
  EXPECT_EQ(c.value("fee"), feel::Value(25)) << "it may depend on what was there";
  EXPECT_TRUE(c.value("vip").is_null());
  const auto notes = c.all<NoteAdded>();
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0].text, "Could not record fee: rate is not known.");
  EXPECT_EQ(notes[1].text, "Could not record vip: its value does not fit its type.");
  c.expect_rebuilt();
  Case known(link(b.procedure), OpenCase{.facts = {{"rate", 2}}});
  known.fact("", "amount", 101);
  EXPECT_EQ(known.value("fee"), feel::Value(202));
}

TEST(Clock, MovedBackwardsNeverMakesTimeRunBackwards) {
  Builder b;
  b.step("One", {with_id(b.task("A"), "a"), with_id(b.wait(Node::WaitKind::time, 1), "w")});
  Case c(link(b.procedure));
  c.session.surroundings().now = start - Microseconds{3'600'000'000};
  c.tick("a");
  for (const auto& recorded : c.session.history()) EXPECT_GE(recorded.at, start);
  EXPECT_EQ(c.try_to(FireTimer{"w"}, the_system()), "timer/early");
}

}  // namespace
}  // namespace evenhand::casework
