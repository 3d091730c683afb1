// What nobody should send, and what comes of it: a bound, a code, a sentence.
#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "dmn/content.hpp"
#include "dmn/model.hpp"
#include "dmn/trace.hpp"

namespace evenhand::dmn {
namespace {

std::string definitions(const std::string& content) {
  return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"urn:m\">" +
         content + "</definitions>";
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

/// The first problem, `CODE sentence`; the file must not be usable.
std::string refused(const std::string& xml) {
  const ReadModel read = read_model(xml);
  EXPECT_FALSE(read.usable);
  if (read.diagnostics.empty()) return "";
  EXPECT_FALSE(read.diagnostics.front().hint.empty());
  return read.diagnostics.front().code + " " + read.diagnostics.front().message;
}

TEST(Hostile, RefusesDocumentTypesAndWithThemEntities) {
  std::string laughs = "<!DOCTYPE d [<!ENTITY a0 \"ha\">";
  for (int i = 1; i < 20; ++i)
    laughs += "<!ENTITY a" + std::to_string(i) + " \"" + repeated("&a" + std::to_string(i - 1) + ";", 10) + "\">";
  laughs += "]>";
  const std::string user = definitions(
      "<decision name=\"d\" id=\"d\"><literalExpression><text>\"&a19;\"</text>"
      "</literalExpression></decision>");
  EXPECT_EQ(refused(laughs + user), "EH0405 The file declares a document type (<!DOCTYPE …>).");
  EXPECT_EQ(refused("<!DOCTYPE d [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>" + user).substr(0, 6), "EH0405");
  EXPECT_EQ(refused("<!DOCTYPE d SYSTEM \"http://127.0.0.1:1/x.dtd\">" + user).substr(0, 6), "EH0405");
  EXPECT_EQ(refused(user), "EH0405 There is no entity &a19;.");
}

TEST(Hostile, RefusesDefinitionsOfAnotherStandard) {
  EXPECT_EQ(refused("<bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" id=\"d\"/>"),
            "EH0405 This is no DMN file: its elements are of \"http://www.omg.org/spec/BPMN/20100524/MODEL\".");
  EXPECT_EQ(refused("<definitions xmlns=\"urn:x\" name=\"m\" namespace=\"urn:m\"/>").substr(0, 6), "EH0405");
}

TEST(Hostile, BoundsNesting) {
  const std::string deep = repeated("<list>", 80) + repeated("</list>", 80);
  const ReadModel read = read_model(definitions("<decision name=\"d\" id=\"d\">" + deep + "</decision>"));
  ASSERT_FALSE(read.diagnostics.empty());
  EXPECT_EQ(read.diagnostics[0].message, "Boxed expressions are nested deeper than 50 levels.");
  EXPECT_EQ(refused(definitions(repeated("<list>", 100'000) + repeated("</list>", 100'000))),
            "EH0405 Elements are nested deeper than 200 levels.");
  EXPECT_EQ(refused(repeated("<a>", 1'000'000)).substr(0, 6), "EH0405");
  const std::string brackets = definitions("<decision name=\"d\" id=\"d\"><literalExpression><text>" +
                                           repeated("(", 60'000) + "</text></literalExpression></decision>");
  const ReadModel nested = read_model(brackets);
  ASSERT_FALSE(nested.diagnostics.empty());
  EXPECT_EQ(nested.diagnostics[0].code, "EH0407");
  // What is quoted of it stays short.
  EXPECT_LT(nested.diagnostics[0].message.size(), 500u);
}

TEST(Hostile, RefusesWhatIsNoText) {
  EXPECT_EQ(refused("<definitions name=\"\xff\"/>"), "EH0405 The file is not UTF-8 here.");
  EXPECT_EQ(refused(std::string("\xff\xfe<\0d\0", 6)).substr(0, 6), "EH0405");
  EXPECT_EQ(refused(definitions("<inputData id=\"a\" name=\"&#1;\"/>")),
            "EH0405 &#1; is no character that XML allows.");
  EXPECT_EQ(refused(definitions("<inputData id=\"a\" name=\"\x01\"/>")),
            "EH0405 There is a control character, which XML does not allow.");
  EXPECT_EQ(refused("").substr(0, 6), "EH0405");
  EXPECT_EQ(refused("not xml").substr(0, 6), "EH0405");
}

/// Each of these once was read as something else than it says.
TEST(Hostile, RefusesWhatIsNoWellFormedXml) {
  const auto text = [](const std::string& words) {
    return definitions("<decision name=\"d\" id=\"d\"><literalExpression><text>" + words +
                       "</text></literalExpression></decision>");
  };
  EXPECT_EQ(refused(text("5&#0;00")), "EH0405 &#0; is no character that XML allows.");
  EXPECT_EQ(refused(text("&#0;&lt; 0")), "EH0405 &#0; is no character that XML allows.");
  EXPECT_EQ(refused(text("&#xD800;&#xDC00;")), "EH0405 &#xD800; is no character that XML allows.");
  EXPECT_EQ(refused(text("&#99999999;")), "EH0405 &#99999999; is no character that XML allows.");
  EXPECT_EQ(refused(text("&#x;")), "EH0405 &#x; is no character that XML allows.");
  EXPECT_EQ(refused(text("\"caf&eacute;\"")), "EH0405 There is no entity &eacute;.");
  EXPECT_EQ(refused(text("1 & 2")), "EH0405 There is a bare & here.");
  EXPECT_EQ(refused(text("1 ]]> 2")), "EH0405 \"]]>\" stands in a text.");
  EXPECT_EQ(refused(text("10 <b>* 5</b>")), "EH0405 There is an element inside of the text of \"text\".");
  EXPECT_EQ(refused(text("<b>10</b>")), "EH0405 There is an element inside of the text of \"text\".");
  EXPECT_EQ(refused(definitions("") + "<more/>"), "EH0405 A second element stands after the outermost one.");
  EXPECT_EQ(refused(definitions("") + "more"), "EH0405 There is text outside of the outermost element.");
  EXPECT_EQ(refused(definitions("") + "<![CDATA[more]]>"), "EH0405 There is text outside of the outermost element.");
  EXPECT_EQ(refused(definitions("<inputData id=\"a\" name=\"a\" name=\"b\"/>")),
            "EH0405 The attribute \"name\" stands twice.");
  EXPECT_EQ(refused(definitions("<inputData id=\"a\" name=\"a<b\"/>")), "EH0405 There is a < inside of a tag.");
  EXPECT_EQ(refused(definitions("<x:inputData id=\"a\" name=\"a\"/>")), "EH0405 The prefix \"x\" is declared nowhere.");
  EXPECT_EQ(refused(definitions("<a xmlns:x=\"urn:x\"/><inputData id=\"a\" x:name=\"a\"/>")),
            "EH0405 The prefix \"x\" is declared nowhere.");
  // The place is that of the first sign of it.
  const Diagnostic first = read_model(text("\n  1 &amp; &nbsp;")).diagnostics.at(0);
  EXPECT_EQ(first.span.line, 2u);
  EXPECT_EQ(first.span.column, 11u);
  const auto deciding = [](const std::string& id, const std::string& words) {
    return "<decision name=\"" + id + "\" id=\"" + id + "\"><literalExpression><text>" + words +
           "</text></literalExpression></decision>";
  };
  // What is well formed stays so: every reference, sections, comments, instructions, and what tools put into extensions.
  const ReadModel read =
      read_model(definitions("<!-- 1 & 2 < 3 --><?tool a & b?><extensionElements xmlns:x=\"urn:x\"><x:a "
                             "x:b='&lt;'>words <x:i>and</x:i> &#233;</x:a>"
                             "</extensionElements>" +
                             deciding("d", "\"&lt;&gt;&amp;&apos;\"") +
                             deciding("e", "\"&#233;&#x1F600;\" + <![CDATA[\"<&>\"]]>") + "<!-- > -->"));
  EXPECT_TRUE(read.usable);
  EXPECT_EQ(read.model.evaluate("e", {}, Instant{}), feel::Value("\u00e9\U0001F600<&>"));
  EXPECT_TRUE(read_model("\xEF\xBB\xBF" + definitions(deciding("d", "1"))).usable);
}

TEST(Hostile, BoundsSize) {
  EXPECT_EQ(refused(std::string(limits::dmn_bytes_max + 1, ' ')), "EH0405 The file is larger than 16777216 bytes.");
  EXPECT_EQ(refused(definitions(repeated("<a/>", limits::dmn_elements_max))),
            "EH0405 The file has more than 1000000 elements.");
  const std::string rule =
      "<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>";
  const auto table = [&](std::size_t inputs, std::size_t rules) {
    return definitions("<decision name=\"d\" id=\"d\"><decisionTable>" +
                       repeated("<input><inputExpression><text>1</text></inputExpression></input>", inputs) +
                       "<output/>" + repeated(rule, rules) + "</decisionTable></decision>");
  };
  const ReadModel rows = read_model(table(1, limits::dmn_table_rows_max + 1));
  ASSERT_FALSE(rows.diagnostics.empty());
  EXPECT_EQ(rows.diagnostics[0].message, "A decision table has at most 10000 rows and 200 columns.");
  EXPECT_EQ(rows.model.evaluate("d", {}, Instant{}).null_reason(), "the decision table is too large");
  const ReadModel columns = read_model(table(limits::dmn_table_columns_max, 0));
  ASSERT_FALSE(columns.diagnostics.empty());
  EXPECT_EQ(columns.diagnostics[0].code, "EH0406");
}

TEST(Hostile, RefusesIdsThatStandTwice) {
  const std::string twice = definitions("<inputData id=\"a\" name=\"x\"/><inputData id=\"a\" name=\"y\"/>");
  EXPECT_EQ(refused(twice), "EH0409 The id \"a\" stands twice.");
  const ReadModel names = read_model(definitions("<inputData id=\"a\" name=\"x\"/>\n<inputData id=\"b\" name=\"x\"/>"));
  ASSERT_EQ(names.diagnostics.size(), 1u);
  EXPECT_EQ(names.diagnostics[0].message, "The name \"x\" stands twice, first in line 1.");
  EXPECT_EQ(names.diagnostics[0].span.line, 2u);
}

TEST(Hostile, ReportsABoundedNumberOfProblems) {
  std::string many;
  for (int i = 0; i < 2'000; ++i)
    many += "<decision name=\"d" + std::to_string(i) + "\" id=\"d" + std::to_string(i) +
            "\"><literalExpression><text>1 +</text></literalExpression></decision>\n";
  EXPECT_EQ(read_model(definitions(many)).diagnostics.size(), limits::dmn_problems_max);
}

TEST(Hostile, LongChainsOfDecisionsEnd) {
  std::string chain =
      "<decision name=\"d0\" id=\"d0\"><literalExpression><text>1</text></literalExpression></decision>";
  for (int i = 1; i < 20'000; ++i) {
    const std::string name = "d" + std::to_string(i), before = "d" + std::to_string(i - 1);
    chain += "<decision name=\"" + name + "\" id=\"" + name + "\"><informationRequirement><requiredDecision href=\"#" +
             before + "\"/></informationRequirement><literalExpression><text>1</text></literalExpression></decision>";
  }
  const ReadModel read = read_model(definitions(chain));
  EXPECT_TRUE(read.usable);
  EXPECT_EQ(read.model.evaluate("d50", {}, Instant{}), feel::Value(1));
  EXPECT_NE(write_model(read.model).find("DMNDI"), std::string::npos);
}

std::string importing(const std::string& space, const std::string& imported, const std::string& content = {}) {
  return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"" + space +
         "\"><import name=\"" + imported + "\" namespace=\"" + imported +
         "\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>" + content + "</definitions>";
}

TEST(Hostile, ImportsInACircleAreRefused) {
  const Importer importer = [](std::string_view space, std::string_view) {
    return std::optional(importing(std::string(space), space == "urn:a" ? "urn:b" : "urn:a"));
  };
  const ReadModel read = read_model(importing("urn:start", "urn:a"), importer);
  EXPECT_FALSE(read.usable);
  ASSERT_FALSE(read.diagnostics.empty());
  EXPECT_EQ(read.diagnostics[0].code, "EH0408");
  EXPECT_NE(read.diagnostics[0].message.find("imports itself"), std::string::npos);
}

TEST(Hostile, ImportsWithoutEndAreRefused) {
  int asked = 0;
  const Importer importer = [&](std::string_view space, std::string_view) {
    return std::optional(importing(std::string(space), "urn:" + std::to_string(++asked)));
  };
  const ReadModel read = read_model(importing("urn:start", "urn:0"), importer);
  EXPECT_FALSE(read.usable);
  EXPECT_LE(static_cast<std::size_t>(asked), limits::dmn_imports_max);
  ASSERT_FALSE(read.diagnostics.empty());
  EXPECT_EQ(read.diagnostics[0].code, "EH0410");
}

TEST(Hostile, LoopsStopAtTheDeadlineOrTheirSize) {
  const auto literal = [](const std::string& text) {
    return "<literalExpression><text>" + text + "</text></literalExpression>";
  };
  const std::string partial =
      definitions("<decision name=\"d\" id=\"d\"><for iteratorVariable=\"i\"><in>" + literal("1..50000") +
                  "</in><return>" + literal("count(partial)") + "</return></for></decision>");
  const ReadModel read = read_model(partial);
  const feel::Value value = read.model.evaluate("d", {}, Instant{});
  // A range is one item to a boxed iterator unless FEEL makes a list of it; either way it ends.
  EXPECT_TRUE(value.is_null() || value.as_list() != nullptr);
  const std::string list = definitions("<decision name=\"d\" id=\"d\"><for iteratorVariable=\"i\"><in>" +
                                       literal("for x in 1..50000 return x") + "</in><return>" +
                                       literal("count(partial)") + "</return></for></decision>");
  EXPECT_EQ(read_model(list).model.evaluate("d", {}, Instant{}).null_reason(),
            "an iteration over its own results takes at most 10000 items");
}

// A step or two under the limit of one expression.
constexpr const char* slow = "count(for i in 1..90000 return i)";
constexpr const char* too_many = "the decision takes more than 10000000 steps";

std::string literal(const std::string& text) {
  return "<literalExpression><text>" + text + "</text></literalExpression>";
}
std::string decision(const std::string& name, const std::string& logic, const std::string& needs = {}) {
  std::string required;
  if (!needs.empty())
    required = "<informationRequirement><requiredDecision href=\"#" + needs + "\"/></informationRequirement>";
  return "<decision name=\"" + name + "\" id=\"" + name + "\">" + required + logic + "</decision>";
}

TEST(Hostile, TablesOfManySlowCellsEnd) {
  const auto table = [&](const std::string& policy, const std::string& test, const std::string& output) {
    return definitions(
        decision("d", "<decisionTable hitPolicy=\"" + policy +
                          "\"><input><inputExpression><text>1</text></inputExpression></input><output/>" +
                          repeated("<rule><inputEntry><text>" + test + "</text></inputEntry><outputEntry><text>" +
                                       output + "</text></outputEntry></rule>",
                                   limits::dmn_table_rows_max) +
                          "</decisionTable>"));
  };
  const std::string slow_text(slow);
  const ReadModel tests = read_model(table("FIRST", "? + 1 = " + slow_text, "1"));
  EXPECT_EQ(tests.model.evaluate("d", {}, Instant{}).null_reason(), too_many);
  const ReadModel outputs = read_model(table("RULE ORDER", "-", slow_text));
  EXPECT_EQ(outputs.model.evaluate("d", {}, Instant{}).null_reason(), too_many);
  // The trace has what there were steps for, and asking for it changes nothing.
  Trace trace;
  EXPECT_EQ(tests.model.evaluate("d", {}, Instant{}, &trace).null_reason(), too_many);
  ASSERT_FALSE(trace.steps.empty());
  EXPECT_LT(trace.steps.front().table.rows.size(), 100u);
  // A table without a model around it has the same bound.
  const Table& alone = *outputs.model.tables().front().table;
  const Decision decided = evaluate(alone, feel::MapEnvironment({}, Instant{}));
  EXPECT_EQ(decided.value.null_reason(), too_many);
  EXPECT_TRUE(decided.rules.empty());
  // As many rows that are quick are no trouble.
  const ReadModel quick = read_model(table("RULE ORDER", "&gt; 0", "1"));
  EXPECT_EQ(quick.model.evaluate("d", {}, Instant{}).as_list()->size(), limits::dmn_table_rows_max);
}

TEST(Hostile, ModelsOfManySlowPartsEnd) {
  const ReadModel list = read_model(definitions(decision("d", "<list>" + repeated(literal(slow), 1'000) + "</list>")));
  EXPECT_EQ(list.model.evaluate("d", {}, Instant{}).null_reason(), too_many);
  const ReadModel loop = read_model(
      definitions(decision("d", "<for iteratorVariable=\"i\"><in>" + literal("for i in 1..1000 return i") +
                                    "</in><return>" + literal("for j in 1..90000 return j") + "</return></for>")));
  EXPECT_EQ(loop.model.evaluate("d", {}, Instant{}).null_reason(), too_many);
  const ReadModel allowed = read_model(
      definitions("<itemDefinition name=\"t\" isCollection=\"true\"><typeRef>number</typeRef><allowedValues><text>" +
                  std::string(slow) + " > ?</text></allowedValues></itemDefinition><decision name=\"d\" id=\"d\">" +
                  "<variable name=\"d\" typeRef=\"t\"/>" + literal("for i in 1..1000 return i") + "</decision>"));
  EXPECT_EQ(allowed.model.evaluate("d", {}, Instant{}).null_reason(), too_many);
  // Several evaluations can share what is left.
  feel::Budget budget{300'000};
  const ReadModel one = read_model(definitions(decision("d", literal(slow))));
  const Deadline later = Deadline::in(std::chrono::minutes(1));
  EXPECT_EQ(one.model.evaluate("d", {}, Instant{}, nullptr, later, &budget), feel::Value(90'000));
  EXPECT_EQ(one.model.evaluate("d", {}, Instant{}, nullptr, later, &budget).null_reason(), too_many);
  EXPECT_TRUE(budget.is_spent());
}

TEST(Hostile, ModelsOfManyNamesAreReadOrRefused) {
  const auto model = [](const std::string& name) {
    std::string out = "<inputData id=\"in\" name=\"e-mail address\"/>";
    for (int i = 0; i < 20'000; ++i)
      out += decision(name + std::to_string(i), literal("[" + name + std::to_string(i) + ", b, e - mail address]"));
    return read_model(definitions(out));
  };
  const ReadModel read = model("a");
  EXPECT_TRUE(read.diagnostics.empty());
  // Names are told apart by how they begin, whatever the blanks in them.
  EXPECT_EQ(read.model.evaluate("a7", {{"a7", 1}, {"e-mail address", 2}}, Instant{}), feel::Value(1));
  const ReadModel alike = model("a ");
  ASSERT_FALSE(alike.diagnostics.empty());
  EXPECT_NE(alike.diagnostics.front().message.find("too many names that begin with the same word"), std::string::npos);
}

TEST(Hostile, ManyInputsAreFoundQuickly) {
  std::string inputs, needs;
  feel::Context given;
  for (int i = 0; i < 20'000; ++i) {
    const std::string name = "n" + std::to_string(i);
    inputs += "<inputData id=\"" + name + "\" name=\"" + name + "\"/>";
    needs += "<informationRequirement><requiredInput href=\"#" + name + "\"/></informationRequirement>";
    given.emplace_back(name, i);
  }
  const ReadModel read =
      read_model(definitions(inputs + "<decision name=\"d\" id=\"d\">" + needs +
                             literal("count((for i in 1..90000 return n0)[item = n0]) + n19999") + "</decision>"));
  EXPECT_EQ(read.model.evaluate("d", given, Instant{}), feel::Value(109'999));
}

TEST(Hostile, WhatLaughsABillionTimesInBoxesIsRefused) {
  std::string levels = decision("a0", literal("\"ha\""));
  for (int i = 1; i < 12; ++i) {
    const std::string before = "a" + std::to_string(i - 1);
    levels += decision("a" + std::to_string(i), "<list>" + repeated(literal(before), 10) + "</list>", before);
  }
  const ReadModel read = read_model(definitions(levels));
  ASSERT_TRUE(read.usable);
  // What needs a value past the limit is past it too.
  for (const char* name : {"a6", "a11"})
    EXPECT_EQ(read.model.evaluate(name, {}, Instant{}).null_reason(), "the value has more than 1000000 parts") << name;
  std::string deep = decision("a0", literal("1"));
  for (int i = 1; i < 8; ++i) {
    const std::string before = "a" + std::to_string(i - 1);
    deep +=
        decision("a" + std::to_string(i), repeated("<list>", 40) + literal(before) + repeated("</list>", 40), before);
  }
  EXPECT_EQ(read_model(definitions(deep)).model.evaluate("a5", {}, Instant{}).depth(), 200u);
  EXPECT_EQ(read_model(definitions(deep)).model.evaluate("a6", {}, Instant{}).null_reason(),
            "lists and contexts are nested deeper than 200 levels");
}

}  // namespace
}  // namespace evenhand::dmn
