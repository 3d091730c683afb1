#include <fmt/format.h>

#include "feel/builtins.hpp"
#include "feel/operators.hpp"
#include "feel/shown.hpp"

namespace evenhand::feel {

namespace {

Value from(const std::optional<Decimal>& number, const Call& call, std::string_view needs) {
  return number ? Value(*number) : call.wrong(needs);
}

template <Rounding mode, bool scale_needed>
Value round_to(const Call& call) {
  const Decimal* number = call.number(0);
  const auto scale = call.whole(1);
  if (number == nullptr || (scale_needed && !scale) || (call.size() > 1 && !scale)) {
    return call.wrong(scale_needed ? "a number and the digits after the point" : "a number");
  }
  if (scale && (*scale < -6111 || *scale > 6176)) return call.wrong("digits from -6111 to 6176");
  return from(number->round(static_cast<int>(scale.value_or(0)), mode), call, "a number in range");
}

Value absolute(const Call& call) {
  const Value& value = call.single(0);
  if (const Decimal* number = value.as_number()) return number->absolute();
  if (const DaysTime* duration = value.as_days_time()) {
    return duration->seconds < 0 || duration->nanos < 0 ? negate(value) : value;
  }
  if (const YearsMonths* duration = value.as_years_months()) return duration->months < 0 ? negate(value) : value;
  return call.wrong("a number or a duration");
}

Value modulo(const Call& call) {
  const Decimal* dividend = call.number(0);
  const Decimal* divisor = call.number(1);
  if (dividend == nullptr || divisor == nullptr) return call.wrong("two numbers");
  return from(dividend->modulo(*divisor), call, "a divisor that is not zero");
}

Value square_root(const Call& call) {
  const Decimal* number = call.number(0);
  if (number == nullptr) return call.wrong("a number");
  return from(number->square_root(), call, "a number that is not negative");
}

Value logarithm(const Call& call) {
  const Decimal* number = call.number(0);
  if (number == nullptr) return call.wrong("a number");
  return from(number->logarithm(), call, "a number above zero");
}

Value exponential(const Call& call) {
  const Decimal* number = call.number(0);
  if (number == nullptr) return call.wrong("a number");
  return from(number->exponential(), call, "a number whose power is in range");
}

template <bool odd>
Value parity(const Call& call) {
  const Decimal* number = call.number(0);
  if (number == nullptr) return call.wrong("a number");
  if (!number->is_integer()) return false;
  return number->modulo(2)->is_zero() != odd;
}

/// The text of a number with its separators: blank, comma or point between groups, comma or point before decimals.
Value to_number(const Call& call) {
  const Value& value = call.single(0);
  if (value.as_number() != nullptr && call.size() == 1) return value;
  const std::string* text = value.as_string();
  if (text == nullptr) return call.wrong("a text");
  std::string grouping;
  std::string decimal = ".";
  if (call.given(1)) {
    const std::string* given = call.text(1);
    if (given == nullptr || (*given != " " && *given != "," && *given != ".")) {
      return call.wrong("a grouping separator that is a blank, a comma or a point");
    }
    grouping = *given;
  }
  if (call.given(2)) {
    const std::string* given = call.text(2);
    if (given == nullptr || (*given != "," && *given != ".") || *given == grouping) {
      return call.wrong("a decimal separator that is a comma or a point, and not the grouping separator");
    }
    decimal = *given;
  }
  std::string plain;
  for (const char c : *text) {
    if (!grouping.empty() && c == grouping.front()) continue;
    if (c == decimal.front()) {
      plain.push_back('.');
    } else if (c == '.') {
      return call.wrong(fmt::format("a number, not \"{}\"", shown(*text)));
    } else {
      plain.push_back(c);
    }
  }
  const auto number = Decimal::parse(plain);
  return number ? Value(*number) : call.wrong(fmt::format("a number, not \"{}\"", shown(*text)));
}

Value negation(const Call& call) {
  const bool* boolean = call.boolean(0);
  return boolean == nullptr ? call.wrong("true or false") : Value(!*boolean);
}

constexpr Builtin table[] = {
    {"abs", "n", 1, 1, absolute},
    {"ceiling", "n,scale", 1, 2, round_to<Rounding::ceiling, false>},
    {"decimal", "n,scale", 2, 2, round_to<Rounding::half_even, true>},
    {"even", "number", 1, 1, parity<false>},
    {"exp", "number", 1, 1, exponential},
    {"floor", "n,scale", 1, 2, round_to<Rounding::floor, false>},
    {"log", "number", 1, 1, logarithm},
    {"modulo", "dividend,divisor", 2, 2, modulo},
    {"not", "negand", 1, 1, negation},
    {"number", "from,grouping separator,decimal separator", 1, 3, to_number},
    {"odd", "number", 1, 1, parity<true>},
    {"round down", "n,scale", 2, 2, round_to<Rounding::down, true>},
    {"round half down", "n,scale", 2, 2, round_to<Rounding::half_down, true>},
    {"round half up", "n,scale", 2, 2, round_to<Rounding::half_up, true>},
    {"round up", "n,scale", 2, 2, round_to<Rounding::up, true>},
    {"sqrt", "number", 1, 1, square_root},
};

}  // namespace

std::span<const Builtin> number_builtins() noexcept {
  return table;
}

}  // namespace evenhand::feel
