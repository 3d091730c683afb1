#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/limits.hpp"
#include "feel/expression.hpp"

namespace evenhand::feel {
namespace {

const std::vector<std::string> names = {"order number", "order total", "customer age", "attempts"};

Diagnostic first_problem(std::string_view text, bool strict = true) {
  const Parsed parsed = parse(text, names, strict);
  EXPECT_FALSE(parsed.ok()) << text;
  return parsed.diagnostics.empty() ? Diagnostic{} : parsed.diagnostics.front();
}

struct Wrong {
  const char* text;
  const char* code;
  Span span;
  const char* message;  ///< part of it
  const char* hint;     ///< part of it
};

class FeelErrors : public testing::TestWithParam<Wrong> {};

TEST_P(FeelErrors, NameThePlaceAndTheRemedy) {
  const Wrong& wrong = GetParam();
  const Diagnostic problem = first_problem(wrong.text);
  EXPECT_EQ(problem.code, wrong.code) << wrong.text << ": " << problem.message;
  EXPECT_EQ(problem.span, wrong.span) << render(problem, "case", wrong.text);
  EXPECT_NE(problem.message.find(wrong.message), std::string::npos) << problem.message;
  EXPECT_NE(problem.hint.find(wrong.hint), std::string::npos) << problem.hint;
}

INSTANTIATE_TEST_SUITE_P(
    Texts, FeelErrors,
    testing::Values(Wrong{"", "EH0311", {1, 1, 1, 1}, "no expression", "Write"},
                    Wrong{"1 +", "EH0300", {1, 4, 1, 4}, "Expected a value, found the end", ""},
                    Wrong{"attempts == 3", "EH0300", {1, 11, 1, 12}, "Expected a value", "one \"=\""},
                    Wrong{"attempts > 3 && true", "EH0300", {1, 14, 1, 15}, "found \"&\"", "\"and\""},
                    Wrong{"attempts > 3 || true", "EH0300", {1, 14, 1, 15}, "found \"|\"", "\"or\""},
                    Wrong{"!true", "EH0300", {1, 1, 1, 2}, "found \"!\"", "not("},
                    Wrong{"attempts <> 3", "EH0300", {1, 11, 1, 12}, "Expected a value", "!="},
                    Wrong{"'text'", "EH0300", {1, 1, 1, 2}, "Expected a value", "double quotes"},
                    Wrong{"order nubmer = 1", "EH0301", {1, 1, 1, 13}, "\"order nubmer\"", "\"order number\""},
                    Wrong{"cuont([1])", "EH0302", {1, 1, 1, 6}, "\"cuont\"", "\"count\""},
                    Wrong{"modulo(1)", "EH0303", {1, 7, 1, 10}, "1 argument", "modulo(dividend,divisor)"},
                    Wrong{"modulo(a: 1, b: 2)", "EH0303", {1, 7, 1, 19}, "parameters", "modulo("},
                    Wrong{"modulo(1, divisor: 2)", "EH0303", {1, 11, 1, 18}, "all by name", ""},
                    Wrong{"\"open", "EH0304", {1, 1, 1, 6}, "not closed", "same line"},
                    Wrong{"1e9999", "EH0305", {1, 1, 1, 7}, "out of range", "34 digits"},
                    Wrong{"@\"2026-02-30\"", "EH0306", {1, 1, 1, 14}, "2026-02-30", "2026-01-31"},
                    Wrong{"date(\"31.01.2026\")", "EH0306", {1, 5, 1, 19}, "no date", ""},
                    Wrong{"1 instance of nubmer", "EH0313", {1, 15, 1, 21}, "\"nubmer\"", "string"},
                    Wrong{"{a: 1, a: 2}", "EH0315", {1, 8, 1, 9}, "twice", ""},
                    Wrong{"[1..\"a\"]", "EH0316", {1, 1, 1, 9}, "cannot be compared", "one kind"},
                    Wrong{"(1 + 2", "EH0300", {1, 7, 1, 7}, "close the bracket", ""},
                    Wrong{"1 + 2)", "EH0300", {1, 6, 1, 7}, "found \")\"", "no bracket"},
                    Wrong{"if attempts > 3 then 1", "EH0300", {1, 23, 1, 23}, "\"else\"", ""},
                    Wrong{"for x in [1] satisfies x", "EH0300", {1, 14, 1, 23}, "\"return\"", ""},
                    Wrong{"attempts >\n  * 2", "EH0300", {2, 3, 2, 4}, "Expected a value, found \"*\"", ""},
                    Wrong{"1 + \"é\" )", "EH0300", {1, 9, 1, 10}, "found \")\"", ""},
                    Wrong{"1 /* open", "EH0300", {1, 4, 1, 5}, "Expected", "*/"},
                    Wrong{"? > 1", "EH0301", {1, 1, 1, 2}, "decision table", ""}));

TEST(Parse, UnknownNamesDoNotStopIt) {
  const Parsed parsed = parse("foo + bar > attempts", names, true);
  ASSERT_EQ(parsed.diagnostics.size(), 2u);
  EXPECT_EQ(parsed.diagnostics[1].span, (Span{1, 7, 1, 10}));
  EXPECT_TRUE(parse("foo + bar > attempts", names, false).ok());
}

TEST(Parse, KnowsWhatIsRead) {
  const auto reads = [](std::string_view text) { return parse(text, names).expression.reads(); };
  using Names = std::vector<std::string>;
  EXPECT_EQ(reads("order total > 5 and order number = \"x\" and order total < 9"),
            (Names{"order number", "order total"}));
  EXPECT_EQ(reads("for x in attempts return x + y"), (Names{"attempts", "y"}));
  EXPECT_EQ(reads("[{a: 1}][a > order total]"), (Names{"order total"}));
  EXPECT_EQ(reads("(function(x) x + attempts)(1)"), (Names{"attempts"}));
  EXPECT_EQ(reads("count([1])"), Names{});
  EXPECT_EQ(parse_unary_tests("< order total", names).expression.reads(), (Names{"?", "order total"}));
  EXPECT_EQ(parse_unary_tests("-", names).expression.reads(), Names{});
}

TEST(Parse, NamesMayHoldSymbolsAndDigits) {
  const std::vector<std::string> odd = {"pre-tax total", "2nd address", "a+b", "rate (net)", "in stock", "some items"};
  MapEnvironment environment({}, Instant{});
  for (const std::string& name : odd) environment.set(name, "value of " + name);
  for (const std::string& name : odd) {
    const Parsed parsed = parse(name, odd, true);
    ASSERT_TRUE(parsed.ok()) << name;
    EXPECT_EQ(parsed.expression.evaluate(environment), Value("value of " + name));
    EXPECT_EQ(parsed.expression.print(), name);
  }
  EXPECT_TRUE(parse("some items in [1] satisfies items > 0", odd).ok());
}

TEST(Parse, NamesMayEndInAnyLetter) {
  // The last bytes of these letters, read alone and with what follows, would be blanks.
  for (const std::string name : {"\xCA\xA2", "caf\xC3\xA0", "\xC5\x85", "a\xE2\x81\xA2"}) {
    for (const char* rest : {" > m", "  > m", ">m", "\t> m"}) {
      const Parsed parsed = parse(name + rest, {}, false);
      ASSERT_TRUE(parsed.ok()) << name << rest;
      EXPECT_EQ(parsed.expression.print(), name + " > m");
    }
  }
}

TEST(Parse, RefusesWhatIsTooLargeOrNotText) {
  EXPECT_EQ(first_problem(std::string(limits::feel_bytes_max + 1, ' ')).code, "EH0307");
  EXPECT_EQ(first_problem("\"\xFF\"").code, "EH0312");
  for (const char open : {'(', '[', '-', '{', '?'}) {
    const Parsed parsed = parse(std::string(60'000, open), names);
    EXPECT_FALSE(parsed.ok()) << open;
  }
  EXPECT_EQ(first_problem(std::string(1'000, '(')).code, "EH0308");
  std::string deep = "a";
  for (int i = 0; i < 500; ++i) deep += ".a";
  EXPECT_EQ(first_problem(deep, false).code, "EH0308");
  std::string functions;
  for (int i = 0; i < 5'000; ++i) functions += "function(x) ";
  EXPECT_FALSE(parse(functions + "x", names).ok());
  std::string ifs;
  for (int i = 0; i < 5'000; ++i) ifs += "if a then b else ";
  EXPECT_FALSE(parse(ifs + "x", names).ok());
}

TEST(Parse, LongChainsAreNotDeep) {
  std::string sum = "1";
  for (int i = 0; i < 9'999; ++i) sum += "+1";
  const MapEnvironment nothing({}, Instant{});
  EXPECT_EQ(parse(sum, {}).expression.evaluate(nothing), Value(10'000));
}

RC_GTEST_PROP(ParseProperty, NoTextCrashesIt, (const std::string& text)) {
  static_cast<void>(parse(text, names, true));
  static_cast<void>(parse_unary_tests(text, names, true));
}

RC_GTEST_PROP(ParseProperty, NoSoupOfTokensCrashesIt, ()) {
  static const std::vector<std::string> tokens = {
      "1",    "\"a\"",  "(",       ")",         "[",        "]",           "{",  "}",    "..",
      ".",    ",",      ":",       "+",         "-",        "*",           "**", "/",    "=",
      "<",    ">=",     "and",     "or",        "not",      "in",          "if", "then", "else",
      "for",  "return", "some",    "satisfies", "function", "instance of", "x",  "?",    "order total",
      "date", "null",   "between", "@\"P1D\"",  "count"};
  std::string text;
  for (const std::string& token : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(tokens))) {
    text += token + " ";
  }
  const MapEnvironment nothing({}, Instant{});
  for (const Parsed& parsed : {parse(text, names), parse_unary_tests(text, names)}) {
    if (!parsed.ok()) continue;
    static_cast<void>(parsed.expression.evaluate(nothing));
    const std::string printed = parsed.expression.print();
    RC_LOG() << text << " printed as " << printed;
  }
}

}  // namespace
}  // namespace evenhand::feel
