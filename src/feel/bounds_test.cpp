// Bad input: each stops within its bound with a clear error. The sanitizer builds run the same cases, so a leak or an
// overflow of the stack shows.

#include <gtest/gtest.h>

#include <chrono>

#include "base/limits.hpp"
#include "feel/expression.hpp"

namespace evenhand::feel {
namespace {

const MapEnvironment nothing({}, Instant{});

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

/// Under the size of one expression, so that what is deep is refused for its depth and not for its length.
constexpr std::size_t many = 60'000;

struct Text {
  const char* what;
  std::string text;
  const char* code;
  const char* message;
};

class RefusedTexts : public testing::TestWithParam<Text> {};

TEST_P(RefusedTexts, SayWhichBoundTheyPass) {
  const Text& row = GetParam();
  for (const bool unary : {false, true}) {
    const Parsed parsed = unary ? parse_unary_tests(row.text, {}) : parse(row.text, {});
    ASSERT_FALSE(parsed.ok()) << row.what;
    EXPECT_EQ(parsed.diagnostics.front().code, row.code) << row.what << ": " << parsed.diagnostics.front().message;
    EXPECT_NE(parsed.diagnostics.front().message.find(row.message), std::string::npos)
        << row.what << ": " << parsed.diagnostics.front().message;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Bounds, RefusedTexts,
    testing::Values(Text{"100 thousand brackets", repeated("(", 100'000) + "1" + repeated(")", 100'000), "EH0307",
                         "longer than 65536 bytes"},
                    Text{"brackets that fit", repeated("(", many), "EH0308", "nested deeper than 200 levels"},
                    Text{"lists in lists", repeated("[", many), "EH0308", "nested deeper"},
                    Text{"contexts in contexts", repeated("{a:", many / 3), "EH0308", "nested deeper"},
                    Text{"minus signs", repeated("-", many), "EH0308", "nested deeper"},
                    Text{"ranges about ranges", repeated("(=", many / 2), "EH0308", "nested deeper"},
                    Text{"ifs", repeated("if ", many / 3), "EH0308", "nested deeper"},
                    Text{"loops", repeated("for i in ", many / 9), "EH0308", "nested deeper"},
                    Text{"functions", repeated("function() ", many / 11), "EH0308", "nested deeper"},
                    Text{"calls", repeated("f(", many / 2), "EH0308", "nested deeper"},
                    Text{"filters in filters", repeated("a[", many / 2), "EH0308", "nested deeper"},
                    Text{"filters one after the other", "a" + repeated("[1]", many / 3), "EH0308", "nested deeper"},
                    Text{"a path without end", "a" + repeated(".b", many / 2), "EH0308", "nested deeper"},
                    Text{"tests in tests", repeated("1 in (", many / 6), "EH0308", "nested deeper"},
                    Text{"comparisons one after the other", "1" + repeated(" < 1", many / 4), "EH0308",
                         "nested deeper"},
                    Text{"types in types", "1 instance of " + repeated("list<", many / 5), "EH0308", "nested deeper"},
                    Text{"an exponent of a million", "1e1000000", "EH0305", "out of range"},
                    Text{"an exponent of minus a million", "1e-1000000", "EH0305", "out of range"},
                    Text{"an exponent that no integer holds", "1e99999999999999999999", "EH0305", "out of range"},
                    Text{"no UTF-8", "\"\xC3\x28\"", "EH0312", "not UTF-8"},
                    Text{"an overlong code point", "\"\xC0\xAF\"", "EH0312", "not UTF-8"},
                    Text{"half a surrogate pair", "\"\xED\xA0\x80\"", "EH0312", "not UTF-8"}),
    [](const auto& row) {
      std::string name = row.param.what;
      for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
      return name;
    });

TEST(Bounds, WhatIsNestedIsReadOnce) {
  // A parser that tries two readings at each level would need 2^60 steps.
  EXPECT_TRUE(parse(repeated("1 in (", 60) + "1" + repeated(") + 1", 60), {}).ok());
  EXPECT_TRUE(parse(repeated("(1 in (", 40) + "1" + repeated(" + 1) + 1)", 40), {}).ok());
  EXPECT_TRUE(parse(repeated("(", 190) + "1" + repeated(")", 190), {}).ok());
}

TEST(Bounds, AnEntryThatIsNoFunctionIsNotMadeOfItself) {
  const std::vector<std::string> names{"n", "m", "function"};
  for (const char* text : {"{f: function * f(n, 1 - m), r: f(5, 1)}.r", "{f: function + f}.f", "{f: f}.f"}) {
    const Parsed parsed = parse(text, names);
    EXPECT_TRUE(!parsed.ok() || parsed.expression.evaluate(nothing).is_null()) << text;
  }
  const Parsed recursive = parse("{f: function(n) if n = 0 then 0 else n + f(n - 1), r: f(4)}.r", {});
  ASSERT_TRUE(recursive.ok());
  EXPECT_EQ(recursive.expression.evaluate(nothing), Value(10));
}

TEST(RefusedTexts, DuplicateKeys) {
  const Parsed strict = parse("{a: 1, b: 2, a: 3}", {}, true);
  ASSERT_FALSE(strict.ok());
  EXPECT_EQ(strict.diagnostics.front().code, "EH0315");
  const Value value = parse("{a: 1, b: 2, \"a\": 3}", {}).expression.evaluate(nothing);
  EXPECT_EQ(value.null_reason(), "the context has the entry \"a\" twice");
}

struct Costly {
  const char* text;
  const char* reason;
};

class CostlyExpressions : public testing::TestWithParam<Costly> {};

TEST_P(CostlyExpressions, AreNullWithTheBound) {
  const Costly& row = GetParam();
  const Parsed parsed = parse(row.text, {});
  ASSERT_TRUE(parsed.ok()) << row.text;
  const Value value = parsed.expression.evaluate(nothing);
  EXPECT_TRUE(value.is_null()) << row.text;
  EXPECT_NE(value.null_reason().find(row.reason), std::string::npos) << row.text << ": " << value.null_reason();
}

INSTANTIATE_TEST_SUITE_P(
    Bounds, CostlyExpressions,
    testing::Values(
        Costly{"for i in 1..1000000000 return i", "the list is longer than 100000 items"},
        Costly{"for i in 1..1000000000, j in 1..1000000000 return i", "the list is longer than 100000 items"},
        Costly{"some i in 1..1000000000 satisfies i < 0", "takes more than 1000000 steps"},
        Costly{"every i in 1..1000000000 satisfies i > 0", "takes more than 1000000 steps"},
        Costly{"{f: function(n) f(n + 1), r: f(1)}.r", "calls are nested deeper than 1000 levels"},
        Costly{"{f: function(n) f(n) + f(n), r: f(1)}.r", "calls are nested deeper than 1000 levels"},
        Costly{"{f: function(n) if n = 0 then 0 else f(n - 1) + f(n - 1), r: f(60)}.r",
               "takes more than 1000000 steps"},
        Costly{"sort(for i in 1..100000 return 100000 - i, function(a, b) a < b)", "takes more than 1000000 steps"},
        Costly{"if matches(string join(for i in 1..5000 return \"a\") + \"b\", \"^(a*)*\\\\1(a*)*c$\") then 1 else 2",
               "takes too much work"},
        Costly{"if matches(\"a\", string join(for i in 1..5000 return \"a\")) then 1 else 2", "longer than 4096 bytes"},
        Costly{
            "if string length(string join(for i in 1..90000 return \"aaaaaaaaaaaaaaaaaaaa\", \"\")) > 5 then 1 else 2",
            "the text would be longer than 1048576 bytes"},
        Costly{"if count(list replace([1], function(a, b) string join(for i in 1..90000 return "
               "\"aaaaaaaaaaaaaaaaaaaa\") = b, 1))"
               " = 1 then 1 else 2",
               "the text would be longer than 1048576 bytes"},
        Costly{
            "{a: [1,1,1,1,1,1,1,1,1,1], b: [a,a,a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c,c,c],"
            " e: [d,d,d,d,d,d,d,d,d,d], f: [e,e,e,e,e,e,e,e,e,e], g: [f,f,f,f,f,f,f,f,f,f]}.g",
            "the value has more than 1000000 parts"},
        Costly{"(for i in 1..300 return if i = 1 then [] else [partial[-1]])[300]", "nested deeper than 200 levels"},
        Costly{"(for i in 1..30 return if i = 1 then \"0123456789\" else partial[-1] + partial[-1])[30]",
               "the text would be longer than 1048576 bytes"},
        Costly{"10 ** 1000000", "no number in range"}, Costly{"0.5 ** 1000000000", "no number in range"},
        Costly{"9 ** 9 ** 9 ** 9 ** 9", "no number in range"}, Costly{"exp(1000000)", "in range"},
        Costly{"decimal(1, 1000000)", "digits from -6111 to 6176"}, Costly{"number(\"1e1000000\")", "needs a number"},
        Costly{"@\"999999999-12-31\" + @\"P1D\"", "out of the range of dates"},
        Costly{"@\"P9999999Y\" * 1e30", "out of"}, Costly{"duration(\"P99999999999999999999D\")", "no duration"},
        Costly{"substring(\"abc\", 1e40)", "needs a text"}, Costly{"[1, 2, 3][1e40]", "the list has 3 items"},
        // Backtracking: PCRE2 stops at its limit, whatever the pattern.
        Costly{"matches(string join(for i in 1..40 return \"a\") + \"bc\", \"^(a*)*\\\\1b$\")", "takes too much work"},
        Costly{"matches(string join(for i in 1..2000 return \"a\") + \"cb\", \"^(a|a?)+\\\\1c$\")",
               "takes too much work"},
        Costly{"count(for i in 1..100000 return matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabc\", \"^(a*)*\\\\1b$\"))",
               "takes too much work"},
        // RE2 is linear, in the text times the pattern: that product is bounded too.
        Costly{"matches(\"a\", \"((a{100}){100}){100}\")", "cannot be used"},
        Costly{"if matches(\"a\", \"((a{100}){100}){100}\") then 1 else 2", "cannot be used"},
        Costly{"if matches(\"a\", \"a{100000}\") then 1 else 2", "a quantifier counts further than 10000"}));

TEST(CostlyExpressions, WhatIsCatastrophicElsewhereIsQuickInRe2) {
  // Thirty thousand letters: an engine that backtracks would still be at it.
  const char* text = "matches(string join(for i in 1..30000 return \"a\"), \"^(a+)+(a|aa)*(a|a?)+$\")";
  EXPECT_EQ(parse(text, {}).expression.evaluate(nothing), Value(true));
}

TEST(CostlyExpressions, APowerChainHasNoDepth) {
  // `**` of one level is a loop, not a recursion: long ones are fine.
  EXPECT_EQ(parse("1" + repeated(" ** 1", 5'000), {}).expression.evaluate(nothing), Value(1));
  EXPECT_EQ(parse("1" + repeated("+1", 20'000), {}).expression.evaluate(nothing), Value(20'001));
}

TEST(CostlyExpressions, ANullByALimitIsPassedOn) {
  const MapEnvironment given({{"few", Value::limit("too much")}, {"inner", Context{{"few", Value::limit("too much")}}}},
                             Instant{});
  for (const char* text :
       {"if few > 5 then 1 else 2", "few = null", "if few in (1, 2) then 1 else 2", "[few, 1][2]", "{a: few, b: 1}.b",
        "if inner.few = null then 1 else 2", "some x in [few] satisfies x = null", "count([few])"}) {
    const Value value = parse(text, {}).expression.evaluate(given);
    EXPECT_TRUE(value.is_limit()) << text;
    EXPECT_EQ(value.null_reason(), "too much") << text;
  }
  // What is not looked at passes nothing on.
  EXPECT_EQ(parse("if true then 1 else few", {}).expression.evaluate(given), Value(1));
}

TEST(CostlyExpressions, ThousandsOfEntriesAreReadInLinearTime) {
  std::string text = "{";
  for (int i = 0; i < 4'000; ++i)
    text += (i == 0 ? "" : ",") + ("k" + std::to_string(i)) + ":k" + std::to_string(i / 2);
  text += "}.k3999";
  const auto before = std::chrono::steady_clock::now();
  ASSERT_TRUE(parse(text, {}).ok());
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(400));
}

TEST(CostlyExpressions, ALongListOfTheLargestSizeFits) {
  EXPECT_EQ(parse("count(distinct values(for i in 1..100000 return i))", {}).expression.evaluate(nothing),
            Value(100'000));
  EXPECT_EQ(parse("count(union(for i in 1..50000 return i, for i in 1..100000 return i / 2))", {})
                .expression.evaluate(nothing),
            Value(100'000));
  EXPECT_EQ(parse("count(for i in 1..100000 return i)", {}).expression.evaluate(nothing), Value(100'000));
  EXPECT_EQ(
      parse("count(concatenate(for i in 1..100000 return i, [1]))", {}).expression.evaluate(nothing).null_reason(),
      "the list is longer than 100000 items");
}

}  // namespace
}  // namespace evenhand::feel
