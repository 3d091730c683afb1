#include "feel/temporal.hpp"

#include <date/tz.h>

#include <algorithm>
#include <exception>

namespace evenhand::feel::temporal {

namespace {

std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept {
  return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

const date::time_zone* find_zone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) { return nullptr; }
}

constexpr Date reference_date{2000, 1, 1};

}  // namespace

int days_in_month(std::int64_t year, int month) noexcept {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) return 29;
  return days[month - 1];
}

bool is_valid(std::int64_t year, std::int64_t month, std::int64_t day) noexcept {
  return year >= -year_max && year <= year_max && month >= 1 && month <= 12 && day >= 1 &&
         day <= days_in_month(year, static_cast<int>(month));
}

// The two directions of the civil calendar, in 400-year eras that begin on 1 March.
std::int64_t to_days(const Date& date) noexcept {
  const std::int64_t year = static_cast<std::int64_t>(date.year) - (date.month <= 2);
  const std::int64_t era = floor_divide(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * ((date.month + 9) % 12) + 2) / 5 + date.day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719'468;
}

std::optional<Date> from_days(std::int64_t days) noexcept {
  constexpr std::int64_t days_max = 366'000'000'000;
  if (days > days_max || days < -days_max) return std::nullopt;
  days += 719'468;
  const std::int64_t era = floor_divide(days, 146'097);
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * day_of_year + 2) / 153;
  const std::int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2);
  if (year < -year_max || year > year_max) return std::nullopt;
  return Date{static_cast<std::int32_t>(year), static_cast<std::uint8_t>(month),
              static_cast<std::uint8_t>(day_of_year - (153 * shifted + 2) / 5 + 1)};
}

int weekday(const Date& date) noexcept {
  const std::int64_t days = to_days(date) + 3;  // 1970-01-01 was a Thursday
  return static_cast<int>(days - floor_divide(days, 7) * 7) + 1;
}

int day_of_year(const Date& date) noexcept {
  return static_cast<int>(to_days(date) - to_days({date.year, 1, 1})) + 1;
}

int week_of_year(const Date& date) noexcept {
  const int week = (day_of_year(date) - weekday(date) + 10) / 7;
  const auto weeks_in = [](std::int32_t year) {
    const int last = weekday({year, 12, 31});
    const int before = weekday({year - 1, 12, 31});
    return last == 4 || before == 3 ? 53 : 52;
  };
  if (week < 1) return weeks_in(date.year - 1);
  return week > weeks_in(date.year) ? 1 : week;
}

std::optional<Date> add_months(const Date& date, std::int64_t months) noexcept {
  constexpr std::int64_t months_max = 3 * year_max * 12;
  if (months > months_max || months < -months_max) return std::nullopt;
  const std::int64_t total = static_cast<std::int64_t>(date.year) * 12 + date.month - 1 + months;
  const std::int64_t year = floor_divide(total, 12);
  if (year < -year_max || year > year_max) return std::nullopt;
  const int month = static_cast<int>(total - year * 12) + 1;
  return Date{static_cast<std::int32_t>(year), static_cast<std::uint8_t>(month),
              static_cast<std::uint8_t>(std::min<int>(date.day, days_in_month(year, month)))};
}

bool has_zone(const Zone& zone) noexcept {
  return zone.offset_seconds.has_value() || zone.name != nullptr;
}

bool is_known_zone(const std::string& name) {
  if (name.empty() || name.size() > 64) return false;
  return find_zone(name) != nullptr;
}

std::int32_t offset_of(const Zone& zone, const Date& date, const Time& time) {
  if (zone.offset_seconds) return *zone.offset_seconds;
  if (!zone.name) return 0;
  const date::time_zone* found = find_zone(*zone.name);
  if (found == nullptr) return 0;
  // The database knows years a 16-bit number can hold; beyond them the rules of its edge go on.
  Date within = date;
  within.year = std::clamp(within.year, -9'999, 9'999);
  if (within.day > days_in_month(within.year, within.month)) within.day = 28;
  const std::int64_t local = to_days(within) * seconds_per_day + second_of_day(time);
  try {
    return static_cast<std::int32_t>(
        found->get_info(date::local_seconds{std::chrono::seconds{local}}).first.offset.count());
  } catch (const std::exception&) { return 0; }
}

bool same_zone(const Zone& a, const Zone& b) noexcept {
  if (a.offset_seconds != b.offset_seconds) return false;
  if (!a.name || !b.name) return !a.name == !b.name;
  return *a.name == *b.name;
}

std::uint32_t second_of_day(const Time& time) noexcept {
  return time.hour * 3600u + time.minute * 60u + time.second;
}

Moment to_moment(const DateTime& value) {
  const std::int64_t local = to_days(value.date) * seconds_per_day + second_of_day(value.time);
  return {local - offset_of(value.time.zone, value.date, value.time), static_cast<std::int32_t>(value.time.nanos)};
}

Moment to_moment(const Time& value) {
  return {static_cast<std::int64_t>(second_of_day(value)) - offset_of(value.zone, reference_date, value),
          static_cast<std::int32_t>(value.nanos)};
}

std::optional<DateTime> from_moment(const Moment& moment, const Zone& zone) {
  const auto split = [&](std::int64_t local) -> std::optional<DateTime> {
    const std::int64_t days = floor_divide(local, seconds_per_day);
    const auto date = from_days(days);
    if (!date) return std::nullopt;
    const auto rest = static_cast<std::uint32_t>(local - days * seconds_per_day);
    Time time;
    time.hour = static_cast<std::uint8_t>(rest / 3600);
    time.minute = static_cast<std::uint8_t>(rest / 60 % 60);
    time.second = static_cast<std::uint8_t>(rest % 60);
    time.nanos = static_cast<std::uint32_t>(moment.nanos);
    time.zone = zone;
    return DateTime{*date, time};
  };
  const auto first = split(moment.seconds);
  if (!first || !has_zone(zone)) return first;
  // A named zone's offset depends on the local time it leads to: one guess and one correction find it.
  const auto guess = split(moment.seconds + offset_of(zone, first->date, first->time));
  if (!guess) return guess;
  return split(moment.seconds + offset_of(zone, guess->date, guess->time));
}

DateTime at_midnight(const Date& date) {
  return {date, Time{}};
}

DateTime at_midnight_utc(const Date& date) {
  DateTime out{date, Time{}};
  out.time.zone.offset_seconds = 0;
  return out;
}

std::optional<DaysTime> add(const DaysTime& a, const DaysTime& b) noexcept {
  std::int64_t seconds = 0;
  if (__builtin_add_overflow(a.seconds, b.seconds, &seconds)) return std::nullopt;
  std::int64_t nanos = static_cast<std::int64_t>(a.nanos) + b.nanos;
  if (__builtin_add_overflow(seconds, nanos / nanos_per_second, &seconds)) return std::nullopt;
  nanos %= nanos_per_second;
  if (seconds > 0 && nanos < 0) {
    nanos += nanos_per_second;
    --seconds;
  } else if (seconds < 0 && nanos > 0) {
    nanos -= nanos_per_second;
    ++seconds;
  }
  return DaysTime{seconds, static_cast<std::int32_t>(nanos)};
}

std::optional<DaysTime> negated(const DaysTime& duration) noexcept {
  DaysTime out;
  if (__builtin_sub_overflow(std::int64_t{0}, duration.seconds, &out.seconds)) return std::nullopt;
  out.nanos = -duration.nanos;
  return out;
}

std::optional<Moment> add(const Moment& moment, const DaysTime& duration) noexcept {
  Moment out;
  if (__builtin_add_overflow(moment.seconds, duration.seconds, &out.seconds)) return std::nullopt;
  std::int64_t nanos = static_cast<std::int64_t>(moment.nanos) + duration.nanos;
  const std::int64_t carry = floor_divide(nanos, nanos_per_second);
  nanos -= carry * nanos_per_second;
  if (__builtin_add_overflow(out.seconds, carry, &out.seconds)) return std::nullopt;
  out.nanos = static_cast<std::int32_t>(nanos);
  return out;
}

std::optional<DaysTime> difference(const Moment& a, const Moment& b) noexcept {
  DaysTime out;
  if (__builtin_sub_overflow(a.seconds, b.seconds, &out.seconds)) return std::nullopt;
  return add(out, DaysTime{0, a.nanos - b.nanos});
}

Time add_to_time(const Time& time, const DaysTime& duration) {
  const std::int64_t nanos = static_cast<std::int64_t>(time.nanos) + duration.nanos;
  const std::int64_t carry = floor_divide(nanos, nanos_per_second);
  const std::int64_t sum = second_of_day(time) + duration.seconds % seconds_per_day + carry;
  const auto rest = static_cast<std::uint32_t>(sum - floor_divide(sum, seconds_per_day) * seconds_per_day);
  Time out = time;
  out.hour = static_cast<std::uint8_t>(rest / 3600);
  out.minute = static_cast<std::uint8_t>(rest / 60 % 60);
  out.second = static_cast<std::uint8_t>(rest % 60);
  out.nanos = static_cast<std::uint32_t>(nanos - carry * nanos_per_second);
  return out;
}

Decimal to_seconds(const DaysTime& duration) {
  if (duration.nanos == 0) return duration.seconds;
  const auto nanos = Decimal{duration.nanos}.multiply(*Decimal::parse("0.000000001"));
  return Decimal{duration.seconds}.add(*nanos).value_or(Decimal{duration.seconds});
}

std::optional<DaysTime> from_seconds(const Decimal& seconds) {
  const auto whole = seconds.round(0, Rounding::down);
  if (!whole) return std::nullopt;
  const auto count = whole->to_int64();
  const auto rest = seconds.subtract(*whole);
  if (!count || !rest) return std::nullopt;
  const auto nanos = rest->multiply(Decimal{nanos_per_second})->round(0, Rounding::down);
  return add(DaysTime{*count, 0}, DaysTime{0, static_cast<std::int32_t>(nanos->to_int64().value_or(0))});
}

std::int64_t months_between(const Date& from, const Date& to) noexcept {
  const auto month_count = [](const Date& d) { return static_cast<std::int64_t>(d.year) * 12 + d.month; };
  std::int64_t months = month_count(to) - month_count(from);
  if (months > 0 && to.day < from.day) --months;
  if (months < 0 && to.day > from.day) ++months;
  return months;
}

}  // namespace evenhand::feel::temporal
