// Actions, messages, waits, approvals, other procedures, on procedures built by hand.
#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::Duration;
using procedure::EscalationRule;
using procedure::Fact;
using procedure::FactType;
using procedure::Node;
using procedure::NodeKind;
using procedure::by_hand::Builder;

using Kind = FactType::Kind;

procedure::Action action_of(Builder& b, std::string name, std::string guard, std::string connector,
                            std::vector<std::string> gives = {}) {
  procedure::Action action;
  action.name = std::move(name);
  action.connector = std::move(connector);
  action.gives = std::move(gives);
  b.procedure.actions.push_back(action);
  if (!guard.empty()) b.procedure.actions.back().allowed_when = b.condition(guard);
  return action;
}

TEST(Action, TheRefusalNamesEachPartOfTheGuardThatFails) {
  Builder b;
  b.fact("identity confirmed", Kind::yes_no);
  b.fact("amount", Kind::number);
  action_of(b, "look up", "", "");
  action_of(b, "refund", "identity confirmed and look up done and (amount <= 500 or approved)", "");
  b.step("One", {with_id(b.action("refund"), "refund")});
  Case c(link(b.procedure), OpenCase{.facts = {{"amount", 700}}});
  EXPECT_EQ(c.try_to(PerformAction{"refund", "refund", {}, {}}), "case/gate-unmet");
  ASSERT_EQ(c.refusal.gates.size(), 3U);
  EXPECT_EQ(c.refusal.gates[0].condition, "identity confirmed");
  EXPECT_EQ(c.refusal.gates[0].remedy, "Record **identity confirmed**.");
  EXPECT_EQ(c.refusal.gates[1].remedy, "Do **look up** first.");
  EXPECT_EQ(c.refusal.gates[2].condition, "amount <= 500 or approved");
  EXPECT_EQ(c.try_to(Override{"refund", "manager said so"}), "case/not-permitted");
  c.must(Override{"refund", "manager said so"}, lead());
  c.must(PerformAction{"refund", "refund", {}, {}});
  EXPECT_EQ(c.outcome(), "done");
  c.expect_rebuilt();
}

TEST(Action, ByConnectorHasAStableKeyAndIsReportedOnce) {
  Builder b;
  b.fact("amount", Kind::number).source = Fact::Source::action;
  action_of(b, "look up", "", "shop");
  Node act = b.with(with_id(b.action("look up", {}, {"amount"}), "act"), {b.close("unknown order")});
  b.step("One", {act, with_id(b.task("A"), "a")});
  Case c(link(b.procedure));
  ASSERT_EQ(c.all<ActionRequested>().size(), 1U);
  EXPECT_EQ(c.all<ActionRequested>()[0].key, "case_1/look-up/1");
  EXPECT_EQ(c.try_to(ReportAction{"case_1/look-up/2", true, {}, "", true}, the_system()), "action/unknown-key");
  EXPECT_EQ(c.try_to(ReportAction{"case_1/look-up/1", true, {{"amount", 3}}, "", true}), "action/not-yours");
  c.must(ReportAction{"case_1/look-up/1", false, {}, "timed out", false}, the_system());
  EXPECT_EQ(c.status("act"), "active");
  c.must(ReportAction{"case_1/look-up/1", true, {{"amount", 3}}, "", true}, the_system());
  EXPECT_EQ(c.value("amount"), feel::Value(3));
  EXPECT_EQ(c.status("a"), "active");
  EXPECT_EQ(c.try_to(ReportAction{"case_1/look-up/1", true, {{"amount", 4}}, "", true}, the_system()),
            "action/already-reported");
  c.expect_rebuilt();
  Case garbage(link(b.procedure));
  garbage.must(ReportAction{"case_1/look-up/1", true, {{"amount", "much"}}, "", true}, the_system());
  EXPECT_EQ(garbage.outcome(), "unknown order") << "an answer that cannot be used is a failure";
}

TEST(Action, ByHandTakesItsResultAtOnceOrLater) {
  Builder b;
  b.fact("refund id").source = Fact::Source::action;
  b.step("One", {with_id(b.action("refund", {}, {"refund id"}), "act")});
  Case c(link(b.procedure));
  EXPECT_EQ(c.try_to(PerformAction{"act", "refund", {}, {{"other", "x"}}}), "action/missing-output");
  c.must(PerformAction{"act", "refund", {}, {{"refund id", "R1"}}});
  EXPECT_EQ(c.outcome(), "done");
  Case d(link(b.procedure));
  d.must(PerformAction{"act", "", {}, {}});
  EXPECT_EQ(d.try_to(PerformAction{"act", "", {}, {}}), "case/not-now");
  d.must(ReportAction{"case_1/refund/1", false, {}, "card expired", true});
  d.must(PerformAction{"act", "", {}, {}});
  d.must(ReportAction{"case_1/refund/2", true, {{"refund id", "R2"}}, "", true});
  EXPECT_EQ(d.outcome(), "done");
}

TEST(Action, NothingIsNoResult) {
  Builder b;
  b.fact("amount", Kind::number).source = Fact::Source::action;
  b.fact("currency").source = Fact::Source::action;
  b.step("One", {with_id(b.action("look up", {}, {"amount", "currency"}), "act")});
  Case by_hand(link(b.procedure));
  EXPECT_EQ(by_hand.try_to(PerformAction{"act", "look up", {}, {{"amount", feel::Value()}, {"currency", "USD"}}}),
            "action/missing-output");
  by_hand.must(PerformAction{"act", "look up", {}, {{"amount", 5}, {"currency", "USD"}}});
  action_of(b, "look up", "", "shop");
  const auto program = link(b.procedure);
  const auto answer = [&](feel::Value amount, feel::Value currency) {
    Case c(program);
    c.must(ReportAction{"case_1/look-up/1", true, {{"amount", amount}, {"currency", currency}}, "", true},
           the_system());
    return c.all<ActionSucceeded>().size();
  };
  EXPECT_EQ(answer(feel::Value(), feel::Value()), 0U);
  EXPECT_EQ(answer(feel::Value(5), feel::Value()), 1U) << "a service may not know all of it";
}

TEST(FreeOrder, ABegunActionIsFinishedBeforeTheCaseIsClosedAndNotAfter) {
  Builder b;
  b.procedure.free_order = true;
  b.procedure.outcomes = {"paid"};
  b.fact("amount", Kind::number).source = Fact::Source::action;
  action_of(b, "look up", "", "", {"amount"});
  EscalationRule late;
  late.trigger = EscalationRule::Trigger::not_resolved;
  late.id = late.text = "late";
  late.within = Duration{9, Duration::Unit::days, false};
  late.body = b.body({b.close("abandoned")});
  b.procedure.escalation = {late};
  Case c(link(b.procedure));
  c.must(PerformAction{"", "look up", {}, {{"amount", 50}}});
  c.must(PerformAction{"", "look up", {}, {}});
  EXPECT_EQ(c.try_to(CloseCase{"paid"}), "case/gate-unmet");
  EXPECT_NE(c.refusal.gates.at(0).remedy.find("case_1/look-up/2"), std::string::npos);
  Case abandoned = c;
  const ReportAction result{"case_1/look-up/2", true, {{"amount", 50'000}}, "", true};
  c.must(result);
  c.must(CloseCase{"paid"});
  ASSERT_TRUE(abandoned.session.advance_to_next_timer());
  ASSERT_EQ(abandoned.outcome(), "abandoned");
  EXPECT_EQ(abandoned.try_to(result), "case/closed");
  EXPECT_EQ(abandoned.value("amount"), feel::Value(50));
}

TEST(FreeOrder, ActionsRunWhileTheirGuardHoldsAndACaseClosesAsAnOutcome) {
  Builder b;
  b.procedure.free_order = true;
  b.procedure.outcomes = {"solved", "not solved"};
  action_of(b, "verify", "", "");
  action_of(b, "fix", "verify done", "");
  Case c(link(b.procedure));
  EXPECT_FALSE(c.closed());
  EXPECT_EQ(c.try_to(PerformAction{"", "fix", {}, {}}), "case/gate-unmet");
  EXPECT_EQ(c.refusal.gates.at(0).remedy, "Do **verify** first.");
  EXPECT_EQ(c.try_to(PerformAction{"", "dance", {}, {}}), "action/unknown");
  c.must(PerformAction{"", "verify", {}, {}});
  c.must(PerformAction{"", "fix", {}, {}});
  c.must(PerformAction{"", "fix", {}, {}});
  EXPECT_EQ(c.state().actions_done.at("fix"), 2U);
  EXPECT_EQ(c.try_to(CloseCase{"great"}), "case/unknown-outcome");
  c.must(CloseCase{"solved"});
  EXPECT_EQ(c.outcome(), "solved");
  c.expect_rebuilt();
}

TEST(Send, WaitsForItsWordsAndStampsTheFirstReply) {
  Builder b;
  b.fact("amount", Kind::money).type.currency = "USD";
  procedure::Message message;
  message.name = "confirmed";
  message.body.text = "Hello {customer}, {amount} from {company}.";
  b.procedure.messages.push_back(message);
  b.step("One", {with_id(b.named(NodeKind::send, "confirmed"), "send")});
  Case c(link(b.procedure), OpenCase{.customer_name = "Eve", .customer_address = "eve@example.com"});
  EXPECT_EQ(c.status("send"), "active");
  EXPECT_EQ(why_open(c.state(), c.session.program(), start).at(0).facts, std::vector<std::string>{"amount"});
  c.fact("", "amount", "12.5");
  ASSERT_EQ(c.all<MessageQueued>().size(), 1U);
  EXPECT_EQ(c.all<MessageQueued>()[0].text, "Hello Eve, $12.50 from Acme.");
  EXPECT_EQ(c.state().first_reply_at, start);
  const auto effects = effects_of(Recorded{1, start, "", "", "", c.all<MessageQueued>()[0]}, "case_1");
  EXPECT_EQ(effects.at(0).key, "case_1/message/1");
}

TEST(Wait, ReplyOrTimeWhicheverIsFirst) {
  Builder b;
  Node wait = with_id(b.wait(Node::WaitKind::reply, 5), "wait");
  b.step("One", {b.with(wait, {b.close("declined")}), with_id(b.task("A"), "a")});
  Case c(link(b.procedure));
  EXPECT_EQ(c.try_to(FireTimer{"wait"}, the_system()), "timer/early");
  c.must(ReceiveMessage{"email", "please look again", "eve", "m1"});
  EXPECT_EQ(c.status("a"), "active");
  EXPECT_EQ(c.try_to(FireTimer{"wait"}, the_system()), "timer/unknown");
  EXPECT_EQ(c.try_to(ReceiveMessage{"email", "please look again", "eve", "m1"}), "message/already-received");
  Case d(link(b.procedure));
  ASSERT_TRUE(d.session.advance_to_next_timer());
  EXPECT_EQ(d.outcome(), "declined");
  d.expect_rebuilt();
}

TEST(Wait, ATimerThatFiresWhilePausedCountsOnResume) {
  Builder b;
  b.step("One", {with_id(b.wait(Node::WaitKind::time, 3), "wait")});
  Case c(link(b.procedure));
  c.must(Pause{"holiday"});
  EXPECT_EQ(c.try_to(HandOver{"x", ""}), "case/paused");
  ASSERT_TRUE(c.session.advance_to_next_timer());
  EXPECT_FALSE(c.closed());
  c.must(Resume{});
  EXPECT_EQ(c.outcome(), "done");
  c.expect_rebuilt();
}

TEST(Approve, IsNeverGivenByTheAsker) {
  Builder b;
  Node approve = with_id(b.named(NodeKind::approve, "support manager"), "ok");
  b.step("One", {with_id(b.task("A"), "a"), b.with(approve, {b.close("refused")})});
  Case c(link(b.procedure));
  const Actor boss = person("boss", {"support manager"});
  c.must(TickTask{"a", true, ""}, boss);
  EXPECT_EQ(c.all<ApprovalAsked>().at(0).asked_by, "person_boss");
  EXPECT_EQ(c.try_to(GiveApproval{"ok", true, ""}), "case/role");
  EXPECT_EQ(c.try_to(GiveApproval{"ok", true, ""}, boss), "case/self-approval");
  c.must(GiveApproval{"ok", true, ""}, lead());
  EXPECT_EQ(c.outcome(), "done");
  EXPECT_TRUE(c.state().approvals.at("ok").approved);
  Case d(link(b.procedure));
  d.tick("a");
  d.must(GiveApproval{"ok", false, "too much"}, lead());
  EXPECT_EQ(d.outcome(), "refused");
  Builder plain;
  plain.step("One", {with_id(plain.named(NodeKind::approve, "support manager"), "ok")});
  Case e(link(plain.procedure));
  e.must(GiveApproval{"ok", false, ""}, lead());
  EXPECT_EQ(e.try_to(GiveApproval{"ok", true, ""}, lead()), "case/not-now");
  e.must(AskApproval{"ok", "the customer has proof now"});
  e.must(GiveApproval{"ok", true, ""}, lead());
  EXPECT_EQ(e.outcome(), "done");
}

TEST(Follow, PassesFactsInAndResultsOut) {
  Builder sub;
  sub.procedure.id = "identity-check";
  sub.fact("email", Kind::email).source = Fact::Source::customer;
  sub.fact("code");
  sub.fact("confirmed", Kind::yes_no).source = Fact::Source::result;
  sub.step("Check", {with_id(sub.ask({"email", "code"}), "ask"), sub.record("confirmed", "code = \"7\"")});
  Builder b;
  b.fact("email", Kind::email);
  b.fact("confirmed", Kind::yes_no).source = Fact::Source::result;
  b.procedure.follows = {"identity-check"};
  b.step("One", {with_id(b.ask({"email"}), "mail"), with_id(b.named(NodeKind::follow, "identity-check"), "follow"),
                 b.choice({{"confirmed", {b.close("verified")}}})});
  Case c(link(b.procedure, {sub.procedure}));
  c.fact("mail", "email", "eve@example.com");
  EXPECT_EQ(c.value("follow>email"), feel::Value("eve@example.com"));
  EXPECT_EQ(c.status("follow>ask"), "active");
  c.fact("follow>ask", "code", "7");
  EXPECT_EQ(c.outcome(), "verified");
  c.expect_rebuilt();
  auto looped = sub.procedure;
  looped.root.children.push_back(sub.named(NodeKind::follow, "identity-check"));
  const auto bad = Program::link("identity-check", {{"identity-check", "h"}}, {}, [&](const std::string&) {
    return std::make_shared<const procedure::Procedure>(looped);
  });
  ASSERT_FALSE(bad.has_value());
  EXPECT_EQ(bad.error().code, "program/too-deep");
}

}  // namespace
}  // namespace evenhand::casework
