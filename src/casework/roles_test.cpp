// What the procedure leaves to one role is done by that role, through whichever door.
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
  c.must(PerformAction{"", "refund it", {}, {}}, boss);
  EXPECT_EQ(c.all<ActionSucceeded>().size(), 1u);
  c.expect_rebuilt();
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

}  // namespace
}  // namespace evenhand::casework
