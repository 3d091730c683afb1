// What nobody should send, and what comes of it: a bound, a code, a sentence.
#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "dmn/model.hpp"

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
  // An entity that nobody declared stays what it is.
  const ReadModel read = read_model(user);
  EXPECT_EQ(read.model.evaluate("d", {}, Instant{}), feel::Value("&a19;"));
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
            "EH0405 There is a control character, which XML does not allow.");
  EXPECT_EQ(refused("").substr(0, 6), "EH0405");
  EXPECT_EQ(refused("not xml").substr(0, 6), "EH0405");
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

}  // namespace
}  // namespace evenhand::dmn
