// A case that was closed and is opened again: what had its effect has it again only when a person says so.
#include "casework/gates.hpp"
#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::NodeKind;

feel::Value number(std::int64_t n) {
  return feel::Value(n);
}

constexpr std::string_view greeting = R"(---
id: greeting
title: Greeting
---

# Greeting

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | agent |

## Actions

### pay

- By connector **shop**.

## Messages

### hi

> Hello.

## 1. Write

- Ask for **amount**.
- Send **hi**. (when `amount > 5`)
- Do **pay**. (when `amount > 5`)
- [ ] Say goodbye.
- Close as **done**.
)";

struct Reopened : ::testing::Test {
  ProgramPtr program = sop(greeting);
  Case c{program};
  void SetUp() override {
    c.fact(open_node(c, program, NodeKind::ask), "amount", number(10));
    report();
    c.tick(open_node(c, program, NodeKind::task));
    ASSERT_TRUE(c.closed());
    c.must(Reopen{"they called again", ""}, lead());
  }
  void report() {
    c.must(ReportAction{.key = c.all<ActionRequested>().back().key, .ok = true, .error = "", .final = true},
           the_system());
  }
};

TEST_F(Reopened, WhatDidNotApplyForAWhileStillWaitsForAPerson) {
  const std::string ask = open_node(c, program, NodeKind::ask);
  c.fact(ask, "amount", number(1));
  ASSERT_NE(open_node(c, program, NodeKind::task), "");
  c.fact(ask, "amount", number(20));
  EXPECT_EQ(c.all<MessageQueued>().size(), 1u);
  EXPECT_EQ(c.all<ActionRequested>().size(), 1u);
  c.must(SendMessage{open_node(c, program, NodeKind::send), ""});
  EXPECT_EQ(c.all<MessageQueued>().size(), 2u);
  EXPECT_EQ(c.all<ActionRequested>().size(), 1u);
  c.expect_rebuilt();
}

TEST_F(Reopened, WhatHadItsEffectIsPassedByWithAReason) {
  c.fact(open_node(c, program, NodeKind::ask), "amount", number(20));
  const std::string send = open_node(c, program, NodeKind::send);
  ASSERT_NE(send, "");
  EXPECT_NE(gates_at(View{c.state(), *program, start}, *program->find(send))[0].remedy.find("skip it"),
            std::string::npos);
  EXPECT_EQ(c.try_to(SkipNode{send, ""}), "case/reason");
  c.must(SkipNode{send, "they have it"});
  c.must(Undo{});
  EXPECT_EQ(c.all<MessageQueued>().size(), 1u) << "taking the skip back does not send it";
  c.must(SkipNode{send, "they have it"});
  c.must(SkipNode{open_node(c, program, NodeKind::action), "they have the money"});
  c.tick(open_node(c, program, NodeKind::task));
  EXPECT_EQ(c.outcome(), "done");
  EXPECT_EQ(c.all<MessageQueued>().size(), 1u);
  EXPECT_EQ(c.all<ActionRequested>().size(), 1u);
  c.expect_rebuilt();
}

constexpr std::string_view paying = R"(---
id: paying
title: Paying
---

# Paying

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | agent |
| eligible | yes or no | agent |

## Messages

### legal notice

> You have rights.

## Actions

### pay

- By connector **bank**.

## 1. Take in

- Ask for **amount** and **eligible**.
- If `not(eligible)`: close as **declined**.

## 2. Pay

- Send **legal notice**. (when `amount > 100`)
- Do **pay**.
- If it fails: close as **to be paid by hand**.
- [ ] Note it.
- Close as **paid**.
)";

RecordFacts taken_in(const ProgramPtr& program, const Case& c, std::int64_t amount, bool eligible = true) {
  return {open_node(c, program, NodeKind::ask), {{"amount", number(amount)}, {"eligible", feel::Value(eligible)}}};
}

TEST(Reopen, WhatNeverHappenedIsNeitherSkippedNorLeftToAPerson) {
  const auto program = sop(paying);
  Case c(program);
  c.must(taken_in(program, c, 50));
  c.must(ReportAction{c.all<ActionRequested>().back().key, true, {}, "", true}, the_system());
  c.tick(open_node(c, program, NodeKind::task));
  ASSERT_EQ(c.outcome(), "paid");
  c.must(Reopen{"the amount was wrong", "take-in"}, lead());
  c.must(taken_in(program, c, 5000));
  EXPECT_EQ(c.all<MessageQueued>().size(), 1u) << "it did not apply before, so it has not been sent";
  EXPECT_EQ(c.all<ActionRequested>().size(), 1u) << "it was paid before";
  c.must(SkipNode{open_node(c, program, NodeKind::action), "they have the money"});
  c.expect_rebuilt();
}

TEST(Reopen, ACallThatFailedIsStartedByAPersonAndNotSkipped) {
  const auto program = sop(paying);
  Case c(program);
  c.must(taken_in(program, c, 50));
  const std::string first = c.all<ActionRequested>().back().key;
  c.must(ReportAction{first, false, {}, "busy", true}, the_system());
  ASSERT_EQ(c.outcome(), "to be paid by hand");
  c.must(Reopen{"try again", ""}, lead());
  EXPECT_EQ(c.all<ActionRequested>().size(), 1u) << "nobody knows what became of it there";
  const std::string pay = open_node(c, program, NodeKind::action);
  EXPECT_EQ(c.try_to(SkipNode{pay, "no wish to"}), "case/gate-unmet");
  c.must(PerformAction{pay, "pay", {}, {}});
  EXPECT_EQ(c.all<ActionRequested>().size(), 2u);
  c.expect_rebuilt();
}

TEST(Reopen, ACallUnderWayIsSkippedOnceItHasHadItsEffect) {
  const auto program = sop(R"(---
id: both
title: Both
---

# Both

## Actions

### pay

- By connector **bank**.

## Escalation

- If not resolved within 2 days: close as **given up**.

## 1. Pay

- Do **pay**.
- [ ] Note it.
- Close as **paid**.
)");
  Case c(program);
  ASSERT_TRUE(c.session.advance_to_next_timer());
  ASSERT_EQ(c.outcome(), "given up");
  c.must(Reopen{"too early", "pay"}, lead());
  const std::string pay = open_node(c, program, NodeKind::action);
  ASSERT_EQ(c.all<ActionRequested>().size(), 1u);
  EXPECT_EQ(c.try_to(SkipNode{pay, "it is on its way"}), "case/gate-unmet");
  c.must(ReportAction{c.all<ActionRequested>()[0].key, true, {}, "", true}, the_system());
  EXPECT_EQ(c.status(pay), "active") << "whether to pay again is for a person to say";
  c.must(SkipNode{pay, "it has arrived"});
  c.expect_rebuilt();
}

TEST(Reopen, NotBehindThePlaceThatClosedTheCase) {
  const auto program = sop(paying);
  Case c(program);
  c.must(taken_in(program, c, 50, false));
  ASSERT_EQ(c.outcome(), "declined");
  EXPECT_EQ(c.try_to(Reopen{"pay after all", "pay"}, lead()), "case/behind-the-end");
  EXPECT_NE(c.refusal.message.find("\"Take in\""), std::string::npos) << c.refusal.message;
  c.must(Reopen{"it was a mistake", "take-in"}, lead());
  c.must(taken_in(program, c, 50));
  EXPECT_EQ(c.all<ActionRequested>().size(), 1u);
}

TEST(Reopen, ItClosesAsBeforeOrAsTheEndThatIsAhead) {
  const auto program = sop(R"(---
id: ends
title: Ends
---

# Ends

## Facts

| Fact | Type | From |
| --- | --- | --- |
| good | yes or no | agent |

## 1. Take in

- Ask for **good**.

## 2. End

- If `good`:
  - [ ] Refund it.
  - Close as **refunded**.
- Otherwise:
  - Close as **declined**.
)");
  Case c(program);
  c.fact(open_node(c, program, NodeKind::ask), "good", false);
  ASSERT_EQ(c.outcome(), "declined");
  c.must(Reopen{"they called again", ""}, lead());
  for (const char* outcome : {"refunded", "done"}) EXPECT_EQ(c.try_to(CloseCase{outcome}), "case/unknown-outcome");
  c.must(CloseCase{"declined"});
}

}  // namespace
}  // namespace evenhand::casework
