// Ways round a gate that have to stay shut: each is an SOP as an author writes it and somebody who tries.
#include <gtest/gtest.h>

#include "casework/testing.hpp"
#include "procedure/compile.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;

const Actor clerk = person("clerk", {"agent"});
const Actor boss = person("boss", {"manager"});
const Actor chief = person("chief", {"manager"});

constexpr std::string_view paying = R"(---
id: paying
title: Paying
---

# Paying

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | money in USD | agent |
| fraud cleared | yes or no | agent |
| score | number | system |

## Actions

### pay

- Needs **amount**.
- Allowed when `amount <= 500 or approved`
- By connector **shop**.

## 1. Take it up

- Ask for **amount**.
- Ask for **fraud cleared** (by compliance officer).
- If `amount > 500`:
  - Get approval from **manager**.
- Do **pay**.
- Close as **paid**.
)";

TEST(Bypass, AFactThatWasActedUponIsNotChangedByTheInputsOfAnAction) {
  const auto program = sop(paying);
  const Actor officer = person("officer", {"compliance officer"});
  Case c(program);
  const std::string ask = open_node(c, program, procedure::NodeKind::ask);
  c.must(RecordFacts{ask, {{"amount", feel::Value(std::int64_t{600})}}}, clerk);
  for (const Place* place : program->places())
    if (!place->node->by_role.empty())
      c.must(RecordFacts{place->path, {{"fraud cleared", feel::Value(true)}}}, officer);
  const std::string approve = open_node(c, program, procedure::NodeKind::approve);
  ASSERT_NE(approve, "");
  c.must(GiveApproval{approve, true, ""}, boss);
  const auto requested = c.all<ActionRequested>();
  ASSERT_EQ(requested.size(), 1u) << "the connector is called by itself";
  c.must(ReportAction{.key = requested[0].key, .ok = false, .error = "busy", .final = true}, the_system());
  PerformAction again{.path = requested[0].path, .action = "pay"};
  again.inputs = {{"amount", feel::Value(std::int64_t{60'000})}};
  EXPECT_NE(c.try_to(again, clerk), "");
  again.inputs = {{"fraud cleared", feel::Value(false)}};
  EXPECT_EQ(c.try_to(again, clerk), "action/unknown-input");
}

TEST(Bypass, AnAskForARoleIsAnsweredByThatRoleWhicheverTheDoor) {
  const auto program = sop(paying);
  Case c(program);
  EXPECT_EQ(c.try_to(RecordFacts{"", {{"fraud cleared", feel::Value(true)}}}, clerk), "case/role");
  c.must(RecordFacts{"", {{"fraud cleared", feel::Value(true)}}}, person("officer", {"compliance officer"}));
  Session session(program, Surroundings{start, "Acme", "case_2", "web"});
  OpenCase open;
  open.facts = {{"fraud cleared", feel::Value(true)}};
  auto opened = session.submit(open, clerk);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "case/role");
}

TEST(Bypass, WhatASystemKnowsIsNotStatedByAPersonAtAScreen) {
  const auto program = sop(paying);
  OpenCase open;
  open.facts = {{"score", feel::Value(std::int64_t{1})}};
  Session screen(program, Surroundings{start, "Acme", "case_1", "web"});
  const auto refused = screen.submit(open, clerk);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "fact/not-stated");
  Session by_program(program, Surroundings{start, "Acme", "case_1", "api"});
  EXPECT_TRUE(by_program.submit(open, clerk));
}

constexpr std::string_view asking = R"(---
id: asking
title: Asking
---

# Asking

## 1. Prepare

- [ ] Gather the papers.
- Wait 1 day.

## 2. Decide

- Get approval from **manager**.
)";

TEST(Bypass, WhoLedToAnApprovalCannotGiveItThoughTheClockAskedForIt) {
  const auto program = sop(asking);
  Case c(program);
  c.must(TickTask{open_node(c, program, procedure::NodeKind::task), true, ""}, boss);
  c.must(Assign{"person_chief", "Chief"}, boss);
  ASSERT_TRUE(c.session.advance_to_next_timer());
  const std::string approve = open_node(c, program, procedure::NodeKind::approve);
  ASSERT_NE(approve, "");
  EXPECT_EQ(c.try_to(GiveApproval{approve, true, ""}, boss), "case/self-approval");
  EXPECT_EQ(c.try_to(GiveApproval{approve, true, ""}, chief), "case/self-approval") << "it is asked in her name";
  c.expect_rebuilt();
  c.must(GiveApproval{approve, true, ""}, person("third", {"manager"}));
  EXPECT_TRUE(c.closed());
}

TEST(Bypass, AskingAgainBySomebodyElseLetsNobodyIn) {
  Case c(sop(asking));
  const auto program = sop(asking);
  c.must(TickTask{open_node(c, program, procedure::NodeKind::task), true, ""}, boss);
  ASSERT_TRUE(c.session.advance_to_next_timer());
  const std::string approve = open_node(c, program, procedure::NodeKind::approve);
  c.must(GiveApproval{approve, false, "not yet"}, chief);
  c.must(AskApproval{approve, "now it is complete"}, clerk);
  EXPECT_EQ(c.try_to(GiveApproval{approve, true, ""}, boss), "case/self-approval");
  c.must(GiveApproval{approve, true, ""}, chief);
  c.expect_rebuilt();
}

TEST(Bypass, AnApprovalInsideAFollowedProcedureIsGoodThereAlone) {
  constexpr std::string_view inner = R"(---
id: inner
title: Inner
---

# Inner

## 1. Look

- Get approval from **team lead**.
)";
  constexpr std::string_view outer = R"(---
id: outer
title: Outer
---

# Outer

## Actions

### pay

- Allowed when `approved`

## 1. Begin

- Follow [Inner](inner).
- Do **pay**.
)";
  const auto followed = procedure::compile(inner).procedure;
  const auto main = procedure::compile(outer, [&](std::string_view) { return followed; }).procedure;
  ASSERT_TRUE(main && followed);
  const auto program = link(*main, {*followed});
  Case c(program);
  c.must(GiveApproval{open_node(c, program, procedure::NodeKind::approve), true, ""}, person("tl", {"team lead"}));
  EXPECT_EQ(c.try_to(PerformAction{.path = open_node(c, program, procedure::NodeKind::action), .action = "pay"}, clerk),
            "case/gate-unmet");
  c.expect_rebuilt();
}

TEST(Bypass, AReopenedCaseNeitherPaysNorWritesNorClosesAgainByItself) {
  const auto program = sop(R"(---
id: again
title: Again
---

# Again

## Actions

### pay

- By connector **shop**.

## Messages

### done

> Your money is on its way.

## 1. Pay

- Do **pay**.
- Send **done**.
- Tell **team lead**.
- Close as **paid**.
)");
  Case c(program);
  const auto report = [&](std::size_t nth) {
    const auto requested = c.all<ActionRequested>();
    ASSERT_EQ(requested.size(), nth);
    c.must(ReportAction{.key = requested.back().key, .ok = true, .error = "", .final = true}, the_system());
  };
  report(1);
  ASSERT_EQ(c.outcome(), "paid");
  c.must(Reopen{"the customer called again", ""}, lead());
  EXPECT_EQ(c.all<ActionRequested>().size(), 1u);
  EXPECT_EQ(c.all<MessageQueued>().size(), 1u);
  c.expect_rebuilt();
  const std::string pay = open_node(c, program, procedure::NodeKind::action);
  c.must(PerformAction{.path = pay, .action = "pay"}, clerk);
  report(2);
  EXPECT_EQ(c.all<MessageQueued>().size(), 1u) << "what follows waits for a person as well";
  c.must(SendMessage{open_node(c, program, procedure::NodeKind::send), ""}, clerk);
  EXPECT_EQ(c.all<Told>().size(), 1u);
  c.must(TickTask{open_node(c, program, procedure::NodeKind::tell), true, ""}, clerk);
  EXPECT_EQ(c.all<Told>().size(), 2u);
  EXPECT_EQ(c.outcome(), "paid") << "a person has taken it up, so it ends as written";
  c.expect_rebuilt();
}

TEST(Bypass, WhatWasAnsweredNoIsNotRecordedAsDoneWhenItsAlternativeEndsTheCase) {
  const auto program = sop(R"(---
id: policy
title: Policy
---

# Policy

## 1. Show

- [ ] Show the refund policy. If not: close as **not shown**.
)");
  Case c(program);
  const std::string box = open_node(c, program, procedure::NodeKind::task);
  c.must(TickTask{box, false, ""}, clerk);
  EXPECT_EQ(c.outcome(), "not shown");
  EXPECT_EQ(c.status(box), "answered no");
}

TEST(Bypass, AnEndThatDoesNotApplyIsNoEndToCloseAt) {
  const auto program = sop(R"(---
id: ends
title: Ends
---

# Ends

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | agent |

## 1. Ask

- Ask for **amount**.

## 2. End

- [ ] Say goodbye. (optional)
- Close as **refunded** (when `amount > 100`).
- Close as **refused**.
)");
  Case c(program);
  c.must(RecordFacts{open_node(c, program, procedure::NodeKind::ask), {{"amount", feel::Value(std::int64_t{1})}}});
  EXPECT_EQ(c.try_to(CloseCase{"refunded"}), "case/unknown-outcome");
  c.must(CloseCase{"refused"});
}

TEST(Bypass, ALoopThatNamesNoLimitWaitsForAPersonWhenItRunsOut) {
  const auto program = sop(R"(---
id: rounds
title: Rounds
---

# Rounds

## Facts

| Fact | Type | From |
| --- | --- | --- |
| ok | yes or no | agent |

## 1. Try

- Repeat until `ok`:
  - Ask for **ok**.
- Close as **done**.
)");
  Case c(program);
  for (int round = 0; round < 25; ++round)
    c.must(RecordFacts{open_node(c, program, procedure::NodeKind::ask), {{"ok", feel::Value(false)}}});
  EXPECT_EQ(open_node(c, program, procedure::NodeKind::ask), "");
  const std::string loop = open_node(c, program, procedure::NodeKind::repeat);
  ASSERT_NE(loop, "");
  EXPECT_EQ(c.try_to(CloseCase{"done"}), "case/gate-unmet");
  ASSERT_FALSE(c.refusal.gates.empty());
  EXPECT_EQ(c.refusal.gates[0].kind, "repeat");
  EXPECT_EQ(c.refusal.gates[0].facts, std::vector<std::string>{"ok"});
  c.must(Override{loop, "the customer hung up"}, lead());
  EXPECT_EQ(c.outcome(), "done");
  c.expect_rebuilt();
}

TEST(Bypass, WhatIsMadeOfSomethingPersonalIsPersonal) {
  const auto program = sop(R"(---
id: made
title: Made
---

# Made

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| email | text | customer | contact |
| vip | yes or no | agent | no |
| greeting | text | decision | no |

## 1. Ask

- Ask for **email** and **vip**.
- Decide **greeting** by the table, first match wins.

| vip | greeting |
| --- | --- |
| yes | `email` |
| no | "friend" |

## 2. Read

- [ ] Read it out.
)");
  Case c(program);
  c.must(RecordFacts{open_node(c, program, procedure::NodeKind::ask),
                     {{"email", feel::Value("kim@mail.example")}, {"vip", feel::Value(true)}}});
  ASSERT_EQ(c.value("greeting"), feel::Value("kim@mail.example"));
  EXPECT_TRUE(c.state().facts.at("greeting").personal);
}

TEST(Bypass, UndoWaitsAgainForTheCallItHadLeftBehind) {
  const auto program = sop(R"(---
id: undoing
title: Undoing
---

# Undoing

## Actions

### look up

- By connector **shop**.

## 1. Begin

- [ ] Greet.

## 2. Both

- In any order:
  - Do **look up**.
  - [ ] Confirm. If not: go to step **Begin**.
)");
  Case c(program);
  c.tick(open_node(c, program, procedure::NodeKind::task));
  const auto requested = c.all<ActionRequested>();
  ASSERT_EQ(requested.size(), 1u);
  c.tick(open_node(c, program, procedure::NodeKind::task), false);
  EXPECT_TRUE(c.state().pending_actions.begin()->second.orphan);
  c.must(Undo{});
  c.must(ReportAction{.key = requested[0].key, .ok = true, .error = "", .final = true}, the_system());
  EXPECT_EQ(c.status(requested[0].path), "done");
  c.expect_rebuilt();
}

}  // namespace
}  // namespace evenhand::casework
