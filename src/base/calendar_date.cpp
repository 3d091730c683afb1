#include "base/calendar_date.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include <charconv>

namespace evenhand {
namespace {

CalendarDate from(date::year_month_day ymd) {
  return {static_cast<std::int16_t>(static_cast<int>(ymd.year())), static_cast<std::uint8_t>(unsigned{ymd.month()}),
          static_cast<std::uint8_t>(unsigned{ymd.day()})};
}
date::year_month_day ymd_of(CalendarDate date) {
  return {date::year{date.year}, date::month{date.month}, date::day{date.day}};
}

}  // namespace

std::string to_string(CalendarDate date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

Result<CalendarDate> parse_calendar_date(std::string_view text) {
  const auto number = [&](std::size_t begin, std::size_t size) {
    unsigned value = 0;
    const char* end = text.data() + begin + size;
    const auto [stop, error] = std::from_chars(text.data() + begin, end, value);
    return error == std::errc{} && stop == end ? value : 0;
  };
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const CalendarDate date{static_cast<std::int16_t>(number(0, 4)), static_cast<std::uint8_t>(number(5, 2)),
                            static_cast<std::uint8_t>(number(8, 2))};
    if (date.year > 0 && ymd_of(date).ok()) return date;
  }
  return fail(ErrorKind::invalid, "date/invalid", "This is no day of the calendar.", "Write it as 2026-01-31.");
}

CalendarDate day_of(Instant instant) {
  return from(date::year_month_day(
      date::floor<date::days>(date::sys_time<std::chrono::microseconds>(std::chrono::microseconds(instant.micros)))));
}

CalendarDate day_before(CalendarDate date) {
  return from(date::year_month_day(date::sys_days(ymd_of(date)) - date::days{1}));
}

}  // namespace evenhand
