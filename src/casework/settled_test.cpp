// What was acted upon stays what it is: at an open question, in a followed procedure, and where nobody knew it.
#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::NodeKind;

const Actor boss = person("boss", {"support manager"});

feel::Value number(std::int64_t n) {
  return feel::Value(n);
}

/// A procedure with an amount and a note, a connector-less `pay`, and these steps.
ProgramPtr paying(std::string_view steps, std::string_view head = "",
                  const std::vector<std::string_view>& others = {}) {
  const std::string text = "---\nid: paying\ntitle: Paying\n" + std::string(head) + R"(---

# Paying

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | customer |
| note | text | customer |

## Actions

### check limit

- Needs **amount**.
- Allowed when `amount <= 100`

### pay

- Needs **amount**.
- Allowed when `check limit done`

)" + std::string(steps);
  return sop(text, others);
}

TEST(Settled, AnOpenQuestionTakesNoOtherValueForWhatWasActedUpon) {
  const auto program =
      paying("## 1. Take in\n\n- Ask for **amount** and **note**.\n", "order: free\noutcomes: [paid]\n");
  Case c(program);
  const std::string ask = open_node(c, program, NodeKind::ask);
  c.fact(ask, "amount", number(40));
  c.fact(ask, "amount", number(50));
  c.must(PerformAction{"", "check limit", {}, {}});
  EXPECT_EQ(c.try_to(RecordFacts{ask, {{"amount", number(90'000)}}}), "fact/settled");
  EXPECT_EQ(c.try_to(RecordFacts{"", {{"amount", number(90'000)}}}), "fact/settled");
  c.must(RecordFacts{ask, {{"amount", number(50)}, {"note", feel::Value("all well")}}});
  EXPECT_EQ(c.value("amount"), number(50));
  c.expect_rebuilt();
}

constexpr std::string_view inner = R"(---
id: inner
title: Inner
---

# Inner

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | customer |

## 1. Pay

- Ask for **amount**.
- [ ] Read the amount back.
)";

TEST(Settled, WhatAFollowedProcedureWasHandedIsAsSettledAsWhereItComesFrom) {
  const auto program = paying(R"(## 1. Take in

- Ask for **amount**.
- If `amount > 100`:
  - Get approval from **support manager**.
- Follow [Inner](inner).
)",
                              "", {inner});
  Case c(program);
  const std::string outer = open_node(c, program, NodeKind::ask);
  c.fact(outer, "amount", number(120));
  c.must(GiveApproval{open_node(c, program, NodeKind::approve), true, ""}, boss);
  std::string ask;
  for (const Place* place : program->places())
    if (place->node->kind == NodeKind::ask && !place->scope.empty()) ask = place->path;
  ASSERT_EQ(c.status(ask), "done");
  EXPECT_EQ(c.try_to(RecordFacts{ask, {{"amount", number(90'000)}}}), "fact/settled");
  c.must(RecordFacts{ask, {{"amount", number(120)}}});
  c.expect_rebuilt();
}

TEST(Settled, ASecondQuestionOpensNothingThatWasActedUpon) {
  const auto program = paying(R"(## 1. Take in

- Ask for **amount**.
- Tell **support manager** that somebody waits.
- Ask for **amount** and **note**.
- [ ] Pay.
)");
  Case c(program);
  c.fact(open_node(c, program, NodeKind::ask), "amount", number(120));
  const std::string again = open_node(c, program, NodeKind::ask);
  EXPECT_EQ(c.try_to(RecordFacts{again, {{"amount", number(90'000)}}}), "fact/settled");
  c.fact(again, "note", "none");
  EXPECT_EQ(c.try_to(RecordFacts{again, {{"amount", number(90'000)}}}), "fact/settled");
  c.fact(again, "note", "another");
}

TEST(Settled, ARoundThatAsksAfreshMayBeCorrectedThoughItsFirstAnswerWasTheOldOne) {
  const auto program = paying(R"(## 1. Take in

- Repeat until `note = "enough"`, at most 5 times:
  - Tell **support manager** that somebody waits.
  - Ask for **amount**.
  - Ask for **note**.
)");
  Case c(program);
  const std::string amount = open_node(c, program, NodeKind::ask);
  c.fact(amount, "amount", number(120));
  c.fact(open_node(c, program, NodeKind::ask), "note", "more");
  ASSERT_EQ(c.all<Told>().size(), 2u);
  c.fact(amount, "amount", number(120));
  c.fact(amount, "amount", number(130));
  EXPECT_EQ(c.value("amount"), number(130));
  c.expect_rebuilt();
}

constexpr std::string_view left_open = R"(## 1. Take in

- Ask for **amount**. (optional)

## 2. Approve

- If `amount > 100`:
  - Get approval from **support manager**.

## 3. Pay

- [ ] Read the refund rules.
- Tell **support manager** that somebody waits.
- [ ] Pay it out.
)";

TEST(Settled, WhatWasDecidedWithoutAFactIsDecidedAnewOnceItIsKnown) {
  const auto program = paying(left_open);
  Case c(program);
  const std::string ask = open_node(c, program, NodeKind::ask);
  c.must(SkipNode{ask, "later"});
  const std::string box = open_node(c, program, NodeKind::task);
  ASSERT_NE(box, "");
  c.must(RecordFacts{"", {{"amount", number(5000)}}});
  EXPECT_NE(open_node(c, program, NodeKind::approve), "");
  EXPECT_EQ(c.status(box), "idle");
  c.expect_rebuilt();
  Case d(program);
  d.must(SkipNode{ask, "later"});
  d.must(RecordFacts{ask, {{"amount", number(5000)}}});
  EXPECT_NE(open_node(d, program, NodeKind::approve), "") << "at the question that was skipped, too";
}

TEST(Settled, WhatWasActedUponWithoutAFactStaysSo) {
  const auto program = paying(left_open);
  Case c(program);
  c.must(SkipNode{open_node(c, program, NodeKind::ask), "later"});
  c.tick(open_node(c, program, NodeKind::task));
  EXPECT_EQ(c.try_to(RecordFacts{"", {{"amount", number(5000)}}}), "fact/settled");
  c.must(RecordFacts{"", {{"note", feel::Value("nothing was decided by this")}}});
  c.expect_rebuilt();
}

TEST(Settled, AWayThatWasTakenWithoutAFactIsSettledByWhatWasDoneOnIt) {
  const auto program = paying(R"(## 1. Take in

- Ask for **amount**. (optional)
- If `amount > 100`:
  - Get approval from **support manager**.
- Otherwise:
  - Tell **support manager** that somebody waits.
- [ ] Pay it out.
)");
  Case c(program);
  c.must(SkipNode{open_node(c, program, NodeKind::ask), "later"});
  ASSERT_EQ(c.all<Told>().size(), 1u);
  EXPECT_EQ(c.try_to(RecordFacts{"", {{"amount", number(50)}}}), "fact/settled");
  EXPECT_EQ(c.all<Told>().size(), 1u);
}

TEST(Settled, AnAnswerToWhatIsAskedOnlyNowChangesNothingBeforeIt) {
  const auto program = paying(R"(## 1. Take in

- If `amount > 100`: tell **support manager** that it is much.
- [ ] Greet.
- Ask for **amount**.
- [ ] Pay it out.
)");
  Case c(program);
  c.tick(open_node(c, program, NodeKind::task));
  c.must(RecordFacts{"", {{"amount", number(5000)}}});
  EXPECT_TRUE(c.all<Told>().empty());
  EXPECT_NE(open_node(c, program, NodeKind::task), "");
}

TEST(Settled, AFactIsHandedOnToWhatWasDecidedWithoutItInAFollowedProcedure) {
  const auto program = paying("## 1. Take in\n\n- Follow [Look](look).\n- [ ] Pay it out.\n", "", {R"(---
id: look
title: Look
---

# Look

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | input |

## 1. Look

- If `amount > 100`:
  - [ ] Look twice.
- [ ] Note who looked.
)"});
  Case c(program);
  const std::string box = open_node(c, program, NodeKind::task);
  c.must(RecordFacts{"", {{"amount", number(5000)}}});
  EXPECT_NE(open_node(c, program, NodeKind::task), box) << "look twice";
  EXPECT_EQ(c.status(box), "idle");
  c.expect_rebuilt();
}

}  // namespace
}  // namespace evenhand::casework
