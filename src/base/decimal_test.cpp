#include "base/decimal.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace evenhand {
namespace {

Decimal d(std::string_view text) {
  const auto value = Decimal::parse(text);
  EXPECT_TRUE(value.has_value()) << text;
  return value.value_or(Decimal{});
}

TEST(Decimal, ParsesOnlyNumbers) {
  for (const char* text : {"", "-", ".", "1.", "+1", " 1", "1 ", "1e", "1e+", "inf", "NaN", "0x10", "1,5", "--1",
                           "1e7000", "1e-7000", "1.2.3", "e5"}) {
    EXPECT_FALSE(Decimal::parse(text).has_value()) << text;
  }
  EXPECT_EQ(d(".5"), d("0.50"));
}

TEST(Decimal, PrintsPlainText) {
  for (const char* text : {"0", "0.10", "-12.50", "1299", "9223372036854775807", "0.000000000000000000000000000000001",
                           "1234567890123456789012345678901234", "-0.00001"}) {
    EXPECT_EQ(d(text).str(), text);
  }
  EXPECT_EQ(d("1e3").str(), "1000");
  EXPECT_EQ(d("1.5e3").str(), "1500");
  EXPECT_EQ(d("-0").str(), "0");
  EXPECT_EQ(d("-0.00").str(), "0.00");
  EXPECT_EQ(d("1.25e6000").str(), "1.25e6000");
  EXPECT_EQ(d("1e-6000").str(), "1e-6000");
  EXPECT_EQ(d("12345678901234567890123456789012345").str(), "12345678901234567890123456789012340");
}

TEST(Decimal, ComputesExactly) {
  EXPECT_EQ(d("0.1").add(d("0.2"))->str(), "0.3");
  EXPECT_EQ(d("1").subtract(d("1.00"))->str(), "0.00");
  EXPECT_EQ(d("1.10").multiply(d("3"))->str(), "3.30");
  EXPECT_EQ(d("10").divide(d("4"))->str(), "2.5");
  EXPECT_EQ(d("1").divide(d("3"))->str(), "0.3333333333333333333333333333333333");
  EXPECT_FALSE(d("1").divide(d("0")));
  EXPECT_FALSE(d("9e6144").multiply(d("10")));
  EXPECT_EQ(*d("-12").modulo(d("5")), d("3"));
  EXPECT_EQ(*d("12").modulo(d("-5")), d("-3"));
  EXPECT_EQ(*d("10.1").modulo(d("4.5")), d("1.1"));
  EXPECT_EQ(*d("2").power(d("10")), d("1024"));
  EXPECT_EQ(d("1.05").power(d("2"))->str(), "1.1025");
  EXPECT_EQ(*d("2").power(d("-2")), d("0.25"));
  EXPECT_EQ(d("2").square_root()->str(), "1.414213562373095048801688724209698");
  EXPECT_FALSE(d("-1").square_root());
  EXPECT_FALSE(d("0").logarithm());
  EXPECT_EQ(d("1").exponential()->str(), "2.718281828459045235360287471352662");
  EXPECT_FALSE(d("99999").exponential());
}

TEST(Decimal, RoundsEveryWay) {
  struct Row {
    const char* value;
    int scale;
    Rounding mode;
    const char* expected;
  };
  for (const Row& row :
       {Row{"2.5", 0, Rounding::half_even, "2"}, Row{"3.5", 0, Rounding::half_even, "4"},
        Row{"2.5", 0, Rounding::half_up, "3"}, Row{"-2.5", 0, Rounding::half_up, "-3"},
        Row{"2.5", 0, Rounding::half_down, "2"}, Row{"-2.51", 0, Rounding::half_down, "-3"},
        Row{"2.1", 0, Rounding::up, "3"}, Row{"-2.1", 0, Rounding::up, "-3"}, Row{"2.9", 0, Rounding::down, "2"},
        Row{"-2.1", 0, Rounding::floor, "-3"}, Row{"-2.9", 0, Rounding::ceiling, "-2"},
        Row{"1", 2, Rounding::half_even, "1.00"}, Row{"1249", -2, Rounding::half_even, "1200"},
        Row{"0.004", 2, Rounding::half_even, "0.00"}, Row{"5e-40", 2, Rounding::up, "0.01"}}) {
    EXPECT_EQ(d(row.value).round(row.scale, row.mode)->str(), row.expected) << row.value;
  }
  EXPECT_FALSE(d("1").round(7000));
  EXPECT_EQ(*d("1e3000").round(40), d("1e3000"));
}

TEST(Decimal, ConvertsWholeNumbers) {
  constexpr auto low = std::numeric_limits<std::int64_t>::min();
  constexpr auto high = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(Decimal{low}.to_int64(), low);
  EXPECT_EQ(Decimal{high}.to_int64(), high);
  EXPECT_EQ(Decimal{low}.str(), "-9223372036854775808");
  EXPECT_EQ(Decimal{high}.add(1)->to_int64(), std::nullopt);
  EXPECT_EQ(d("12.00").to_int64(), 12);
  EXPECT_EQ(d("12.01").to_int64(), std::nullopt);
  EXPECT_EQ(d("1e18").to_int64(), 1'000'000'000'000'000'000);
  EXPECT_TRUE(d("1e40").is_integer());
  EXPECT_FALSE(d("1e-40").is_integer());
}

TEST(Decimal, NormalizesEqualValuesToEqualText) {
  EXPECT_EQ(d("1.500").normalized().str(), "1.5");
  EXPECT_EQ(d("1e3").normalized().str(), d("1000.0").normalized().str());
  EXPECT_EQ(d("0.00").normalized().str(), "0");
}

Decimal decimal_of(std::int64_t digits, std::uint8_t places) {
  return *Decimal{digits}.multiply(*Decimal::parse("1e-" + std::to_string(places % 30)));
}

RC_GTEST_PROP(DecimalProperty, TextRoundTrips, (std::int64_t digits, std::uint8_t places)) {
  const Decimal value = decimal_of(digits, places);
  const auto back = Decimal::parse(value.str());
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == value);
  RC_ASSERT(back->str() == value.str());
  RC_ASSERT(*Decimal::parse(value.normalized().str()) == value);
}

RC_GTEST_PROP(DecimalProperty, OrderAgreesWithIntegers, (std::int64_t a, std::int64_t b)) {
  RC_ASSERT((Decimal{a} <=> Decimal{b}) == (a <=> b));
  const auto thousandth = *Decimal{b}.multiply(*Decimal::parse("1000"))->divide(1000);
  RC_ASSERT((Decimal{a} <=> thousandth) == (a <=> b));
}

RC_GTEST_PROP(DecimalProperty, ArithmeticAgreesWithIntegers, (std::int32_t a, std::int32_t b)) {
  const std::int64_t x = a;
  const std::int64_t y = b;
  RC_ASSERT(Decimal{x}.add(y)->to_int64() == x + y);
  RC_ASSERT(Decimal{x}.subtract(y)->to_int64() == x - y);
  RC_ASSERT(Decimal{x}.multiply(y)->to_int64() == x * y);
}

TEST(Decimal, WhatIsTooSmallToHoldIsNoZero) {
  const Decimal tiny = Decimal::parse("1e-6000").value();
  EXPECT_FALSE(tiny.multiply(tiny));
  EXPECT_FALSE(tiny.divide(*Decimal::parse("1e6000")));
  EXPECT_FALSE(Decimal::parse("0.5")->power(1'000'000'000));
  EXPECT_FALSE(Decimal{-1'000'000}.exponential());
  EXPECT_EQ(Decimal{0}.multiply(tiny), Decimal{0});
  EXPECT_EQ(Decimal{0}.divide(tiny), Decimal{0});
  EXPECT_EQ(Decimal{0}.power(1'000'000'000), Decimal{0});
}

}  // namespace
}  // namespace evenhand
