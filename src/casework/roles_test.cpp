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
| tier | one of: low, high | decision |

## 1. Rate

- Ask for **amount**.
- Decide **tier** by the table, first match wins. (by support manager)

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

/// A procedure with a connector, a message and these items, of which what is left to a role is left to the manager.
ProgramPtr with_items(std::string_view items, const std::vector<std::string_view>& followed = {}) {
  const std::string text = R"(---
id: parts
title: Parts
---

# Parts

## Facts

| Fact | Type | From |
| --- | --- | --- |
| good | yes or no | agent |
| seen | yes or no | computed |

## Actions

### pay

- By connector **shop**.

## Messages

### news

> All is well.

## 1. Take in

- Ask for **good**.
)" + std::string(items);
  return sop(text, followed);
}

TEST(Roles, OfAPartHoldForAllInItThatHasNoneOfItsOwn) {
  for (const auto* items : {"- If `good`: (by support manager)\n  - [ ] Write it off.\n",
                            "- In any order: (by support manager)\n  - [ ] One.\n  - [ ] Two.\n",
                            "- Repeat until `good`, at most 2 times: (by support manager)\n  - [ ] Three.\n",
                            "- In any order: (by support manager)\n  - If `good`:\n    - [ ] Four.\n"}) {
    const auto program = with_items(std::string(items) + "- Close as **over**.\n");
    Case c(program);
    c.must(RecordFacts{open_node(c, program, NodeKind::ask), {{"good", feel::Value(true)}}}, clerk);
    for (std::string box = open_node(c, program, NodeKind::task); !box.empty();
         box = open_node(c, program, NodeKind::task)) {
      const Guide shown = guide(c.state(), *program, clerk, c.session.surroundings());
      EXPECT_TRUE(shown.now.empty()) << items;
      EXPECT_EQ(c.try_to(TickTask{box, true, ""}, clerk), "case/role") << items;
      c.must(TickTask{box, true, ""}, boss);
    }
    EXPECT_EQ(c.outcome(), "over") << items;
  }
}

TEST(Roles, OfAPartAreForWhatReachesSomebodyToo) {
  const auto program = with_items(R"(- If `good`: (by support manager)
  - Record **seen** as `good`.
  - [ ] Look at it. (by agent)
  - Send **news**.
  - Do **pay**.
  - Close as **paid**.
- Otherwise:
  - [ ] Say why not.
)");
  Case c(program);
  c.must(RecordFacts{open_node(c, program, NodeKind::ask), {{"good", feel::Value(true)}}}, clerk);
  EXPECT_EQ(c.value("seen"), feel::Value(true)) << "the case does that by itself";
  c.must(TickTask{open_node(c, program, NodeKind::task), true, ""}, clerk);
  EXPECT_TRUE(c.all<MessageQueued>().empty());
  const SendMessage send{open_node(c, program, NodeKind::send), ""};
  EXPECT_EQ(c.try_to(send, clerk), "case/role");
  c.must(send, boss);
  const PerformAction pay{open_node(c, program, NodeKind::action), "pay", {}, {}};
  EXPECT_TRUE(c.all<ActionRequested>().empty());
  EXPECT_EQ(c.try_to(pay, clerk), "case/role");
  c.must(pay, boss);
  c.must(ReportAction{.key = c.all<ActionRequested>().at(0).key, .ok = true, .error = "", .final = true}, the_system());
  EXPECT_EQ(c.try_to(CloseCase{"paid"}, clerk), "case/role");
  c.must(CloseCase{"paid"}, boss);
  c.expect_rebuilt();
  Case d(program);
  d.must(RecordFacts{open_node(d, program, NodeKind::ask), {{"good", feel::Value(false)}}}, clerk);
  d.must(TickTask{open_node(d, program, NodeKind::task), true, ""}, clerk);
  EXPECT_EQ(d.outcome(), "done");
}

TEST(Roles, OfAFollowedProcedureHoldInsideIt) {
  const auto program = with_items("- Follow [Write off](write-off). (by support manager)\n", {R"(---
id: write-off
title: Write off
---

# Write off

## 1. Write

- [ ] Write it off. If not: tell **team lead**.
)"});
  Case c(program);
  c.must(RecordFacts{open_node(c, program, NodeKind::ask), {{"good", feel::Value(true)}}}, clerk);
  c.must(TickTask{open_node(c, program, NodeKind::follow), true, ""}, boss);
  const std::string box = open_node(c, program, NodeKind::task);
  EXPECT_EQ(c.try_to(TickTask{box, true, ""}, clerk), "case/role");
  c.must(TickTask{box, true, ""}, boss);
  EXPECT_TRUE(c.closed());
}

TEST(Roles, OfABoxDoNotReachWhatFollowsANo) {
  const auto program = with_items("- [ ] Write it off. (by support manager) If not: tell **team lead**.\n");
  Case c(program);
  c.must(RecordFacts{open_node(c, program, NodeKind::ask), {{"good", feel::Value(true)}}}, clerk);
  c.must(TickTask{open_node(c, program, NodeKind::task), false, ""}, boss);
  EXPECT_EQ(c.all<Told>().size(), 1u);
  EXPECT_TRUE(c.closed());
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

TEST(Roles, OfAnEndAreAskedForWhereverItWasReached) {
  const std::string followed = R"(---
id: checking
title: Checking
---

# Checking

## 1. Look

- [ ] Look at it.
- Close as **refused**. (by support manager)
)";
  const auto main = [](std::string_view item) {
    return "---\nid: main\ntitle: Main\n---\n\n# Main\n\n## 1. Begin\n\n- [ ] Greet.\n" + std::string(item);
  };
  const auto follows = sop(main("- Follow [Checking](checking).\n"), {followed});
  const auto any_order =
      sop(main("- In any order:\n  - [ ] Look at it.\n  - Close as **refused**. (by support manager)\n"));
  for (const auto& program : {follows, any_order}) {
    Case c(program);
    c.tick(open_node(c, program, NodeKind::task));
    c.tick(open_node(c, program, NodeKind::task));
    ASSERT_NE(open_node(c, program, NodeKind::close), "");
    for (const char* outcome : {"", "done", "refused"})
      EXPECT_EQ(c.try_to(CloseCase{outcome}, clerk), "case/role") << outcome;
    EXPECT_EQ(c.try_to(CloseCase{"done"}, boss), "case/unknown-outcome");
    c.must(CloseCase{"refused"}, boss);
    EXPECT_EQ(c.outcome(), "refused");
    c.expect_rebuilt();
  }
}

}  // namespace
}  // namespace evenhand::casework
