#include <gtest/gtest.h>

#include <fstream>

#include "feel/expression.hpp"

namespace evenhand::feel {
namespace {

/// The names that the case files use.
const MapEnvironment& environment() {
  static const MapEnvironment instance = [] {
    const Instant now = parse_rfc3339("2026-11-22T09:30:00Z").value();
    const auto item = [](const char* name, int price) { return Value(Context{{"name", name}, {"price", price}}); };
    MapEnvironment out({}, now);
    out.set("order", "whole");
    out.set("order number", "A-1");
    out.set("order total", *Decimal::parse("12.50"));
    out.set("pre-tax total", 10);
    out.set("count", 3);
    out.set("customer", Context{{"home address", Context{{"city", "Oslo"}}}});
    out.set("items", List{item("pen", 6), item("cap", 5), item("book", 9)});
    out.set("opened", from_instant(now - Microseconds{7'200'000'000}));
    out.set("in stock", true);
    out.set("return requested", false);
    out.set("terms and conditions", true);
    return out;
  }();
  return instance;
}

const std::vector<std::string>& names() {
  static const std::vector<std::string> all = {
      "order",  "order number", "order total",      "pre-tax total",       "count", "customer", "items",
      "opened", "in stock",     "return requested", "terms and conditions"};
  return all;
}

Value evaluated(const std::string& text) {
  const Parsed parsed = parse(text, names());
  EXPECT_TRUE(parsed.ok()) << text << (parsed.ok() ? "" : "\n" + render(parsed.diagnostics.front(), "case", text));
  return parsed.expression.evaluate(environment());
}

class FeelCases : public testing::TestWithParam<const char*> {};

TEST_P(FeelCases, YieldWhatTheFileSays) {
  std::ifstream file(std::string("src/feel/cases/") + GetParam());
  ASSERT_TRUE(file.is_open()) << "run the test from the root of the project";
  std::string line;
  int cases = 0;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t arrow = line.find(" ==> ");
    ASSERT_NE(arrow, std::string::npos) << GetParam() << ":" << number;
    const std::string source = line.substr(0, arrow);
    const Value got = evaluated(source);
    const Value expected = evaluated(line.substr(arrow + 5));
    EXPECT_TRUE(got.equals(expected).value_or(false))
        << GetParam() << ":" << number << ": " << source << " is " << to_feel(got) << " " << got.null_reason();
    EXPECT_TRUE(!got.is_null() || !got.null_reason().empty()) << source << " is null without a reason";
    // The canonical spelling means the same.
    const Parsed parsed = parse(source, names());
    const std::string printed = parsed.expression.print();
    const Parsed again = parse(printed, names());
    ASSERT_TRUE(again.ok()) << source << " printed as " << printed;
    EXPECT_EQ(again.expression.print(), printed) << source;
    EXPECT_EQ(to_feel(again.expression.evaluate(environment())), to_feel(got)) << printed;
    ++cases;
  }
  EXPECT_GT(cases, 50);
}

INSTANTIATE_TEST_SUITE_P(Files, FeelCases, testing::Values("operators.feel", "builtins.feel"));

}  // namespace
}  // namespace evenhand::feel
