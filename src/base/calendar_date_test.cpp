#include "base/calendar_date.hpp"

#include <gtest/gtest.h>

namespace evenhand {
namespace {

TEST(CalendarDate, PrintsAndParses) {
  for (const char* text : {"2026-11-22", "2024-02-29", "0001-01-01", "9999-12-31"})
    EXPECT_EQ(to_string(parse_calendar_date(text).value()), text);
}

TEST(CalendarDate, RefusesOtherText) {
  for (const char* text :
       {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "26-01-01", "2026/01/01", "0000-01-01",
        "2026-01-011", "2026-01-0x", " 2026-01-01", "2026-01-01T00:00:00Z", "-026-01-01"})
    EXPECT_EQ(parse_calendar_date(text).has_value(), false) << text;
}

TEST(CalendarDate, IsInOrderAndComesFromInstants) {
  const auto day = [](const char* text) { return parse_calendar_date(text).value(); };
  EXPECT_LT(day("2025-12-31"), day("2026-01-01"));
  EXPECT_EQ(day_before(day("2026-01-01")), day("2025-12-31"));
  EXPECT_EQ(day_before(day("2024-03-01")), day("2024-02-29"));
  EXPECT_EQ(day_of(Instant{-1}), day("1969-12-31"));
  EXPECT_EQ(day_of(parse_rfc3339("2026-01-01T00:00:00Z").value()), day("2026-01-01"));
}

}  // namespace
}  // namespace evenhand
