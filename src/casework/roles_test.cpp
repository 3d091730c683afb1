// What the procedure leaves to one role is done by that role, through whichever door.
#include "casework/guide.hpp"
#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::NodeKind;

const Actor clerk = person("clerk", {"agent"});
const Actor boss = person("boss", {"support manager"});

TEST(Roles, AreAskedForInFreeOrderToo) {
  const auto program = sop(R"(---
id: free
title: Free
order: free
---

# Free

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | agent |

## Actions

### refund it

- Allowed when `true`

## 1. Begin

- Ask for **amount**.
- Do **refund it**. (by support manager)
)");
  Case c(program);
  EXPECT_EQ(c.try_to(PerformAction{"", "refund it", {}, {}}, clerk), "case/role");
  const auto shown = [&](const Actor& to) {
    return guide(c.state(), *program, to, c.session.surroundings()).actions.at(0);
  };
  EXPECT_FALSE(shown(clerk).allowed);
  ASSERT_EQ(shown(clerk).gates.size(), 1u);
  EXPECT_EQ(shown(clerk).gates[0].remedy, "Ask a support manager to do it.");
  EXPECT_TRUE(shown(boss).allowed);
  c.must(PerformAction{"", "refund it", {}, {}}, boss);
  EXPECT_EQ(c.all<ActionSucceeded>().size(), 1u);
  c.expect_rebuilt();
}

TEST(Roles, ATableIsStartedByItsRole) {
  const auto program = sop(R"(---
id: tiers
title: Tiers
---

# Tiers

## Facts

| Fact | Type | From |
| --- | --- | --- |
| amount | number | agent |
| tier | one of: low, high | decided |

## 1. Rate

- Ask for **amount**.
- Decide **tier**: (by support manager)

| amount | tier |
| --- | --- |
| < 10 | low |
| - | high |
)");
  Case c(program);
  c.must(RecordFacts{open_node(c, program, NodeKind::ask), {{"amount", feel::Value(5)}}}, clerk);
  const auto item = [&](const Actor& to) {
    for (const auto& step : guide(c.state(), *program, to, c.session.surroundings()).steps)
      for (const auto& one : step.items)
        if (one.kind == "decide") return one;
    return GuideItem{};
  };
  EXPECT_FALSE(item(clerk).may_act);
  EXPECT_TRUE(item(boss).may_act);
  EXPECT_TRUE(item(boss).starts);
  EXPECT_EQ(c.try_to(TickTask{item(boss).path, true, ""}, clerk), "case/role");
  c.must(TickTask{item(boss).path, true, ""}, boss);
  EXPECT_EQ(c.value("tier"), feel::Value("low"));
}

constexpr std::string_view checking = R"(---
id: checking
title: Checking
---

# Checking

## Facts

| Fact | Type | From |
| --- | --- | --- |
| fraud cleared | yes or no | agent |

## 1. Look

- Ask for **fraud cleared** (by compliance officer).
)";

std::string main_with(std::string_view fact, std::string_view with) {
  return R"(---
id: main
title: Main
---

# Main

## Facts

| Fact | Type | From |
| --- | --- | --- |
| )" + std::string(fact) +
         R"( | yes or no | agent |

## 1. Begin

- [ ] Greet.
- Follow [Checking](checking))" +
         std::string(with) + R"(.
- If `)" +
         std::string(fact) + R"(`: close as **cleared**.
)";
}

TEST(Roles, OfAQuestionInAFollowedProcedureAreAskedForWhereItsAnswerIsStatedAhead) {
  for (const auto& [fact, with] :
       {std::pair{"fraud cleared", ""}, std::pair{"all good", " with **all good** as **fraud cleared**"}}) {
    const auto program = sop(main_with(fact, with), {checking});
    Case c(program);
    EXPECT_EQ(c.try_to(RecordFacts{"", {{fact, feel::Value(true)}}}, clerk), "case/role") << fact;
    Session opening(program, Surroundings{start, "Acme", "case_2", "web"});
    OpenCase open;
    open.facts = {{fact, feel::Value(true)}};
    const auto opened = opening.submit(open, clerk);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, "case/role");
    c.must(RecordFacts{"", {{fact, feel::Value(true)}}}, person("officer", {"compliance officer"}));
    c.tick(open_node(c, program, NodeKind::task));
    EXPECT_EQ(c.outcome(), "cleared");
  }
}

TEST(Roles, OfWhatHoldsOthersAreThoseOfAllItHolds) {
  const auto program = sop(R"(---
id: blocks
title: Blocks
---

# Blocks

## Facts

| Fact | Type | From |
| --- | --- | --- |
| good | yes or no | agent |

## Messages

### news

> Hello.

## 1. Begin

- Ask for **good**.
- If `good`: (by support manager)
  - [ ] Write it off.
  - In any order:
    - [ ] Sign it. (by compliance officer)
    - [ ] Stamp it.
  - Send **news**.
- Otherwise:
  - [ ] Thank them. (by compliance officer) If not: tell **team lead**.
)");
  Case c(program);
  const std::string ask = open_node(c, program, NodeKind::ask);
  c.must(RecordFacts{ask, {{"good", feel::Value(true)}}}, clerk);
  const std::string box = open_node(c, program, NodeKind::task);
  EXPECT_EQ(c.try_to(TickTask{box, true, ""}, clerk), "case/role");
  EXPECT_TRUE(guide(c.state(), *program, clerk, c.session.surroundings()).now.empty());
  EXPECT_EQ(guide(c.state(), *program, boss, c.session.surroundings()).now, std::vector<std::string>{box});
  c.must(TickTask{box, true, ""}, boss);
  const std::string sign = open_node(c, program, NodeKind::task);
  EXPECT_EQ(c.try_to(TickTask{sign, true, ""}, boss), "case/role") << "the nearest mark counts";
  c.must(TickTask{sign, true, ""}, person("officer", {"compliance officer"}));
  const std::string stamp = open_node(c, program, NodeKind::task);
  EXPECT_EQ(c.try_to(TickTask{stamp, true, ""}, clerk), "case/role");
  c.must(TickTask{stamp, true, ""}, boss);
  EXPECT_TRUE(c.all<MessageQueued>().empty()) << "what would go by itself waits for the role";
  const std::string send = open_node(c, program, NodeKind::send);
  EXPECT_EQ(c.try_to(SendMessage{send, ""}, clerk), "case/role");
  c.must(SendMessage{send, ""}, boss);
  EXPECT_EQ(c.outcome(), "done");
  c.expect_rebuilt();
  Case other(program);
  other.must(RecordFacts{ask, {{"good", feel::Value(false)}}}, clerk);
  const TickTask no{open_node(other, program, NodeKind::task), false, ""};
  EXPECT_EQ(other.try_to(no, boss), "case/role") << "what is done otherwise is not for the role of the If";
  other.must(no, person("officer", {"compliance officer"}));
  EXPECT_EQ(other.all<Told>().size(), 1u) << "the alternative of a box is not for its role";
  EXPECT_EQ(other.outcome(), "done");
}

TEST(Roles, OfAFollowAreForItsStartAndForWhatPeopleDoInIt) {
  const auto program = sop(R"(---
id: main
title: Main
---

# Main

## Facts

| Fact | Type | From |
| --- | --- | --- |
| fine | yes or no | agent |

## 1. Begin

- Follow [Look](look). (by support manager)
- If `fine`: close as **fine**.
)",
                           {R"(---
id: look
title: Look
---

# Look

## Facts

| Fact | Type | From |
| --- | --- | --- |
| seen | yes or no | agent |
| fine | yes or no | result |

## 1. Look

- Ask for **seen**.
- Record **fine** as `seen`.
)"});
  Case c(program);
  const std::string follow = open_node(c, program, NodeKind::follow);
  EXPECT_EQ(c.try_to(TickTask{follow, true, ""}, clerk), "case/role");
  c.must(TickTask{follow, true, ""}, boss);
  const RecordFacts answer{open_node(c, program, NodeKind::ask), {{"seen", feel::Value(true)}}};
  EXPECT_EQ(c.try_to(answer, clerk), "case/role");
  c.must(answer, boss);
  EXPECT_EQ(c.outcome(), "fine");
}

}  // namespace
}  // namespace evenhand::casework
