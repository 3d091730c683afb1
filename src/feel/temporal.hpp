/// @file temporal.hpp
/// @brief Calendar arithmetic behind FEEL's dates, times and durations: 64-bit day numbers, UTC offsets of zones, and
/// the ISO 8601 texts. Private to this module; every function is pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "feel/value.hpp"

namespace evenhand::feel::temporal {

inline constexpr std::int64_t seconds_per_day = 86'400;
inline constexpr std::int32_t nanos_per_second = 1'000'000'000;
inline constexpr std::int64_t year_max = 999'999'999;

/// A point on the time line, or on the local one when there is no zone. `nanos` is 0 to 999,999,999.
struct Moment {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  auto operator<=>(const Moment&) const = default;
};

[[nodiscard]] bool is_valid(std::int64_t year, std::int64_t month, std::int64_t day) noexcept;
[[nodiscard]] int days_in_month(std::int64_t year, int month) noexcept;
/// Days since 1970-01-01.
[[nodiscard]] std::int64_t to_days(const Date& date) noexcept;
/// Empty when the year leaves the range of Date.
[[nodiscard]] std::optional<Date> from_days(std::int64_t days) noexcept;
/// 1 is Monday, 7 Sunday.
[[nodiscard]] int weekday(const Date& date) noexcept;
[[nodiscard]] int day_of_year(const Date& date) noexcept;
/// ISO 8601 week, 1 to 53.
[[nodiscard]] int week_of_year(const Date& date) noexcept;
/// The last day of the target month stands in for a day that it does not have.
[[nodiscard]] std::optional<Date> add_months(const Date& date, std::int64_t months) noexcept;

[[nodiscard]] bool has_zone(const Zone& zone) noexcept;
[[nodiscard]] bool is_known_zone(const std::string& name);
/// Seconds east of UTC at the given local time; 0 without a zone.
[[nodiscard]] std::int32_t offset_of(const Zone& zone, const Date& date, const Time& time);
[[nodiscard]] bool same_zone(const Zone& a, const Zone& b) noexcept;

[[nodiscard]] Moment to_moment(const DateTime& value);
/// As if on a fixed day.
[[nodiscard]] Moment to_moment(const Time& value);
/// The moment seen in `zone`; empty when the year leaves the range.
[[nodiscard]] std::optional<DateTime> from_moment(const Moment& moment, const Zone& zone);
[[nodiscard]] DateTime at_midnight(const Date& date);
/// A date as a date and time in UTC, which is how FEEL compares the two.
[[nodiscard]] DateTime at_midnight_utc(const Date& date);
[[nodiscard]] std::uint32_t second_of_day(const Time& time) noexcept;
/// Wraps around midnight.
[[nodiscard]] Time add_to_time(const Time& time, const DaysTime& duration);

/// Empty on overflow.
[[nodiscard]] std::optional<DaysTime> add(const DaysTime& a, const DaysTime& b) noexcept;
[[nodiscard]] std::optional<Moment> add(const Moment& moment, const DaysTime& duration) noexcept;
[[nodiscard]] std::optional<DaysTime> difference(const Moment& a, const Moment& b) noexcept;
[[nodiscard]] std::optional<DaysTime> negated(const DaysTime& duration) noexcept;
/// Seconds with nine decimals.
[[nodiscard]] Decimal to_seconds(const DaysTime& duration);
[[nodiscard]] std::optional<DaysTime> from_seconds(const Decimal& seconds);
/// Whole months from `from` to `to`; negative when `to` is earlier.
[[nodiscard]] std::int64_t months_between(const Date& from, const Date& to) noexcept;

[[nodiscard]] std::string format(const Date& date);
[[nodiscard]] std::string format(const Time& time);
[[nodiscard]] std::string format(const DateTime& value);
[[nodiscard]] std::string format(const YearsMonths& duration);
[[nodiscard]] std::string format(const DaysTime& duration);
/// `2 days 3 hours`.
[[nodiscard]] std::string describe(const YearsMonths& duration);
[[nodiscard]] std::string describe(const DaysTime& duration);

}  // namespace evenhand::feel::temporal
