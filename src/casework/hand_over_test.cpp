// A case that changes hands in the middle of a step.
#include "casework/testing.hpp"

namespace evenhand::casework {
namespace {

using namespace testing;
using procedure::NodeKind;

const Actor clerk = person("clerk", {"agent"});
const Actor boss = person("boss", {"support manager"});

constexpr std::string_view inner = R"(---
id: inner
title: Inner
---

# Inner

## Facts

| Fact | Type | From |
| --- | --- | --- |
| found | yes or no | result |

## 1. Look

- [ ] Look left.
- [ ] Look right.
- Ask for **found**.
)";

TEST(HandOver, InTheMiddleOfAFollowedStepLosesNothing) {
  const auto program = sop(R"(---
id: main
title: Main
---

# Main

## Facts

| Fact | Type | From |
| --- | --- | --- |
| found | yes or no | agent |

## 1. Begin

- [ ] Greet.
- Follow [Inner](inner).
- If `found`: close as **found**.
)",
                           {inner});
  Case c(program, {}, clerk);
  c.must(TickTask{open_node(c, program, NodeKind::task), true, ""}, clerk);
  c.must(Assign{"person_clerk", "clerk"}, clerk);
  const std::string left = open_node(c, program, NodeKind::task);
  c.must(TickTask{left, true, ""}, clerk);
  c.must(HandOver{"second line", "it takes longer"}, clerk);
  EXPECT_EQ(c.state().team, "second line");
  EXPECT_EQ(c.state().assignee_id, "");
  EXPECT_EQ(c.status(left), "done");
  c.expect_rebuilt();
  EXPECT_EQ(c.try_to(Undo{}, boss), "undo/nothing") << "a hand-over cannot be taken back";
  const std::string right = open_node(c, program, NodeKind::task);
  EXPECT_NE(right, left);
  c.must(Assign{"person_boss", "boss"}, boss);
  c.must(TickTask{right, true, ""}, boss);
  c.must(RecordFacts{open_node(c, program, NodeKind::ask), {{"found", feel::Value(true)}}}, boss);
  EXPECT_EQ(c.value("found"), feel::Value(true));
  EXPECT_EQ(c.outcome(), "found");
  EXPECT_EQ(c.state().team, "second line");
  EXPECT_EQ(c.state().workers, (std::set<std::string, std::less<>>{"person_boss", "person_clerk"}));
  c.expect_rebuilt();
}

}  // namespace
}  // namespace evenhand::casework
