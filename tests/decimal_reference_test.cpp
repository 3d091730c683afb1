/// @file decimal_reference_test.cpp
/// @brief Decimal arithmetic against another library: Boost.Multiprecision's decimal floating point with 200 digits, its
/// results rounded to 34 digits half even here. Random operands of every size; the seed is printed.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/multiprecision/cpp_dec_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdlib>
#include <string>

#include "base/decimal.hpp"

namespace {

using evenhand::Decimal;
using evenhand::Rounding;
using Reference = boost::multiprecision::number<boost::multiprecision::cpp_dec_float<200>>;
using Integer = boost::multiprecision::cpp_int;

/// Up to 34 digits, an exponent, a sign; small, equal and very unlike sizes all come up.
std::string operand() {
  const int digits = *rc::gen::elementOf(std::vector<int>{1, 2, 5, 15, 19, 20, 33, 34});
  std::string out = *rc::gen::arbitrary<bool>() ? "-" : "";
  for (int i = 0; i < digits; ++i) out += static_cast<char>('0' + *rc::gen::inRange(0, 10));
  const int exponent = *rc::gen::inRange(0, 3) == 0 ? *rc::gen::inRange(-60, 60) : *rc::gen::inRange(-6, 4);
  return out + "e" + std::to_string(exponent);
}

/// The digits of a number in scientific notation, rounded to 34 half even: a coefficient and its exponent.
struct Rounded {
  Integer coefficient;
  int exponent = 0;
  bool operator==(const Rounded&) const = default;
};

Rounded without_trailing_zeros(Rounded value) {
  if (value.coefficient == 0) return {};
  while (value.coefficient % 10 == 0) {
    value.coefficient /= 10;
    ++value.exponent;
  }
  return value;
}

Rounded rounded(const Reference& value) {
  const std::string text = value.str(199, std::ios_base::scientific);
  const std::size_t e = text.find('e');
  std::string digits;
  for (const char c : text.substr(0, e)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  int exponent = std::stoi(text.substr(e + 1)) - static_cast<int>(digits.size()) + 1;
  const std::size_t dropped = digits.size() - 34;
  const std::string rest = digits.substr(34);
  Integer coefficient("0");
  for (const char c : digits.substr(0, 34)) coefficient = coefficient * 10 + (c - '0');
  exponent += static_cast<int>(dropped);
  const std::string half = "5" + std::string(dropped - 1, '0');
  if (rest > half || (rest == half && coefficient % 2 != 0)) ++coefficient;
  if (text.front() == '-') coefficient = -coefficient;
  return without_trailing_zeros({coefficient, exponent});
}

Rounded exact(const Decimal& value) {
  std::string text = value.str();
  int exponent = 0;
  if (const std::size_t e = text.find('e'); e != std::string::npos) {
    exponent = std::stoi(text.substr(e + 1));
    text.resize(e);
  }
  const bool negative = text.front() == '-';
  Integer coefficient("0");
  bool fraction = false;
  for (const char c : text) {
    if (c == '.') fraction = true;
    if (c < '0' || c > '9') continue;
    coefficient = coefficient * 10 + (c - '0');
    if (fraction) --exponent;
  }
  return without_trailing_zeros({negative ? Integer(-coefficient) : coefficient, exponent});
}

#define EXPECT_AGREES(ours, theirs)                                    \
  do {                                                                 \
    const auto result = (ours);                                        \
    RC_ASSERT(result.has_value());                                     \
    RC_LOG() << result->str() << " beside " << (theirs).str() << "\n"; \
    RC_ASSERT((exact(*result) == rounded(theirs)));                    \
  } while (false)

RC_GTEST_PROP(DecimalReference, AgreesOnArithmetic, ()) {
  const std::string a = operand();
  const std::string b = operand();
  RC_LOG() << a << " and " << b << "\n";
  const Decimal x = Decimal::parse(a).value();
  const Decimal y = Decimal::parse(b).value();
  const Reference p(a);
  const Reference q(b);
  EXPECT_AGREES(x.add(y), Reference(p + q));
  EXPECT_AGREES(x.subtract(y), Reference(p - q));
  EXPECT_AGREES(x.multiply(y), Reference(p * q));
  RC_ASSERT((((x <=> y) < 0) == (p < q)));
  RC_ASSERT((((x <=> y) == 0) == (p == q)));
  if (q == 0) {
    RC_ASSERT(!x.divide(y));
    RC_ASSERT(!x.modulo(y));
    return;
  }
  EXPECT_AGREES(x.divide(y), Reference(p / q));
  if (p >= 0) EXPECT_AGREES(x.square_root(), Reference(sqrt(p)));
}

RC_GTEST_PROP(DecimalReference, AgreesOnModulo, ()) {
  const auto a = *rc::gen::arbitrary<std::int64_t>();
  const auto b = *rc::gen::oneOf(rc::gen::arbitrary<std::int64_t>(), rc::gen::inRange<std::int64_t>(-9, 9));
  const int scale = *rc::gen::inRange(0, 12);
  if (b == 0) return;
  // Floor modulo of whole numbers, then of the same with a point in them.
  Integer expected = Integer(a) % Integer(b);
  if (expected != 0 && (expected < 0) != (b < 0)) expected += b;
  const Decimal unit = *Decimal::parse("1e-" + std::to_string(scale));
  const auto got = Decimal{a}.multiply(unit)->modulo(*Decimal{b}.multiply(unit));
  RC_ASSERT(got.has_value());
  RC_ASSERT((exact(*got) == without_trailing_zeros({expected, -scale})));
}

RC_GTEST_PROP(DecimalReference, AgreesOnWholePowers, ()) {
  const auto base = *rc::gen::inRange<std::int64_t>(-99, 100);
  const int exponent = *rc::gen::inRange(0, 17);
  const Integer expected = boost::multiprecision::pow(Integer(base), static_cast<unsigned>(exponent));
  const auto got = Decimal{base}.power(exponent);
  RC_ASSERT(got.has_value());
  RC_ASSERT((exact(*got) == without_trailing_zeros({expected, 0})));
}

/// The number whose scale-th digit after the point is its last one, rounded as the mode says; in whole numbers throughout.
Integer rounded_at(const Integer& coefficient, int exponent, int scale, Rounding mode) {
  const Integer power = boost::multiprecision::pow(Integer(10), static_cast<unsigned>(std::abs(exponent + scale)));
  if (exponent + scale >= 0) return coefficient * power;
  const Integer size = abs(coefficient);
  const Integer whole = size / power;
  const Integer rest = size % power;
  const bool negative = coefficient < 0;
  const int half = Integer(rest * 2).compare(power);
  const bool away = [&] {
    if (rest == 0) return false;
    switch (mode) {
      case Rounding::half_even:
        return half > 0 || (half == 0 && whole % 2 != 0);
      case Rounding::half_up:
        return half >= 0;
      case Rounding::half_down:
        return half > 0;
      case Rounding::up:
        return true;
      case Rounding::down:
        return false;
      case Rounding::floor:
        return negative;
      case Rounding::ceiling:
        return !negative;
    }
    return false;
  }();
  const Integer out = whole + (away ? 1 : 0);
  return negative ? Integer(-out) : out;
}

RC_GTEST_PROP(DecimalReference, AgreesOnRounding, ()) {
  constexpr Rounding modes[] = {Rounding::half_even, Rounding::half_up, Rounding::half_down, Rounding::up,
                                Rounding::down,      Rounding::floor,   Rounding::ceiling};
  const int digits = *rc::gen::elementOf(std::vector<int>{1, 2, 3, 15, 19, 20, 33, 34});
  std::string text = *rc::gen::arbitrary<bool>() ? "-" : "";
  // Often just at a half, or only zeros and nines.
  const int kind = *rc::gen::inRange(0, 3);
  for (int i = 0; i < digits; ++i) {
    const int plain = *rc::gen::inRange(0, 10);
    text += static_cast<char>('0' + (kind == 0 ? plain : kind == 1 ? (i + 2 > digits ? 5 : plain) : plain % 2 * 9));
  }
  const int exponent = *rc::gen::inRange(-40, 8);
  const int scale = *rc::gen::inRange(-8, 40);
  const Rounding mode = modes[*rc::gen::inRange(0, 7)];
  RC_LOG() << text << "e" << exponent << " at " << scale << " by mode " << static_cast<int>(mode) << "\n";
  const auto got = Decimal::parse(text + "e" + std::to_string(exponent))->round(scale, mode);
  const std::size_t zeros = text.find_first_not_of("-0");
  const Integer coefficient = zeros == std::string::npos ? Integer(0) : Integer(text.substr(zeros));
  const Integer whole = rounded_at(text.front() == '-' ? Integer(-coefficient) : coefficient, exponent, scale, mode);
  RC_ASSERT(got.has_value());
  RC_ASSERT((exact(*got) == without_trailing_zeros({whole, -scale})));
}

RC_GTEST_PROP(DecimalReference, ReadsWhatItWrites, ()) {
  const std::string text = operand();
  const Decimal value = Decimal::parse(text).value();
  RC_LOG() << text << " is " << value.str() << "\n";
  RC_ASSERT((Decimal::parse(value.str()) == value));
  RC_ASSERT((exact(value) == rounded(Reference(text))));
  RC_ASSERT((value.normalized() == value));
  RC_ASSERT((value.negated().negated() == value));
}

RC_GTEST_PROP(DecimalReference, AgreesOnModuloOfAnySizes, ()) {
  const std::string a = operand();
  const std::string b = operand();
  RC_LOG() << a << " modulo " << b << "\n";
  const Decimal x = Decimal::parse(a).value();
  const Decimal y = Decimal::parse(b).value();
  if (y.is_zero()) return;
  // As whole numbers of the smaller unit; the result is exact but for the one addition that gives it the divisor's sign.
  const Rounded p = exact(x);
  const Rounded q = exact(y);
  const int unit = std::min(p.exponent, q.exponent);
  const auto scaled = [&](const Rounded& one) {
    return Integer(one.coefficient *
                   boost::multiprecision::pow(Integer(10), static_cast<unsigned>(one.exponent - unit)));
  };
  Integer expected = scaled(p) % scaled(q);
  if (expected != 0 && (expected < 0) != (scaled(q) < 0)) expected += scaled(q);
  const auto got = x.modulo(y);
  RC_ASSERT(got.has_value());
  RC_LOG() << got->str() << "\n";
  Rounded theirs = rounded(Reference(expected));
  if (theirs.coefficient != 0) theirs.exponent += unit;
  RC_ASSERT((exact(*got) == theirs));
}

RC_GTEST_PROP(DecimalReference, AgreesOnLogarithmsAndPowersOfE, ()) {
  const std::string text = std::to_string(*rc::gen::inRange(1, 100'000)) + "e-3";
  const Decimal x = Decimal::parse(text).value();
  const Reference p(text);
  // Transcendental functions may be off by one in the last digit.
  const auto near = [](const std::optional<Decimal>& ours, const Reference& theirs) {
    if (!ours) return false;
    const Reference gap = abs(Reference(ours->str()) - theirs);
    return gap <= abs(theirs) * Reference("2e-33") + Reference("1e-60");
  };
  RC_ASSERT(near(x.logarithm(), log(p)));
  RC_ASSERT(near(x.exponential(), exp(p)));
}

}  // namespace
