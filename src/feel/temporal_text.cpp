#include <fmt/format.h>

#include "feel/shown.hpp"
#include "feel/temporal.hpp"

namespace evenhand::feel {

namespace temporal {

namespace {

std::string fraction(std::uint32_t nanos) {
  if (nanos == 0) return {};
  std::string out = fmt::format(".{:09}", nanos);
  out.erase(out.find_last_not_of('0') + 1);
  return out;
}

std::string format_zone(const Zone& zone) {
  if (zone.name) return "@" + *zone.name;
  if (!zone.offset_seconds) return {};
  const std::int32_t offset = *zone.offset_seconds;
  if (offset == 0) return "Z";
  const std::int32_t size = offset < 0 ? -offset : offset;
  std::string out = fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', size / 3600, size / 60 % 60);
  if (size % 60 != 0) out += fmt::format(":{:02}", size % 60);
  return out;
}

/// Absolute value; the smallest number has one too.
std::uint64_t magnitude(std::int64_t value) noexcept {
  return value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
}

void append_part(std::string& out, std::uint64_t count, std::string_view unit) {
  if (count == 0) return;
  if (!out.empty() && out.back() != '-') out.push_back(' ');
  fmt::format_to(std::back_inserter(out), "{} {}{}", count, unit, count == 1 ? "" : "s");
}

}  // namespace

std::string format(const Date& date) {
  return fmt::format("{}{:04}-{:02}-{:02}", date.year < 0 ? "-" : "", magnitude(date.year), date.month, date.day);
}

std::string format(const Time& time) {
  return fmt::format("{:02}:{:02}:{:02}{}{}", time.hour, time.minute, time.second, fraction(time.nanos),
                     format_zone(time.zone));
}

std::string format(const DateTime& value) {
  return format(value.date) + "T" + format(value.time);
}

std::string format(const YearsMonths& duration) {
  const std::uint64_t months = magnitude(duration.months);
  std::string out = duration.months < 0 ? "-P" : "P";
  if (months / 12 != 0) out += fmt::format("{}Y", months / 12);
  if (months % 12 != 0 || months == 0) out += fmt::format("{}M", months % 12);
  return out;
}

std::string format(const DaysTime& duration) {
  const bool negative = duration.seconds < 0 || duration.nanos < 0;
  const std::uint64_t seconds = magnitude(duration.seconds);
  const auto nanos = static_cast<std::uint32_t>(magnitude(duration.nanos));
  std::string out = negative ? "-P" : "P";
  if (seconds / 86'400 != 0) out += fmt::format("{}D", seconds / 86'400);
  if (seconds % 86'400 == 0 && nanos == 0) return seconds == 0 ? "PT0S" : out;
  out += 'T';
  if (seconds / 3600 % 24 != 0) out += fmt::format("{}H", seconds / 3600 % 24);
  if (seconds / 60 % 60 != 0) out += fmt::format("{}M", seconds / 60 % 60);
  if (seconds % 60 != 0 || nanos != 0) out += fmt::format("{}{}S", seconds % 60, fraction(nanos));
  return out;
}

std::string describe(const YearsMonths& duration) {
  const std::uint64_t months = magnitude(duration.months);
  if (months == 0) return "0 months";
  std::string out = duration.months < 0 ? "-" : "";
  append_part(out, months / 12, "year");
  append_part(out, months % 12, "month");
  return out;
}

std::string describe(const DaysTime& duration) {
  const std::uint64_t seconds = magnitude(duration.seconds);
  const auto nanos = static_cast<std::uint32_t>(magnitude(duration.nanos));
  if (seconds == 0 && nanos == 0) return "0 seconds";
  std::string out = duration.seconds < 0 || duration.nanos < 0 ? "-" : "";
  append_part(out, seconds / 86'400, "day");
  append_part(out, seconds / 3600 % 24, "hour");
  append_part(out, seconds / 60 % 60, "minute");
  if (nanos == 0) {
    append_part(out, seconds % 60, "second");
  } else {
    if (!out.empty() && out.back() != '-') out.push_back(' ');
    out += fmt::format("{}{} seconds", seconds % 60, fraction(nanos));
  }
  return out;
}

}  // namespace temporal

namespace {

using temporal::nanos_per_second;
using temporal::year_max;

/// A cursor over ISO text; every reader returns false and leaves the rest undefined when the text does not fit.
struct Reader {
  std::string_view text;

  [[nodiscard]] bool empty() const noexcept { return text.empty(); }
  bool take(char c) noexcept {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
  }
  bool two_digits(int max, std::uint8_t& out) noexcept {
    if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1])) return false;
    const int value = (text[0] - '0') * 10 + text[1] - '0';
    if (value > max) return false;
    out = static_cast<std::uint8_t>(value);
    text.remove_prefix(2);
    return true;
  }
  /// Any number of digits up to `max`; counts them.
  bool number(std::int64_t max, std::int64_t& out, std::size_t& digits) noexcept {
    out = 0;
    digits = 0;
    while (!text.empty() && is_digit(text.front())) {
      out = out * 10 + (text.front() - '0');
      if (out > max) return false;
      text.remove_prefix(1);
      ++digits;
    }
    return digits > 0;
  }
  /// Digits after a point as nanoseconds; those past the ninth are dropped.
  bool fraction(std::uint32_t& nanos) noexcept {
    nanos = 0;
    std::uint32_t scale = nanos_per_second / 10;
    std::size_t digits = 0;
    for (; !text.empty() && is_digit(text.front()); ++digits, text.remove_prefix(1)) {
      nanos += scale * static_cast<std::uint32_t>(text.front() - '0');
      scale /= 10;
    }
    return digits > 0;
  }
  static bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
};

bool read_date(Reader& in, Date& out) {
  const bool negative = in.take('-');
  const std::string_view year_text = in.text;
  std::int64_t year = 0;
  std::size_t digits = 0;
  if (!in.number(year_max, year, digits) || digits < 4 || (digits > 4 && year_text.front() == '0')) return false;
  std::uint8_t month = 0;
  std::uint8_t day = 0;
  if (!in.take('-') || !in.two_digits(12, month) || !in.take('-') || !in.two_digits(31, day)) return false;
  if (negative) year = -year;
  if (!temporal::is_valid(year, month, day)) return false;
  out = {static_cast<std::int32_t>(year), month, day};
  return true;
}

bool read_zone(Reader& in, Zone& out) {
  if (in.empty()) return true;
  if (in.take('Z')) {
    out.offset_seconds = 0;
    return in.empty();
  }
  if (in.take('@')) {
    std::string name(in.text);
    in.text = {};
    if (!temporal::is_known_zone(name)) return false;
    out.name = std::make_shared<const std::string>(std::move(name));
    return true;
  }
  const bool negative = in.take('-');
  if (!negative && !in.take('+')) return false;
  std::uint8_t hours = 0;
  std::uint8_t minutes = 0;
  std::uint8_t seconds = 0;
  if (!in.two_digits(18, hours) || !in.take(':') || !in.two_digits(59, minutes)) return false;
  if (in.take(':') && !in.two_digits(59, seconds)) return false;
  const std::int32_t offset = hours * 3600 + minutes * 60 + seconds;
  if (offset > 18 * 3600) return false;
  out.offset_seconds = negative ? -offset : offset;
  return in.empty();
}

bool read_time(Reader& in, Time& out) {
  if (!in.two_digits(23, out.hour) || !in.take(':') || !in.two_digits(59, out.minute)) return false;
  if (!in.take(':') || !in.two_digits(59, out.second)) return false;
  if (in.take('.') && !in.fraction(out.nanos)) return false;
  return read_zone(in, out.zone);
}

Value no_text(std::string_view text, std::string_view what, std::string_view example) {
  return Value::null(fmt::format("\"{}\" is no {}; write it like {}", shown(text), what, example));
}

/// One `nU` part of a duration, in the order the units must come.
struct DurationPart {
  std::int64_t count = 0;
  std::uint32_t nanos = 0;
  char unit = 0;
};

bool read_part(Reader& in, DurationPart& out) {
  std::size_t digits = 0;
  if (!in.number(std::int64_t{1} << 53, out.count, digits)) return false;
  bool has_fraction = false;
  if (in.take('.')) {
    has_fraction = true;
    static_cast<void>(in.fraction(out.nanos));  // `0.S` is allowed
  }
  if (in.empty()) return false;
  out.unit = in.text.front();
  in.text.remove_prefix(1);
  return !has_fraction || out.unit == 'S';
}

bool accumulate(std::int64_t& total, std::int64_t count, std::int64_t factor) noexcept {
  std::int64_t product = 0;
  return !__builtin_mul_overflow(count, factor, &product) && !__builtin_add_overflow(total, product, &total);
}

/// Reads what follows `P`; exactly one of months and days-time is used.
bool read_duration(Reader& in, std::int64_t& months, DaysTime& rest, bool& has_months, bool& has_rest) {
  std::string_view units = "YMD";
  bool in_time = false;
  while (!in.empty()) {
    if (!in_time && in.take('T')) {
      in_time = true;
      units = "HMS";
      if (in.empty()) return false;
      continue;
    }
    DurationPart part;
    if (!read_part(in, part)) return false;
    const std::size_t place = units.find(part.unit);
    if (place == std::string_view::npos) return false;
    units.remove_prefix(place + 1);
    const bool is_month_part = !in_time && part.unit != 'D';
    (is_month_part ? has_months : has_rest) = true;
    std::int64_t& total = is_month_part ? months : rest.seconds;
    const std::int64_t factor = part.unit == 'Y'              ? 12
                                : part.unit == 'D'            ? 86'400
                                : part.unit == 'H'            ? 3'600
                                : in_time && part.unit == 'M' ? 60
                                                              : 1;
    if (!accumulate(total, part.count, factor)) return false;
    if (part.unit == 'S') rest.nanos = static_cast<std::int32_t>(part.nanos);
  }
  return has_months != has_rest;
}

}  // namespace

Value parse_date(std::string_view text) {
  Reader in{text};
  Date date;
  if (!read_date(in, date) || !in.empty()) return no_text(text, "date", "2026-01-31");
  return date;
}

Value parse_time(std::string_view text) {
  Reader in{text};
  Time time;
  // The T before a time is optional in FEEL.
  in.take('T');
  if (!read_time(in, time)) return no_text(text, "time", "09:30:00 or 09:30:00+02:00");
  return time;
}

Value parse_date_time(std::string_view text) {
  Reader in{text};
  DateTime value;
  if (!read_date(in, value.date)) return no_text(text, "date and time", "2026-01-31T09:30:00Z");
  if (in.empty()) return value;
  if (!in.take('T')) return no_text(text, "date and time", "2026-01-31T09:30:00Z");
  // 24:00:00 is the first moment of the next day.
  std::string midnight;
  const bool ends_day = in.text.starts_with("24:00:00");
  if (ends_day) {
    const auto next = temporal::from_days(temporal::to_days(value.date) + 1);
    if (!next) return no_text(text, "date and time", "2026-01-31T09:30:00Z");
    value.date = *next;
    midnight = "00" + std::string(in.text.substr(2));
    in.text = midnight;
  }
  if (!read_time(in, value.time) || (ends_day && value.time.nanos != 0)) {
    return no_text(text, "date and time", "2026-01-31T09:30:00Z");
  }
  return value;
}

Value parse_duration(std::string_view text) {
  Reader in{text};
  const bool negative = in.take('-');
  std::int64_t months = 0;
  DaysTime rest;
  bool has_months = false;
  bool has_rest = false;
  if (!in.take('P') || !read_duration(in, months, rest, has_months, has_rest)) {
    return no_text(text, "duration", "P3D, PT4H30M or P1Y6M");
  }
  if (has_months) return YearsMonths{negative ? -months : months};
  if (!negative) return rest;
  return DaysTime{-rest.seconds, -rest.nanos};
}

Value from_instant(Instant instant) {
  constexpr std::int64_t micros_per_second = 1'000'000;
  std::int64_t seconds = instant.micros / micros_per_second;
  std::int64_t micros = instant.micros % micros_per_second;
  if (micros < 0) {
    micros += micros_per_second;
    --seconds;
  }
  Zone utc;
  utc.offset_seconds = 0;
  const auto value = temporal::from_moment({seconds, static_cast<std::int32_t>(micros * 1000)}, utc);
  return value ? Value(*value) : Value::null("the time is out of range");
}

}  // namespace evenhand::feel
