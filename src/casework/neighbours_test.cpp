// In any order, nothing is settled by what a neighbour is about to ask or to give.
#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::NodeKind;

/// A procedure whose only step does this in any order, and then pays.
ProgramPtr any_order(std::string_view items, const std::vector<std::string_view>& followed = {}) {
  const std::string text = R"(---
id: neighbours
title: Neighbours
---

# Neighbours

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | customer |
| kind | one of: gift, loan | agent |
| worth | number | look up |
| total | number | computed |
| fine | yes or no | agent |

## Actions

### look up

- Gives **worth**.

## 1. Take in

- In any order:
)" + std::string(items) +
                           R"(
- [ ] Pay.
- Close as **paid**.
)";
  return sop(text, followed);
}

struct Neighbours : ::testing::Test {
  static std::string path(const ProgramPtr& program, NodeKind kind, std::string_view words = {}) {
    for (const Place* place : program->places())
      if (place->node->kind == kind && place->node->text.text.find(words) != std::string::npos) return place->path;
    return "";
  }
  static std::string asking(const ProgramPtr& program, const std::string& fact) {
    for (const Place* place : program->places())
      if (place->node->kind == NodeKind::ask && place->node->facts.front() == fact) return place->path;
    return "";
  }
};

TEST_F(Neighbours, ABoxWaitsForTheAnswerItDependsOnWhereverItStands) {
  for (const auto* items : {"  - Ask for **amount**.\n  - [ ] Check the receipt. (when `amount > 100`)\n",
                            "  - [ ] Check the receipt. (when `amount > 100`)\n  - Ask for **amount**.\n"}) {
    const auto program = any_order(items);
    Case c(program);
    const std::string box = path(program, NodeKind::task, "receipt");
    EXPECT_EQ(c.status(box), "idle");
    c.fact(asking(program, "amount"), "amount", feel::Value(5000));
    EXPECT_EQ(c.status(box), "active");
    c.expect_rebuilt();
    c.tick(box);
    EXPECT_EQ(c.status(path(program, NodeKind::task, "Pay")), "active");
  }
}

TEST_F(Neighbours, AChoiceAndACheckWaitToo) {
  const auto program = any_order(R"(  - If `amount > 100`:
    - [ ] Check the receipt.
  - Check that `amount < 1000`. Otherwise: tell **team lead**.
  - Ask for **amount**.
)");
  Case c(program);
  EXPECT_EQ(c.status(path(program, NodeKind::choice)), "idle");
  EXPECT_EQ(c.status(path(program, NodeKind::check)), "idle");
  EXPECT_TRUE(c.all<Told>().empty());
  c.fact(asking(program, "amount"), "amount", feel::Value(500));
  EXPECT_EQ(c.status(path(program, NodeKind::task, "receipt")), "active");
  EXPECT_EQ(c.status(path(program, NodeKind::check)), "done");
  c.expect_rebuilt();
}

TEST_F(Neighbours, AChainOfAnswersIsWaitedForFromItsBeginning) {
  const auto program = any_order(R"(  - [ ] Check the receipt. (when `amount > 100`)
  - Ask for **amount**. (when `kind = "gift"`)
  - Ask for **kind**.
)");
  Case c(program);
  const std::string box = path(program, NodeKind::task, "receipt");
  EXPECT_EQ(c.status(box), "idle");
  c.fact(asking(program, "kind"), "kind", feel::Value("gift"));
  EXPECT_EQ(c.status(box), "idle");
  c.fact(asking(program, "amount"), "amount", feel::Value(500));
  EXPECT_EQ(c.status(box), "active");
  Case d(program);
  d.fact(asking(program, "kind"), "kind", feel::Value("loan"));
  EXPECT_EQ(d.status(box), "not applicable");
  d.expect_rebuilt();
}

TEST_F(Neighbours, ACircleBeginsWithTheFirst) {
  const auto program = any_order(R"(  - Ask for **amount**. (when `kind = "gift"`)
  - Ask for **kind**. (when `amount > 100`)
)");
  Case c(program);
  EXPECT_EQ(c.status(asking(program, "amount")), "not applicable");
  EXPECT_EQ(c.status(path(program, NodeKind::task, "Pay")), "active");
}

TEST_F(Neighbours, WhatAnActionOrAFollowedProcedureIsAboutToGiveIsWaitedFor) {
  const auto program = any_order(R"(  - Do **look up**.
  - [ ] Check the receipt. (when `worth > 100`)
  - Follow [Look](look), giving **fine**.
  - If `not(fine)`: tell **team lead**.
)",
                                 {R"(---
id: look
title: Look
---

# Look

## Facts

| Fact | Type | From |
| --- | --- | --- |
| fine | yes or no | result |

## 1. Look

- Ask for **fine**.
)"});
  Case c(program);
  const std::string box = path(program, NodeKind::task, "receipt");
  EXPECT_EQ(c.status(box), "idle");
  EXPECT_EQ(c.status(path(program, NodeKind::choice)), "idle");
  c.must(PerformAction{path(program, NodeKind::action), "look up", {}, {{"worth", feel::Value(500)}}});
  EXPECT_EQ(c.status(box), "active");
  c.fact(asking(program, "fine"), "fine", feel::Value(false));
  EXPECT_EQ(c.all<Told>().size(), 1u);
  c.expect_rebuilt();
}

TEST_F(Neighbours, AnActionThatLacksWhatIsAskedBesideItIsWaitedForToo) {
  const auto program = any_order(R"(  - [ ] Check the receipt. (when `worth > 100`)
  - Do **look up** with **amount**.
  - Ask for **amount**.
  - Get approval from **support manager**. If refused: tell **team lead**.
  - If `not(approved)`: tell **fraud desk**.
)");
  Case c(program);
  const std::string box = path(program, NodeKind::task, "receipt");
  const std::string look_up = path(program, NodeKind::action);
  EXPECT_EQ(c.status(box), "idle");
  EXPECT_EQ(c.status(path(program, NodeKind::choice)), "idle");
  c.fact(asking(program, "amount"), "amount", feel::Value(1));
  EXPECT_EQ(c.status(box), "idle");
  c.must(PerformAction{look_up, "look up", {}, {{"worth", feel::Value(500)}}});
  EXPECT_EQ(c.status(box), "active");
  c.must(GiveApproval{open_node(c, program, NodeKind::approve), true, ""}, lead());
  EXPECT_TRUE(c.all<Told>().empty());
  c.expect_rebuilt();
}

TEST_F(Neighbours, WhatIsComputedBesideItIsWaitedFor) {
  const auto program = any_order(R"(  - [ ] Check the receipt. (when `total > 100`)
  - Record **total** as `amount * 2`.
  - Ask for **amount**.
)");
  Case c(program);
  EXPECT_EQ(c.status(path(program, NodeKind::task, "receipt")), "idle");
  c.fact(asking(program, "amount"), "amount", feel::Value(60));
  EXPECT_EQ(c.status(path(program, NodeKind::task, "receipt")), "active");
  c.expect_rebuilt();
}

TEST_F(Neighbours, ADeeperConditionWaitsAsWell) {
  const auto program = any_order(R"(  - If `channel = "email"`:
    - [ ] Greet.
    - [ ] Check the receipt. (when `amount > 100`)
  - Ask for **amount**.
)");
  Case c(program);
  const std::string box = path(program, NodeKind::task, "receipt");
  EXPECT_EQ(c.status(path(program, NodeKind::task, "Greet")), "active");
  EXPECT_EQ(c.status(box), "idle");
  c.fact(asking(program, "amount"), "amount", feel::Value(500));
  EXPECT_EQ(c.status(box), "active");
}

TEST_F(Neighbours, AReasonSaysWhatIsNotKnown) {
  const auto program = any_order(R"(  - Ask for **amount**. (optional)
  - [ ] Check the receipt. (when `amount > 100`)
)");
  Case c(program);
  c.must(SkipNode{asking(program, "amount"), "later"});
  const std::string box = path(program, NodeKind::task, "receipt");
  ASSERT_EQ(c.status(box), "not applicable");
  std::string reason;
  for (const auto& one : c.all<NodeFinished>())
    if (one.path == box) reason = one.reason;
  EXPECT_EQ(reason, "`amount > 100` does not hold: `amount` is not known");
}

}  // namespace
}  // namespace evenhand::casework
