#include "feel/operators.hpp"

#include <fmt/format.h>

#include "base/limits.hpp"
#include "feel/temporal.hpp"

namespace evenhand::feel {

namespace {

bool is_zoned(const Value& value) {
  if (const DateTime* full = value.as_date_time()) return temporal::has_zone(full->time.zone);
  if (const Time* time = value.as_time()) return temporal::has_zone(time->zone);
  return false;
}

/// An operand that is null explains the result best.
Value cannot(std::string_view verb, std::string_view joint, const Value& a, const Value& b) {
  if (a.is_null() && !a.null_reason().empty()) return a;
  if (b.is_null() && !b.null_reason().empty()) return b;
  if (a.type() == b.type() && is_zoned(a) != is_zoned(b))
    return Value::null(fmt::format("cannot {} a local time {} one with a time zone", verb, joint));
  return Value::null(fmt::format("cannot {} {} {} {}", verb, type_name(a.type()), joint, type_name(b.type())));
}

Value from_number(const std::optional<Decimal>& number, std::string_view why) {
  return number ? Value(*number) : Value::null(std::string(why));
}
template <class T>
Value from_temporal(const std::optional<T>& value) {
  return value ? Value(*value) : Value::null("the result is out of the range of dates and durations");
}

constexpr std::string_view out_of_range = "the result is out of the range of numbers";

Value shift(const Date& date, const DaysTime& by) {
  const auto moment = temporal::add(temporal::to_moment(temporal::at_midnight(date)), by);
  const auto moved = moment ? temporal::from_moment(*moment, Zone{}) : std::nullopt;
  return moved ? Value(moved->date) : from_temporal<Date>(std::nullopt);
}

Value shift(const DateTime& value, const DaysTime& by) {
  const auto moment = temporal::add(temporal::to_moment(value), by);
  return from_temporal(moment ? temporal::from_moment(*moment, value.time.zone) : std::nullopt);
}

Value shift_months(const DateTime& value, std::int64_t months) {
  const auto date = temporal::add_months(value.date, months);
  return date ? Value(DateTime{*date, value.time}) : from_temporal<Date>(std::nullopt);
}

/// Adds a duration, or its negative, to anything on the time line; empty when the types do not fit.
std::optional<Value> add_duration(const Value& a, const Value& b, bool minus) {
  if (const DaysTime* duration = b.as_days_time()) {
    const auto by = minus ? temporal::negated(*duration) : *duration;
    if (!by) return from_temporal<DaysTime>(std::nullopt);
    if (const Date* date = a.as_date()) return shift(*date, *by);
    if (const DateTime* value = a.as_date_time()) return shift(*value, *by);
    if (const Time* time = a.as_time()) return Value(temporal::add_to_time(*time, *by));
    if (const DaysTime* other = a.as_days_time()) return from_temporal(temporal::add(*other, *by));
  }
  if (const YearsMonths* duration = b.as_years_months()) {
    std::int64_t by = 0;
    if (minus ? __builtin_sub_overflow(std::int64_t{0}, duration->months, &by) : (by = duration->months, false)) {
      return from_temporal<Date>(std::nullopt);
    }
    if (const Date* date = a.as_date()) return from_temporal(temporal::add_months(*date, by));
    if (const DateTime* value = a.as_date_time()) return shift_months(*value, by);
    if (const YearsMonths* other = a.as_years_months()) {
      std::int64_t sum = 0;
      if (__builtin_add_overflow(other->months, by, &sum)) return from_temporal<Date>(std::nullopt);
      return Value(YearsMonths{sum});
    }
  }
  return std::nullopt;
}

/// A date or a date and time as the latter; a date next to a zoned time is midnight in UTC.
std::optional<DateTime> as_date_time(const Value& value, bool zoned) {
  if (const DateTime* full = value.as_date_time()) return *full;
  const Date* date = value.as_date();
  if (date == nullptr) return std::nullopt;
  return zoned ? temporal::at_midnight_utc(*date) : temporal::at_midnight(*date);
}

Value scale(const Decimal& size, const Decimal& factor, bool dividing, bool months) {
  const auto result = dividing ? size.divide(factor) : size.multiply(factor);
  if (!result) return Value::null(dividing ? "cannot divide a duration by zero" : "the duration is out of range");
  if (!months) return from_temporal(temporal::from_seconds(*result));
  const auto whole = result->round(0, Rounding::down);
  const auto count = whole ? whole->to_int64() : std::nullopt;
  return count ? Value(YearsMonths{*count}) : from_temporal<Date>(std::nullopt);
}

}  // namespace

Value too_long() {
  return Value::limit(fmt::format("the text would be longer than {} bytes", limits::feel_string_max));
}

Value add(const Value& a, const Value& b) {
  const Decimal* x = a.as_number();
  const Decimal* y = b.as_number();
  if (x != nullptr && y != nullptr) return from_number(x->add(*y), out_of_range);
  const std::string* left = a.as_string();
  const std::string* right = b.as_string();
  if (left != nullptr && right != nullptr) {
    if (left->size() + right->size() > limits::feel_string_max) return too_long();
    return *left + *right;
  }
  if (auto sum = add_duration(a, b, false)) return *sum;
  if (auto sum = add_duration(b, a, false)) return *sum;
  return cannot("add", "and", a, b);
}

Value subtract(const Value& a, const Value& b) {
  const Decimal* x = a.as_number();
  const Decimal* y = b.as_number();
  if (x != nullptr && y != nullptr) return from_number(x->subtract(*y), out_of_range);
  if (auto rest = add_duration(a, b, true)) return *rest;
  // A date stands for its midnight in UTC.
  const auto from = as_date_time(a, true);
  const auto to = as_date_time(b, true);
  if (from && to) {
    if (temporal::has_zone(from->time.zone) != temporal::has_zone(to->time.zone)) {
      return Value::null("cannot subtract a local time and one with a time zone");
    }
    return from_temporal(temporal::difference(temporal::to_moment(*from), temporal::to_moment(*to)));
  }
  if (a.as_time() != nullptr && b.as_time() != nullptr && is_zoned(a) == is_zoned(b)) {
    return from_temporal(temporal::difference(temporal::to_moment(*a.as_time()), temporal::to_moment(*b.as_time())));
  }
  return cannot("subtract", "and", a, b);
}

Value multiply(const Value& a, const Value& b) {
  const Decimal* x = a.as_number();
  const Decimal* y = b.as_number();
  if (x != nullptr && y != nullptr) return from_number(x->multiply(*y), out_of_range);
  if (x != nullptr && b.type() != Type::number && (b.as_days_time() || b.as_years_months())) return multiply(b, a);
  if (y != nullptr && a.as_days_time() != nullptr) {
    return scale(temporal::to_seconds(*a.as_days_time()), *y, false, false);
  }
  if (y != nullptr && a.as_years_months() != nullptr) return scale(a.as_years_months()->months, *y, false, true);
  return cannot("multiply", "by", a, b);
}

Value divide(const Value& a, const Value& b) {
  const Decimal* x = a.as_number();
  const Decimal* y = b.as_number();
  if (x != nullptr && y != nullptr) {
    if (y->is_zero()) return Value::null("cannot divide by zero");
    return from_number(x->divide(*y), out_of_range);
  }
  const DaysTime* days = a.as_days_time();
  const YearsMonths* months = a.as_years_months();
  if (y != nullptr && days != nullptr) return scale(temporal::to_seconds(*days), *y, true, false);
  if (y != nullptr && months != nullptr) return scale(months->months, *y, true, true);
  if (days != nullptr && b.as_days_time() != nullptr) {
    return from_number(temporal::to_seconds(*days).divide(temporal::to_seconds(*b.as_days_time())),
                       "cannot divide by a duration of zero");
  }
  if (months != nullptr && b.as_years_months() != nullptr) {
    return from_number(Decimal{months->months}.divide(b.as_years_months()->months),
                       "cannot divide by a duration of zero");
  }
  return cannot("divide", "by", a, b);
}

Value power(const Value& a, const Value& b) {
  const Decimal* x = a.as_number();
  const Decimal* y = b.as_number();
  if (x == nullptr || y == nullptr) return cannot("raise", "to the power of", a, b);
  return from_number(x->power(*y), "the power is no number in range");
}

Value negate(const Value& a) {
  if (const Decimal* number = a.as_number()) return number->negated();
  if (const DaysTime* duration = a.as_days_time()) return from_temporal(temporal::negated(*duration));
  if (const YearsMonths* duration = a.as_years_months()) {
    std::int64_t months = 0;
    if (__builtin_sub_overflow(std::int64_t{0}, duration->months, &months)) return from_temporal<Date>(std::nullopt);
    return YearsMonths{months};
  }
  if (a.is_null() && !a.null_reason().empty()) return a;
  return Value::null(fmt::format("cannot negate {}", type_name(a.type())));
}

std::optional<std::strong_ordering> order(const Value& a, const Value& b) {
  if (a.type() != b.type()) {
    const bool dates = (a.as_date() && b.as_date_time()) || (a.as_date_time() && b.as_date());
    if (!dates) return std::nullopt;
    const bool zoned = is_zoned(a) || is_zoned(b);
    return temporal::to_moment(*as_date_time(a, zoned)).seconds <=>
           temporal::to_moment(*as_date_time(b, zoned)).seconds;
  }
  switch (a.type()) {
    case Type::number:
      return *a.as_number() <=> *b.as_number();
    case Type::string:
      return a.as_string()->compare(*b.as_string()) <=> 0;
    case Type::date:
      return *a.as_date() <=> *b.as_date();
    case Type::time:
      if (is_zoned(a) != is_zoned(b)) return std::nullopt;
      return temporal::to_moment(*a.as_time()).seconds <=> temporal::to_moment(*b.as_time()).seconds;
    case Type::date_time:
      if (is_zoned(a) != is_zoned(b)) return std::nullopt;
      return temporal::to_moment(*a.as_date_time()).seconds <=> temporal::to_moment(*b.as_date_time()).seconds;
    case Type::years_months:
      return *a.as_years_months() <=> *b.as_years_months();
    case Type::days_time:
      return *a.as_days_time() <=> *b.as_days_time();
    default:
      return std::nullopt;
  }
}

Comparison mirrored(Comparison comparison) {
  switch (comparison) {
    case Comparison::less:
      return Comparison::greater;
    case Comparison::less_equal:
      return Comparison::greater_equal;
    case Comparison::greater:
      return Comparison::less;
    case Comparison::greater_equal:
      return Comparison::less_equal;
    default:
      return comparison;
  }
}

Value compare(Comparison comparison, const Value& a, const Value& b) {
  if (comparison == Comparison::equal || comparison == Comparison::not_equal) {
    const auto same = a.equals(b);
    if (!same) return cannot("compare", "with", a, b);
    return *same == (comparison == Comparison::equal);
  }
  const auto found = order(a, b);
  if (!found) return cannot("compare", "with", a, b);
  switch (comparison) {
    case Comparison::less:
      return *found < 0;
    case Comparison::less_equal:
      return *found <= 0;
    case Comparison::greater:
      return *found > 0;
    default:
      return *found >= 0;
  }
}

Value contains(const Range& range, const Value& value) {
  if (value.is_null()) return value.null_reason().empty() ? Value::null("null is in no range") : value;
  if (range.form == RangeForm::not_equal) return compare(Comparison::not_equal, value, range.low);
  Value low = true;
  if (!range.low.is_null()) {
    low = compare(range.low_closed ? Comparison::greater_equal : Comparison::greater, value, range.low);
    if (low.is_null()) return low;
  }
  if (range.high.is_null() || !low.is_true()) return low;
  return compare(range.high_closed ? Comparison::less_equal : Comparison::less, value, range.high);
}

}  // namespace evenhand::feel
