// What sentences, boxes and tables make of words that are not plain: marks, brackets, dots, alternatives.
#include <gtest/gtest.h>

#include <algorithm>

#include "procedure/codes.hpp"
#include "procedure/compile.hpp"

namespace evenhand::procedure {
namespace {

std::vector<std::string> codes(const std::string& items) {
  std::vector<std::string> out;
  for (const Diagnostic& d : compile(whole_example(items)).diagnostics) out.push_back(d.code);
  return out;
}
bool finds(const std::string& items, const std::string& code) {
  const auto found = codes(items);
  return std::find(found.begin(), found.end(), code) != found.end();
}

std::string explained(const std::string& items, const std::string& part) {
  for (const Understanding& one : compile(whole_example(items)).understanding)
    if (one.text.find(part) != std::string::npos) return one.text;
  return {};
}

TEST(Explain, TellsTheMarksOfEveryDirective) {
  EXPECT_EQ(explained("- Ask for **score** (optional) (by lead).\n", "captures"),
            "captures score from the customer (may be skipped with a reason; by the lead)");
  EXPECT_EQ(explained("- Close as **x** (when `amount > 5`).\n", "ends"), "ends the case as x (only when amount > 5)");
  EXPECT_EQ(explained("- Send **thank you**. (satisfies us/thanks)\n", "sends"),
            "sends the message thank you on the case's channel (satisfies us/thanks)");
  EXPECT_EQ(explained("- If `score > 3` (by lead): close as **x**.\n", "holds"),
            "when score > 3 holds, what follows is done (all in it by the lead)");
  EXPECT_EQ(explained("- Repeat until `score > 3`, at most 3 times: (optional)\n  - Ask for **score**.\n", "repeats"),
            "repeats what is nested here until score > 3 holds, at most 3 times (may be skipped with a reason)");
}

TEST(Explain, SaysThatWordsOnAnOverlaysLineAreGuidance) {
  EXPECT_EQ(explained("## 1. A\n\n- Close as **done**.\n\n## For email\n\n- Before step 1: be kind.\n", "enforced"),
            "shown as written; nothing is enforced: be kind.");
}

TEST(Guidance, MayHoldWordsThatLookActedOn) {
  for (const char* words :
       {"- The customer is always right.\n", "- Never mind the rest.\n", "- It is worse than ever, as never before.\n"})
    EXPECT_FALSE(finds(words, "EH0560")) << words;
  for (const char* words :
       {"- Keep the case open.\n", "- Before step 2 begins, breathe.\n", "- Needs and wishes differ.\n",
        "- Any time is fine.\n", "Ask for the **order number** politely.\n", "Check the **Returns** page.\n",
        "Do not send **thank you**.\n"})
    EXPECT_FALSE(finds(words, "EH0123")) << words;
  for (const char* words : {"- (a) The first thing.\n", "- [a guide](guide.md) helps.\n", "- [sic] is Latin.\n",
                            "- (see below)\n", "[ok] is no box.\n"})
    EXPECT_FALSE(finds(words, "EH0231")) << words;
}

TEST(Guidance, IsProseWhereItOnlyHasTheWords) {
  for (const char* words :
       {"- The parcel may not have arrived.\n", "- You may not know the answer.\n",
        "- When the customer calls, listen.\n", "- Do **not** share it.\n", "- It fails when `git push` does.\n",
        "- They call and tell **everybody** about it.\n", "Follow [the news](https://example.com).\n",
        "- The well **end** of it.\n", "- The last 30 days count.\n", "- Only the front is shown.\n",
        "- Get up and go to the counter.\n"})
    for (const char* code : {"EH0560", "EH0123", "EH0229"}) EXPECT_FALSE(finds(words, code)) << words << code;
  EXPECT_FALSE(finds("- [ ] Show the page (page 3).\n", "EH0230"));
  EXPECT_FALSE(finds("- [ ] Read what `git status` says when `git push` fails.\n", "EH0221"));
}

TEST(Guidance, IsReportedSentenceBySentence) {
  const Compiled c = compile(whole_example("You must be kind. Agents must smile. Then close as **x**.\n"));
  std::vector<std::string> codes;
  for (const Diagnostic& d : c.diagnostics)
    if (d.code == "EH0560" || d.code == "EH0123") codes.push_back(d.code);
  EXPECT_EQ(codes, (std::vector<std::string>{"EH0560", "EH0560", "EH0123"}));
}

TEST(Marks, NameARoleInAnyOfTheUsualWays) {
  for (const char* mark : {"(by boss)", "(by: boss)", "(by the boss)"}) {
    const Compiled c = compile(whole_example("- [ ] Look. " + std::string(mark) + "\n"));
    ASSERT_NE(c.procedure, nullptr) << mark;
    EXPECT_EQ(c.procedure->root.children.at(0).children.at(0).by_role, "boss") << mark;
  }
}

TEST(Limits, NeedNotBeNamedWhereItIsSaidThatThereIsNone) {
  EXPECT_FALSE(finds("- Repeat until `score > 8`, with no limit:\n  - Ask for **score**.\n", "EH0511"));
  EXPECT_FALSE(finds("- Wait for a reply, with no limit.\n", "EH0512"));
}

TEST(Decide, GathersWordsInAListThatIsDeclared) {
  const Compiled c =
      compile(whole_example("## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n| days | number | agent |\n| "
                            "flags | list of one of: old, new | "
                            "decision |\n| notes | list of text | decision |\n\n## 1. Decide\n\n- Ask for **days**.\n- "
                            "Decide **flags** and **notes** "
                            "by the table, all matches.\n\n| days | flags | notes |\n| --- | --- | --- |\n| > 9 | old "
                            "| quite late |\n| - | new | x |\n"));
  ASSERT_NE(c.procedure, nullptr);
  EXPECT_EQ(c.procedure->root.children.at(0).children.at(1).table->rules.at(0).outputs.at(1).source(),
            "\"quite late\"");
}

TEST(Words, StandAsWritten) {
  const Compiled c = compile(whole_example(
      "## Facts\n\n| Fact | Type |\n| --- | --- |\n| place | one of: credit card (Visa), St. Louis, 1.5 l |\n\n"
      "## 1. Ask\n\n- Ask for **place**. (by Dr. Smith (night shift))\n- [ ] Thank them. (by Dr. Smith)\n"));
  ASSERT_NE(c.procedure, nullptr);
  EXPECT_EQ(c.procedure->find_fact("place")->type.options,
            (std::vector<std::string>{"credit card (Visa)", "St. Louis", "1.5 l"}));
  const auto& items = c.procedure->root.children.at(0).children;
  EXPECT_EQ(items.at(0).by_role, "Dr. Smith (night shift)");
  EXPECT_EQ(items.at(1).by_role, "Dr. Smith");
}

TEST(Box, MayHoldWordsThatLookLikeDirectives) {
  for (const char* words :
       {"- [ ] Ask for the receipt. Check the date, and thank them.\n", "- [ ] Confirm that **amount** is right.\n",
        "- [ ] Ask whether there is more; if no, say goodbye.\n", "- [ ] Call them (by phone) and say `hello`.\n",
        "- [ ] Show the policy. If not: close as **not shown**.\n",
        "- [ ] Ask if no receipt was there and check **amount** on the screen.\n"}) {
    SCOPED_TRACE(words);
    EXPECT_FALSE(finds(words, "EH0221"));
    EXPECT_FALSE(finds(words, "EH0230"));
  }
}

TEST(Approval, IsHeldAndNotPassedWhenNothingIsSaidOfARefusal) {
  const std::string pay =
      "- Ask for **amount**.\n- Get approval from **manager**, up to 1 day. If none: close as **late**.\n- Do "
      "**pay**.\n\n"
      "## Actions\n\n| Action | Allowed when |\n| --- | --- |\n| pay | `approved` |\n";
  EXPECT_FALSE(finds(pay, "EH0711"));
}

TEST(Placeholder, MayBeUsedWhereItsValueIsKnown) {
  EXPECT_TRUE(finds("> You wrote: {reply}\n", "EH0716"));
  EXPECT_FALSE(
      finds("- Wait for a reply, up to 1 day. If none: close as **late**.\n\n> You wrote: {reply}\n", "EH0716"));
  EXPECT_TRUE(finds("- [ ] Say that the law of {state} holds.\n", "EH0716"));
  EXPECT_FALSE(finds("- [ ] Say that the law of {state} holds. (when `state = \"MA\"`)\n", "EH0716"));
  EXPECT_FALSE(finds("> It is {today}, this is {case}, for {customer}.\n", "EH0716"));
}

TEST(Kept, AYesOrNoMayBeMadeOfWhatIsNeverStored) {
  EXPECT_TRUE(finds("- Ask for **one time code**.\n- Record **copy** as `one time code`.\n", "EH0519"));
  EXPECT_FALSE(finds("- Ask for **one time code**.\n- Record **fits** as `one time code = \"123456\"`.\n", "EH0519"));
}

TEST(Names, AreMadeByDirectivesOnlyWhereTheseAreActedOn) {
  for (const char* items : {"- If `score > 3`: record **bonus** as `5`.\n- Check that `bonus > 1`.\n",
                            "- [ ] Thank them. If not: record **bonus** as `5`.\n- Check that `bonus > 1`.\n",
                            "- Wait for a reply, up to 1 day. If none: do **look up**, giving **bonus** and **rest**.\n"
                            "- Check that `bonus > rest`.\n",
                            "- Check that `pay back done`.\n- Do **pay back**.\n"}) {
    SCOPED_TRACE(items);
    EXPECT_FALSE(finds(items, "EH0501"));
  }
  EXPECT_TRUE(finds("- Note that **bonus** is nice: she gives **bonus** away.\n- Check that `bonus > 1`.\n", "EH0501"));
}

TEST(Repeat, OfWhatNobodyDoesMayEndWithoutItsCondition) {
  const std::string tail = "- If `days > 5`: close as **many**.\n- Close as **few**.\n";
  EXPECT_TRUE(finds("- Ask for **days**.\n- Repeat until `days > 5`, with no limit:\n  - Ask for **days**.\n" + tail,
                    "EH0703"));
  EXPECT_FALSE(
      finds("- Ask for **days**.\n- Repeat until `days > 5`, with no limit:\n  - Record **days** as `days`.\n" + tail,
            "EH0703"));
}

}  // namespace
}  // namespace evenhand::procedure
