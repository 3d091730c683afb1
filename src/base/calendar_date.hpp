/// @file calendar_date.hpp
/// @brief A day of the Gregorian calendar with no time and no zone, as laws and certificates name it: `2026-01-01`.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace evenhand {

/// Always a day that exists when it came from `parse_calendar_date`; years 1 to 9999.
struct CalendarDate {
  std::int16_t year = 1970;
  std::uint8_t month = 1, day = 1;
  auto operator<=>(const CalendarDate&) const = default;
};

/// `2026-01-01`.
[[nodiscard]] std::string to_string(CalendarDate date);
/// Exactly `YYYY-MM-DD`. Error `date/invalid`.
[[nodiscard]] Result<CalendarDate> parse_calendar_date(std::string_view text);
/// The day of an instant in UTC.
[[nodiscard]] CalendarDate day_of(Instant instant);
[[nodiscard]] CalendarDate day_before(CalendarDate date);

}  // namespace evenhand
