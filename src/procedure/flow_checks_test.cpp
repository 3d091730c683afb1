#include "procedure/flow_checks.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "procedure/compile.hpp"
#include "procedure/flow_paths.hpp"
#include "procedure/testing_trees.hpp"

namespace evenhand::procedure {
namespace {

constexpr std::string_view head = R"(---
id: test
title: Test
owner: lead
---

# Test

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| amount | money in USD | customer | no |
| score | number from 1 to 5 | customer | no |
| reason | one of: damaged, late, other | customer | no |
| proof | yes or no | agent | no |
| email | email | customer | contact |
| code | text like `000000` | customer | secret, never stored |
| refund | one of: full, part, none | decision | no |

)";

/// What is found in the steps, as `EH0702 5` with the line counted from the first step.
std::vector<std::string> findings(std::string_view steps) {
  const std::string text = std::string(head) + std::string(steps);
  const auto first = static_cast<std::uint32_t>(std::count(head.begin(), head.end(), '\n'));
  const Compiled compiled = compile(text);
  std::vector<std::string> out;
  for (const Diagnostic& one : compiled.diagnostics) {
    const bool flow = one.code.starts_with("EH07") || one.code == "EH0511";
    if (flow || one.severity == Severity::error) out.push_back(one.code + " " + std::to_string(one.span.line - first));
  }
  return out;
}
using Found = std::vector<std::string>;

TEST(Flow, AnItemAfterTheEndIsNeverReached) {
  EXPECT_EQ(findings("## 1. End\n\n- Close as **done**.\n- Tell **lead**.\n"), (Found{"EH0700 4"}));
  EXPECT_EQ(findings("## 1. End\n\n- Ask for **score**.\n- If `score > 3`: close as **good**.\n- Otherwise: close as "
                     "**bad**.\n- Tell **lead**.\n"),
            (Found{"EH0700 6"}));
  EXPECT_EQ(findings("## 1. End\n\n- Ask for **score**.\n- If `score > 3`: close as **good**.\n- Tell **lead**.\n"),
            (Found{}));
}

TEST(Flow, AStepThatNothingLeadsToIsNeverReached) {
  EXPECT_EQ(findings("## 1. End\n\n- Close as **done**.\n\n## 2. Never\n\n- Tell **lead**.\n"), (Found{"EH0701 5"}));
  EXPECT_EQ(findings("## 1. Begin\n\n- Go to step **Last**.\n\n## 2. Never\n\n- Tell **lead**.\n\n## 3. Last\n\n- Tell "
                     "**lead**.\n"),
            (Found{"EH0701 5"}));
}

TEST(Flow, AConditionThatCannotHold) {
  EXPECT_EQ(
      findings("## 1. A\n\n- Ask for **reason**.\n- If `reason = \"damaged\" and reason = \"late\"`: tell **lead**.\n"),
      (Found{"EH0702 4"}));
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **score**.\n- If `score > 5`: tell **lead**.\n"), (Found{"EH0702 4"}));
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **amount**.\n- If `amount > 5 and amount < 3`: tell **lead**.\n"),
            (Found{"EH0702 4"}));
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **amount**.\n- If `amount > 3 and amount < 5`: tell **lead**.\n"),
            (Found{}));
}

TEST(Flow, WhatWasDecidedOnTheWayCounts) {
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **reason**.\n- If `reason = \"late\"`:\n  - If `reason = \"damaged\"`: tell "
                     "**lead**.\n"),
            (Found{"EH0702 5"}));
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **reason**.\n- If `reason = \"late\"`:\n  - Ask for **reason**.\n  - If "
                     "`reason = \"damaged\"`: tell **lead**.\n"),
            (Found{}));
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **reason**.\n- If `reason = \"late\"`: close as **late**.\n- If `reason != "
                     "\"late\"`: tell **lead**.\n"),
            (Found{"EH0703 5"}));
}

TEST(Flow, AConditionThatAlwaysHolds) {
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **score**.\n- If `score >= 1`: tell **lead**.\n"), (Found{"EH0703 4"}));
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **reason**.\n- If `reason in (\"damaged\", \"late\")`: tell **lead**.\n- "
                     "Otherwise if `reason = \"other\"`: tell **boss**.\n"),
            (Found{}))
      << "saying what is left is no mistake";
}

TEST(Flow, AnOptionLeftOutIsNamed) {
  const std::string steps =
      "## 1. A\n\n- Ask for **reason**.\n- If `reason = \"damaged\"`: tell **lead**.\n- Otherwise if `reason = "
      "\"late\"`: tell **boss**.\n";
  EXPECT_EQ(findings(steps), (Found{"EH0704 4"}));
  EXPECT_EQ(findings(steps + "- Otherwise: tell **desk**.\n"), (Found{}));
  const Compiled compiled = compile(std::string(head) + steps);
  const auto one = std::find_if(compiled.diagnostics.begin(), compiled.diagnostics.end(),
                                [](const Diagnostic& d) { return d.code == "EH0704"; });
  ASSERT_NE(one, compiled.diagnostics.end());
  EXPECT_NE(one->message.find("“other”"), std::string::npos);
}

TEST(Flow, AFactReadBeforeItIsSet) {
  EXPECT_EQ(findings("## 1. A\n\n- Check that `score > 2`.\n- Ask for **score**.\n"), (Found{"EH0705 3"}));
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **proof**.\n- If `proof`: ask for **score**.\n- Check that `score > 2`.\n"),
            (Found{"EH0705 5"}));
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **proof**.\n- If `proof`: ask for **score**.\n- If `proof and score > 2`: "
                     "tell **lead**.\n"),
            (Found{}))
      << "the condition looks after it";
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **proof**.\n- If `proof`: ask for **score**.\n- Otherwise: close as **no "
                     "proof**.\n- Check that `score > 2`.\n"),
            (Found{}));
  EXPECT_EQ(findings("## 1. A\n\n- Check that `score > 2`.\n"), (Found{"EH0706 3"}));
}

TEST(Flow, OfWaysThatWereJoinedNothingIsGuessed) {
  // 24 ways lead to the last line; on those on which it is done, the score is set.
  EXPECT_EQ(
      findings("## 1. A\n\n- Ask for **proof**, **reason** and **amount**.\n- If `proof`: ask for **score**.\n- If "
               "`reason = \"damaged\"`: tell **lead**.\n- Otherwise if `reason = \"late\"`: tell **lead**.\n- "
               "Otherwise: tell **lead**.\n- If `amount > 1`: tell **lead**.\n- If `amount > 2`: tell **lead**.\n- "
               "If `amount > 3`: tell **lead**.\n- If `proof`: tell **lead** that it is {score}.\n"),
      (Found{}));
}

TEST(Flow, ASecretIsGoneAfterItsStep) {
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **code**.\n- Do **check** with **code**.\n\n## 2. B\n\n- Do **check** with "
                     "**code**.\n"),
            (Found{"EH0705 8"}));
}

TEST(Flow, AStepThatCanNeverFinish) {
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **score**.\n- Check that `score > 5`.\n"), (Found{"EH0707 4"}));
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **score**.\n- Check that `score > 4`.\n"), (Found{}));
}

TEST(Flow, ALoopNeedsAWayOut) {
  EXPECT_EQ(findings("## 1. A\n\n- Tell **lead**.\n- Go to step **A**.\n"), (Found{"EH0708 4"}));
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **proof**.\n- If `not(proof)`: go to step **A**.\n"), (Found{}));
}

TEST(Flow, AnApprovalMustBeAskedFor) {
  const std::string actions = "\n## Actions\n\n| Action | Allowed when |\n| --- | --- |\n| pay | ";
  const std::string steps =
      "## 1. A\n\n- Ask for **amount**.\n- Check that `amount <= 5`.\n- Do **pay** with **amount**.\n";
  EXPECT_EQ(findings(steps + actions + "`approved and amount > 0` |\n"), (Found{"EH0711 5", "EH0709 11"}));
  EXPECT_EQ(findings(steps + actions + "`approved or amount <= 5` |\n"), (Found{"EH0709 11"}));
  EXPECT_EQ(findings(steps + actions + "`amount > 5 and amount < 3` |\n"), (Found{"EH0710 11"}));
}

TEST(Flow, TheWayToAnActionShouldMakeSureOfItsGuard) {
  const std::string actions =
      "\n## Actions\n\n| Action | Allowed when |\n| --- | --- |\n| pay | `amount <= 500 or approved` |\n";
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **amount**.\n- Get approval from **boss**. If refused: tell **lead**.\n- Do "
                     "**pay** with **amount**.\n" +
                     actions),
            (Found{"EH0711 5"}));
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **amount**.\n- If `amount > 500`: get approval from **boss**.\n- Do **pay** "
                     "with **amount**.\n" +
                     actions),
            (Found{}));
}

TEST(Flow, AGuardIsJudgedOnWaysThatWereJoined) {
  const std::string ifs =
      "- If `amount > 1`: tell **lead**.\n- If `amount > 2`: tell **lead**.\n- If `reason = \"late\"`: tell "
      "**lead**.\n- If "
      "`reason = \"other\"`: tell **lead**.\n- If `score > 2`: tell **lead**.\n- If `score > 4`: tell **lead**.\n";
  const std::string ask = "## 1. A\n\n- Ask for **amount**, **reason**, **score** and **proof**.\n";
  const auto guarded = [](const std::string& guard) {
    return "- Do **pay**.\n\n## Actions\n\n| Action | Allowed when |\n| --- | --- |\n| pay | `" + guard + "` |\n";
  };
  EXPECT_EQ(findings(ask + ifs + guarded("proof")), (Found{"EH0711 10"}));
  EXPECT_EQ(findings(ask + "- Check that `proof`.\n" + ifs + guarded("proof")), (Found{}));
  EXPECT_EQ(findings(ask + "- If `proof`: get approval from **boss**.\n" + ifs + guarded("approved or not(proof)")),
            (Found{}))
      << "ways that differ in what the guard reads are kept apart";
  EXPECT_EQ(findings(ask + "- If `proof and score > 3`: get approval from **boss**.\n" + ifs +
                     guarded("approved or not(proof)")),
            (Found{"EH0711 11"}));
  EXPECT_EQ(
      findings(ask + "- If `score > 2 or score < 2`: tell **lead**.\n" + ifs +
               "- Otherwise if `reason = \"damaged\"`: tell **lead**.\n- In any order:\n  - Check that `proof`.\n  - "
               "[ ] Look.\n" +
               guarded("proof")),
      (Found{}))
      << "what holds after them is not known";
}

TEST(Flow, AGuardIsJudgedInAStepThatIsGoneBackTo) {
  const std::string actions =
      "\n## Actions\n\n| Action | Allowed when |\n| --- | --- |\n| erase | `approved and not(proof)` |\n";
  const std::string steps =
      "## 1. A\n\n- Ask for **proof**.\n- Get approval from **boss**, up to 1 day. If refused: close as **no**.\n";
  EXPECT_EQ(findings(steps + "- Do **erase**. If it fails: go to step 1.\n" + actions), (Found{"EH0711 5"}));
  EXPECT_EQ(findings(steps +
                     "- Check that `not(proof)`. Otherwise: go to step 1.\n- Do **erase**. If it fails: go to "
                     "step 1.\n" +
                     actions),
            (Found{}));
}

TEST(Flow, WhatIsNotDoneYetIsNotDone) {
  EXPECT_EQ(findings("## 1. A\n\n- Check that `pay done`. Otherwise: close as **no**.\n- Do **pay**.\n"),
            (Found{"EH0702 3"}));
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **proof**.\n- If `proof`: do **pay**.\n- Check that `pay done`. Otherwise: "
                     "close as **no**.\n"),
            (Found{}));
  EXPECT_EQ(
      findings("## 1. A\n\n- If `pay done`: close as **paid**.\n\n## 2. B\n\n- Do **pay**.\n- Go to step **A**.\n"),
      (Found{}))
      << "the second time it is done";
  EXPECT_EQ(findings("## 1. A\n\n- Follow [X](x.sop.md).\n- If `pay done`: close as **paid**.\n- Do **pay**.\n"),
            (Found{}))
      << "the procedure that is followed may do it";
}

TEST(Flow, ARoundInWhichNobodyDoesAnything) {
  const std::string begin = "## 1. A\n\n- Ask for **score**.\n\n## 2. B\n\n- Record **left** as `score - 1`.\n";
  const std::string back = "- If `left > 1`: go to step **B**.\n";
  EXPECT_EQ(findings(begin + back), (Found{"EH0511 8"}));
  EXPECT_EQ(findings(begin + "- [ ] Look again.\n" + back), (Found{}));
  EXPECT_EQ(findings(begin + "- If `left > 3`: wait 2 days.\n" + back), (Found{})) << "not without end for sure";
}

TEST(Flow, WorkGrowsWithTheProcedureAndThenEnds) {
  const auto work = [](int items, const std::string& before, const std::string& after) {
    std::string text = std::string(head) + "## 1. A\n\n- Ask for **amount**.\n- If `amount < 0`: tell **lead**.\n";
    for (int i = 1; i <= items; ++i) text += before + std::to_string(i) + after;
    const Compiled compiled = compile(text);
    Findings findings;
    PathWalker walker(*compiled.procedure, findings);
    walker.walk();
    return predicate::Domains::work_max - walker.work_left();
  };
  using Text = std::pair<std::string, std::string>;
  for (const auto& [before, after] :
       {Text{"- If `amount > ", "`: close as **x**.\n"}, Text{"- Otherwise if `amount = ", "`: tell **lead**.\n"},
        Text{"- Close as **x**. (when `amount > ", "`)\n"}}) {
    EXPECT_LT(work(20, before, after), predicate::Domains::work_max / 20) << before;
    EXPECT_EQ(work(3000, before, after), predicate::Domains::work_max) << before << ": all of it, and no more";
  }
}

TEST(Flow, TheStepsShouldKeepTheOrderAGuardAsksFor) {
  const std::string actions =
      "\n## Actions\n\n### pay\n\n- Allowed when in this order:\n  - **look up** is done\n  - **check** is done\n";
  const auto steps = [](const std::string& items) { return "## 1. A\n\n" + items + "- Do **pay**.\n"; };
  EXPECT_EQ(findings(steps("- Do **look up**.\n- Do **check**.\n") + actions), (Found{}));
  EXPECT_EQ(findings(steps("- Do **check**.\n- Do **look up**.\n") + actions), (Found{"EH0714 5"}));
  EXPECT_EQ(findings(steps("- Do **check**.\n- Do **look up**.\n- Do **check**.\n") + actions), (Found{}));
}

TEST(Flow, ATableWithFixedOutcomesCanGiveNothingElse) {
  const std::string table =
      "## 1. A\n\n- Ask for **reason**.\n- Decide **refund** by the table, first match wins.\n\n| reason | refund |\n| "
      "--- | --- |\n| damaged | full |\n| - | none |\n\n";
  EXPECT_EQ(findings(table + "## 2. B\n\n- If `refund = \"part\"`: tell **lead**.\n"), (Found{"EH0702 13"}));
  EXPECT_EQ(findings(table + "## 2. B\n\n- If `refund = \"full\"`: tell **lead**.\n"), (Found{}));
}

TEST(Flow, WhatIsAskedShouldBeRead) {
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **score**.\n"), (Found{"EH0712 3"}));
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **email**.\n"), (Found{"EH0713 3"}));
  EXPECT_EQ(findings("## 1. A\n\n- Ask for **email**.\n\n> We will write to {email}.\n"), (Found{}));
}

TEST(Flow, EveryCodeHasItsPage) {
  std::set<std::string_view> codes;
  for (const CodePage& page : flow_code_pages()) {
    EXPECT_TRUE(codes.insert(page.code).second) << page.code;
    EXPECT_FALSE(page.title.empty() || page.why.empty() || page.wrong.empty() || page.right.empty()) << page.code;
  }
  EXPECT_EQ(codes.size(), 17u);
}

RC_GTEST_PROP(Flow, NeverFailsOnAnyTree, ()) {
  const Procedure procedure = by_hand::TreeGenerator().generate(3);
  std::set<std::string_view> codes{"EH0511"};  // said of `Repeat` too, by the sentence itself
  for (const CodePage& page : flow_code_pages()) codes.insert(page.code);
  for (const Diagnostic& one : check_flow(procedure)) RC_ASSERT(codes.contains(one.code));
}

}  // namespace
}  // namespace evenhand::procedure
