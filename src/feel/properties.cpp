#include <fmt/format.h>

#include "feel/operators.hpp"
#include "feel/shown.hpp"
#include "feel/temporal.hpp"

namespace evenhand::feel {

namespace {

Value no_property(Type type, std::string_view name) {
  return Value::null(fmt::format("{} has no property \"{}\"", type_name(type), shown(name)));
}

std::optional<Value> of_date(const Date& date, std::string_view name) {
  if (name == "year") return Value(date.year);
  if (name == "month") return Value(date.month);
  if (name == "day") return Value(date.day);
  if (name == "weekday") return Value(temporal::weekday(date));
  return std::nullopt;
}

std::optional<Value> of_time(const Time& time, std::string_view name, const Date* date) {
  if (name == "hour") return Value(time.hour);
  if (name == "minute") return Value(time.minute);
  if (name == "second") {
    const Value nanos = divide(Value(static_cast<std::int64_t>(time.nanos)), Value(temporal::nanos_per_second));
    return time.nanos == 0 ? Value(time.second) : add(Value(time.second), nanos);
  }
  if (name == "time offset") {
    if (!temporal::has_zone(time.zone)) return Value::null("a local time has no offset");
    if (time.zone.name && date == nullptr) return Value::null("a zone has an offset only on a date");
    return Value(DaysTime{temporal::offset_of(time.zone, date == nullptr ? Date{} : *date, time), 0});
  }
  if (name == "timezone") {
    return time.zone.name ? Value(*time.zone.name) : Value::null("the time has no named time zone");
  }
  return std::nullopt;
}

std::optional<Value> of_days_time(const DaysTime& duration, std::string_view name) {
  if (name == "days") return Value(duration.seconds / 86'400);
  if (name == "hours") return Value(duration.seconds / 3'600 % 24);
  if (name == "minutes") return Value(duration.seconds / 60 % 60);
  if (name == "seconds") {
    const Value whole(duration.seconds % 60);
    return duration.nanos == 0 ? whole : add(whole, divide(Value(duration.nanos), Value(temporal::nanos_per_second)));
  }
  return std::nullopt;
}

std::optional<Value> of_range(const Range& range, std::string_view name) {
  if (name == "start") return range.low;
  if (name == "end") return range.high;
  if (name == "start included") return Value(range.low_closed && !range.low.is_null());
  if (name == "end included") return Value(range.high_closed && !range.high.is_null());
  return std::nullopt;
}

}  // namespace

Value property(const Value& value, std::string_view name) {
  std::optional<Value> found;
  switch (value.type()) {
    case Type::context:
      for (const auto& [key, entry] : *value.as_context()) {
        if (key == name) return entry;
      }
      return Value::null(fmt::format("the context has no entry \"{}\"", shown(name)));
    case Type::date:
      found = of_date(*value.as_date(), name);
      break;
    case Type::time:
      found = of_time(*value.as_time(), name, nullptr);
      break;
    case Type::date_time: {
      const DateTime& full = *value.as_date_time();
      found = of_date(full.date, name);
      if (!found) found = of_time(full.time, name, &full.date);
      break;
    }
    case Type::years_months: {
      const std::int64_t months = value.as_years_months()->months;
      if (name == "years") found = Value(months / 12);
      if (name == "months") found = Value(months % 12);
      break;
    }
    case Type::days_time:
      found = of_days_time(*value.as_days_time(), name);
      break;
    case Type::range:
      found = of_range(*value.as_range(), name);
      break;
    case Type::null:
      if (!value.null_reason().empty()) return value;
      return Value::null(fmt::format("null has no property \"{}\"", shown(name)));
    default:
      break;
  }
  return found ? *found : no_property(value.type(), name);
}

}  // namespace evenhand::feel
