#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "feel/expression.hpp"
#include "feel/function.hpp"

namespace evenhand::feel {
namespace {

const MapEnvironment nothing({}, Instant{});

Value evaluated(const std::string& text) {
  const Parsed parsed = parse(text, {});
  EXPECT_TRUE(parsed.ok()) << text;
  return parsed.expression.evaluate(nothing);
}

TEST(Evaluate, NullsSayWhy) {
  struct Row {
    const char* text;
    const char* reason;
  };
  for (const Row& row :
       {Row{"1 + \"a\"", "cannot add number and string"}, Row{"1 / 0", "cannot divide by zero"},
        Row{"age > 18", "there is no value for \"age\""}, Row{"age + 1 > 18 and true", "there is no value for \"age\""},
        Row{"1 < \"a\"", "cannot compare number with string"}, Row{"[1, 2][7]", "the list has 2 items"},
        Row{"{a: 1}.b", "no entry \"b\""}, Row{"date(\"x\")", "\"x\" is no date"},
        Row{"date(\"2026-01-01\").hours", "date has no property \"hours\""}, Row{"nope(1)", "no value for \"nope\""},
        Row{"sqrt(\"a\")", "sqrt: needs a number"}, Row{"[3..1]", "ends before it begins"},
        Row{"matches(\"a\", \"(\")", "the pattern cannot be used"}}) {
    const Value value = evaluated(row.text);
    EXPECT_TRUE(value.is_null()) << row.text;
    EXPECT_NE(value.null_reason().find(row.reason), std::string::npos) << row.text << ": " << value.null_reason();
  }
}

TEST(Evaluate, IsBounded) {
  const char* const hostile[] = {
      "for i in 1..1000000000 return i",
      "for i in 1..100000, j in 1..100000 return 1",
      "some i in 1..1000000000 satisfies i < 0",
      "count(for i in 1..100001 return i)",
      "{f: function(x) f(x + 1), r: f(1)}.r",
      "{f: function(x) f(x) + f(x), r: f(1)}.r",
      "for i in 1..1000 return for j in 1..1000 return for k in 1..1000 return k",
      "count(for i in 1..100000 return [partial[-1], partial[-1]])",
      "for i in 1..100000 return string join(for j in 1..100000 return \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\")",
      "for i in 1..100000 return append(partial, i)",
      "sort(for i in 1..100000 return 100000 - i, function(a, b) a < b)",
      "{a: [1,1,1,1,1,1,1,1], b: [a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c], e: [d,d,d,d,d,d,d,d],"
      " f: [e,e,e,e,e,e,e,e], g: [f,f,f,f,f,f,f,f], h: [g,g,g,g,g,g,g,g]}.h",
  };
  for (const char* text : hostile) {
    const Value value = evaluated(text);
    EXPECT_TRUE(value.is_null()) << text;
    EXPECT_FALSE(value.null_reason().empty()) << text;
  }
}

TEST(Evaluate, AListOfTheLargestSizeFits) {
  EXPECT_EQ(evaluated("count(for i in 1..100000 return i)"), Value(100'000));
  EXPECT_EQ(evaluated("sum((for i in 1..100000 return i)[item > 99998])"), Value(199'999));
}

TEST(Evaluate, TextsAreBounded) {
  const Value value = evaluated("for i in 1..30 return if i = 1 then \"0123456789\" else partial[-1] + partial[-1]");
  EXPECT_TRUE(value.is_limit());
  EXPECT_EQ(value.null_reason(), "the text would be longer than 1048576 bytes");
}

TEST(Evaluate, FunctionsKeepWhatTheyClosedOver) {
  MapEnvironment first({{"factor", Value(3)}}, Instant{});
  const std::vector<std::string> names = {"factor", "f"};
  const Value function = parse("for i in [10] return function(x) x * factor + i", names).expression.evaluate(first);
  ASSERT_NE(function.as_list(), nullptr);
  MapEnvironment second({{"f", function.as_list()->front()}, {"factor", Value(100)}}, Instant{});
  EXPECT_EQ(parse("f(2)", names).expression.evaluate(second), Value(16));
  const Value arguments[] = {Value(1)};
  EXPECT_EQ(call(function.as_list()->front(), arguments, nothing), Value(13));
  EXPECT_TRUE(call(Value(1), arguments, nothing).is_null());
}

TEST(Evaluate, NativeFunctionsTakeNamesToo) {
  const Value minus = make_function(
      {"from", "less"}, [](std::span<const Value> a) { return Value(*a[0].as_number()->subtract(*a[1].as_number())); });
  const MapEnvironment environment({{"minus", minus}}, Instant{});
  const std::vector<std::string> names = {"minus"};
  EXPECT_EQ(parse("minus(5, 3)", names).expression.evaluate(environment), Value(2));
  EXPECT_EQ(parse("minus(less: 5, from: 3)", names).expression.evaluate(environment), Value(-2));
  EXPECT_TRUE(parse("minus(5)", names).expression.evaluate(environment).is_null());
  EXPECT_TRUE(parse("minus(5, x: 3)", names).diagnostics.front().code == "EH0303");
}

struct TestCase {
  const char* tests;
  const char* value;
  const char* expected;
};
class UnaryTests : public testing::TestWithParam<TestCase> {};

TEST_P(UnaryTests, DecideACell) {
  const TestCase& row = GetParam();
  const std::vector<std::string> names = {"limit"};
  const Parsed parsed = parse_unary_tests(row.tests, names);
  ASSERT_TRUE(parsed.ok()) << row.tests;
  const MapEnvironment environment({{"?", evaluated(row.value)}, {"limit", Value(5)}}, Instant{});
  EXPECT_EQ(parsed.expression.evaluate(environment), evaluated(row.expected)) << row.tests << " for " << row.value;
  const Parsed again = parse_unary_tests(parsed.expression.print(), names);
  ASSERT_TRUE(again.ok()) << parsed.expression.print();
  EXPECT_EQ(again.expression.print(), parsed.expression.print());
}

INSTANTIATE_TEST_SUITE_P(
    Cells, UnaryTests,
    testing::Values(
        TestCase{"-", "null", "true"}, TestCase{"< 5", "4", "true"}, TestCase{"< 5", "5", "false"},
        TestCase{">= limit", "5", "true"}, TestCase{"limit", "5", "true"}, TestCase{"[1..3], 7", "7", "true"},
        TestCase{"[1..3], 7", "4", "false"}, TestCase{"(1..3)", "3", "false"}, TestCase{"]1..3]", "3", "true"},
        TestCase{"not(\"a\", \"b\")", "\"c\"", "true"}, TestCase{"not(\"a\", \"b\")", "\"a\"", "false"},
        TestCase{"not(< 3)", "2", "false"}, TestCase{"? > 3 and ? < 9", "5", "true"},
        TestCase{"? > 3 and ? < 9", "2", "false"}, TestCase{"true", "true", "true"}, TestCase{"false", "true", "false"},
        TestCase{"false", "false", "true"}, TestCase{"null", "null", "true"}, TestCase{"null", "1", "false"},
        TestCase{"\"a\",\"b\"", "\"b\"", "true"}, TestCase{"< 5", "null", "null"}, TestCase{"-5", "-5", "true"},
        TestCase{"starts with(?, \"A\")", "\"Ana\"", "true"}, TestCase{"[1, 2, 3]", "2", "true"},
        TestCase{"date(\"2026-01-01\")", "date(\"2026-01-01\")", "true"},
        TestCase{"> date(\"2026-01-01\")", "date(\"2026-02-01\")", "true"}, TestCase{"not(true) or ? = 1", "1", "true"},
        TestCase{"= 4", "4", "true"}, TestCase{"!= 4", "4", "false"}));

TEST(UnaryTestErrors, AreReported) {
  EXPECT_EQ(parse_unary_tests("", {}).diagnostics.front().code, "EH0311");
  EXPECT_FALSE(parse_unary_tests("< ", {}).ok());
  EXPECT_FALSE(parse_unary_tests("1, ", {}).ok());
  EXPECT_FALSE(parse_unary_tests("not(1", {}).ok());
  EXPECT_EQ(parse_unary_tests("< colour", {}, true).diagnostics.front().code, "EH0301");
}

}  // namespace
}  // namespace evenhand::feel
