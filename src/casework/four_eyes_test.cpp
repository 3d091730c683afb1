// Who may give an approval: nobody who did something in the case, nobody in whose name it was asked for.
#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::NodeKind;

const Actor grace = person("grace", {"manager"});
const Actor dale = person("dale", {"manager"});
const Actor tom = person("tom", {"agent"});

constexpr std::string_view paying = R"(---
id: paying
title: Paying
---

# Paying

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | agent |

## 1. Take it up

- Ask for **amount**.

## 2. Ask for it

- [ ] Read the file.
- Get approval from **manager**, up to 1 day. If refused: go to step 2. If none: tell **manager**.
- Close as **paid**.
)";

struct FourEyes : ::testing::Test {
  ProgramPtr program = sop(paying);
  Case c{program, {}, tom};
  std::string approval() { return open_node(c, program, NodeKind::approve); }
  void enter(const Actor& who) {
    c.must(RecordFacts{open_node(c, program, NodeKind::ask), {{"amount", feel::Value(std::int64_t{10'000})}}}, who);
  }
  void tick(const Actor& who) { c.must(TickTask{open_node(c, program, NodeKind::task), true, ""}, who); }
};

TEST_F(FourEyes, WhoWorkedBeforeTheLastOneIsKeptOutToo) {
  enter(grace);
  tick(tom);
  EXPECT_EQ(c.try_to(GiveApproval{approval(), true, ""}, grace), "case/self-approval");
  c.must(GiveApproval{approval(), true, ""}, dale);
  EXPECT_EQ(c.outcome(), "paid");
  c.expect_rebuilt();
}

TEST_F(FourEyes, AnotherRoundLetsNobodyIn) {
  enter(grace);
  tick(grace);
  EXPECT_EQ(c.try_to(GiveApproval{approval(), true, ""}, grace), "case/self-approval");
  c.must(GiveApproval{approval(), false, "not so much"}, dale);
  tick(tom);
  EXPECT_EQ(c.try_to(GiveApproval{approval(), true, ""}, grace), "case/self-approval");
  c.expect_rebuilt();
  c.must(GiveApproval{approval(), true, ""}, dale);
  EXPECT_EQ(c.outcome(), "paid") << "to refuse is not to work on it";
}

TEST_F(FourEyes, WhoOnlyWritesOrPausesOrUndoesMayGiveIt) {
  enter(tom);
  tick(dale);
  ASSERT_FALSE(c.state().undo.has_value()) << "asking for the approval cannot be undone";
  EXPECT_EQ(c.try_to(GiveApproval{approval(), true, ""}, dale), "case/self-approval");
  c.must(AddNote{"a good customer"}, grace);
  c.must(SendMessage{"", "We are looking at it."}, grace);
  c.must(Pause{"lunch"}, grace);
  c.must(Resume{}, grace);
  c.must(GiveApproval{approval(), true, ""}, grace);
  EXPECT_EQ(c.outcome(), "paid");
}

TEST_F(FourEyes, WhatWasTakenBackWasNotDone) {
  enter(dale);
  c.must(Undo{}, dale);
  EXPECT_FALSE(c.state().workers.contains("person_dale"));
  c.expect_rebuilt();
  enter(tom);
  tick(tom);
  c.must(GiveApproval{approval(), true, ""}, dale);
}

TEST_F(FourEyes, AnAnswerThatComesLateIsNoAnswer) {
  enter(tom);
  tick(tom);
  const std::string path = approval();
  ASSERT_TRUE(c.session.advance_to_next_timer());
  EXPECT_EQ(c.all<Told>().size(), 1u);
  EXPECT_EQ(c.outcome(), "paid") << "what is written for no answer goes on";
  EXPECT_EQ(c.try_to(GiveApproval{path, false, "too late"}, dale), "case/closed");
  EXPECT_TRUE(c.state().approvals.empty());
  c.expect_rebuilt();
}

TEST(FourEyesAsked, InTheNameOfWhoWorkedNotOfWhoResumes) {
  const auto program = sop(R"(---
id: waiting
title: Waiting
---

# Waiting

## 1. Ask

- [ ] Read the file.
- Wait for a reply, up to 1 day. If none: close as **silent**.
- Get approval from **manager**.
)");
  Case c(program, {}, tom);
  c.must(TickTask{open_node(c, program, NodeKind::task), true, ""}, tom);
  c.must(Pause{"lunch"}, tom);
  c.must(ReceiveMessage{"email", "Here it is.", "customer", "m1"}, the_system());
  c.must(AddNote{"they have replied"}, dale);
  c.must(Resume{}, grace);
  const auto asked = c.all<ApprovalAsked>();
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].asked_by, "person_tom");
  c.must(GiveApproval{asked[0].path, true, ""}, grace);
  EXPECT_TRUE(c.closed());
  c.expect_rebuilt();
}

}  // namespace
}  // namespace evenhand::casework
