#include "procedure/expression_help.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace evenhand::procedure {
namespace {

const std::string head =
    "---\nid: example\ntitle: Example\n---\n\n# Example\n\n## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n"
    "| amount | number | customer |\n| bought on | date | customer |\n| tier | one of: gold, tin | customer |\n"
    "| price | number | decision |\n\n## 1. Step\n\n";

/// Help at the mark `^` of the last lines, which is taken out.
CursorHelp help(std::string tail, const char* facts = "{}") {
  const std::size_t mark = tail.find('^');
  tail.erase(mark, 1);
  const std::string before = head + tail.substr(0, mark);
  const auto line = static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n'));
  const auto column = static_cast<std::uint32_t>(before.size() - before.rfind('\n'));
  return help_at(head + tail, line, column, json::parse(facts).value(), parse_rfc3339("2026-11-22T09:30:00Z").value());
}

bool offers(const CursorHelp& found, const std::string& label, const std::string& detail) {
  return std::any_of(found.completions.begin(), found.completions.end(),
                     [&](const auto& one) { return one.label == label && one.detail == detail; });
}

TEST(ExpressionHelp, SaysTypeAndValueOfTheCodeUnderTheCursor) {
  const CursorHelp found = help("- Check that `amount ^> 5`.\n", R"({"amount": 7})");
  ASSERT_TRUE(found.expression);
  EXPECT_EQ(found.expression->text, "amount > 5");
  EXPECT_EQ(found.expression->type, "boolean");
  EXPECT_EQ(found.expression->value, feel::Value(true));
  EXPECT_TRUE(found.expression->missing.empty());
  EXPECT_EQ(found.expression->span.column, 15u);
  EXPECT_TRUE(offers(found, "amount", "number"));
  EXPECT_TRUE(offers(found, "channel", "one of: phone, email, chat, sms, web, post") ||
              offers(found, "opened on", "date"));
  EXPECT_TRUE(offers(found, "substring", "substring(string, start position, length)"));
}

TEST(ExpressionHelp, FindsTheTypeWithoutTheFacts) {
  const CursorHelp found = help("- Record **price** as `^(today() - bought on).days * 2`.\n");
  ASSERT_TRUE(found.expression);
  EXPECT_EQ(found.expression->type, "number");
  EXPECT_TRUE(found.expression->value.is_null());
  EXPECT_EQ(found.expression->missing, std::vector<std::string>{"bought on"});
  const CursorHelp given =
      help("- Record **price** as `^(today() - bought on).days`.\n", R"({"bought on": "2026-11-20"})");
  EXPECT_EQ(given.expression->value, feel::Value(2));
}

TEST(ExpressionHelp, WorksWhileTheTextIsWrong) {
  const CursorHelp open = help("- Check that `amount > ^\n\n## 2. Other\n\n- Ask for the moon.\n");
  ASSERT_TRUE(open.expression);
  EXPECT_EQ(open.expression->text, "amount > ");
  ASSERT_FALSE(open.expression->problems.empty());
  EXPECT_EQ(open.expression->problems[0].span.line, 19u);
  EXPECT_TRUE(offers(open, "bought on", "date"));
  const CursorHelp unknown = help("- Check that `amuont^ > 1`.\n");
  EXPECT_EQ(unknown.expression->problems.at(0).code, "EH0301");
}

TEST(ExpressionHelp, KnowsFactsThatActionsGiveWhileTheStepsAreWrong) {
  const std::string source =
      "---\nid: example\ntitle: Example\n---\n\n# Example\n\n## Facts\n\n| Fact | Type | From |\n| --- | --- | --- |\n"
      "| amount | money in USD | look up order |\n| fee | number | decision |\n\n## 1. Step\n\n- Ask for the moon.\n"
      "- Do **look up order**, giving **amount**.\n- Check that `amount > 500`.\n"
      "- Decide **fee** by the table, first match wins.\n\n| amount | fee |\n| --- | --- |\n| > 100 | 1 |\n";
  const json::Value facts = json::parse(R"({"amount": "640"})").value();
  const CursorHelp code = help_at(source, 19, 16, facts, Instant{});
  ASSERT_TRUE(code.expression);
  EXPECT_TRUE(code.expression->problems.empty());
  EXPECT_EQ(code.expression->type, "boolean");
  EXPECT_EQ(code.expression->value, feel::Value(true));
  const CursorHelp cell = help_at(source, 24, 5, facts, Instant{});
  ASSERT_TRUE(cell.expression);
  EXPECT_TRUE(cell.expression->is_test);
  EXPECT_EQ(cell.expression->value, feel::Value(true));
}

TEST(ExpressionHelp, ReadsCellsOfDecisionTables) {
  const std::string table = "- Decide **price** by the table.\n\n| tier | amount | price |\n| --- | --- | --- |\n";
  const CursorHelp cell = help(table + "| gold | < 10^ | 5 |\n", R"({"amount": 7})");
  ASSERT_TRUE(cell.expression);
  EXPECT_TRUE(cell.expression->is_test);
  EXPECT_EQ(cell.expression->text, "< 10");
  EXPECT_EQ(cell.expression->value, feel::Value(true));
  const CursorHelp words = help(table + "| go^ld | < 10 | 5 |\n", R"({"tier": "tin"})");
  EXPECT_EQ(words.expression->value, feel::Value(false));
  const CursorHelp output = help(table + "| gold | < 10 | 5^ |\n");
  EXPECT_FALSE(output.expression->is_test);
  EXPECT_EQ(output.expression->value, feel::Value(5));
}

TEST(ExpressionHelp, HasNothingToSayElsewhere) {
  EXPECT_FALSE(help("Just wo^rds.\n").expression);
  EXPECT_FALSE(help("| a | b^ |\n| --- | --- |\n| c | d |\n").expression);
  EXPECT_FALSE(help("- Check that `amount > 1`. An^d on.\n").expression);
  EXPECT_FALSE(help_at("\xff", 1, 1, {}, Instant{}).expression);
  EXPECT_FALSE(help_at("a", 99, 1, {}, Instant{}).expression);
}

}  // namespace
}  // namespace evenhand::procedure
