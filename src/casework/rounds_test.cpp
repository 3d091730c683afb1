// A round that comes again begins with nothing approved in the one before.
#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::NodeKind;

const Actor boss = person("boss", {"support manager"});

feel::Value number(std::int64_t n) {
  return feel::Value(n);
}

constexpr std::string_view again = R"(---
id: again
title: Again
---

# Again

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | customer |
| another | yes or no | agent |

## Actions

### pay

- Needs **amount**.
- Allowed when `amount <= 100 or approved`

## 1. Take in

- Ask for **amount**.

## 2. Approve

- If `amount > 100`:
  - Get approval from **support manager**, up to 1 day. If none: tell **team lead** that an approval is overdue.
- Check that `amount <= 100 or approved`.

## 3. Pay

- Do **pay** with **amount**.
- Ask for **another**.
- If `another`: go to step **Take in**.
- Close as **paid**.
)";

struct Rounds : ::testing::Test {
  ProgramPtr program = sop(again);
  Case c{program};
  std::string open(NodeKind kind) { return open_node(c, program, kind); }
  void pay(std::int64_t amount) {
    c.fact(open(NodeKind::ask), "amount", number(amount));
    if (amount > 100) c.must(GiveApproval{open(NodeKind::approve), true, ""}, boss);
    c.must(PerformAction{open(NodeKind::action), "pay", {}, {}});
  }
};

TEST_F(Rounds, AnApprovalIsGoodForTheRoundItWasGivenIn) {
  pay(120);
  c.fact(open(NodeKind::ask), "another", feel::Value(true));
  c.fact(open(NodeKind::ask), "amount", number(90'000));
  c.expect_rebuilt();
  ASSERT_NE(open(NodeKind::approve), "");
  ASSERT_TRUE(c.session.advance_to_next_timer());
  EXPECT_EQ(open(NodeKind::action), "") << "nobody answered, and the old answer was about another amount";
  ASSERT_NE(open(NodeKind::check), "");
  c.expect_rebuilt();
}

TEST_F(Rounds, UndoGivesTheApprovalBack) {
  pay(120);
  c.fact(open(NodeKind::ask), "another", feel::Value(true));
  EXPECT_TRUE(c.state().approvals.empty());
  c.expect_rebuilt();
  c.must(Undo{});
  EXPECT_EQ(c.state().approvals.size(), 1u);
  c.expect_rebuilt();
  c.fact(open(NodeKind::ask), "another", feel::Value(false));
  EXPECT_EQ(c.outcome(), "paid");
}

TEST(RoundsApproved, ARoundThatDoesNotAskLeavesTheAnswerToAnotherApproval) {
  const auto program = sop(R"(---
id: two
title: Two
---

# Two

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | customer |
| another | yes or no | agent |

## 1. Begin

- Get approval from **team lead**.

## 2. More

- Ask for **amount**.
- If `amount > 100`:
  - Get approval from **support manager**. If refused: tell **team lead**.
- Ask for **another**.
- If `another`: go to step **More**.
- Check that `approved`.
- Close as **paid**.
)");
  Case c(program);
  const auto open = [&](NodeKind kind) { return open_node(c, program, kind); };
  c.must(GiveApproval{open(NodeKind::approve), true, ""}, person("tl", {"team lead"}));
  c.fact(open(NodeKind::ask), "amount", number(120));
  c.must(GiveApproval{open(NodeKind::approve), false, ""}, boss);
  c.fact(open(NodeKind::ask), "another", feel::Value(true));
  c.fact(open(NodeKind::ask), "amount", number(20));
  c.fact(open(NodeKind::ask), "another", feel::Value(false));
  EXPECT_EQ(c.outcome(), "paid") << "the refusal was about the round before";
  c.expect_rebuilt();
}

}  // namespace
}  // namespace evenhand::casework
