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

}  // namespace
}  // namespace evenhand::casework
