#include "base/instant.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include <array>
#include <utility>

namespace evenhand {

namespace {

constexpr std::int64_t micros_per_second = 1'000'000;
constexpr std::int64_t seconds_per_day = 86'400;

/// Writes `count` digits of a number that has no more. @return the place after them.
char* put_digits(char* out, std::int64_t number, std::size_t count) noexcept {
  for (std::size_t i = count; i-- > 0; number /= 10) out[i] = static_cast<char>('0' + number % 10);
  return out + count;
}

/// Reads exactly `count` digits and moves on; -1 when they are not there.
int take_digits(std::string_view& text, std::size_t count) noexcept {
  if (text.size() < count) return -1;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const char c = text[i];
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char upper, char lower) noexcept {
  if (text.empty() || (text.front() != upper && text.front() != lower)) return false;
  text.remove_prefix(1);
  return true;
}
bool take(std::string_view& text, char c) noexcept {
  return take(text, c, c);
}

/// Digits after the point; those past the sixth are dropped. -1 when there is none.
int take_fraction(std::string_view& text) noexcept {
  int value = 0;
  int digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    if (digits < 6) value = value * 10 + (text.front() - '0');
    ++digits;
    text.remove_prefix(1);
  }
  if (digits == 0) return -1;
  for (; digits < 6; ++digits) value *= 10;
  return value;
}

/// Offset from UTC in seconds; empty when the text is none.
bool take_offset(std::string_view& text, std::int64_t& seconds) noexcept {
  seconds = 0;
  if (take(text, 'Z', 'z')) return true;
  const bool minus = !text.empty() && text.front() == '-';
  if (!minus && (text.empty() || text.front() != '+')) return false;
  text.remove_prefix(1);
  const int hours = take_digits(text, 2);
  if (hours < 0 || hours > 23 || !take(text, ':')) return false;
  const int minutes = take_digits(text, 2);
  if (minutes < 0 || minutes > 59) return false;
  seconds = (minus ? -1 : 1) * (hours * 3600 + minutes * 60);
  return true;
}

}  // namespace

std::string format_rfc3339(Instant instant) {
  std::int64_t seconds = instant.micros / micros_per_second;
  std::int64_t micros = instant.micros % micros_per_second;
  if (micros < 0) {
    micros += micros_per_second;
    --seconds;
  }
  std::int64_t days = seconds / seconds_per_day;
  std::int64_t rest = seconds % seconds_per_day;
  if (rest < 0) {
    rest += seconds_per_day;
    --days;
  }
  const date::year_month_day ymd{date::sys_days{date::days{static_cast<int>(days)}}};
  // Written digit by digit: every event of every case carries one, and formatting by pattern took ten times as long.
  std::array<char, 40> out{};
  const int year = static_cast<int>(ymd.year());
  char* end = year >= 0 && year <= 9999 ? put_digits(out.data(), year, 4) : fmt::format_to(out.data(), "{:04}", year);
  for (const auto& [mark, number] :
       {std::pair('-', static_cast<std::int64_t>(static_cast<unsigned>(ymd.month()))),
        std::pair('-', static_cast<std::int64_t>(static_cast<unsigned>(ymd.day()))), std::pair('T', rest / 3600),
        std::pair(':', rest / 60 % 60), std::pair(':', rest % 60)}) {
    *end++ = mark;
    end = put_digits(end, number, 2);
  }
  if (micros != 0) {
    *end++ = '.';
    end = put_digits(end, micros, 6);
  }
  *end++ = 'Z';
  return {out.data(), end};
}

Result<Instant> parse_rfc3339(std::string_view text) {
  const std::string_view whole = text;
  const auto wrong = [&](std::string_view why) {
    return fail(ErrorKind::invalid, "time/invalid",
                fmt::format("\"{}\" is no RFC 3339 time: {}.", whole.substr(0, 64), why),
                "Write it like 2026-11-22T09:30:00Z or 2026-11-22T09:30:00-05:00.");
  };
  const int year = take_digits(text, 4);
  if (year < 0 || !take(text, '-')) return wrong("it must begin with a year of four digits and a hyphen");
  const int month = take_digits(text, 2);
  if (month < 1 || month > 12 || !take(text, '-')) return wrong("the month must be 01 to 12");
  const int day = take_digits(text, 2);
  const date::year_month_day ymd{date::year{year}, date::month{static_cast<unsigned>(month)},
                                 date::day{static_cast<unsigned>(day < 0 ? 0 : day)}};
  if (day < 1 || !ymd.ok()) return wrong("there is no such day in that month");
  if (!take(text, 'T', 't')) return wrong("a T must follow the date");
  const int hour = take_digits(text, 2);
  if (hour < 0 || hour > 23 || !take(text, ':')) return wrong("the hour must be 00 to 23");
  const int minute = take_digits(text, 2);
  if (minute < 0 || minute > 59 || !take(text, ':')) return wrong("the minute must be 00 to 59");
  const int second = take_digits(text, 2);
  if (second < 0 || second > 60) return wrong("the second must be 00 to 59");
  int fraction = 0;
  if (take(text, '.')) {
    fraction = take_fraction(text);
    if (fraction < 0) return wrong("digits must follow the point");
  }
  std::int64_t offset = 0;
  if (!take_offset(text, offset)) return wrong("it must end with Z or an offset like +02:00");
  if (!text.empty()) return wrong("something follows the offset");
  const std::int64_t days = date::sys_days{ymd}.time_since_epoch().count();
  const std::int64_t seconds = days * seconds_per_day + hour * 3600 + minute * 60 + second - offset;
  // A leap second exists only at the end of a UTC day; it is read as the second after it.
  if (second == 60 && seconds % seconds_per_day != 0) return wrong("the second must be 00 to 59");
  return Instant{seconds * micros_per_second + fraction};
}

Instant SystemClock::now() const {
  return {std::chrono::duration_cast<Microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

}  // namespace evenhand
