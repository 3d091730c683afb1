// Comparison is a total order within each type, and agrees with equality.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "feel/operators.hpp"
#include "feel/temporal.hpp"

namespace evenhand::feel {
namespace {

template <class T>
T between(T low, T high) {
  return *rc::gen::inRange<T>(low, high);
}

Date any_date() {
  // Often the same day, so that ties come up.
  return *temporal::from_days(between<std::int64_t>(0, 2) == 0
                                  ? between<std::int64_t>(20'000, 20'003)
                                  : between<std::int64_t>(-300'000'000'000, 300'000'000'000));
}

Time any_time(bool zoned) {
  Time out;
  out.hour = between<std::uint8_t>(0, 24);
  out.minute = between<std::uint8_t>(0, 2);
  out.second = between<std::uint8_t>(0, 60);
  out.nanos = between<std::uint32_t>(0, 3) * 400'000'000u;
  if (!zoned) return out;
  if (between(0, 3) == 0) {
    out.zone.name = std::make_shared<const std::string>("Europe/Oslo");
  } else {
    out.zone.offset_seconds = between(-3, 4) * 3600;
  }
  return out;
}

/// A value of one of the types that have an order; the same `kind` gives values that can be compared.
Value any_value(int kind) {
  constexpr const char* numbers[] = {"0",    "-0",     "1",     "1.0",       "1.00", "1e3",
                                     "1000", "-1e-30", "1e-30", "9.99e6000", "-5"};
  constexpr const char* texts[] = {"", "a", "A", "ab", "é", "😀", "z", "aa"};
  switch (kind) {
    case 0:
      return between(0, 2) == 0 ? Value(*Decimal::parse(numbers[between(0, 11)]))
                                : Value(*Decimal{between<std::int64_t>(-9999, 9999)}.multiply(*Decimal::parse("0.01")));
    case 1:
      return texts[between(0, 8)];
    case 2:
      return any_date();
    case 3:
    case 4:
      return any_time(kind == 3);
    case 5:
    case 6:
      return DateTime{any_date(), any_time(kind == 5)};
    case 7:
      return YearsMonths{between<std::int64_t>(-20, 20)};
    default:
      return DaysTime{between<std::int64_t>(-3, 3), 0};
  }
}

RC_GTEST_PROP(OrderProperty, IsTotalWithinAType, ()) {
  const int kind = between(0, 9);
  const Value a = any_value(kind);
  const Value b = any_value(kind);
  const Value c = any_value(kind);
  RC_LOG() << to_feel(a) << " " << to_feel(b) << " " << to_feel(c) << "\n";
  const auto ab = order(a, b);
  const auto ba = order(b, a);
  const auto bc = order(b, c);
  const auto ac = order(a, c);
  RC_ASSERT((ab && ba && bc && ac));
  RC_ASSERT((order(a, a) == std::strong_ordering::equal));
  RC_ASSERT(((*ab < 0) == (*ba > 0)));
  RC_ASSERT(((*ab == 0) == (*ba == 0)));
  if (*ab <= 0 && *bc <= 0) RC_ASSERT((*ac <= 0));
  if (*ab == 0) RC_ASSERT((*ac == *bc));
  RC_ASSERT((a.equals(b) == std::optional<bool>(*ab == 0)));
  const bool less = compare(Comparison::less, a, b).is_true();
  const bool equal = compare(Comparison::equal, a, b).is_true();
  const bool greater = compare(Comparison::greater, a, b).is_true();
  RC_ASSERT((int{less} + int{equal} + int{greater} == 1));
  RC_ASSERT((compare(Comparison::less_equal, a, b).is_true() == (less || equal)));
  RC_ASSERT((compare(Comparison::greater_equal, a, b).is_true() == (greater || equal)));
  RC_ASSERT((compare(Comparison::not_equal, a, b).is_true() != equal));
}

RC_GTEST_PROP(OrderProperty, IsNoneBetweenTypes, ()) {
  const int first = between(0, 9);
  const int second = between(0, 9);
  const Value a = any_value(first);
  const Value b = any_value(second);
  const auto is_dated = [](const Value& v) { return v.as_date() != nullptr || v.as_date_time() != nullptr; };
  if (a.type() == b.type() || (is_dated(a) && is_dated(b))) return;
  RC_ASSERT((!order(a, b)));
  RC_ASSERT(compare(Comparison::less, a, b).is_null());
  RC_ASSERT(!compare(Comparison::less, a, b).null_reason().empty());
}

}  // namespace
}  // namespace evenhand::feel
