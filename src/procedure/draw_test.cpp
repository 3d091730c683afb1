#include "procedure/codes.hpp"
#include "procedure/compile.hpp"
#include "procedure/draw.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <pugixml.hpp>

#include "procedure/testing_bpmn.hpp"
#include "procedure/testing_trees.hpp"

namespace evenhand::procedure {
namespace {

using by_hand::Builder;
using by_hand::TreeGenerator;

Procedure refund() {
  Builder b;
  b.procedure.id = "refund";
  b.procedure.title = "Refund <&> request";
  b.fact("amount", FactType::Kind::number);
  b.fact("email").label.translations["es"] = "correo";
  b.step("Greet", {b.say("Hello"), b.ask({"email"})});
  Node wait = b.with(b.wait(Node::WaitKind::reply, 5), {b.close("declined")});
  b.step("Decide", {b.choice({{"amount > 500", {b.named(NodeKind::approve, "manager")}}}), std::move(wait),
                    b.action("refund payment"), b.close("refunded")});
  Action action;
  action.name = "refund payment";
  action.connector = "shop";
  b.procedure.actions.push_back(action);
  return b.procedure;
}

RC_GTEST_PROP(Svg, IsWellFormed, ()) {
  const Procedure procedure = TreeGenerator().generate(3);
  pugi::xml_document document;
  const std::string svg = to_svg(procedure);
  const auto parsed = document.load_buffer(svg.data(), svg.size());
  RC_ASSERT(parsed.status == pugi::status_ok);
  RC_ASSERT(std::string_view(document.document_element().name()) == "svg");
}

RC_GTEST_PROP(Bpmn, IsWholeForAnyTree, ()) {
  const Procedure procedure = TreeGenerator().generate(3);
  for (const std::string& fault : testing::BpmnFaults::of(to_bpmn(procedure))) RC_FAIL(fault);
}

TEST(Svg, NamesItselfForScreenReadersAndEscapesText) {
  const std::string svg = to_svg(refund());
  EXPECT_NE(svg.find("role=\"img\""), std::string::npos);
  EXPECT_NE(svg.find("<title id=\"eh-refund-title\">Flow of Refund &lt;&amp;&gt; request</title>"), std::string::npos);
  EXPECT_NE(svg.find("<desc id=\"eh-refund-desc\">Steps: 1. Greet; 2. Decide.</desc>"), std::string::npos);
  EXPECT_NE(svg.find("data-node=\"greet\""), std::string::npos);
  EXPECT_NE(svg.find("prefers-color-scheme:dark"), std::string::npos);
}

TEST(Svg, MarksWhereACaseStandsAndIgnoresUnknownMarks) {
  const Procedure procedure = refund();
  DrawOptions options;
  options.standalone = false;
  options.marks = {
      {"greet", "done"}, {procedure.root.children[0].children[1].id, "current"}, {"decide", "\"><script>"}};
  const std::string svg = to_svg(procedure, options);
  EXPECT_NE(svg.find("class=\"eh-lane is-done\" data-node=\"greet\""), std::string::npos);
  EXPECT_NE(svg.find("is-current\" data-node=\"" + procedure.root.children[0].children[1].id), std::string::npos);
  EXPECT_NE(svg.find(": current</title>"), std::string::npos);
  EXPECT_EQ(svg.find("script"), std::string::npos);
  EXPECT_EQ(svg.find("<style>"), std::string::npos);
}

TEST(Svg, SpeaksTheLanguageAsked) {
  DrawOptions options;
  options.language = "es";
  const std::string svg = to_svg(refund(), options);
  EXPECT_NE(svg.find("Pedir correo"), std::string::npos);
  EXPECT_NE(svg.find("Ninguna en 5 días"), std::string::npos);
  EXPECT_EQ(svg.find("Ask for"), std::string::npos);
}

TEST(Bpmn, UsesTheElementThatMeansTheSame) {
  const std::string bpmn = to_bpmn(refund());
  for (const char* part : {"<bpmn:manualTask ", "<bpmn:userTask ", "<bpmn:serviceTask ", "<bpmn:eventBasedGateway ",
                           "<bpmn:messageEventDefinition/>", ">P5D</bpmn:timeDuration>", "name=\"Close as refunded\"",
                           "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">amount &gt; 500<"})
    EXPECT_NE(bpmn.find(part), std::string::npos) << part;
}

TEST(Bpmn, EscalationIsAnEventSubProcessAndFreeActionsAnAdHocOne) {
  Builder b;
  EscalationRule rule;
  rule.trigger = EscalationRule::Trigger::not_resolved;
  rule.within = Duration{2, Duration::Unit::weeks, false};
  rule.body = b.body({b.named(NodeKind::tell, "team lead")});
  b.procedure.escalation.push_back(rule);
  b.procedure.free_order = true;
  Action action;
  action.name = "unlock";
  b.procedure.actions.push_back(action);
  const std::string bpmn = to_bpmn(b.procedure);
  EXPECT_NE(bpmn.find("triggeredByEvent=\"true\""), std::string::npos);
  EXPECT_NE(bpmn.find(">P14D</bpmn:timeDuration>"), std::string::npos);
  EXPECT_NE(bpmn.find("<bpmn:adHocSubProcess "), std::string::npos);
  EXPECT_NE(bpmn.find("id=\"action_unlock\""), std::string::npos);
}

TEST(Bpmn, IdsComeFromNodesAndSoStayWhenTheTextChanges) {
  Procedure procedure = refund();
  const std::string id = "task_" + procedure.root.children[0].children[1].id;
  EXPECT_NE(to_bpmn(procedure).find("id=\"" + id + "\""), std::string::npos);
  procedure.root.children[0].children.erase(procedure.root.children[0].children.begin());
  EXPECT_NE(to_bpmn(procedure).find("id=\"" + id + "\""), std::string::npos);
}

TEST(Draw, MarksWhatDiffers) {
  const ProcedurePtr p = compile(whole_example("- [ ] Look.\n- [ ] Go.\n")).procedure;
  ASSERT_NE(p, nullptr);
  const std::string en = to_svg(*p, {.language = "en",
                                     .marks = {{"first-step/task-look", "added"}, {"first-step/task-go", "removed"}},
                                     .standalone = true});
  EXPECT_NE(en.find("is-added"), std::string::npos);
  EXPECT_NE(en.find("is-removed"), std::string::npos);
  EXPECT_NE(en.find(": removed"), std::string::npos) << "said too, not only drawn";
  const std::string es =
      to_svg(*p, {.language = "es", .marks = {{"first-step/task-go", "removed"}}, .standalone = true});
  EXPECT_NE(es.find(": quitado"), std::string::npos);
}

}  // namespace
}  // namespace evenhand::procedure
