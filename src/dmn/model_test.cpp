#include "dmn/model.hpp"

#include <gtest/gtest.h>

#include "dmn/testing.hpp"

namespace evenhand::dmn {
namespace {

using feel::Value;

std::string definitions(const std::string& content) {
  return "<?xml version=\"1.0\"?>\n<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\">\n" +
         content + "\n</definitions>\n";
}

std::string decision(const std::string& name, const std::string& text, const std::string& needs = {}) {
  return "<decision name=\"" + name + "\" id=\"" + name + "\"><variable name=\"" + name + "\"/>" + needs +
         "<literalExpression><text>" + text + "</text></literalExpression></decision>\n";
}

std::string needs(const std::string& kind, const std::string& id, const std::string& space = {}) {
  const std::string requirement = kind == "requiredKnowledge" ? "knowledgeRequirement" : "informationRequirement";
  return "<" + requirement + "><" + kind + " href=\"" + space + "#" + id + "\"/></" + requirement + ">";
}

std::string function(const std::string& name, const std::string& text) {
  return "<businessKnowledgeModel name=\"" + name + "\" id=\"" + name +
         "\"><encapsulatedLogic><formalParameter name=\"n\"/>" + "<literalExpression><text>" + text +
         "</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>\n";
}

Value decided(const std::string& content, const char* name, feel::Context inputs = {}) {
  const ReadModel read = read_model(definitions(content));
  EXPECT_TRUE(read.usable);
  return read.model.evaluate(name, inputs, Instant{});
}

TEST(Model, DecidesFromInputsAndOtherDecisions) {
  const std::string content =
      "<inputData name=\"order total\" id=\"i\"><variable name=\"order total\" typeRef=\"number\"/></inputData>" +
      decision("fee", "order total * 0.1", needs("requiredInput", "i")) +
      decision("sum", "order total + fee", needs("requiredInput", "i") + needs("requiredDecision", "fee"));
  const ReadModel read = read_model(definitions(content));
  EXPECT_TRUE(read.diagnostics.empty());
  EXPECT_EQ(read.model.decisions(), (std::vector<std::string>{"fee", "sum"}));
  EXPECT_EQ(read.model.inputs(), std::vector<std::string>{"order total"});
  EXPECT_EQ(read.model.evaluate("sum", {{"order total", 50}}, Instant{}), Value(55));
  EXPECT_TRUE(read.model.evaluate("sum", {{"order total", "x"}}, Instant{}).is_null());
  EXPECT_NE(read.model.evaluate("sum", {}, Instant{}).null_reason().find("no value was given"), std::string::npos);
  EXPECT_NE(read.model.evaluate("other", {}, Instant{}).null_reason().find("no decision"), std::string::npos);
}

TEST(Model, CallsKnowledgeWithinBounds) {
  const std::string call = needs("requiredKnowledge", "f");
  EXPECT_EQ(decided(function("f", "if n &lt; 2 then 1 else n * f(n - 1)") + decision("d", "f(5)", call), "d"),
            Value(120));
  EXPECT_EQ(decided(function("f", "n + 1"), "f", {{"n", 4}}), Value(5));
  const Value endless = decided(function("f", "f(n + 1)") + decision("d", "f(1)", call), "d");
  EXPECT_NE(endless.null_reason().find("nested deeper"), std::string::npos) << endless.null_reason();
  const Value many =
      decided(function("f", "if n &lt; 2 then n else f(n - 1) + f(n - 2)") + decision("d", "f(40)", call), "d");
  EXPECT_NE(many.null_reason().find("more than 10000 calls"), std::string::npos) << many.null_reason();
}

TEST(Model, WhatNeedsADecisionPastALimitIsNullToo) {
  const auto needs = [](const std::string& id) {
    return "<informationRequirement><requiredDecision href=\"#" + id + "\"/></informationRequirement>";
  };
  const std::string choice = "<conditional><if>" + testing::literal("d1 = 1") + "</if><then>" + testing::literal("1") +
                             "</then><else>" + testing::literal("2") + "</else></conditional>";
  const ReadModel read = read_model(definitions(
      testing::literal_decision("d1", "count(for i in 1..1000000000 return i)") +
      testing::literal_decision("d2", "if d1 &gt; 5 then \"many\" else \"few\"", needs("d1")) +
      "<decision name=\"d3\" id=\"d3\">" + needs("d1") + choice + "</decision>" +
      "<decision name=\"d4\" id=\"d4\"><context><contextEntry><variable name=\"a\"/>" +
      testing::literal("for i in 1..1000000000 return i") + "</contextEntry><contextEntry><variable name=\"b\"/>" +
      testing::literal("1") + "</contextEntry></context></decision>" + testing::literal_decision("d5", "1")));
  ASSERT_TRUE(read.usable);
  for (const char* name : {"d1", "d2", "d3", "d4"}) {
    const feel::Value value = read.model.evaluate(name, {}, Instant{});
    EXPECT_EQ(value.null_reason(), "the list is longer than 100000 items") << name;
    EXPECT_TRUE(value.is_limit()) << name;
  }
  EXPECT_EQ(read.model.evaluate("d5", {}, Instant{}), feel::Value(1));
}

TEST(Model, RefusesCirclesOfRequirements) {
  const std::string circle =
      decision("a", "b", needs("requiredDecision", "b")) + decision("b", "a", needs("requiredDecision", "a"));
  const ReadModel read = read_model(definitions(circle));
  EXPECT_FALSE(read.usable);
  ASSERT_EQ(read.diagnostics.size(), 1u);
  EXPECT_EQ(read.diagnostics[0].code, "EH0408");
  EXPECT_EQ(read.diagnostics[0].message, "A circle: \"a\" needs \"b\" needs \"a\".");
  EXPECT_NE(read.model.evaluate("a", {}, Instant{}).null_reason().find("needs itself"), std::string::npos);
  // A function may call itself, two of them each other only by a requirement that is refused.
  const std::string itself =
      "<businessKnowledgeModel name=\"f\" id=\"f\">" + needs("requiredKnowledge", "f") + "</businessKnowledgeModel>";
  EXPECT_TRUE(read_model(definitions(itself)).usable);
  const auto knows = [](const char* name, const char* other) {
    return "<businessKnowledgeModel name=\"" + std::string(name) + "\" id=\"" + name + "\">" +
           needs("requiredKnowledge", other) + "</businessKnowledgeModel>";
  };
  EXPECT_FALSE(read_model(definitions(knows("f", "g") + knows("g", "f"))).usable);
}

TEST(Model, KeepsToAllowedValues) {
  const std::string content =
      "<itemDefinition name=\"tier\"><typeRef>string</typeRef><allowedValues><text>\"gold\", "
      "\"silver\"</text></allowedValues>"
      "</itemDefinition><inputData name=\"t\" id=\"t\"><variable name=\"t\" typeRef=\"tier\"/></inputData>" +
      decision("d", "t", needs("requiredInput", "t"));
  EXPECT_EQ(decided(content, "d", {{"t", "gold"}}), Value("gold"));
  EXPECT_NE(decided(content, "d", {{"t", "tin"}}).null_reason().find("not among the allowed values"),
            std::string::npos);
}

TEST(Model, TablesKnowWhatTheirInputsCanBe) {
  const auto table = [](const std::string& input, const std::vector<std::string>& cells) {
    std::string rules;
    for (const std::string& cell : cells)
      rules +=
          "<rule><inputEntry><text>" + cell + "</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>";
    const ReadModel read = read_model(definitions(
        "<inputData id=\"t\" name=\"tier\"><variable name=\"tier\" typeRef=\"best\"/></inputData>"
        "<inputData id=\"s\" name=\"score\"><variable name=\"score\" typeRef=\"number\"/></inputData>"
        "<itemDefinition name=\"best\"><typeRef>any tier</typeRef></itemDefinition>"
        "<itemDefinition name=\"any tier\"><typeRef>string</typeRef><allowedValues><text>\"gold\", "
        "\"silver\"</text></allowedValues></itemDefinition>"
        "<itemDefinition name=\"percent\"><typeRef>number</typeRef><allowedValues><text>[0..100]</text>"
        "</allowedValues></itemDefinition>"
        "<decision id=\"d\" name=\"d\"><informationRequirement><requiredInput href=\"#t\"/>"
        "</informationRequirement><informationRequirement><requiredInput href=\"#s\"/></informationRequirement>"
        "<decisionTable><input>" +
        input + "</input><output/>" + rules + "</decisionTable></decision>"));
    EXPECT_TRUE(read.usable);
    std::string out;
    for (const Diagnostic& one : analyse(*read.model.tables().at(0).table)) out += one.code + " " + one.message + "\n";
    return out;
  };
  const auto tests = [](const std::string& name, const std::string& type) {
    return "<inputExpression" + (type.empty() ? "" : " typeRef=\"" + type + "\"") + "><text>" + name +
           "</text></inputExpression>";
  };
  for (const char* type : {"", "string", "best"}) {
    EXPECT_EQ(table(tests("tier", type), {"\"gold\"", "\"silver\""}), "") << type;
    EXPECT_EQ(table(tests("tier", type), {"\"gold\"", "\"sliver\""}),
              "EH0403 Row 2 never matches: tier can never be \"sliver\".\n"
              "EH0401 No row matches when tier = \"silver\".\n")
        << type;
  }
  EXPECT_EQ(table(tests("score", "percent"), {"&lt; 50", "[50..100]"}), "");
  EXPECT_EQ(
      table(tests("score", "number") + "<inputValues><text>[0..100]</text></inputValues>", {"&lt; 50", "&gt;= 50"}),
      "");
  EXPECT_EQ(table(tests("score", ""), {"-", "\"many\""}), "EH0403 Row 2 never matches: score can never be \"many\".\n");
}

TEST(Model, SaysWhatIsWrongAndWhere) {
  const ReadModel broken = read_model("<definitions>\n  <decision>");
  EXPECT_FALSE(broken.usable);
  ASSERT_EQ(broken.diagnostics.size(), 1u);
  EXPECT_EQ(broken.diagnostics[0].code, "EH0405");
  EXPECT_EQ(broken.diagnostics[0].span.line, 2u);
  EXPECT_EQ(read_model("<html/>").diagnostics.at(0).code, "EH0405");
  EXPECT_EQ(read_model("").diagnostics.at(0).code, "EH0405");
  const ReadModel dangling = read_model(definitions(decision("d", "1", needs("requiredInput", "nowhere"))));
  EXPECT_EQ(dangling.diagnostics.at(0).code, "EH0406");
  const ReadModel wrong = read_model(definitions(decision("bad", "1 +") + decision("good", "2")));
  ASSERT_EQ(wrong.diagnostics.size(), 1u);
  EXPECT_EQ(wrong.diagnostics[0].code, "EH0407");
  EXPECT_EQ(wrong.diagnostics[0].span.line, 3u);
  EXPECT_FALSE(wrong.model.evaluate("bad", {}, Instant{}).null_reason().empty());
  EXPECT_EQ(wrong.model.evaluate("good", {}, Instant{}), Value(2));
}

std::string model_of(const std::string& space, const std::string& content) {
  return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"" + space + "\">" +
         content + "</definitions>";
}

std::string import_of(const std::string& space, const std::string& name) {
  return "<import namespace=\"" + space + "\" name=\"" + name +
         "\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>";
}

TEST(ModelImports, GiveTheirElementsByTheImportsName) {
  const std::string rates = model_of(
      "urn:rates", "<inputData name=\"country\" id=\"c\"><variable name=\"country\" typeRef=\"string\"/></inputData>" +
                       decision("rate", "if country = \"NO\" then 25 else 20", needs("requiredInput", "c")) +
                       function("with tax", "n * 1.25") +
                       "<itemDefinition name=\"tRate\"><typeRef>number</typeRef></itemDefinition>");
  const std::vector<std::string> others = {rates};
  const std::string main =
      model_of("urn:main", import_of("urn:rates", "tax rates") +
                               decision("d", "tax rates.rate + tax rates.with tax(4)",
                                        needs("requiredDecision", "rate", "urn:rates") +
                                            needs("requiredKnowledge", "with tax", "urn:rates")) +
                               decision("t", "[3 instance of tax rates.tRate, \"a\" instance of tax rates.tRate]"));
  const ReadModel read = read_model(main, importer_of(others));
  ASSERT_TRUE(read.usable);
  EXPECT_TRUE(read.diagnostics.empty()) << read.diagnostics.front().message;
  EXPECT_EQ(read.model.evaluate("d", {{"country", "NO"}}, Instant{}), Value(30));
  EXPECT_EQ(read.model.evaluate("d", {{"tax rates", feel::Context{{"country", "SE"}}}}, Instant{}), Value(25));
  EXPECT_EQ(read.model.evaluate("t", {}, Instant{}), Value(feel::List{true, false}));
}

TEST(ModelTypes, AreKnownToInstanceOfAndParameters) {
  const std::string types =
      "<itemDefinition name=\"tPerson\"><itemComponent name=\"name\"><typeRef>string</typeRef></itemComponent>"
      "<itemComponent name=\"age\"><typeRef>tAge</typeRef></itemComponent></itemDefinition>"
      "<itemDefinition name=\"tAge\"><typeRef>number</typeRef><allowedValues><text>[0..150]</text></allowedValues>"
      "</itemDefinition><itemDefinition name=\"tPeople\" "
      "isCollection=\"true\"><typeRef>tPerson</typeRef></itemDefinition>";
  const auto answer = [&](const std::string& text) { return feel::to_feel(decided(types + decision("d", text), "d")); };
  EXPECT_EQ(answer("{name: \"A\", age: 200} instance of tPerson"), "true");
  EXPECT_EQ(answer("{name: \"A\"} instance of tPerson"), "false");
  EXPECT_EQ(answer("{name: \"A\", age: \"x\"} instance of tPerson"), "false");
  EXPECT_EQ(answer("[{name: \"A\", age: 1, more: 2}] instance of tPeople"), "true");
  EXPECT_EQ(answer("[{name: \"A\", age: 1}] instance of list&lt;tPerson&gt;"), "true");
  EXPECT_EQ(answer("{name: \"A\", age: 1} instance of tPeople"), "false");
  EXPECT_EQ(answer("null instance of tPerson"), "false");
  EXPECT_EQ(answer("1 instance of tNobody"), "null");
  EXPECT_EQ(answer("(function(p: tPerson) p.name)({name: \"A\", age: 1})"), "\"A\"");
  EXPECT_EQ(answer("(function(p: tPerson) 1)(3)"), "null");
}

}  // namespace
}  // namespace evenhand::dmn
