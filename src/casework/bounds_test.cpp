// One command takes a bounded time, however much a procedure asks for.
#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;

TEST(Bounds, AHeavyLoopRestsSoThatOtherCasesGetTheirTurn) {
  const auto program = sop(R"(---
id: heavy
title: Heavy
---

# Heavy

## Facts

| Fact | Type | From |
| --- | --- | --- |
| turn | number | counted |
| n | number | computed |

## 1. Count

- Repeat until `n >= 40`, at most 60 times:
  - Record **n** as `count(for i in 1..90000 return i) - 90000 + turn`.
- Close as **counted**.
)");
  Case c(program);
  EXPECT_FALSE(c.closed());
  EXPECT_NE(c.value("n"), feel::Value()) << "every command gets somewhere";
  EXPECT_TRUE(c.state().timers.contains("continue"));
  int commands = 1;
  while (!c.closed() && commands < 60 && c.session.advance_to_next_timer()) ++commands;
  EXPECT_EQ(c.outcome(), "counted");
  EXPECT_GT(commands, 2);
  c.expect_rebuilt();
}

TEST(Bounds, WhatTakesTooMuchAtOnceIsRefused) {
  std::string text = R"(---
id: endless
title: Endless
---

# Endless

## 1. Choose

)";
  for (int i = 0; i < 11; ++i)
    text += std::string(i == 0 ? "- If" : "- Otherwise if") +
            " `some i in 1..99000 satisfies some j in 1..99000 satisfies i + j < 0`: close as **way " +
            std::to_string(i) + "**.\n";
  Session session(sop(text), Surroundings{start, "Acme", "case_1", "test"});
  const auto opened = session.submit(OpenCase{}, person("ann"));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "case/too-much-at-once");
  EXPECT_NE(opened.error().message.find("simpler"), std::string::npos) << opened.error().message;
  EXPECT_EQ(session.state().seq, 0U);
}

TEST(Bounds, AScenarioStopsAtItsDeadline) {
  const auto program = sop(R"(---
id: short
title: Short
---

# Short

## 1. Greet

- [ ] Greet.
- Close as **greeted**.

## Training

### Scenario: greeted
- Expect the case closes as **greeted**.
)");
  const auto& scenario = program->main().training.scenarios.at(0);
  const auto late = simulate(program, scenario, start, Deadline(Deadline::TimePoint::min()));
  EXPECT_TRUE(late.out_of_time);
  EXPECT_FALSE(late.finished);
  EXPECT_TRUE(late.commands.size() <= 1);
  const auto played = simulate(program, scenario, start, Deadline::in(std::chrono::minutes(5)));
  EXPECT_FALSE(played.out_of_time);
  EXPECT_TRUE(played.ok());
  EXPECT_EQ(played.outcome, "greeted");
}

}  // namespace
}  // namespace evenhand::casework
