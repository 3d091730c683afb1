// Answers that are corrected: all that was decided by the old value is decided anew, wherever it was handed.
#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::NodeKind;

feel::Value number(std::int64_t n) {
  return feel::Value(n);
}

constexpr std::string_view check = R"(---
id: check
title: Check
---

# Check

## Facts

| Fact | Type | From |
| --- | --- | --- |
| sum | number | input |
| verdict | one of: ok, bad | result |

## 1. Look

- If `sum > 500`:
  - [ ] Look twice.
- Ask for **verdict**.
- [ ] Note who looked.
)";

TEST(Corrections, ReachWhatAFollowedProcedureHandedOut) {
  const auto program = sop(R"(---
id: main
title: Main
---

# Main

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | agent |
| verdict | one of: ok, bad | agent |

## 1. Begin

- Ask for **amount**.
- Follow [Check](check) with **amount** as **sum**.
- If `verdict = "ok"`:
  - [ ] Pay.
- Otherwise:
  - [ ] Refuse.
)",
                           {check});
  Case c(program);
  c.fact(open_node(c, program, NodeKind::ask), "amount", number(10));
  const std::string ask = open_node(c, program, NodeKind::ask);
  c.fact(ask, "verdict", "ok");
  const std::string note = open_node(c, program, NodeKind::task);
  c.tick(note);
  ASSERT_EQ(c.value("verdict"), feel::Value("ok"));
  const std::string pay = open_node(c, program, NodeKind::task);
  c.fact(ask, "verdict", "bad");
  EXPECT_EQ(c.value("verdict"), feel::Value("bad"));
  EXPECT_EQ(c.status(pay), "idle");
  const std::string refuse = open_node(c, program, NodeKind::task);
  EXPECT_NE(refuse, pay);
  EXPECT_EQ(c.status(note), "done") << "it does not depend on the answer";
  c.expect_rebuilt();
  c.must(Undo{});
  EXPECT_EQ(c.value("verdict"), feel::Value("ok"));
  EXPECT_EQ(c.status(pay), "active");
  c.fact(ask, "verdict", "bad");
  c.tick(refuse);
  EXPECT_TRUE(c.closed());
  c.expect_rebuilt();
}

TEST(Corrections, ReachWhatWasHandedInUnderAnotherName) {
  const auto program = sop(R"(---
id: main
title: Main
---

# Main

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | agent |
| seen | one of: ok, bad | agent |

## 1. Begin

- Ask for **amount**.
- Follow [Check](check) with **amount** as **sum**, giving **verdict** as **seen**.
- If `seen = "ok"`:
  - [ ] Pay.
)",
                           {check});
  Case c(program);
  const std::string amount = open_node(c, program, NodeKind::ask);
  c.fact(amount, "amount", number(10));
  const std::string verdict = open_node(c, program, NodeKind::ask);
  c.fact(verdict, "verdict", "ok");
  c.fact(amount, "amount", number(600));
  const std::string follow = verdict.substr(0, verdict.rfind('>'));
  EXPECT_EQ(c.value(follow + ">sum"), number(600));
  const std::string twice = open_node(c, program, NodeKind::task);
  ASSERT_NE(twice, "");
  c.tick(twice);
  EXPECT_EQ(c.status(verdict), "done") << "what was answered stays answered";
  c.tick(open_node(c, program, NodeKind::task));
  EXPECT_EQ(c.value("seen"), feel::Value("ok"));
  EXPECT_EQ(c.status(follow), "done");
  c.fact(amount, "amount", number(20));
  EXPECT_EQ(c.value(follow + ">sum"), number(20)) << "also once the followed procedure is finished";
  EXPECT_EQ(c.status(twice), "idle");
  c.expect_rebuilt();
}

TEST(Corrections, AnAnswerCorrectedInsideIsNotOverwrittenByWhatWasHandedIn) {
  const auto program = sop(R"(---
id: main
title: Main
---

# Main

## Facts

| Fact | Type | From |
| --- | --- | --- |
| email | email | customer |

## 1. Begin

- Ask for **email**.
- Follow [Reach](reach).
- [ ] Go on.
)",
                           {R"(---
id: reach
title: Reach
---

# Reach

## Facts

| Fact | Type | From |
| --- | --- | --- |
| email | email | customer |
| far | yes or no | result |

## 1. Reach

- Ask for **email**.
- If `ends with(email, ".org")`: record **far** as `true`.
)"});
  Case c(program);
  c.fact(open_node(c, program, NodeKind::ask), "email", "ann@mail.example");
  std::string inner;
  for (const Place* place : program->places())
    if (place->node->kind == NodeKind::ask && !place->scope.empty()) inner = place->path;
  ASSERT_EQ(c.status(inner), "done");
  c.fact(inner, "email", "ann@mail.org");
  const std::string follow = inner.substr(0, inner.rfind('>'));
  EXPECT_EQ(c.value(follow + ">email"), feel::Value("ann@mail.org"));
  EXPECT_EQ(c.value("far"), feel::Value(true));
  c.expect_rebuilt();
}

TEST(Corrections, ARepeatAroundTheAnswerGoesOnFromItsRound) {
  const auto program = sop(R"(---
id: main
title: Main
---

# Main

## Facts

| Fact | Type | From |
| --- | --- | --- |
| verdict | one of: ok, bad | agent |

## 1. Begin

- Repeat until `verdict = "ok"`, at most 3 times:
  - Follow [Look](look).
- [ ] Go on.
)",
                           {R"(---
id: look
title: Look
---

# Look

## Facts

| Fact | Type | From |
| --- | --- | --- |
| verdict | one of: ok, bad | result |

## 1. Look

- Ask for **verdict**.
)"});
  Case c(program);
  const std::string ask = open_node(c, program, NodeKind::ask);
  c.fact(ask, "verdict", "bad");
  ASSERT_EQ(c.status(ask), "active") << "the second round";
  c.fact(ask, "verdict", "ok");
  const std::string box = open_node(c, program, NodeKind::task);
  ASSERT_NE(box, "");
  c.fact(ask, "verdict", "bad");
  EXPECT_EQ(c.status(box), "idle");
  EXPECT_EQ(c.status(ask), "active") << "the third round";
  c.fact(ask, "verdict", "bad");
  EXPECT_EQ(c.status(box), "active") << "the limit of rounds is reached";
  c.expect_rebuilt();
}

constexpr std::string_view table = R"(---
id: table
title: Table
---

# Table

## Facts

| Fact | Type | From |
| --- | --- | --- |
| kind | one of: a, b | agent |
| days | number | agent |
| limit | number | agent |
| fee | number | agent |
| owed | number | decision |

## 1. Ask

- Ask for **kind**, **days**, **limit** and **fee**.

## 2. Decide

- Decide **owed** by the table, first match wins.

| kind | days | owed |
| --- | --- | --- |
| a | > limit | `fee * 2` |
| - | - | 0 |

- [ ] Say what is owed.
)";

TEST(Corrections, ReachADecisionThroughEveryCellOfItsTable) {
  const auto program = sop(table);
  Case c(program);
  const std::string ask = open_node(c, program, NodeKind::ask);
  c.must(RecordFacts{ask, {{"kind", "a"}, {"days", number(5)}, {"limit", number(3)}, {"fee", number(10)}}});
  ASSERT_EQ(c.value("owed"), number(20));
  c.fact(ask, "fee", number(30));
  EXPECT_EQ(c.value("owed"), number(60)) << "a fact of an output cell";
  c.fact(ask, "limit", number(9));
  EXPECT_EQ(c.value("owed"), number(0)) << "a fact of a test";
  c.expect_rebuilt();
}

}  // namespace
}  // namespace evenhand::casework
