#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake/bpmn_words.hpp"
#include "intake/intake.hpp"
#include "procedure/compile.hpp"
#include "procedure/draw.hpp"

namespace evenhand::intake {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string bpmn(const std::string& inside, const std::string& name = "Refunds") {
  return "<?xml version=\"1.0\"?>\n<b:definitions xmlns:b=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">\n<b:process "
         "id=\"p\" name=\"" +
         name + "\">\n" + inside + "</b:process>\n</b:definitions>\n";
}
std::string flow(const std::string& from, const std::string& to, const std::string& name = {},
                 const std::string& condition = {}) {
  std::string out =
      "<b:sequenceFlow id=\"" + from + "_" + to + "\" sourceRef=\"" + from + "\" targetRef=\"" + to + "\"";
  if (!name.empty()) out += " name=\"" + name + "\"";
  return condition.empty()
             ? out + "/>\n"
             : out + "><b:conditionExpression>" + condition + "</b:conditionExpression></b:sequenceFlow>\n";
}
std::string node(const std::string& element, const std::string& id, const std::string& name = {},
                 const std::string& inside = {}) {
  return "<b:" + element + " id=\"" + id + "\" name=\"" + name + "\">" + inside + "</b:" + element + ">\n";
}

Imported imported(const std::string& xml) {
  auto result = import_file("a.bpmn", xml);
  EXPECT_TRUE(result) << result.error().code << ": " << result.error().message;
  if (!result) return {};
  for (const Diagnostic& d : procedure::compile(result->draft).diagnostics)
    EXPECT_NE(d.severity, Severity::error) << render(d, "a", result->draft);
  for (const Entry& e : result->report) EXPECT_NE(rule_sentence(e.rule), "") << e.rule;
  return std::move(*result);
}
std::string code_of(const std::string& xml) {
  const auto result = import_file("a.bpmn", xml);
  return result ? "a draft" : result.error().code;
}

TEST(ImportOfBpmn, TasksAreStepsAndAQuestionIsABranch) {
  const auto page = imported(bpmn(
      node("startEvent", "s") + node("userTask", "a", "Look at the photo") +
      node("exclusiveGateway", "g", "Is it damaged?") + node("userTask", "b", "Pay the refund") +
      node("userTask", "c", "Explain why not") + node("exclusiveGateway", "m") + node("userTask", "d", "Write a note") +
      node("endEvent", "e", "Refund settled") + flow("s", "a") + flow("a", "g") + flow("g", "b", "yes") +
      flow("g", "c", "no") + flow("b", "m") + flow("c", "m") + flow("m", "d") + flow("d", "e")));
  EXPECT_EQ(page.title, "Refunds");
  EXPECT_THAT(page.draft, HasSubstr("## 1. Look at the photo\n\n- [ ] Look at the photo\n- Ask for **damaged**.\n- If "
                                    "`damaged`:\n  - [ ] Pay the refund\n"
                                    "- Otherwise if `not(damaged)`:\n  - [ ] Explain why not\n\n## 2. Write a "
                                    "note\n\n- [ ] Write a note\n- Close as **refund settled**.\n"));
}

TEST(ImportOfBpmn, ConditionsTimersCallsAndParallelWays) {
  const auto page = imported(
      bpmn(node("startEvent", "s") + node("userTask", "a", "Ask for amount") + node("exclusiveGateway", "g") +
           node("userTask", "b", "Get approval from team lead") + node("exclusiveGateway", "m") +
           node("intermediateCatchEvent", "t", "",
                "<b:timerEventDefinition><b:timeDuration>P2D</b:timeDuration></b:timerEventDefinition>") +
           "<b:callActivity id=\"k\" name=\"Identity check\" calledElement=\"identity-check\"/>" +
           node("parallelGateway", "p") + node("sendTask", "x", "Write to the bank") +
           node("serviceTask", "y", "Block the card") + node("parallelGateway", "q") + node("endEvent", "e") +
           flow("s", "a") + flow("a", "g") + flow("g", "b", "large", "${amount &gt; 500}") +
           flow("g", "m", "small", "${amount &lt;= 500}") + flow("b", "m") + flow("m", "t") + flow("t", "k") +
           flow("k", "p") + flow("p", "x") + flow("p", "y") + flow("x", "q") + flow("y", "q") + flow("q", "e")));
  EXPECT_THAT(page.draft, HasSubstr("| amount | number | customer | no |"));
  EXPECT_THAT(page.draft, HasSubstr("- If `amount > 500`:\n  - Get approval from **team lead**.\n"));
  EXPECT_THAT(page.draft, HasSubstr("- Wait 2 days.\n"));
  EXPECT_THAT(page.draft, HasSubstr("- Follow [Identity check](identity-check.sop.md).\n"));
  EXPECT_THAT(page.draft, HasSubstr("- In any order:\n  - [ ] Write to the bank\n  - [ ] Block the card\n"));
}

TEST(ImportOfBpmn, AWayBackIsARepeat) {
  const auto page = imported(
      bpmn(node("startEvent", "s") + node("exclusiveGateway", "h") + node("userTask", "a", "Ask for the code") +
           node("exclusiveGateway", "t", "Does it fit?") + node("endEvent", "e", "Known") + flow("s", "h") +
           flow("h", "a") + flow("a", "t") + flow("t", "h", "no") + flow("t", "e", "yes")));
  EXPECT_THAT(page.draft, HasSubstr("- Repeat until `"));
  EXPECT_THAT(page.draft, HasSubstr("  - Ask for **code**.\n"));
}

TEST(ImportOfBpmn, WhatHasNoCounterpartIsKeptAndSaid) {
  const auto page = imported(bpmn(
      node("startEvent", "s") + node("task", "a", "Open it") + node("complexGateway", "g", "Odd") +
      node("task", "b", "One") + node("task", "c", "Other") + node("endEvent", "e") +
      node("task", "z", "Nobody comes here") +
      "<b:textAnnotation id=\"n\"><b:text>Mind the law</b:text></b:textAnnotation>" +
      "<b:boundaryEvent id=\"bt\" name=\"Too late\" attachedToRef=\"a\"><b:timerEventDefinition/></b:boundaryEvent>" +
      node("task", "l", "Say sorry") + flow("bt", "l") + flow("s", "a") + flow("a", "g") + flow("g", "b") +
      flow("g", "c") + flow("b", "e") + flow("c", "e") + flow("a", "nowhere")));
  for (const std::string_view words :
       {"Open it", "odd", "One", "Other", "Nobody comes here", "Mind the law", "too late", "Say sorry"})
    EXPECT_NE(page.draft.find(words), std::string::npos) << words << "\n" << page.draft;
  EXPECT_GE(count(page, Outcome::left_out), 1U);
}

TEST(ImportOfBpmn, RefusesWhatIsNoBpmnOrWouldReadMore) {
  EXPECT_EQ(code_of("words"), "import/not-bpmn");
  EXPECT_EQ(code_of("<a/>"), "import/not-bpmn");
  EXPECT_EQ(code_of(bpmn("")), "import/not-bpmn");
  EXPECT_EQ(code_of("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + bpmn(node("task", "a", "&x;"))),
            "import/document-type");
  EXPECT_EQ(code_of("<?xml version=\"1.0\" encoding=\"UTF-8\"?><b:definitions \xFF/>"), "import/not-text");
  std::string deep, close;
  for (int i = 0; i < 300; ++i) deep += "<b:subProcess id=\"s" + std::to_string(i) + "\">", close += "</b:subProcess>";
  EXPECT_EQ(code_of(bpmn(deep + close)), "import/too-deep");
  std::string many;
  for (int i = 0; i < 2'100; ++i) many += node("task", "t" + std::to_string(i), "A");
  EXPECT_EQ(code_of(bpmn(many)), "import/too-large");
  const auto where = import_file("a.bpmn", bpmn("<b:task id=\"a\"\n</b:process>"));
  ASSERT_FALSE(where);
  EXPECT_THAT(where.error().message, HasSubstr("Line "));
}

TEST(ImportOfBpmn, AnyWebOfFlowsBecomesADraft) {
  // Deterministic webs: each node leads on to others, ahead and back.
  for (unsigned seed = 1; seed <= 60; ++seed) {
    unsigned state = seed * 2'654'435'761U;
    const auto random = [&](unsigned below) {
      state = state * 1'664'525U + 1'013'904'223U;
      return (state >> 16) % below;
    };
    const unsigned count = 3 + random(20);
    std::string inside = node("startEvent", "n0");
    const std::vector<std::string> kinds{
        "task",         "userTask", "exclusiveGateway",       "parallelGateway", "eventBasedGateway",
        "callActivity", "endEvent", "intermediateThrowEvent", "inclusiveGateway"};
    for (unsigned i = 1; i < count; ++i)
      inside += node(kinds[random(static_cast<unsigned>(kinds.size()))], "n" + std::to_string(i),
                     "Do thing " + std::to_string(i));
    for (unsigned i = 0; i < count * 2; ++i)
      inside +=
          flow("n" + std::to_string(random(count)), "n" + std::to_string(random(count)), random(3) == 0 ? "way" : "");
    SCOPED_TRACE(seed);
    (void)imported(bpmn(inside));
  }
}

TEST(BpmnWords, DurationsAndConditions) {
  EXPECT_EQ(bpmn::duration_words("P5D"), "5 days");
  EXPECT_EQ(bpmn::duration_words("PT1H"), "1 hour");
  EXPECT_EQ(bpmn::duration_words("PT1H30M"), "90 minutes");
  EXPECT_EQ(bpmn::duration_words("P1DT2H"), "");
  EXPECT_EQ(bpmn::duration_words("R3/PT10H"), "");
  EXPECT_EQ(bpmn::condition_of("${a == 'x' && b}")->feel, "a = \"x\" and b");
  EXPECT_FALSE(bpmn::condition_of("when it rains, maybe"));
  EXPECT_FALSE(bpmn::condition_of("1 = 1"));
}

}  // namespace
}  // namespace evenhand::intake
