#include <gtest/gtest.h>

#include <set>

#include "feel/expression.hpp"

namespace evenhand::feel {
namespace {

/// One built-in function of DMN 1.5 (tables 72 to 85): called by position, called by name, and called with what it cannot
/// take.
struct Row {
  const char* name;
  const char* by_position;
  const char* value;
  const char* by_name;
  const char* wrong;
  const char* reason;  ///< part of why the wrong call is null
};

constexpr Row rows[] = {
    // Conversion
    {"date", R"(date("2026-01-31"))", R"(@"2026-01-31")", "date(year: 2026, month: 1, day: 31)",
     R"(date("2026-02-30"))", "\"2026-02-30\" is no date"},
    {"date and time", R"(date and time("2026-01-31T09:30:00"))", R"(@"2026-01-31T09:30:00")",
     R"(date and time(date: @"2026-01-31", time: @"09:30:00"))", "date and time(1)",
     "date and time: needs a text, or a date and a time"},
    {"time", R"(time("09:30:00"))", R"(@"09:30:00")", "time(hour: 9, minute: 30, second: 0)", R"(time("25:00:00"))",
     "\"25:00:00\" is no time"},
    {"number", R"(number("1 000,5", " ", ","))", "1000.5",
     R"(number(from: "1.000,5", grouping separator: ".", decimal separator: ","))", R"(number("12a"))",
     "number: needs a number, not \"12a\""},
    {"string", "string(1.5)", R"("1.5")", "string(from: 1.5)", "string(null)",
     "string: needs a value that is not null"},
    {"duration", R"(duration("P3D"))", R"(@"P3D")", R"(duration(from: "P3D"))", R"(duration("3 days"))",
     "\"3 days\" is no duration"},
    {"years and months duration", R"(years and months duration(@"2025-12-22", @"2026-11-22"))", R"(@"P11M")",
     R"(years and months duration(from: @"2025-12-22", to: @"2026-11-22"))",
     R"(years and months duration(1, @"2026-11-22"))", "needs two dates"},
    // Boolean
    {"not", "not(true)", "false", "not(negand: true)", "not(1)", "not: needs true or false"},
    // Text
    {"substring", R"(substring("foobar", 3, 3))", R"("oba")",
     R"(substring(string: "foobar", start position: 3, length: 3))", R"(substring("foobar", 0))",
     "substring: needs a text, a position from 1"},
    {"string length", R"(string length("é😀"))", "2", R"(string length(string: "é😀"))", "string length(1)",
     "needs a text"},
    {"upper case", R"(upper case("aBé4"))", R"("ABÉ4")", R"(upper case(string: "aBé4"))", "upper case(1)",
     "needs a text"},
    {"lower case", R"(lower case("aBÉ4"))", R"("abé4")", R"(lower case(string: "aBÉ4"))", "lower case(1)",
     "needs a text"},
    {"substring before", R"(substring before("foobar", "bar"))", R"("foo")",
     R"(substring before(string: "foobar", match: "bar"))", R"(substring before("foobar", 1))", "needs two texts"},
    {"substring after", R"(substring after("foobar", "ob"))", R"("ar")",
     R"(substring after(string: "foobar", match: "ob"))", R"(substring after(1, "ob"))", "needs two texts"},
    {"replace", R"~(replace("abcd", "(ab)|(a)", "[1=$1][2=$2]"))~", R"("[1=ab][2=]cd")",
     R"~(replace(input: "abcd", pattern: "(ab)|(a)", replacement: "[1=$1][2=$2]"))~", R"(replace("abc", "b*", "x"))",
     "matches the empty text"},
    {"contains", R"(contains("foobar", "oba"))", "true", R"(contains(string: "foobar", match: "oba"))",
     R"(contains("foobar", 1))", "needs two texts"},
    {"starts with", R"(starts with("foobar", "fo"))", "true", R"(starts with(string: "foobar", match: "fo"))",
     R"(starts with("foobar", 1))", "needs two texts"},
    {"ends with", R"(ends with("foobar", "r"))", "true", R"(ends with(string: "foobar", match: "r"))",
     R"(ends with("foobar", 1))", "needs two texts"},
    {"matches", R"(matches("foobar", "^FO*b", "i"))", "true",
     R"(matches(input: "foobar", pattern: "^FO*b", flags: "i"))", R"(matches("a", "("))", "a group is not closed"},
    {"split", R"(split("John Doe", "\s"))", R"(["John", "Doe"])", R"(split(string: "John Doe", delimiter: "\s"))",
     R"(split("a", 1))", "needs a text and a pattern"},
    {"string join", R"(string join(["a", null, "b"], "-"))", R"("a-b")",
     R"(string join(list: ["a", null, "b"], delimiter: "-"))", "string join([1])", "needs a list of texts only"},
    // Lists
    {"list contains", "list contains([1, 2, null], null)", "true", "list contains(list: [1, 2, null], element: null)",
     "list contains(null, 1)", "needs a list"},
    {"count", "count([1, [2, 3]])", "2", "count(list: [1, [2, 3]])", "count(null)", "count: needs a list"},
    {"min", "min([3, 1, 2])", "1", "min(list: [3, 1, 2])", "min([])", "needs a list with items that can be compared"},
    {"max", R"(max(["a", "c", "b"]))", R"("c")", R"(max(list: ["a", "c", "b"]))", R"(max(1, "a"))",
     "needs items that can be compared"},
    {"sum", "sum(1, 2, 3)", "6", "sum(list: [1, 2, 3])", R"(sum(1, "a"))", "needs items of one kind"},
    {"mean", "mean([1, 2, 6])", "3", "mean(list: [1, 2, 6])", "mean([])", "needs a list of numbers"},
    {"all", "all(true, true)", "true", "all(list: [true, true])", "all([1])", "needs a list of true and false"},
    {"any", "any([false, null, true])", "true", "any(list: [false, null, true])", "any([false, null])",
     "needs no null among its items"},
    {"sublist", "sublist([4, 5, 6], 2, 1)", "[5]", "sublist(list: [4, 5, 6], start position: 2, length: 1)",
     "sublist([4, 5, 6], 0)", "needs a list, a position in it and a length"},
    {"append", "append([1], 2)", "[1, 2]", "append(list: [1], item: 2)", "append(null, 2)", "needs a list"},
    {"concatenate", "concatenate([1, 2], [3])", "[1, 2, 3]", "concatenate(list: [1, 2, 3])", "concatenate([1], null)",
     "needs lists"},
    {"insert before", "insert before([1, 3], 1, 2)", "[2, 1, 3]",
     "insert before(list: [1, 3], position: 1, newItem: 2)", "insert before([1, 3], 5, 2)",
     "needs a list, a position in it and an item"},
    {"remove", "remove([1, 2, 3], 2)", "[1, 3]", "remove(list: [1, 2, 3], position: 2)", "remove([1], 2)",
     "needs a list and a position in it"},
    {"list replace", "list replace([2, 4, 7, 8], 3, 6)", "[2, 4, 6, 8]",
     "list replace(list: [2, 4, 7, 8], match: function(item, newItem) item = 7, newItem: 6)", "list replace([1], 2, 3)",
     "needs a list, a position in it and an item"},
    {"reverse", "reverse([1, 2, 3])", "[3, 2, 1]", "reverse(list: [1, 2, 3])", "reverse(null)", "needs a list"},
    {"index of", "index of([1, 2, 3, 2], 2)", "[2, 4]", "index of(list: [1, 2, 3, 2], match: 2)", "index of(null, 1)",
     "needs a list"},
    {"union", "union([1, 2], [2, 3])", "[1, 2, 3]", "union(list: [1, 2, 3])", "union([1], null)", "needs lists"},
    {"distinct values", "distinct values([1, 2, 1.0])", "[1, 2]", "distinct values(list: [1, 2, 1.0])",
     "distinct values(null)", "needs a list"},
    {"flatten", "flatten([[1, 2], [[3]], 4])", "[1, 2, 3, 4]", "flatten(list: [[1, 2], [[3]], 4])", "flatten(null)",
     "needs a list"},
    {"product", "product(2, 3, 4)", "24", "product(list: [2, 3, 4])", R"(product([2, "a"]))",
     "needs a list of numbers"},
    {"median", "median([6, 1, 2, 3])", "2.5", "median(list: [6, 1, 2, 3])", "median([])", "needs a list of numbers"},
    {"stddev", "stddev(2, 4, 7, 5)", "2.081665999466132735282297706979931", "stddev(list: [2, 4, 7, 5])", "stddev([1])",
     "needs a list of at least two numbers"},
    {"mode", "mode([6, 1, 9, 6, 1])", "[1, 6]", "mode(list: [6, 1, 9, 6, 1])", R"(mode(["a"]))",
     "needs a list of numbers"},
    // Numbers
    {"decimal", "decimal(2.345, 2)", "2.34", "decimal(n: 2.345, scale: 2)", "decimal(1, 7000)",
     "needs digits from -6111 to 6176"},
    {"floor", "floor(-1.56, 1)", "-1.6", "floor(n: -1.56, scale: 1)", R"(floor("a"))", "floor: needs a number"},
    {"ceiling", "ceiling(-1.56, 1)", "-1.5", "ceiling(n: -1.56, scale: 1)", R"(ceiling("a"))",
     "ceiling: needs a number"},
    {"round up", "round up(-5.5, 0)", "-6", "round up(n: -5.5, scale: 0)", R"(round up(5, "a"))",
     "needs a number and the digits"},
    {"round down", "round down(-5.5, 0)", "-5", "round down(n: -5.5, scale: 0)", R"(round down("a", 0))",
     "needs a number and the digits"},
    {"round half up", "round half up(-2.5, 0)", "-3", "round half up(n: -2.5, scale: 0)", R"(round half up("a", 0))",
     "needs a number and the digits"},
    {"round half down", "round half down(-2.5, 0)", "-2", "round half down(n: -2.5, scale: 0)",
     R"(round half down("a", 0))", "needs a number and the digits"},
    {"abs", R"(abs(@"-PT5H"))", R"(@"PT5H")", R"(abs(n: @"-PT5H"))", R"(abs("a"))", "needs a number or a duration"},
    {"modulo", "modulo(-12, 5)", "3", "modulo(dividend: -12, divisor: 5)", "modulo(1, 0)",
     "needs a divisor that is not zero"},
    {"sqrt", "sqrt(16)", "4", "sqrt(number: 16)", "sqrt(-1)", "needs a number that is not negative"},
    {"log", "decimal(log(10), 8)", "2.30258509", "decimal(log(number: 10), 8)", "log(0)", "needs a number above zero"},
    {"exp", "decimal(exp(5), 8)", "148.41315910", "decimal(exp(number: 5), 8)", "exp(100000)",
     "needs a number whose power is in range"},
    {"odd", "odd(5)", "true", "odd(number: 5)", R"(odd("a"))", "odd: needs a number"},
    {"even", "even(5)", "false", "even(number: 5)", R"(even("a"))", "even: needs a number"},
    // Equality of kind
    {"is", R"(is(@"23:00:50Z", @"23:00:50"))", "false", R"(is(value1: @"23:00:50Z", value2: @"23:00:50"))", "is(1)",
     "is does not take 1 argument"},
    // Ranges
    {"before", "before(1, 10)", "true", "before(point1: 1, point2: 10)", R"(before(1, "a"))",
     "needs points and ranges of one kind"},
    {"after", "after([5..10], [1..5))", "true", "after(range1: [5..10], range2: [1..5))", "after(1, null)",
     "needs two points or ranges"},
    {"meets", "meets([1..5], [5..10])", "true", "meets(range1: [1..5], range2: [5..10])", "meets([1..5], null)",
     "needs two points or ranges"},
    {"met by", "met by([5..10], [1..5])", "true", "met by(range1: [5..10], range2: [1..5])",
     R"(met by([5..10], ["a".."b"]))", "needs points and ranges of one kind"},
    {"overlaps", "overlaps([1..5], [3..8])", "true", "overlaps(range1: [1..5], range2: [3..8])",
     "overlaps(null, [3..8])", "needs two points or ranges"},
    {"overlaps before", "overlaps before([1..5], [3..8])", "true", "overlaps before(range1: [1..5], range2: [3..8])",
     "overlaps before([1..5], null)", "needs two points or ranges"},
    {"overlaps after", "overlaps after([3..8], [1..5])", "true", "overlaps after(range1: [3..8], range2: [1..5])",
     "overlaps after(null, [1..5])", "needs two points or ranges"},
    {"finishes", "finishes(10, [1..10])", "true", "finishes(point: 10, range: [1..10])", "finishes(10, null)",
     "needs two points or ranges"},
    {"finished by", "finished by([1..10], [5..10])", "true", "finished by(range1: [1..10], range2: [5..10])",
     "finished by(null, 10)", "needs two points or ranges"},
    {"includes", "includes([1..10], 5)", "true", "includes(range: [1..10], point: 5)", R"(includes([1..10], "a"))",
     "needs points and ranges of one kind"},
    {"during", "during(5, [1..10])", "true", "during(point: 5, range: [1..10])", "during(5, null)",
     "needs two points or ranges"},
    {"starts", "starts([1..5], [1..10])", "true", "starts(range1: [1..5], range2: [1..10])", "starts(null, [1..10])",
     "needs two points or ranges"},
    {"started by", "started by([1..10], 1)", "true", "started by(range: [1..10], point: 1)",
     "started by([1..10], null)", "needs two points or ranges"},
    {"coincides", "coincides([1..5], [1..5])", "true", "coincides(range1: [1..5], range2: [1..5])",
     "coincides(5, null)", "needs two points or ranges"},
    {"range", R"~(range("[1..3)"))~", "[1..3)", R"~(range(from: "[1..3)"))~", R"(range("[3..1]"))",
     "needs a range that begins before it ends"},
    // The calendar
    {"day of year", R"(day of year(@"2019-09-17"))", "260", R"(day of year(date: @"2019-09-17"))", "day of year(1)",
     "needs a date"},
    {"day of week", R"(day of week(@"2019-09-17"))", R"("Tuesday")", R"(day of week(date: @"2019-09-17"))",
     "day of week(1)", "needs a date"},
    {"month of year", R"(month of year(@"2019-09-17"))", R"("September")", R"(month of year(date: @"2019-09-17"))",
     "month of year(1)", "needs a date"},
    {"week of year", R"(week of year(@"2003-12-29"))", "1", R"(week of year(date: @"2003-12-29"))", "week of year(1)",
     "needs a date"},
    {"sort", "sort([3, 1, 2], function(x, y) x < y)", "[1, 2, 3]",
     "sort(list: [3, 1, 2], precedes: function(x, y) x < y)", "sort([3, 1], function(x, y) x)",
     "needs a function of two items that yields true or false"},
    // Contexts
    {"get value", R"(get value({a: 1}, "a"))", "1", R"(get value(m: {a: 1}, key: "a"))", R"(get value({a: 1}, "b"))",
     "the context has no entry \"b\""},
    {"get entries", "get entries({a: 1})", R"([{key: "a", value: 1}])", "get entries(m: {a: 1})", "get entries(1)",
     "needs a context"},
    {"context", R"(context([{key: "a", value: 1}]))", "{a: 1}", R"(context(entries: [{key: "a", value: 1}]))",
     R"(context([{key: "a", value: 1}, {key: "a", value: 2}]))", "needs every key only once"},
    {"context put", R"(context put({x: 1}, "y", 2))", "{x: 1, y: 2}",
     R"(context put(context: {x: 1}, key: "y", value: 2))", R"(context put(context: {x: 1}, key: ["y"], value: 2))",
     "given as \"keys\""},
    {"context merge", "context merge([{x: 1}, {x: 2, y: 3}])", "{x: 2, y: 3}",
     "context merge(contexts: [{x: 1}, {x: 2, y: 3}])", "context merge([1])", "needs a list of contexts"},
    // The clock
    {"now", "now()", R"(@"2026-11-22T09:30:00Z")", "now()", "now(1)", "now does not take 1 argument"},
    {"today", "today()", R"(@"2026-11-22")", "today()", "today(1)", "today does not take 1 argument"},
};

Value evaluated(const std::string& text) {
  const MapEnvironment clock({}, parse_rfc3339("2026-11-22T09:30:00Z").value());
  const Parsed parsed = parse(text, {});
  EXPECT_TRUE(parsed.ok()) << text;
  return parsed.expression.evaluate(clock);
}

class Builtins : public testing::TestWithParam<Row> {};

TEST_P(Builtins, YieldAValueByPositionAndByNameAndSayWhyNot) {
  const Row& row = GetParam();
  const Value expected = evaluated(row.value);
  EXPECT_EQ(evaluated(row.by_position), expected) << row.by_position;
  EXPECT_EQ(evaluated(row.by_name), expected) << row.by_name;
  const Value wrong = evaluated(row.wrong);
  EXPECT_TRUE(wrong.is_null()) << row.wrong << " is " << to_feel(wrong);
  EXPECT_NE(wrong.null_reason().find(row.reason), std::string::npos) << row.wrong << ": " << wrong.null_reason();
}

INSTANTIATE_TEST_SUITE_P(Dmn15, Builtins, testing::ValuesIn(rows));

TEST(BuiltinList, IsThatOfTheStandard) {
  std::set<std::string_view> tested;
  for (const Row& row : rows) tested.insert(row.name);
  const std::set<std::string_view> ours(builtin_names().begin(), builtin_names().end());
  EXPECT_EQ(ours, tested);
  EXPECT_EQ(ours.size(), 86u);
}

}  // namespace
}  // namespace evenhand::feel
