/// @file decimal.hpp
/// @brief IEEE 754-2008 decimal128 (34 digits). Money, FEEL numbers and JSON numbers are all this type; nothing in the
/// product passes them through binary floating point. Rounding is half even unless a function says otherwise. A result
/// that is not finite (division by zero, overflow), or that is not zero but too small to hold, is an empty optional: never an
/// infinity, a NaN, or a zero that is none.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace evenhand {

enum class Rounding { half_even, half_up, half_down, up, down, floor, ceiling };

class Decimal {
 public:
  /// Zero.
  Decimal() noexcept;
  /// Exact for every 64-bit integer.
  Decimal(std::int64_t value) noexcept;  // NOLINT(google-explicit-constructor): widening, never lossy
  Decimal(int value) noexcept : Decimal(static_cast<std::int64_t>(value)) {}  // NOLINT(google-explicit-constructor)
  Decimal(double) = delete;

  /// Plain or scientific decimal text: `-12.50`, `1e3`. Nothing else (no spaces, no sign alone, no `inf`). Digits past the
  /// 34th are rounded half even. Empty for text that is no number or is out of range.
  [[nodiscard]] static std::optional<Decimal> parse(std::string_view text);
  /// Plain notation without exponent where it fits in 40 characters (`1299`, `0.10`; trailing zeros are kept), else
  /// scientific. `parse(str())` gives the same value.
  [[nodiscard]] std::string str() const;
  /// The same value with no trailing zeros after the point, as used for hashing and canonical JSON.
  [[nodiscard]] Decimal normalized() const;

  [[nodiscard]] std::optional<Decimal> add(const Decimal& other) const;
  [[nodiscard]] std::optional<Decimal> subtract(const Decimal& other) const;
  [[nodiscard]] std::optional<Decimal> multiply(const Decimal& other) const;
  [[nodiscard]] std::optional<Decimal> divide(const Decimal& other) const;
  /// Floor modulo: the sign of the result is that of `other` (FEEL `modulo`).
  [[nodiscard]] std::optional<Decimal> modulo(const Decimal& other) const;
  [[nodiscard]] std::optional<Decimal> power(const Decimal& exponent) const;
  [[nodiscard]] std::optional<Decimal> square_root() const;
  [[nodiscard]] std::optional<Decimal> exponential() const;
  [[nodiscard]] std::optional<Decimal> logarithm() const;
  [[nodiscard]] Decimal negated() const noexcept;
  [[nodiscard]] Decimal absolute() const noexcept;
  /// Rounds to `scale` digits after the point (negative: before it). Empty outside -6111..6176.
  [[nodiscard]] std::optional<Decimal> round(int scale, Rounding mode = Rounding::half_even) const;

  [[nodiscard]] bool is_integer() const noexcept;
  [[nodiscard]] bool is_zero() const noexcept;
  [[nodiscard]] bool is_negative() const noexcept;
  /// Empty unless the value is an integer that fits.
  [[nodiscard]] std::optional<std::int64_t> to_int64() const noexcept;

  /// By value: 1.0 == 1.00.
  [[nodiscard]] std::strong_ordering operator<=>(const Decimal& other) const noexcept;
  [[nodiscard]] bool operator==(const Decimal& other) const noexcept { return (*this <=> other) == 0; }

 private:
  alignas(16) std::array<std::uint64_t, 2> bits_{};
};

}  // namespace evenhand
