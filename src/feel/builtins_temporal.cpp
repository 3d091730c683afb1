#include <array>

#include "feel/builtins.hpp"
#include "feel/operators.hpp"
#include "feel/temporal.hpp"

namespace evenhand::feel {

namespace {

Value date(const Call& call) {
  if (call.size() == 3) {
    const auto year = call.whole(0);
    const auto month = call.whole(1);
    const auto day = call.whole(2);
    if (!year || !month || !day || !temporal::is_valid(*year, *month, *day)) return call.wrong("a day that exists");
    return Date{static_cast<std::int32_t>(*year), static_cast<std::uint8_t>(*month), static_cast<std::uint8_t>(*day)};
  }
  if (call.size() != 1) return call.wrong("a text, or year, month and day");
  const Value& from = call.single(0);
  if (const std::string* text = from.as_string()) return parse_date(*text);
  if (const DateTime* value = from.as_date_time()) return value->date;
  return from.as_date() != nullptr ? from : call.wrong("a text, or year, month and day");
}

/// Hour, minute and second from three arguments; the second may have a fraction.
std::optional<Time> clock_time(const Call& call, std::size_t first) {
  const auto hour = call.whole(first);
  const auto minute = call.whole(first + 1);
  const Decimal* second = call.number(first + 2);
  if (!hour || !minute || second == nullptr || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59)
    return std::nullopt;
  if (second->is_negative() || *second >= Decimal{60}) return std::nullopt;
  const auto exact = temporal::from_seconds(*second);
  if (!exact) return std::nullopt;
  Time out;
  out.hour = static_cast<std::uint8_t>(*hour);
  out.minute = static_cast<std::uint8_t>(*minute);
  out.second = static_cast<std::uint8_t>(exact->seconds);
  out.nanos = static_cast<std::uint32_t>(exact->nanos);
  return out;
}

/// An offset as a duration, or the name of a zone.
bool set_zone(const Call& call, std::size_t i, Zone& out) {
  if (!call.given(i)) return true;
  if (const DaysTime* offset = call.single(i).as_days_time()) {
    constexpr std::int64_t offset_max = 18 * 3600;
    if (offset->nanos != 0 || offset->seconds < -offset_max || offset->seconds > offset_max) return false;
    out.offset_seconds = static_cast<std::int32_t>(offset->seconds);
    return true;
  }
  const std::string* name = call.text(i);
  if (name == nullptr || !temporal::is_known_zone(*name)) return false;
  out.name = std::make_shared<const std::string>(*name);
  return true;
}

Value time(const Call& call) {
  if (call.size() >= 3) {
    auto out = clock_time(call, 0);
    if (!out || !set_zone(call, 3, out->zone)) return call.wrong("hour, minute, second and an offset");
    return *out;
  }
  if (call.size() != 1) return call.wrong("a text, or hour, minute and second");
  const Value& from = call.single(0);
  if (const std::string* text = from.as_string()) return parse_time(*text);
  if (const DateTime* value = from.as_date_time()) return value->time;
  if (const Date* day = from.as_date()) return temporal::at_midnight_utc(*day).time;
  return from.as_time() != nullptr ? from : call.wrong("a text, or hour, minute and second");
}

Value date_and_time(const Call& call) {
  if (call.size() >= 6) {
    const auto year = call.whole(0);
    const auto month = call.whole(1);
    const auto day = call.whole(2);
    auto clock = clock_time(call, 3);
    if (!year || !month || !day || !clock || !temporal::is_valid(*year, *month, *day) ||
        !set_zone(call, 6, clock->zone)) {
      return call.wrong("a day and a time that exist");
    }
    const Date at{static_cast<std::int32_t>(*year), static_cast<std::uint8_t>(*month), static_cast<std::uint8_t>(*day)};
    return DateTime{at, *clock};
  }
  const Value& from = call.single(0);
  if (call.size() == 1) {
    if (const std::string* text = from.as_string()) return parse_date_time(*text);
    if (const Date* day = from.as_date()) return temporal::at_midnight(*day);
    return from.as_date_time() != nullptr ? from : call.wrong("a text, or a date and a time");
  }
  const DateTime* full = from.as_date_time();
  const Date* day = full != nullptr ? &full->date : from.as_date();
  // With a text in second place the first one is moved to that time zone.
  if (call.size() == 2 && full != nullptr && call.text(1) != nullptr) {
    Zone zone;
    if (!set_zone(call, 1, zone)) return call.wrong("a time zone that is known");
    const auto moved = temporal::from_moment(temporal::to_moment(*full), zone);
    return moved ? Value(*moved) : call.wrong("a time in range");
  }
  const Time* clock = call.single(1).as_time();
  if (day == nullptr || clock == nullptr || call.size() != 2) return call.wrong("a text, or a date and a time");
  return DateTime{*day, *clock};
}

Value duration(const Call& call) {
  const Value& from = call.single(0);
  if (const std::string* text = from.as_string()) return parse_duration(*text);
  const bool is_duration = from.as_days_time() != nullptr || from.as_years_months() != nullptr;
  return is_duration ? from : call.wrong("a text such as P3D or P1Y6M");
}

std::optional<DateTime> date_time_of(const Value& value) {
  if (const DateTime* full = value.as_date_time()) return *full;
  if (const Date* day = value.as_date()) return temporal::at_midnight(*day);
  return std::nullopt;
}

Value months_duration(const Call& call) {
  const auto from = date_time_of(call.single(0));
  const auto to = date_time_of(call.single(1));
  if (!from || !to) return call.wrong("two dates");
  return YearsMonths{temporal::months_between(from->date, to->date)};
}

Value now(const Call& call) {
  return from_instant(call.machine.now());
}

Value today(const Call& call) {
  const Value at = from_instant(call.machine.now());
  return at.as_date_time() == nullptr ? at : Value(at.as_date_time()->date);
}

Value day_of_year(const Call& call) {
  const auto at = date_time_of(call.single(0));
  return at ? Value(temporal::day_of_year(at->date)) : call.wrong("a date");
}

Value day_of_week(const Call& call) {
  constexpr std::array<std::string_view, 7> names = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                     "Friday", "Saturday", "Sunday"};
  const auto at = date_time_of(call.single(0));
  return at ? Value(names[static_cast<std::size_t>(temporal::weekday(at->date) - 1)]) : call.wrong("a date");
}

Value month_of_year(const Call& call) {
  constexpr std::array<std::string_view, 12> names = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
  const auto at = date_time_of(call.single(0));
  return at ? Value(names[static_cast<std::size_t>(at->date.month - 1)]) : call.wrong("a date");
}

Value week_of_year(const Call& call) {
  const auto at = date_time_of(call.single(0));
  return at ? Value(temporal::week_of_year(at->date)) : call.wrong("a date");
}

constexpr Builtin table[] = {
    {"date", "from|year,month,day", 1, 3, date, true},
    {"date and time",
     "from|date,time|date,timezone|year,month,day,hour,minute,second,offset|year,month,day,hour,minute,second,timezone",
     1, 7, date_and_time, true},
    {"day of week", "date", 1, 1, day_of_week},
    {"day of year", "date", 1, 1, day_of_year},
    {"duration", "from", 1, 1, duration, true},
    {"month of year", "date", 1, 1, month_of_year},
    {"now", "", 0, 0, now},
    {"time", "from|hour,minute,second,offset", 1, 4, time, true},
    {"today", "", 0, 0, today},
    {"week of year", "date", 1, 1, week_of_year},
    {"years and months duration", "from,to", 2, 2, months_duration},
};

}  // namespace

std::span<const Builtin> temporal_builtins() noexcept {
  return table;
}

}  // namespace evenhand::feel
