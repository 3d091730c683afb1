// Overlays make several texts of one file. What is wrong only with one of them is found when the file is checked.
#include "procedure/overlays.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/limits.hpp"
#include "procedure/compile.hpp"
#include "procedure/draw.hpp"

namespace evenhand::procedure {
namespace {

const std::string front = "---\nid: example\nchannels: [phone, email]\nstates: [MA, OK]\n---\n\n# Example\n\n";

std::string problems(const std::string& text) {
  std::string out;
  for (const Diagnostic& d : compile(front + text).diagnostics)
    out += d.code + " " + std::to_string(d.span.line) + ":" + std::to_string(d.span.column) + "\n";
  return out;
}

TEST(OverlayFlow, WhatNobodyWillSeeIsReported) {
  EXPECT_EQ(
      problems("## 1. Pay\n\n- [ ] Pay it.\n- Close as **paid**.\n\n## In Massachusetts\n\n- After step 1:\n  - [ ] "
               "Give the notice. (satisfies us-ma/notice)\n"),
      "EH0700 17:9\n");
}

TEST(OverlayFlow, AStepThatIsGoneToStays) {
  const std::string base =
      "## Facts\n\n| Fact | Type |\n| --- | --- |\n| vip | yes or no |\n\n## 1. Begin\n\n- Ask for **vip**.\n- If "
      "`vip`: "
      "go to step **Wrap**.\n\n## 2. Middle\n\n- [ ] Middle.\n\n## 3. Wrap\n\n- [ ] Wrap.\n\n";
  EXPECT_EQ(problems(base + "## In Massachusetts\n\n- Without step 3.\n"), "EH0545 30:3\n");
  EXPECT_EQ(problems(base + "## In Massachusetts\n\n- Instead of step 3: [ ] Wrap it in paper.\n"), "");
}

TEST(OverlayFlow, OverlaysAreCheckedTogether) {
  const std::string base = "## 1. Begin\n\n- [ ] Begin.\n\n## 2. End\n\n- [ ] End.\n\n";
  EXPECT_EQ(problems(base + "## In Massachusetts\n\n- Without step 1.\n\n## For email\n\n- Before step 1: [ ] Look.\n"),
            "EH0543 23:3\n");
  EXPECT_EQ(problems(base + "## In Massachusetts\n\n- After step 1: [ ] Tell. (satisfies us-ma/x)\n\n## For email\n\n- "
                            "Without step 1.\n"),
            "EH0540 23:3\n");
  EXPECT_EQ(
      problems(base + "## In Massachusetts\n\n- Without step 1.\n\n## In Oklahoma\n\n- Before step 1: [ ] Look.\n"), "")
      << "never both";
}

TEST(OverlayFlow, NoOverlayGetsACasePastADuty) {
  const std::string base =
      "## 1. Begin\n\n- [ ] Begin.\n\n## 2. Tell\n\n- [ ] Tell. (satisfies us-ma/x)\n\n## 3. End\n\n- [ ] End.\n\n";
  EXPECT_EQ(problems(base + "## For email\n\n- Before step 2: close as **early**.\n"),
            "EH0700 21:1\nEH0701 21:1\nEH0540 23:18\n");
  EXPECT_NE(problems(base + "## For email\n\n- After step 1: go to step **End**.\n").find("EH0540 23:17"),
            std::string::npos);
  EXPECT_EQ(problems(base + "## For email\n\n- After step 3: close as **late**.\n"), "");
  EXPECT_EQ(problems(base + "## For email\n\n- If not resolved within 2 days: close as **late**.\n"), "EH0540 23:34\n");
  EXPECT_NE(problems(base + "## For email\n\n- Before step 1: go to step **Begin**.\n").find("EH0708"),
            std::string::npos);
  const std::string by_message =
      "## 1. Begin\n\n- [ ] Begin.\n\n## 2. Tell\n\n- Send **notice**.\n\n## Messages\n\n### notice (mandatory) "
      "(satisfies "
      "us-ma/x)\n\n> The law says so.\n\n";
  EXPECT_EQ(problems(by_message + "## In Oklahoma\n\n- Without step 2.\n"), "EH0540 25:3\n");
}

TEST(OverlayFlow, NoOverlayAnswersTheConditionOfADuty) {
  const std::string facts =
      "## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| hold | yes or no | agent |\n| days | number | agent "
      "|\n\n";
  const std::string ask = "## 1. Ask\n\n- Ask for **hold** and **days**.\n\n## 2. Tell\n\n";
  const auto with = [&](const std::string& duty, const std::string& overlay) {
    return problems(facts + ask + duty + "\n## 3. End\n\n- Check that `days > 0 or hold`.\n\n## In Massachusetts\n\n" +
                    overlay);
  };
  const std::string box = "- [ ] Tell. (satisfies us-ma/x)\n", under = "- If `hold`:\n  " + box;
  const std::string record = "- Before step 2: record **hold** as `false`.\n";
  EXPECT_EQ(with(under, record), "EH0540 31:18\n");
  EXPECT_EQ(with("- [ ] Tell. (when `hold`) (satisfies us-ma/x)\n", record), "EH0540 30:18\n");
  EXPECT_EQ(with("- If `hold`: close as **held**.\n" + box, record), "EH0540 31:18\n") << "it decides who leaves";
  EXPECT_EQ(with("- Record **late** as `days > 9`.\n- If `late`:\n  " + box,
                 "- After step 1: do **look**, giving **days**.\n"),
            "EH0540 32:17\n");
  EXPECT_EQ(with(under, "- Any time `days > 5`: record **hold** as `false`.\n"), "EH0540 31:24\n");
  EXPECT_EQ(with(under, "- After step 1: ask for **hold**.\n"), "") << "as the base text does";
  EXPECT_EQ(with(under, "- After step 2: record **hold** as `false`.\n"), "") << "too late to matter";
  EXPECT_EQ(with(under, "- After step 1: record **days** as `3`.\n"), "") << "nothing hangs on it";
}

TEST(OverlayFlow, AProcedureThatMayCloseGetsNoCasePastADuty) {
  const std::string text =
      front +
      "## 1. Tell\n\n- [ ] Tell. (satisfies us-ma/x)\n\n## For email\n\n- Before step 1: follow [X](x.sop.md).\n";
  const auto found = [&](const std::map<std::string, std::string, std::less<>>& files) {
    const auto known = [&](std::string_view link, const auto& self) -> ProcedurePtr {
      const auto file = files.find(link);
      const Resolver next = [&](std::string_view other) { return self(other, self); };
      return file == files.end() ? nullptr : compile(file->second, next).procedure;
    };
    const Diagnostics all = compile(text, [&](std::string_view link) { return known(link, known); }).diagnostics;
    return std::any_of(all.begin(), all.end(), [](const Diagnostic& d) { return d.code == "EH0540"; });
  };
  const std::string closes = "## 1. X\n\n- Close as **gone**.\n", stays = "## 1. X\n\n- [ ] Look.\n";
  const std::string goes_on = "## 1. X\n\n- Follow [Y](y.sop.md).\n";
  EXPECT_TRUE(found({{"x.sop.md", "---\nid: x\n---\n\n" + closes}}));
  EXPECT_FALSE(found({{"x.sop.md", "---\nid: x\n---\n\n" + stays}}));
  EXPECT_TRUE(found({{"x.sop.md", "---\nid: x\n---\n\n" + goes_on}, {"y.sop.md", "---\nid: y\n---\n\n" + closes}}));
  EXPECT_FALSE(found({{"x.sop.md", "---\nid: x\n---\n\n" + goes_on}, {"y.sop.md", "---\nid: y\n---\n\n" + stays}}));
  EXPECT_TRUE(found({})) << "nobody knows whether it closes";
}

TEST(OverlayFlow, WhatIsAddedStaysWhereAnotherOverlayReplaces) {
  const std::string base = "## 1. Begin\n\n- [ ] Begin.\n\n",
                    replaces = "## For email\n\n- Instead of step 1: [ ] Mail.\n\n",
                    adds = "## In Massachusetts\n\n- Before step 1: [ ] Before.\n- After step 1: [ ] After.\n\n";
  for (const std::string& overlays : {replaces + adds, adds + replaces}) {
    const auto p = resolve(compile(front + base + overlays).procedure, {"MA", "email", "", "en"});
    ASSERT_TRUE(p.has_value());
    std::string words;
    for (const Node& n : (*p)->root.children[0].children) words += n.text.text + " ";
    EXPECT_EQ(words, "Before. Mail. After. ");
  }
  const std::string takes = "## For email\n\n- Without step 1.\n\n";
  EXPECT_EQ(problems(base + takes + adds), "EH0543 19:3\n");
  EXPECT_EQ(problems(base + adds + takes), "EH0543 20:3\n");
}

TEST(OverlayFlow, WhatAnOverlayBreaksInTheBaseTextIsReportedAtTheOverlay) {
  EXPECT_EQ(
      problems("## Facts\n\n| Fact | Type |\n| --- | --- |\n| vip | yes or no |\n\n## 1. Ask\n\n- Ask for "
               "**vip**.\n\n## 2. Use\n\n- If `vip`: close as **vip**.\n- Close as **done**.\n\n## In Oklahoma\n\n- "
               "Instead of step 1: [ ] Do not ask.\n"),
      "EH0706 24:1\n");
}

TEST(OverlayFlow, ManyOverlaysAreCheckedUpToALimit) {
  std::string text = "## 1. Begin\n\n- [ ] Begin.\n\n";
  for (int i = 0; i < 300; ++i)
    text += "## For product p" + std::to_string(i) + "\n\n- Before step 1: [ ] Look at " + std::to_string(i) + ".\n\n";
  const Compiled c = compile(front + text);
  ASSERT_NE(c.procedure, nullptr);
  EXPECT_LE(selections_of(*c.procedure).size(), limits::overlay_texts_max);
}

TEST(OverlayProse, IsShownWhereTheOverlayHolds) {
  const Compiled c = compile(front +
                             "## 1. Begin\n\n- [ ] Do.\n\n## In Massachusetts\n\nTell the customer.\n\n> You have a "
                             "right.\n\n| a | b |\n| --- | --- |\n| 1 | two |\n\n### Something\n\nMore.\n");
  ASSERT_NE(c.procedure, nullptr);
  ASSERT_TRUE(c.procedure->overlays[0].prose.has_value());
  const std::string here = to_html(*c.procedure, {"MA", "phone", "", "en"});
  for (const char* words : {"Tell the customer.", "You have a right.", "two", "Something", "More."})
    EXPECT_NE(here.find(words), std::string::npos) << words;
  EXPECT_EQ(to_html(*c.procedure, {"OK", "phone", "", "en"}).find("Tell the customer."), std::string::npos);
}

}  // namespace
}  // namespace evenhand::procedure
