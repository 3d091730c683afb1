#include "dmn/table.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>

#include "base/text.hpp"

namespace evenhand::dmn {
namespace {

using feel::Value;
const std::vector<std::string> names = {"age", "tier", "member", "day"};

feel::Expression expression(std::string_view text) {
  const auto parsed = feel::parse(text, names);
  EXPECT_TRUE(parsed.ok()) << text;
  return parsed.expression;
}

/// One rule a line: cells parted by `|`, the outputs after `->`.
Table table_of(HitPolicy policy, const std::vector<std::string>& inputs, const std::vector<std::string>& rules) {
  Table out;
  out.policy = policy;
  for (const std::string& name : inputs) {
    Input input;
    input.label = name;
    input.expression = expression(name);
    if (name == "member") input.is_boolean = true;
    if (name == "age") input.is_number = true;
    out.inputs.push_back(std::move(input));
  }
  std::uint32_t line = 1;
  for (const std::string& text : rules) {
    const std::size_t arrow = text.find("->");
    Rule rule;
    for (const std::string_view cell : text::split(std::string_view(text).substr(0, arrow), '|')) {
      const auto parsed = feel::parse_unary_tests(text::trim(cell), names);
      EXPECT_TRUE(parsed.ok()) << cell;
      rule.tests.push_back(parsed.expression);
    }
    for (const std::string_view cell : text::split(std::string_view(text).substr(arrow + 2), '|')) {
      rule.outputs.push_back(expression(text::trim(cell)));
    }
    rule.span = {line, 1, line, 2};
    ++line;
    out.rules.push_back(std::move(rule));
  }
  for (std::size_t i = 0; i < out.rules.front().outputs.size(); ++i)
    out.outputs.push_back({"out " + std::to_string(i), {}, {}});
  return out;
}

Decision decided(const Table& table, feel::Context inputs) {
  return evaluate(table, feel::MapEnvironment(std::move(inputs), Instant{}));
}

using Indexes = std::vector<std::size_t>;

TEST(Table, UniqueTakesTheOneThatMatches) {
  const Table table = table_of(HitPolicy::unique, {"age", "member"}, {"< 18 | - -> \"no\"", ">= 18 | true -> \"yes\""});
  EXPECT_EQ(decided(table, {{"age", 20}, {"member", true}}).value, Value("yes"));
  EXPECT_EQ(decided(table, {{"age", 20}, {"member", true}}).rules, Indexes{1});
  const Decision none = decided(table, {{"age", 20}, {"member", false}});
  EXPECT_TRUE(none.value.is_null());
  EXPECT_EQ(none.value.null_reason(), "no row of the table matches");
  const Table both = table_of(HitPolicy::unique, {"age"}, {"< 18 -> 1", "< 20 -> 2"});
  EXPECT_EQ(decided(both, {{"age", 5}}).value.null_reason(), "rows 1, 2 match at once, and only one may");
}

TEST(Table, PoliciesChoose) {
  const std::vector<std::string> rules = {"> 10 -> 3", "> 5 -> 1", "> 0 -> 2"};
  const feel::Context eleven = {{"age", 11}};
  EXPECT_EQ(decided(table_of(HitPolicy::first, {"age"}, rules), eleven).value, Value(3));
  EXPECT_EQ(decided(table_of(HitPolicy::first, {"age"}, rules), eleven).rules, Indexes{0});
  EXPECT_EQ(decided(table_of(HitPolicy::rule_order, {"age"}, rules), eleven).value, Value(feel::List{3, 1, 2}));
  EXPECT_TRUE(decided(table_of(HitPolicy::any, {"age"}, rules), eleven).value.is_null());
  Table table = table_of(HitPolicy::priority, {"age"}, rules);
  table.outputs[0].allowed = {1, 2, 3};
  EXPECT_EQ(decided(table, eleven).value, Value(1));
  EXPECT_EQ(decided(table, eleven).rules, Indexes{1});
  table.policy = HitPolicy::output_order;
  EXPECT_EQ(decided(table, eleven).value, Value(feel::List{1, 2, 3}));
}

TEST(Table, CollectAggregates) {
  Table table = table_of(HitPolicy::collect, {"age"}, {"> 10 -> 3", "> 5 -> 1", "> 0 -> 2"});
  const feel::Context six = {{"age", 6}};
  EXPECT_EQ(decided(table, six).value, Value(feel::List{1, 2}));
  table.aggregation = Aggregation::sum;
  EXPECT_EQ(decided(table, six).value, Value(3));
  table.aggregation = Aggregation::min;
  EXPECT_EQ(decided(table, six).value, Value(1));
  table.aggregation = Aggregation::max;
  EXPECT_EQ(decided(table, six).value, Value(2));
  table.aggregation = Aggregation::count;
  EXPECT_EQ(decided(table, six).value, Value(2));
  EXPECT_EQ(decided(table, {{"age", -1}}).value, Value(0));
}

TEST(Table, SeveralOutputsAndAValueForTheRest) {
  Table table = table_of(HitPolicy::unique, {"age"}, {"> 10 -> \"a\" | age + 1"});
  EXPECT_EQ(decided(table, {{"age", 11}}).value, Value(feel::Context{{"out 0", "a"}, {"out 1", 12}}));
  table.outputs[0].otherwise = expression("\"z\"");
  EXPECT_EQ(decided(table, {{"age", 1}}).value, Value(feel::Context{{"out 0", "z"}, {"out 1", Value{}}}));
  EXPECT_TRUE(decided(table, {{"age", 1}}).rules.empty());
}

std::vector<std::string> found(const Table& table) {
  std::vector<std::string> out;
  for (const Diagnostic& d : analyse(table)) out.push_back(d.code + " " + d.message);
  return out;
}
using Texts = std::vector<std::string>;

TEST(Table, ALimitPassedAnywhereLeavesNoRowToDecide) {
  constexpr const char* endless = "some i in 1..1000000000 satisfies i = ?";
  constexpr const char* too_many = "the expression takes more than 1000000 steps";
  const Table cells =
      table_of(HitPolicy::first, {"age"}, {std::string(endless) + " -> \"found\"", "- -> \"not found\""});
  EXPECT_EQ(decided(cells, {{"age", 7}}).value, Value("found"));
  const Decision lost = decided(cells, {{"age", 2'000'000}});
  EXPECT_EQ(lost.value.null_reason(), too_many);
  EXPECT_TRUE(lost.value.is_limit());
  EXPECT_TRUE(lost.rules.empty());
  const Table outputs =
      table_of(HitPolicy::collect, {"age"}, {"- -> some i in 1..1000000000 satisfies i < 0", "- -> 1"});
  EXPECT_EQ(decided(outputs, {{"age", 7}}).value.null_reason(), too_many);
  Table inputs = table_of(HitPolicy::first, {"age"}, {"true -> 1", "- -> 2"});
  inputs.inputs[0].expression = expression("some i in 1..1000000000 satisfies i = age");
  EXPECT_EQ(decided(inputs, {{"age", 2'000'000}}).value.null_reason(), too_many);
  Table rest = table_of(HitPolicy::first, {"age"}, {"1 -> 1 | 2"});
  rest.outputs[0].otherwise = expression("some i in 1..1000000000 satisfies i < 0");
  EXPECT_EQ(decided(rest, {{"age", 2}}).value.null_reason(), too_many);
}

TEST(Analyse, AnInputMayBeMissing) {
  Table table = table_of(HitPolicy::unique, {"channel"}, {"\"phone\" -> 1", "\"email\" -> 2"});
  table.inputs[0].allowed = {Value("phone"), Value("email"), Value()};
  EXPECT_EQ(found(table), (Texts{"EH0401 No row matches when no channel is known."}));
  table.inputs[0].allowed.pop_back();
  EXPECT_TRUE(found(table).empty());
}

TEST(Analyse, FindsGapsWithAnExample) {
  EXPECT_EQ(found(table_of(HitPolicy::unique, {"age", "member"}, {"< 18 | - -> 1", ">= 18 | true -> 2"})),
            (Texts{"EH0401 No row matches when age = 18 and member = false."}));
  EXPECT_EQ(found(table_of(HitPolicy::unique, {"age"}, {"< 5 -> 1", "> 6 -> 2"})).front(),
            "EH0401 No row matches when age = 5.");
  EXPECT_EQ(found(table_of(HitPolicy::unique, {"age"}, {"<= 5 -> 1", ">= 6 -> 2"})),
            (Texts{"EH0401 No row matches when age = 5.5."}));
  EXPECT_EQ(found(table_of(HitPolicy::unique, {"tier"}, {"\"gold\" -> 1", "\"silver\" -> 2"})),
            (Texts{"EH0401 No row matches when tier is anything else."}));
  EXPECT_EQ(found(table_of(HitPolicy::unique, {"day"}, {"< date(\"2026-01-01\") -> 1", "> date(\"2026-01-01\") -> 2"})),
            (Texts{"EH0401 No row matches when day = date(\"2026-01-01\")."}));
  EXPECT_TRUE(found(table_of(HitPolicy::first, {"age"}, {"< 5 -> 1", "- -> 2"})).empty());
  EXPECT_TRUE(found(table_of(HitPolicy::collect, {"age"}, {"< 5 -> 1"})).empty());
  EXPECT_TRUE(found(table_of(HitPolicy::unique, {"age"}, {"not(5) -> 1", "5 -> 2"})).empty());
  Table complete = table_of(HitPolicy::unique, {"age"}, {"< 5 -> 1"});
  complete.outputs[0].otherwise = expression("0");
  EXPECT_TRUE(found(complete).empty());
}

TEST(Analyse, FindsOverlapsWithAnExample) {
  EXPECT_EQ(found(table_of(HitPolicy::unique, {"age", "tier"},
                           {"<= 18 | - -> 1", ">= 18 | \"gold\" -> 2", "> 18 | not(\"gold\") -> 3"})),
            (Texts{"EH0402 Rows 1 and 2 both match when age = 18 and tier = \"gold\"."}));
  EXPECT_EQ(found(table_of(HitPolicy::any, {"age"}, {"<= 18 -> 1", ">= 18 -> 2"})),
            (Texts{"EH0402 Rows 1 and 2 both match and disagree when age = 18."}));
  EXPECT_TRUE(found(table_of(HitPolicy::any, {"age"}, {"<= 18 -> 1", ">= 18 -> 1"})).empty());
  EXPECT_TRUE(found(table_of(HitPolicy::first, {"age"}, {"<= 18 -> 1", ">= 18 -> 1"})).empty());
}

TEST(Analyse, FindsRowsThatNeverMatch) {
  EXPECT_EQ(found(table_of(HitPolicy::first, {"age"}, {"< 10 -> 1", ">= 10 -> 2", "- -> 3"})),
            (Texts{"EH0403 Row 3 is never reached: earlier rows match everything it does."}));
  EXPECT_EQ(found(table_of(HitPolicy::first, {"age"}, {"< 10 -> 1", "< 5 -> 2", "- -> 3"})),
            (Texts{"EH0403 Row 2 is never reached: earlier rows match everything it does."}));
  Table listed = table_of(HitPolicy::unique, {"tier"}, {"\"gold\" -> 1", "\"silver\" -> 2", "\"tin\" -> 3"});
  listed.inputs[0].allowed = {"gold", "silver"};
  EXPECT_EQ(found(listed), (Texts{"EH0403 Row 3 never matches: tier can never be \"tin\"."}));
  EXPECT_EQ(analyse(listed).front().hint, "It can be \"gold\", \"silver\".");
}

TEST(Analyse, ProposesTheMissingRowAndShowsExamples) {
  const auto hint = [](const Table& table) { return analyse(table).at(0).hint; };
  const std::string tail = ", or a last row with - in every cell.";
  EXPECT_EQ(hint(table_of(HitPolicy::unique, {"age"}, {"< 18 -> 1", ">= 65 -> 2"})),
            "Add the row | [18..65) | ? |" + tail);
  EXPECT_EQ(hint(table_of(HitPolicy::unique, {"age"}, {"< 18 -> 1", "> 18 -> 2"})), "Add the row | 18 | ? |" + tail);
  EXPECT_EQ(hint(table_of(HitPolicy::unique, {"age"}, {">= 18 -> 1"})), "Add the row | < 18 | ? |" + tail);
  EXPECT_EQ(hint(table_of(HitPolicy::unique, {"age", "member"}, {"<= 18 | - -> 1", "> 18 | true -> 2"})),
            "Add the row | > 18 | false | ? |" + tail);
  EXPECT_EQ(hint(table_of(HitPolicy::unique, {"tier"}, {"\"a\" -> 1", "\"b\" -> 2"})),
            "Add the row | not(\"a\", \"b\") | ? |" + tail);
  EXPECT_EQ(hint(table_of(HitPolicy::unique, {"age"}, {"< 5 -> 1", ">= 5 -> 2", "< 5 -> 1"})),
            "Delete one of them. Both match when age = 4.");
  EXPECT_EQ(hint(table_of(HitPolicy::first, {"age"}, {"> 5 -> 1", "> 7 -> 2", "- -> 3"})),
            "Row 1 matches first when age = 8, for one. Move it up, narrow the rows above, or delete it.");
}

TEST(Analyse, FindsDuplicates) {
  EXPECT_EQ(found(table_of(HitPolicy::unique, {"age"}, {"<5 -> 1", ">= 5 -> 2", "< 5 -> 1"})),
            (Texts{"EH0404 Row 3 says the same as row 1."}));
  // Where only one row may match, nothing is decided then; where they may agree, or the first wins, one is just too many.
  const auto severity = [](HitPolicy policy) {
    return analyse(table_of(policy, {"age"}, {"<5 -> 1", ">= 5 -> 2", "< 5 -> 1"})).at(0).severity;
  };
  EXPECT_EQ(severity(HitPolicy::unique), Severity::error);
  EXPECT_EQ(severity(HitPolicy::any), Severity::warning);
  EXPECT_EQ(severity(HitPolicy::first), Severity::warning);
}

TEST(Analyse, KeepsToWhatTheInputCanBe) {
  Table table = table_of(HitPolicy::unique, {"age"}, {"< 50 -> 1", "[50..100] -> 2"});
  table.inputs[0].within = {{0, 100, true, true}};
  EXPECT_TRUE(found(table).empty());
  table = table_of(HitPolicy::unique, {"age"}, {"< 50 -> 1", "> 60 -> 2", "> 100 -> 3"});
  table.inputs[0].within = {{0, 100, true, true}};
  EXPECT_EQ(found(table),
            (Texts{"EH0403 Row 3 never matches: age can never be > 100.", "EH0401 No row matches when age = 50."}));
  EXPECT_EQ(analyse(table).at(0).hint, "It can be [0..100].");
  EXPECT_EQ(analyse(table).at(1).hint, "Add the row | [50..60] | ? |, or a last row with - in every cell.");
  table = table_of(HitPolicy::unique, {"age"}, {"5 -> 1", "15 -> 2", "[3..4] -> 3"});
  table.inputs[0].within = {{5, 5, true, true}, {15, 15, true, true}};
  EXPECT_EQ(found(table), (Texts{"EH0403 Row 3 never matches: age can never be [3..4]."}));
}

TEST(Analyse, FindsCellsThatAreNeverTrue) {
  EXPECT_EQ(found(table_of(HitPolicy::first, {"age"}, {"[10..5] -> 1", "- -> 2"})),
            (Texts{"EH0403 Row 1 never matches: age can never be [10..5]."}));
  EXPECT_EQ(found(table_of(HitPolicy::first, {"age"}, {"\"x\" -> 1", "< 5 -> 2", "- -> 3"})),
            (Texts{"EH0403 Row 1 never matches: age can never be \"x\"."}));
  EXPECT_EQ(found(table_of(HitPolicy::first, {"age"}, {"not(\"x\") -> 1", "- -> 3"})),
            (Texts{"EH0403 Row 1 never matches: age can never be not(\"x\")."}));
  EXPECT_TRUE(found(table_of(HitPolicy::first, {"age"}, {"\"x\", 5 -> 1", "- -> 3"})).empty());
  EXPECT_EQ(found(table_of(HitPolicy::unique, {"age"}, {"? > 5 -> 1", "? > 4 -> 2", "4 >= ? -> 3"})),
            (Texts{"EH0402 Rows 1 and 2 both match when age = 6."}));
}

TEST(Analyse, FindsRowsThatNeverDecideByPriority) {
  Table table = table_of(HitPolicy::priority, {"age"}, {"< 10 -> 1", "< 5 -> 2", "- -> 3"});
  table.outputs[0].allowed = {1, 2, 3};
  EXPECT_EQ(found(table), (Texts{"EH0403 Row 2 never decides: rows that win by priority match everything it does."}));
  table.outputs[0].allowed = {2, 1, 3};
  EXPECT_TRUE(found(table).empty());
  table.outputs[0].allowed = {2, 1};
  EXPECT_EQ(found(table), (Texts{"EH0420 Row 3 gives 3, which is not among the values of \"out 0\"."}));
  table.outputs[0].allowed.clear();
  EXPECT_EQ(found(table).front(),
            "EH0421 Rows are chosen by priority, and no output lists its values in order of priority.");
}

TEST(Analyse, FindsAggregationsOfSeveralOutputs) {
  Table table = table_of(HitPolicy::collect, {"age"}, {"- -> 1 | 2"});
  EXPECT_TRUE(found(table).empty());
  table.aggregation = Aggregation::sum;
  EXPECT_EQ(found(table),
            (Texts{"EH0422 The outputs of the matching rows are put together, and there are 2 of them."}));
  table.aggregation = Aggregation::count;
  EXPECT_TRUE(found(table).empty());
}

TEST(Analyse, SaysNothingOfCellsItCannotRead) {
  EXPECT_TRUE(found(table_of(HitPolicy::unique, {"age"}, {"? > day -> 1", "< 5 -> 2"})).empty());
  EXPECT_TRUE(found(table_of(HitPolicy::first, {"age"}, {"? > 3 -> 1", "- -> 2"})).empty());
  EXPECT_TRUE(found(table_of(HitPolicy::unique, {"tier"}, {"\"a\" -> 1", "< 5 -> 2"})).empty());
  EXPECT_TRUE(found(table_of(HitPolicy::unique, {"age"}, {"null -> 1", "< 5 -> 2", ">= 5 -> 3"})).empty());
}

TEST(Analyse, StaysFastOnTenThousandRows) {
  std::vector<std::string> bands;
  for (int i = 0; i < 10'000; ++i) {
    bands.push_back("[" + std::to_string(i) + ".." + std::to_string(i + 1) + ") | - -> " + std::to_string(i));
  }
  bands.push_back(">= 10000 | - -> 1");
  bands.push_back("< 0 | true -> 1");
  EXPECT_EQ(found(table_of(HitPolicy::unique, {"age", "member"}, bands)),
            (Texts{"EH0401 No row matches when age = -1 and member = false."}));
  std::vector<std::string> nested;
  for (int i = 0; i < 1'000; ++i) {
    nested.push_back("[" + std::to_string(i) + ".." + std::to_string(10'000 - i) + "] | " + std::to_string(i) +
                     " -> 1");
  }
  // Whatever it finds, it ends.
  EXPECT_FALSE(found(table_of(HitPolicy::unique, {"age", "day"}, nested)).empty());
}

/// What the analysis says must agree with trying every combination out.
std::string joined(std::size_t count, const std::function<std::string(std::size_t)>& part) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += (i > 0 ? ", " : "") + part(i);
  return out;
}

TEST(Analyse, GivesUpOnCellsOfThousandsOfValues) {
  // Each of these would take minutes: a box for every value, and in every box all values of the next column.
  std::vector<std::string> rules;
  for (std::size_t r = 0; r < 40; ++r) {
    const std::string ranges = joined(2'000, [&](std::size_t i) {
      return "[" + std::to_string(i * 10) + ".." + std::to_string(i * 10 + 5 + r % 3) + "]";
    });
    const std::string values = joined(2'000, [&](std::size_t i) { return std::to_string(i * 40 + r); });
    rules.push_back(ranges + " | " + values + " -> 1");
  }
  static_cast<void>(analyse(table_of(HitPolicy::unique, {"age", "age"}, rules)));
  // Ranges of texts are tried value by value.
  Table texts = table_of(HitPolicy::first, {"tier"}, std::vector<std::string>(2'000, "[\"a\"..\"c\"] -> 1"));
  for (std::size_t i = 0; i < 10'000; ++i) texts.inputs[0].allowed.emplace_back("b" + std::to_string(i));
  static_cast<void>(analyse(texts));
  // What is said stays readable.
  const Diagnostics found = analyse(
      table_of(HitPolicy::first, {"tier"},
               {"not(" + joined(500, [](std::size_t i) { return "\"v" + std::to_string(i) + "\""; }) + ") -> 1"}));
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front().hint, "Add a row for that, or a last row with - in every cell.");
}

RC_GTEST_PROP(AnalyseProperty, AgreesWithBruteForce, ()) {
  const auto cell = [] {
    const int low = *rc::gen::inRange(0, 5);
    const int high = low + *rc::gen::inRange(0, 4);
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        return std::string("-");
      case 1:
        return "< " + std::to_string(low);
      case 2:
        return ">= " + std::to_string(low);
      case 3:
        return "[" + std::to_string(low) + ".." + std::to_string(high) + "]";
      default:
        return "not(" + std::to_string(low) + ")";
    }
  };
  std::vector<std::string> rules;
  const int count = *rc::gen::inRange(1, 6);
  for (int i = 0; i < count; ++i) rules.push_back(cell() + " | " + cell() + " -> " + std::to_string(i));
  bool gap = false;
  bool overlap = false;
  Table table = table_of(HitPolicy::rule_order, {"age", "tier"}, rules);
  std::vector<bool> first(rules.size(), false);
  for (int x = -2; x <= 20; ++x) {
    for (int y = -2; y <= 20; ++y) {
      const auto half = [](int n) { return Value(*Decimal{n}.divide(2)); };
      const Decision d = decided(table, {{"age", half(x)}, {"tier", half(y)}});
      gap = gap || d.rules.empty();
      overlap = overlap || d.rules.size() > 1;
      if (!d.rules.empty()) first[d.rules.front()] = true;
    }
  }
  const auto says = [&](HitPolicy policy, const char* code) {
    table.policy = policy;
    const Diagnostics all = analyse(table);
    return std::any_of(all.begin(), all.end(), [&](const Diagnostic& d) { return d.code == code; });
  };
  RC_LOG() << testing::PrintToString(rules);
  RC_ASSERT(says(HitPolicy::unique, "EH0401") == gap);
  RC_ASSERT(says(HitPolicy::unique, "EH0402") == overlap);
  const bool hidden = std::find(first.begin(), first.end(), false) != first.end();
  RC_ASSERT((says(HitPolicy::first, "EH0403") || says(HitPolicy::first, "EH0404")) == hidden);
}

/// Adding the row that a gap proposes closes it, and overlaps with nothing.
RC_GTEST_PROP(AnalyseProperty, TheProposedRowClosesTheGap, ()) {
  std::vector<std::string> rules;
  const int count = *rc::gen::inRange(1, 4);
  for (int i = 0; i < count; ++i) {
    const auto cell = [] {
      const int low = *rc::gen::inRange(0, 9);
      return *rc::gen::arbitrary<bool>() ? "< " + std::to_string(low)
                                         : "(" + std::to_string(low) + ".." + std::to_string(low + 3) + "]";
    };
    rules.push_back(cell() + " | " + cell() + " -> 1");
  }
  RC_LOG() << testing::PrintToString(rules);
  const auto overlaps = [](const Diagnostics& all) {
    return std::count_if(all.begin(), all.end(), [](const Diagnostic& d) { return d.code == "EH0402"; });
  };
  const auto before = overlaps(analyse(table_of(HitPolicy::unique, {"age", "tier"}, rules)));
  // Each proposal closes at least one box; a handful of rows leaves some dozens at most.
  for (int round = 0; round < 200; ++round) {
    const Diagnostics found = analyse(table_of(HitPolicy::unique, {"age", "tier"}, rules));
    RC_ASSERT(overlaps(found) == before);
    const auto gap = std::find_if(found.begin(), found.end(), [](const Diagnostic& d) { return d.code == "EH0401"; });
    if (gap == found.end()) return;
    const std::string& hint = gap->hint;
    const std::size_t first = hint.find("| ") + 2, second = hint.find(" | ", first),
                      third = hint.find(" | ", second + 3);
    rules.push_back(hint.substr(first, third - first) + " -> 1");
  }
  RC_FAIL("the gaps do not close");
}

}  // namespace
}  // namespace evenhand::dmn
