#include "feel/value.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "feel/expression.hpp"
#include "feel/temporal.hpp"

namespace evenhand::feel {
namespace {

Date date_of(std::int32_t seed) {
  return *temporal::from_days(static_cast<std::int64_t>(seed) * 100);
}

std::string text_of(int length) {
  std::string out;
  for (; length > 0; --length) {
    constexpr std::string_view pieces[] = {"a", "Z", "\"", "\\", "\n", "é", "😀", " ", "{", "\x01"};
    out += pieces[*rc::gen::inRange<std::size_t>(0, 10)];
  }
  return out;
}

Value arbitrary_value(int depth) {
  switch (*rc::gen::inRange(0, depth > 2 ? 9 : 12)) {
    case 0:
      return {};
    case 1:
      return *rc::gen::arbitrary<bool>();
    case 2:
      return *Decimal{*rc::gen::arbitrary<std::int64_t>()}.multiply(*Decimal::parse("0.01"));
    case 3:
      return text_of(*rc::gen::inRange(0, 8));
    case 4:
      return date_of(*rc::gen::arbitrary<std::int32_t>());
    case 5: {
      Time time;
      time.hour = *rc::gen::inRange<std::uint8_t>(0, 24);
      time.minute = *rc::gen::inRange<std::uint8_t>(0, 60);
      time.nanos = *rc::gen::inRange<std::uint32_t>(0, 1'000'000'000);
      if (*rc::gen::arbitrary<bool>()) time.zone.offset_seconds = *rc::gen::inRange(-50'000, 50'000);
      return time;
    }
    case 6:
      return DateTime{date_of(*rc::gen::arbitrary<std::int32_t>()), Time{}};
    case 7:
      return YearsMonths{*rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000)};
    case 8:
      return DaysTime{*rc::gen::inRange<std::int64_t>(-9'000'000'000, 9'000'000'000), 0};
    case 9: {
      List out;
      for (int left = *rc::gen::inRange(0, 4); left > 0; --left) out.push_back(arbitrary_value(depth + 1));
      return out;
    }
    case 10: {
      Context out;
      for (int left = *rc::gen::inRange(0, 4); left > 0; --left) {
        out.emplace_back("key " + std::to_string(left), arbitrary_value(depth + 1));
      }
      return out;
    }
    default:
      return Range{Value(*rc::gen::inRange(0, 5)), Value(*rc::gen::inRange(5, 9)), *rc::gen::arbitrary<bool>(), true};
  }
}

RC_GTEST_PROP(ValueProperty, JsonIsLossless, ()) {
  const Value value = arbitrary_value(0);
  const auto back = from_json(json::parse(json::write(to_json(value))).value());
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == value);
}

RC_GTEST_PROP(ValueProperty, FeelTextEvaluatesToTheSame, ()) {
  const Value value = arbitrary_value(0);
  const std::string text = to_feel(value);
  const Parsed parsed = parse(text, {}, true);
  RC_LOG() << text;
  RC_ASSERT(parsed.ok());
  RC_ASSERT(parsed.expression.evaluate(MapEnvironment({}, Instant{})) == value);
}

RC_GTEST_PROP(TemporalProperty, DaysRoundTrip, ()) {
  const auto days = *rc::gen::inRange<std::int64_t>(-365'000'000'000, 365'000'000'000);
  const auto date = temporal::from_days(days);
  RC_ASSERT(date.has_value());
  RC_ASSERT(temporal::to_days(*date) == days);
  RC_ASSERT(temporal::is_valid(date->year, date->month, date->day));
  RC_ASSERT(*parse_date(temporal::format(*date)).as_date() == *date);
}

RC_GTEST_PROP(TemporalProperty, DurationsRoundTrip, ()) {
  const DaysTime duration{*rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000), 0};
  RC_ASSERT(*parse_duration(temporal::format(duration)).as_days_time() == duration);
  RC_ASSERT(*temporal::from_seconds(temporal::to_seconds(duration)) == duration);
}

TEST(Value, ShowsItselfToPeople) {
  EXPECT_EQ(to_display(Value{}), "");
  EXPECT_EQ(to_display(true), "yes");
  EXPECT_EQ(to_display(*Decimal::parse("12.50")), "12.50");
  EXPECT_EQ(to_display(List{"a", 1}), "a, 1");
  EXPECT_EQ(to_display(parse_duration("P1DT2H")), "1 day 2 hours");
  EXPECT_EQ(to_display(parse_duration("-P14M")), "-1 year 2 months");
  EXPECT_EQ(to_display(parse_date("2026-01-31")), "2026-01-31");
  EXPECT_EQ(to_display(from_instant(Instant{0})), "1970-01-01T00:00:00Z");
}

TEST(Value, RefusesJsonItDidNotWrite) {
  for (const char* text : {"{}", R"({"@date":"2026-02-30"})", R"({"@what":"x"})", R"({"a":1,"b":2})",
                           R"({"@context":[1]})", R"({"@range":{}})", R"([{"@duration":"P"}])"}) {
    const auto value = from_json(json::parse(text).value());
    ASSERT_FALSE(value.has_value()) << text;
    EXPECT_EQ(value.error().code, "feel/bad-json");
  }
}

TEST(Value, EqualityHasThreeValues) {
  EXPECT_EQ(Value(1).equals(Value("1")), std::nullopt);
  EXPECT_EQ(Value(1).equals(Value{}), false);
  EXPECT_EQ(Value{}.equals(Value::null("other reason")), true);
  EXPECT_EQ(parse_time("10:00:00Z").equals(parse_time("10:00:00")), false);
  EXPECT_EQ(parse_time("10:00:00Z").equals(parse_time("11:00:00+01:00")), true);
  EXPECT_FALSE(parse_time("10:00:00Z") == parse_time("11:00:00+01:00"));
  EXPECT_TRUE(Value(Context({{"a", 1}, {"b", 2}})).equals(Context({{"b", 2}, {"a", 1}})).value());
}

TEST(Value, TextOfDatesIsChecked) {
  for (const char* text :
       {"2017-13-10", "2017-02-29", "998-12-31", "01211-12-31", "+2012-12-02", "2012-12-25T", "2012/12/25", ""}) {
    EXPECT_TRUE(parse_date(text).is_null()) << text;
  }
  for (const char* text :
       {"24:00:00", "10:60:00", "10:00", "10:00:00+19:00", "10:00:00@Nowhere/Land", "10:00:00.", "10:00:00Zx"}) {
    EXPECT_TRUE(parse_time(text).is_null()) << text;
  }
  for (const char* text :
       {"P", "PT", "P1", "1D", "P1D2H", "P1S", "PT1.5H", "P1M1Y", "P1Y1D", "P-1D", "P99999999999999999999D"}) {
    EXPECT_TRUE(parse_duration(text).is_null()) << text;
  }
}

}  // namespace
}  // namespace evenhand::feel
