#include <gtest/gtest.h>

#include "procedure/codes.hpp"
#include "procedure/compile.hpp"

namespace evenhand::procedure {
namespace {

std::string changes(const std::string& before, const std::string& after) {
  const ProcedurePtr a = compile(whole_example(before)).procedure, b = compile(whole_example(after)).procedure;
  if (!a || !b) return "does not compile";
  static constexpr const char* kinds[] = {"+", "-", "~", "^"};
  std::string out;
  for (const Change& c : diff(*a, *b))
    out += std::string(kinds[static_cast<std::size_t>(c.kind)]) + " " + c.where + " | " + c.before + " | " + c.after +
           "\n";
  return out;
}

TEST(Diff, SaysWhatChangedInWords) {
  EXPECT_EQ(changes("## 1. A\n\n- [ ] Look.\n\n## 2. B\n\n- [ ] Go.\n", "## 1. B\n\n- [ ] Go.\n"),
            "- a | A | \n- a/task-look | Look. | \n~ b | step 2 | step 1\n");
  EXPECT_EQ(changes("- [ ] Look. (optional)\n", "- [ ] Look. (by agent)\n"),
            "~ first-step/task-look | may be skipped | by the agent\n");
  EXPECT_EQ(changes("- Ask for **score**.\n\n## Training\n\nPass mark 80%. Valid for 12 months.\n",
                    "- Ask for **score**.\n\n## Training\n\nPass mark 90%. Valid for 6 months.\n"),
            "~ training: pass mark | 80% | 90%\n~ training: valid for | 12 months | 6 months\n");
  EXPECT_EQ(changes("- Ask for **score**.\n\n## Purpose\n\nWhy.\n", "- Ask for **score**.\n\n## Purpose\n\nWhy not.\n"),
            "~ guidance: Purpose | Why. | Why not.\n");
  EXPECT_EQ(changes("## Targets\n\n- Resolved within 2 days.\n\n## 1. A\n\n- [ ] Look.\n",
                    "## Targets\n\n- Resolved within 3 days.\n\n## 1. A\n\n- [ ] Look.\n"),
            "~ target: Resolved within 3 days. | Resolved within 2 days. | Resolved within 3 days.\n");
}

TEST(Diff, AHeadingWithoutWordsIsNoGuidance) {
  EXPECT_EQ(changes("- Ask for **score**.\n\n##\n", "- Ask for **score**.\n\n\n##"), "");
}

TEST(Diff, ARenamedStepKeepsWhatItHolds) {
  EXPECT_EQ(changes("## 1. Begin\n\n- [ ] Look.\n- Send **thank you**.\n- [ ] Smile.\n",
                    "## 1. Start\n\n- [ ] Look.\n- Send **thank you**.\n- [ ] Smile widely.\n"),
            "~ start | Begin | Start\n~ start/task-smile-widely | Smile. | Smile widely.\n");
}

TEST(Diff, TellsAnIdThatWasWrittenDownFromOneThatFollowsFromTheWords) {
  EXPECT_EQ(changes("## 1. Begin {#listen}\n\n- [ ] Look.\n", "## 1. Begin {#hear}\n\n- [ ] Look.\n"),
            "~ hear | id: listen | id: hear\n");
  EXPECT_EQ(changes("- Send **thank you**.\n", "- Send **thank you**. {#send-label}\n"),
            "~ send-label | id: first-step/send-thank-you | id: send-label\n");
  EXPECT_EQ(changes("- [ ] Look. {#look}\n", "- [ ] Look twice. {#see}\n"),
            "~ see | Look.; id: look | Look twice.; id: see\n");
}

TEST(Diff, OfAnOverlayNamesTheEditAndTheItem) {
  const std::string base = "- [ ] Look.\n\n## In Oklahoma\n\n- After step 1: [ ] ";
  EXPECT_EQ(changes(base + "Tell.\n", base + "Tell all.\n"), "~ in-oklahoma/task-tell-all | Tell. | Tell all.\n");
  EXPECT_EQ(
      changes(base + "Tell.\n", base + "Tell.\n- Resolved within 2 days.\n").find("+ overlay: In Oklahoma, Resolved"),
      0u);
}

}  // namespace
}  // namespace evenhand::procedure
