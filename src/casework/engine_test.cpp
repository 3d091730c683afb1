// The constructs one by one, on procedures built by hand.
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

Node with_id(Node node, std::string id) {
  node.id = std::move(id);
  return node;
}

TEST(Walk, GuidanceFinishesByItselfAndTasksWait) {
  Builder b;
  b.step("One", {b.say("Hello"), with_id(b.task("A"), "a"), with_id(b.task("B"), "b")});
  b.step("Two", {with_id(b.task("C"), "c")});
  Case c(link(b.procedure));
  EXPECT_EQ(c.status("a"), "active");
  EXPECT_EQ(c.status("b"), "active") << "boxes side by side are open together";
  EXPECT_EQ(c.status("c"), "idle");
  c.tick("b");
  EXPECT_EQ(c.status("two"), "idle");
  c.tick("a");
  EXPECT_EQ(c.status("one"), "done");
  EXPECT_EQ(c.status("c"), "active");
  c.tick("c");
  EXPECT_EQ(c.outcome(), "done");
  c.expect_rebuilt();
}

TEST(Walk, DirectivesKeepTheirOrder) {
  Builder b;
  b.fact("amount", Kind::number);
  b.step("One", {with_id(b.task("A"), "a"), with_id(b.record("amount", "1 + 1"), "r"), with_id(b.task("B"), "b")});
  Case c(link(b.procedure));
  EXPECT_EQ(c.status("r"), "idle");
  EXPECT_EQ(c.status("b"), "idle");
  c.tick("a");
  EXPECT_EQ(c.value("amount"), feel::Value(2));
  EXPECT_EQ(c.status("b"), "active");
}

TEST(Walk, AWhenThatReadsAnOpenQuestionWaitsForItsAnswer) {
  Builder b;
  b.fact("damaged", Kind::yes_no);
  Node photo = with_id(b.task("Ask for a photo"), "photo");
  photo.when = b.condition("damaged");
  b.step("One", {with_id(b.ask({"damaged"}), "ask"), photo});
  Case yes(link(b.procedure));
  EXPECT_EQ(yes.status("photo"), "idle");
  yes.fact("ask", "damaged", "yes");
  EXPECT_EQ(yes.status("photo"), "active");
  Case no(link(b.procedure));
  no.fact("ask", "damaged", "no");
  EXPECT_EQ(no.status("photo"), "not applicable");
  EXPECT_EQ(no.outcome(), "done");
}

TEST(Ask, ChecksTypesAndTakesWhatIsKnownAlready) {
  Builder b;
  b.fact("email", Kind::email);
  b.fact("amount", Kind::money).type.currency = "USD";
  b.step("One", {with_id(b.ask({"email", "amount"}), "ask")});
  Case c(link(b.procedure), OpenCase{.facts = {{"amount", "$12.50"}}});
  EXPECT_EQ(c.try_to(RecordFacts{"ask", {{"email", "nobody"}}}), "fact/invalid");
  EXPECT_NE(c.refusal.message.find("email address"), std::string::npos);
  EXPECT_EQ(c.try_to(RecordFacts{"ask", {{"reason", "x"}}}), "fact/not-asked");
  c.fact("ask", "email", "ann@example.com");
  EXPECT_EQ(c.value("amount"), feel::Value(*Decimal::parse("12.50")));
  EXPECT_EQ(c.outcome(), "done");
}

TEST(Ask, ACorrectionDecidesAnewWhatCameAfter) {
  Builder b;
  b.fact("kind", Kind::one_of, {"late", "broken"});
  b.step("One", {with_id(b.ask({"kind"}), "ask"),
                 b.choice({{"kind = \"late\"", {with_id(b.task("Late"), "late")}}, {"", {with_id(b.task("Broken"), "broken")}}})});
  Case c(link(b.procedure));
  c.fact("ask", "kind", "late");
  EXPECT_EQ(c.status("late"), "active");
  c.fact("ask", "kind", "Broken");
  EXPECT_EQ(c.status("late"), "idle");
  EXPECT_EQ(c.status("broken"), "active");
  c.expect_rebuilt();
}

TEST(Task, AnsweredNoRunsItsAlternativeAndEvidenceAndRolesAreDemanded) {
  Builder b;
  Node shown = b.with(with_id(b.task("Policy was shown"), "shown"), {with_id(b.task("Apologise"), "sorry")});
  Node proof = with_id(b.task("Keep proof"), "proof");
  proof.evidence = "photo";
  Node officer = with_id(b.task("Review"), "review");
  officer.by_role = "compliance officer";
  Node maybe = with_id(b.task("Offer a voucher"), "maybe");
  maybe.optional = true;
  b.step("One", {shown, proof, officer, maybe});
  Case c(link(b.procedure));
  c.tick("shown", false);
  EXPECT_EQ(c.status("sorry"), "active");
  c.tick("sorry");
  EXPECT_EQ(c.status("shown"), "answered no");
  EXPECT_EQ(c.try_to(TickTask{"proof", true, ""}), "case/evidence");
  EXPECT_EQ(c.try_to(TickTask{"proof", false, ""}), "case/gate-unmet");
  c.must(TickTask{"proof", true, "photo_1"});
  EXPECT_EQ(c.try_to(TickTask{"review", true, ""}), "case/role");
  c.must(TickTask{"review", true, ""}, person("cora", {"Compliance Officer"}));
  EXPECT_EQ(c.try_to(SkipNode{"maybe", ""}), "case/reason");
  c.must(SkipNode{"maybe", "did not fit"});
  EXPECT_EQ(c.outcome(), "done");
  EXPECT_EQ(c.try_to(TickTask{"proof", true, ""}), "case/closed");
}

TEST(Check, WaitsUntilItHolds) {
  Builder b;
  b.fact("amount", Kind::number);
  b.step("One", {with_id(b.check("amount > 10"), "check")});
  Case c(link(b.procedure));
  EXPECT_EQ(c.status("check"), "active");
  const auto gates = why_open(c.state(), c.session.program(), start);
  ASSERT_EQ(gates.size(), 1U);
  EXPECT_EQ(gates[0].condition, "amount > 10");
  EXPECT_EQ(gates[0].remedy, "Record **amount**.");
  c.fact("", "amount", 5);
  EXPECT_EQ(c.status("check"), "active");
  c.fact("", "amount", 11);
  EXPECT_EQ(c.outcome(), "done");
}

TEST(Choice, NullIsNotTrueAndNoBranchIsFine) {
  Builder b;
  b.fact("amount", Kind::number);
  b.step("One", {with_id(b.choice({{"amount > 10", {b.close("big")}}}), "c"), b.task("A")});
  Case c(link(b.procedure));
  EXPECT_EQ(c.status("c"), "done");
  EXPECT_EQ(c.all<BranchTaken>().front().branch, -1);
}

TEST(Repeat, AsksAfreshEachRoundAndStopsAtTheLimit) {
  Builder b;
  b.fact("code", Kind::pattern).type.pattern = "000";
  b.fact("tries", Kind::number).source = Fact::Source::counted;
  Node loop = with_id(b.repeat("code = \"123\"", {with_id(b.ask({"code"}), "ask")}), "loop");
  loop.times_max = 3;
  b.step("One", {loop, with_id(b.task("A"), "a")});
  Case c(link(b.procedure));
  c.fact("ask", "code", "111");
  EXPECT_EQ(c.status("ask"), "active");
  EXPECT_EQ(c.value("tries"), feel::Value(2));
  c.fact("ask", "code", "123");
  EXPECT_EQ(c.status("loop"), "done");
  EXPECT_EQ(c.status("a"), "active");
  Case d(link(b.procedure));
  for (int i = 0; i < 3; ++i) d.fact("ask", "code", "111");
  EXPECT_EQ(d.status("loop"), "done");
  d.expect_rebuilt();
}

TEST(Repeat, ALoopThatNeverWaitsEnds) {
  Builder b;
  b.fact("n", Kind::number);
  Node loop = with_id(b.repeat("false", {b.record("n", "if n = null then 1 else n + 1")}), "loop");
  loop.no_limit = true;
  b.step("One", {loop});
  Case c(link(b.procedure));
  EXPECT_FALSE(c.closed()) << "it rests so that others get their turn";
  int slices = 0;
  while (c.session.advance_to_next_timer()) ++slices;
  EXPECT_EQ(c.outcome(), "done");
  EXPECT_GT(slices, 5);
  Builder idle;
  Node nothing = idle.repeat("false", {idle.say("again")});
  nothing.no_limit = true;
  idle.step("One", {nothing});
  EXPECT_EQ(Case(link(idle.procedure)).outcome(), "done");
}

TEST(ForEach, RunsOncePerItem) {
  Builder b;
  b.fact("parcels", Kind::list).type.element = std::make_shared<FactType>();
  b.fact("parcel").source = Fact::Source::computed;
  b.step("One", {with_id(b.ask({"parcels"}), "ask"), with_id(b.for_each("parcel", "parcels", {with_id(b.task("Look"), "t")}), "each")});
  Case c(link(b.procedure));
  c.fact("ask", "parcels", "p1, p2");
  EXPECT_EQ(c.value("parcel"), feel::Value("p1"));
  c.tick("t");
  EXPECT_EQ(c.value("parcel"), feel::Value("p2"));
  c.tick("t");
  EXPECT_EQ(c.outcome(), "done");
  c.expect_rebuilt();
}

TEST(GoTo, BackAsksAgainAndForwardSkips) {
  Builder b;
  b.fact("found", Kind::yes_no);
  b.step("Look", {with_id(b.ask({"found"}), "ask"), b.choice({{"not(found)", {with_id(b.go_to("look"), "back")}}}),
                  b.choice({{"found", {with_id(b.go_to("end"), "ahead")}}}), with_id(b.task("never"), "never")});
  b.step("Middle", {with_id(b.task("M"), "m")});
  b.step("End", {with_id(b.task("E"), "e")});
  Case c(link(b.procedure));
  for (int i = 0; i < 50; ++i) c.fact("ask", "found", "no");
  EXPECT_EQ(c.status("back"), "idle");
  EXPECT_EQ(c.status("ask"), "active");
  c.fact("ask", "found", "no");
  EXPECT_EQ(c.status("back"), "active") << "the limit of jumps";
  c.must(Undo{});
  c.fact("ask", "found", "yes");
  EXPECT_EQ(c.status("middle"), "not applicable");
  EXPECT_EQ(c.status("never"), "not applicable");
  EXPECT_EQ(c.status("e"), "active");
  c.tick("e");
  EXPECT_EQ(c.outcome(), "done");
  c.expect_rebuilt();
}

TEST(AnyOrder, CloseWaitsForTheOthers) {
  Builder b;
  b.step("One", {b.any_order({with_id(b.close("early"), "close"), with_id(b.task("A"), "a")})});
  Case c(link(b.procedure));
  EXPECT_FALSE(c.closed());
  EXPECT_EQ(c.try_to(CloseCase{"early"}), "case/gate-unmet");
  c.tick("a");
  EXPECT_EQ(c.outcome(), "early");
}

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
  EXPECT_EQ(c.try_to(ReportAction{"case_1/look-up/1", true, {{"amount", 4}}, "", true}, the_system()), "action/already-reported");
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
  EXPECT_TRUE(c.state().approved);
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
  rule(Trigger::any_time_condition, "big", b.named(NodeKind::hand_over, "fraud desk")).condition = b.condition("amount > 100");
  rule(Trigger::any_time_mentions, "legal", b.named(NodeKind::hand_over, "compliance officer")).words = {"lawyer", "attorney general"};
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
