// Large values and long names, as a request can bring them: what they cost is counted, in time and in memory. Each of these
// once took minutes or gigabytes.

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "feel/budget.hpp"
#include "feel/expression.hpp"

namespace evenhand::feel {
namespace {

constexpr std::size_t many = 100'000;
const std::string long_name(60'000, 'k');

Context numbered(std::size_t size, bool backwards = false) {
  Context out;
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t n = backwards ? size - 1 - i : i;
    out.emplace_back("k" + std::to_string(n), static_cast<std::int64_t>(n));
  }
  return out;
}

List repeated_list(const Value& value, std::size_t times) {
  return List(times, value);
}

/// Lists of 3,000 that differ in their last item only.
List alike(std::size_t count) {
  List out;
  for (std::size_t i = 0; i < count; ++i) {
    List one = repeated_list(1, 3'000);
    one.emplace_back(static_cast<std::int64_t>(i));
    out.emplace_back(std::move(one));
  }
  return out;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

const MapEnvironment& environment() {
  static const MapEnvironment made({{"big", numbered(many)},
                                    {"turned", numbered(many, true)},
                                    {"long", Context{{std::string(1'000'000, 'k'), 1}}},
                                    {"ones", repeated_list(1, many)},
                                    {"alike", alike(250)},
                                    {"text", std::string(1'000'000, 'x')},
                                    {"part", std::string(500'000, 'x') + "y"},
                                    {"groups", repeated("$0", 400'000)}},
                                   Instant{});
  return made;
}

Value value_of(const std::string& text) {
  const Parsed parsed = parse(text, {});
  EXPECT_TRUE(parsed.ok()) << text.substr(0, 100);
  return parsed.expression.evaluate(environment());
}

struct Costly {
  std::string text;
  const char* reason;
};
class LargeValues : public testing::TestWithParam<Costly> {};

TEST_P(LargeValues, AreNullWithTheBound) {
  const Costly& row = GetParam();
  const Value value = value_of(row.text);
  EXPECT_TRUE(value.is_null()) << row.text.substr(0, 100);
  EXPECT_NE(value.null_reason().find(row.reason), std::string::npos) << value.null_reason();
}

constexpr const char* steps = "the expression takes more than 1000000 steps";

INSTANTIATE_TEST_SUITE_P(
    Bounds, LargeValues,
    testing::Values(
        // Looking up and comparing entries.
        Costly{"some i in 1..300000 satisfies big.nothing = 1", steps},
        Costly{"some i in 1..300000 satisfies count(big[nothing = 1]) = 1", steps},
        Costly{"some i in 1..3000 satisfies big != turned", steps},
        Costly{"some i in 1..300000 satisfies big in [turned] and false", steps},
        Costly{"for i in 1..70 return count(distinct values(alike))", steps},
        Costly{"some i in 1..1000000 satisfies alike[1] in (alike) and false", steps},
        Costly{"{f: function(l: list<number>) count(l), r: some i in 1..200000 satisfies f(ones) = 0}.r", steps},
        // Copies.
        Costly{"for i in 1..500 return context put(big, \"x\", i)", steps},
        Costly{"for i in 1..500 return context put(big, [\"x\", \"y\"], i)", steps},
        Costly{"for i in 1..2000 return context put(long, \"x\", i)", steps},
        Costly{"for i in 1..500 return context merge([big, {x: i}])", steps},
        Costly{"for i in 1..40 return get entries(big)", steps},
        Costly{"for i in 1..2000 return get entries(long)", steps},
        Costly{"for i in 1..100000 return {\"" + long_name + "\": i}", steps},
        Costly{"concatenate(" + repeated("ones, ", 200) + "ones)", "the list is longer than 100000 items"},
        Costly{"replace(text, \".+\", groups)", "the text would be longer than 1048576 bytes"},
        // Texts.
        Costly{"some i in 1..100000 satisfies contains(text, part)", steps},
        Costly{"some i in 1..100000 satisfies text in [text..text] and false", steps},
        Costly{"some i in 1..100000 satisfies range(\"[1.." + std::string(900, '9') + "]\") = 1", steps},
        Costly{"for i in 1..200 return string(" + repeated("[", 190) + "text" + repeated("]", 190) + ")", steps},
        // Patterns, a new one each time.
        Costly{"count(for i in 1..100000 return matches(\"a\", \"(\\\\p{L}|\\\\p{N}){900}\" + string(i)))", steps},
        Costly{"count(for i in 1..100000 return matches(\"a\", \"(\\\\p{L}){100}\" + string(i)))", steps},
        Costly{"count(for i in 1..100000 return matches(\"a\", \"((a{30}){30}){30}\" + string(i)))", steps}));

TEST(LargeValues, AreFoundAndComparedRightly) {
  EXPECT_EQ(value_of("big = turned"), Value(true));
  EXPECT_EQ(value_of("big = context put(turned, \"k5\", 6)"), Value(false));
  EXPECT_EQ(value_of("big.k99999"), Value(99'999));
  EXPECT_EQ(value_of("big instance of context<k0: number, k99999: number>"), Value(true));
  EXPECT_EQ(value_of("big instance of context<k0: number, k100000: number>"), Value(false));
  EXPECT_EQ(value_of("contains(text, part)"), Value(false));
  EXPECT_EQ(value_of("contains(text + \"y\", part)"), Value(true));
  EXPECT_EQ(value_of("string length(substring before(text + \"y\", \"xy\"))"), Value(999'999));
  EXPECT_EQ(value_of("substring after(\"abc\", \"\") + substring before(\"abc\", \"\")"), Value("abc"));
}

TEST(LongNames, AreNotCopiedIntoEveryReason) {
  const Value value = value_of("for i in 1..100000 return " + long_name);
  ASSERT_NE(value.as_list(), nullptr);
  EXPECT_EQ(value.as_list()->front().null_reason(), "there is no value for \"" + std::string(64, 'k') + "\"");
  // Cut between letters.
  const Value spanish = value_of("{a: 1}." + repeated("ñ", 100));
  EXPECT_EQ(spanish.null_reason(), "the context has no entry \"" + repeated("ñ", 32) + "\"");
  EXPECT_EQ(value_of("a" + repeated("ñ", 100)).null_reason(), "there is no value for \"a" + repeated("ñ", 31) + "\"");
}

TEST(LongNames, AreSharedByTheFunctionsThatHaveThem) {
  const Value value = value_of("for i in 1..100000 return function(" + long_name + ") 1");
  ASSERT_NE(value.as_list(), nullptr);
  EXPECT_EQ(value.as_list()->size(), many);
}

TEST(LongNames, ManyThatNobodyKnowsAreReportedUpToALimit) {
  std::string text = "[x0";
  for (std::size_t i = 1; text.size() + 10 < limits::feel_bytes_max; ++i) text += ", x" + std::to_string(i);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < limits::sop_names_max; ++i) names.push_back("y" + std::to_string(i));
  EXPECT_EQ(parse(text + "]", names, true).diagnostics.size(), limits::feel_problems_max);
}

TEST(ManyEntries, OfOneContextAreReadOnce) {
  std::string text = "{k0: 1";
  for (std::size_t i = 1; text.size() + 100 < limits::feel_bytes_max; ++i) text += ", k" + std::to_string(i) + ": 1";
  const Value value = value_of("count(for i in 1..200 return " + text + "})");
  EXPECT_EQ(value.null_reason(), steps);
  EXPECT_EQ(value_of("{\"\": 1, \"\": 2}").null_reason(), "the context has the entry \"\" twice");
}

TEST(MapEnvironment, FindsOneOfManyValues) {
  Context values = numbered(many);
  values.emplace_back("k5", 6);  // the first one counts
  MapEnvironment environment(std::move(values), Instant{});
  environment.set("k7", 8);
  environment.set("new", 9);
  environment.set("new", 10);
  const Parsed sum = parse("[k5, k7, k99999, new, unknown]", {});
  EXPECT_EQ(to_feel(sum.expression.evaluate(environment)), "[5, 8, 99999, 10, null]");
  const Parsed loop = parse("count((for i in 1..90000 return k99998)[item > 0])", {});
  EXPECT_EQ(loop.expression.evaluate(environment), Value(90'000));
}

TEST(Budget, IsSharedByTheEvaluationsThatGetIt) {
  const Parsed loop = parse("count(for i in 1..1000 return i)", {});
  Budget budget{5'000};
  EXPECT_EQ(evaluate(loop.expression, environment(), budget), Value(1'000));
  EXPECT_LT(budget.steps, 4'000u);
  EXPECT_EQ(evaluate(loop.expression, environment(), budget), Value(1'000));
  EXPECT_EQ(evaluate(loop.expression, environment(), budget).null_reason(), "no steps are left for this expression");
  EXPECT_TRUE(budget.is_spent());
  EXPECT_EQ(evaluate(parse("1", {}).expression, environment(), budget).null_reason(),
            "no steps are left for this expression");
}

TEST(Excerpt, IsTheBeginningWithNoLetterCut) {
  EXPECT_EQ(to_excerpt(List{1, 2, 3}, 100), "[1, 2, 3]");
  EXPECT_EQ(to_excerpt(List{1, 2, 3}, 5), "[1, 2…");
  EXPECT_EQ(to_excerpt(Value("ñandú"), 2), "\"…");
  EXPECT_LE(to_excerpt(repeated_list("0123456789", many), 50).size(), 53u);
}

}  // namespace
}  // namespace evenhand::feel
