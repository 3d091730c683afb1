// The walk and what people do inside the case, on procedures built by hand.
#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::Fact;
using procedure::FactType;
using procedure::Node;
using procedure::NodeKind;
using procedure::by_hand::Builder;
using Kind = FactType::Kind;

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
  b.step("One", {with_id(b.ask({"kind"}), "ask"), b.choice({{"kind = \"late\"", {with_id(b.task("Late"), "late")}},
                                                            {"", {with_id(b.task("Broken"), "broken")}}})});
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
  c.session.surroundings().files = {{{"file_1", "image/jpeg", 9, "ab"}, "dent.jpg"}};
  c.must(TickTask{"proof", true, "", {"file_1"}});
  EXPECT_EQ(c.try_to(TickTask{"review", true, ""}), "case/role");
  c.must(TickTask{"review", true, ""}, person("cora", {"Compliance Officer"}));
  EXPECT_EQ(c.try_to(SkipNode{"maybe", ""}), "case/reason");
  c.must(SkipNode{"maybe", "did not fit"});
  EXPECT_EQ(c.outcome(), "done");
  EXPECT_EQ(c.try_to(TickTask{"proof", true, ""}), "case/closed");
}

TEST(Task, AnsweredNoWaitsForTheBoxesInFrontOfIt) {
  for (const bool ends : {true, false}) {
    Builder b;
    Node agreed = with_id(b.task("The customer agrees"), "agreed");
    agreed = b.with(std::move(agreed), {ends ? b.close("declined") : b.go_to("two")});
    b.step("One", {with_id(b.task("Read out the notice"), "notice"), agreed, with_id(b.task("Note it"), "note")});
    b.step("Two", {b.close("declined")});
    Case c(link(b.procedure));
    c.tick("agreed", false);
    EXPECT_FALSE(c.closed()) << "the notice was not read out";
    EXPECT_EQ(c.status("notice"), "active");
    c.tick("notice");
    EXPECT_EQ(c.outcome(), "declined");
    c.expect_rebuilt();
  }
}

TEST(AnyOrder, EndsThatAreReachedDoNotWaitForOneAnother) {
  Builder boxes;
  boxes.step("One", {boxes.any_order({boxes.with(with_id(boxes.task("A"), "a"), {boxes.close("no a")}),
                                      boxes.with(with_id(boxes.task("B"), "b"), {boxes.close("no b")})})});
  Case c(link(boxes.procedure));
  c.tick("a", false);
  EXPECT_FALSE(c.closed()) << "B is to be done first";
  c.tick("b", false);
  EXPECT_TRUE(c.closed());
  Builder checks;
  checks.fact("amount", Kind::number);
  checks.step("One", {with_id(checks.ask({"amount"}), "ask"),
                      checks.any_order({checks.with(checks.check("amount > 10"), {checks.close("small")}),
                                        checks.with(checks.check("amount < 0"), {checks.close("not owed")})})});
  Case both(link(checks.procedure));
  both.fact("ask", "amount", 5);
  EXPECT_TRUE(both.closed());
  both.expect_rebuilt();
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

TEST(Decide, EveryRowThatMatchesGivesToEachOutput) {
  const auto program = sop(R"(---
id: all
title: All
---

# All

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | agent |
| teams | list of text | decision |
| hours | list of number | decision |

## 1. Ask

- Ask for **amount**.
- Decide **teams** and **hours** by the table, all matches.

| amount | teams | hours |
| --- | --- | --- |
| > 10 | "desk" | 4 |
| > 100 | "lead" | 8 |

- [ ] Tell them: {teams}, {hours}.
)");
  Case c(program);
  c.fact(open_node(c, program, NodeKind::ask), "amount", 200);
  EXPECT_EQ(c.value("teams"), feel::Value(feel::List{feel::Value("desk"), feel::Value("lead")}));
  EXPECT_EQ(c.value("hours"), feel::Value(feel::List{feel::Value(4), feel::Value(8)}));
  c.expect_rebuilt();
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

TEST(Walk, APageOfAnyLengthOpensInSlices) {
  for (const NodeKind kind : {NodeKind::guidance, NodeKind::task}) {
    Builder b;
    std::vector<Node> items;
    for (int i = 0; i < 5'000; ++i)
      items.push_back(with_id(kind == NodeKind::task ? b.task("Look") : b.say("Read"), "n" + std::to_string(i)));
    items.push_back(with_id(b.task("Last"), "last"));
    b.step("One", items);
    Case c(link(b.procedure));
    EXPECT_EQ(c.refusal.message, "");
    int slices = 0;
    while (c.session.advance_to_next_timer()) ++slices;
    EXPECT_GE(slices, 4);
    EXPECT_EQ(c.status("last"), "active");
  }
}

TEST(ForEach, RunsOncePerItem) {
  Builder b;
  b.fact("parcels", Kind::list).type.element = std::make_shared<FactType>();
  b.fact("parcel").source = Fact::Source::computed;
  b.step("One", {with_id(b.ask({"parcels"}), "ask"),
                 with_id(b.for_each("parcel", "parcels", {with_id(b.task("Look"), "t")}), "each")});
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

}  // namespace
}  // namespace evenhand::casework
