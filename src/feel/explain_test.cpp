#include <gtest/gtest.h>

#include "feel/expression.hpp"

namespace evenhand::feel {
namespace {

struct Row {
  const char* text;
  const char* place;   ///< the part of the text that is to blame
  const char* reason;  ///< part of the sentence
};

class Explain : public testing::TestWithParam<Row> {};

TEST_P(Explain, NamesThePlaceThatMadeTheNull) {
  const Row& row = GetParam();
  const std::vector<std::string> names = {"age", "order total", "items"};
  const MapEnvironment environment(
      {{"order total", 12}, {"age", Value::null("the customer did not say")}, {"items", List{Context{{"price", 3}}}}},
      Instant{});
  const Parsed parsed = parse(row.text, names);
  ASSERT_TRUE(parsed.ok()) << row.text;
  const Explained explained = parsed.expression.explain(environment);
  EXPECT_EQ(to_feel(explained.value), to_feel(parsed.expression.evaluate(environment)));
  ASSERT_FALSE(explained.warnings.empty()) << row.text;
  const Diagnostic& first = explained.warnings.front();
  EXPECT_EQ(first.code, "EH0317");
  EXPECT_EQ(first.severity, Severity::warning);
  const std::string blamed =
      std::string(row.text).substr(first.span.column - 1, first.span.end_column - first.span.column);
  EXPECT_EQ(blamed, row.place) << render(first, "case", row.text);
  EXPECT_NE(first.message.find(row.reason), std::string::npos) << first.message;
}

INSTANTIATE_TEST_SUITE_P(
    Texts, Explain,
    testing::Values(Row{"1 + \"a\"", "1 + \"a\"", "cannot add number and string"},
                    Row{"if order total / 0 > 1 then 1 else 2", "order total / 0", "cannot divide by zero"},
                    Row{"2 * (3 + sqrt(-1)) > 4", "sqrt(-1)", "sqrt: needs a number that is not negative"},
                    Row{"age > 18 and order total > 3", "age", "the customer did not say"},
                    Row{"nobody + 1", "nobody", "there is no value for \"nobody\""},
                    Row{"items[1].weight * 2", "items[1].weight", "no entry \"weight\""},
                    Row{"for i in [1, \"x\"] return i + 1", "i + 1", "cannot add string and number"},
                    Row{"[1, 2][5] + 1", "[1, 2][5]", "the list has 2 items"},
                    Row{"{f: function(x) x + \"a\", r: f(1)}.r", "x + \"a\"", "cannot add number and string"},
                    Row{"1 instance of nothing known", "1 instance of nothing known", "there is no type"},
                    Row{"count(for i in 1..1000000000 return i)", "for i in 1..1000000000 return i",
                        "the list is longer than 100000 items"},
                    Row{"some i in 1..1000000000 satisfies i < 0", "some i in 1..1000000000 satisfies i < 0",
                        "the expression takes more than"},
                    Row{"[1..\"a\"]", "[1..\"a\"]", "cannot be compared"},
                    Row{"matches(\"a\", \"(a\") or true", "matches(\"a\", \"(a\")", "a group is not closed"}));

TEST(Explain, ListsEveryNullOnce) {
  const Parsed parsed = parse("[1/0, 2/0, null, 1] = [sqrt(-1)]", {});
  const Explained explained = parsed.expression.explain(MapEnvironment({}, Instant{}));
  EXPECT_EQ(explained.value, Value(false));
  ASSERT_EQ(explained.warnings.size(), 3u);
  EXPECT_EQ(explained.warnings[1].span, (Span{1, 7, 1, 10}));
  EXPECT_EQ(explained.warnings[2].span, (Span{1, 24, 1, 32}));
}

TEST(Explain, HasNothingToSayWhereThereIsNoNull) {
  EXPECT_TRUE(parse("1 + 2 > 2", {}).expression.explain(MapEnvironment({}, Instant{})).warnings.empty());
}

TEST(Explain, BlamesTheCallForWhatAnotherExpressionWrote) {
  const MapEnvironment nothing({}, Instant{});
  const Value function = parse("function(x)              x + \"a\"", {}).expression.evaluate(nothing);
  const MapEnvironment environment({{"f", function}}, Instant{});
  const std::vector<std::string> names = {"f"};
  const Explained explained = parse("1 + f(2)", names).expression.explain(environment);
  ASSERT_EQ(explained.warnings.size(), 1u);
  EXPECT_EQ(explained.warnings.front().span, (Span{1, 5, 1, 9}));
}

}  // namespace
}  // namespace evenhand::feel
