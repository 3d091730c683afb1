#include "base/decimal.hpp"

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>
#include <bid_functions.h>

#include <algorithm>
#include <cstring>

namespace evenhand {

namespace {

__extension__ typedef unsigned __int128 u128;
using Bits = std::array<std::uint64_t, 2>;

constexpr int bias = 6176;
constexpr int exponent_max = 6111;
constexpr int digits_max = 34;
constexpr unsigned nearest_even = 0;
constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;
constexpr std::uint64_t high_mask = (std::uint64_t{1} << 49) - 1;

constexpr std::array<u128, 39> powers = [] {
  std::array<u128, 39> table{};
  table[0] = 1;
  for (std::size_t i = 1; i < table.size(); ++i) table[i] = table[i - 1] * 10;
  return table;
}();
constexpr u128 coefficient_end = powers[digits_max];

/// Sign, coefficient and exponent taken apart. Our values are always finite and canonical.
struct Parts {
  bool negative = false;
  u128 coefficient = 0;
  int exponent = 0;
};

Parts unpack(const Bits& bits) noexcept {
  return {(bits[1] & sign_bit) != 0, static_cast<u128>(bits[1] & high_mask) << 64 | bits[0],
          static_cast<int>(bits[1] >> 49 & 0x3FFF) - bias};
}

/// A zero is never negative: equal values then have equal spelling.
Bits pack(bool negative, u128 coefficient, int exponent) noexcept {
  const std::uint64_t sign = negative && coefficient != 0 ? sign_bit : 0;
  return {static_cast<std::uint64_t>(coefficient),
          sign | static_cast<std::uint64_t>(exponent + bias) << 49 | static_cast<std::uint64_t>(coefficient >> 64)};
}

BID_UINT128 to_bid(const Bits& bits) noexcept {
  BID_UINT128 out;
  std::memcpy(&out, bits.data(), sizeof out);
  return out;
}

/// Empty unless the library's result is a finite number.
std::optional<Bits> from_bid(BID_UINT128 value) noexcept {
  Bits bits{};
  std::memcpy(bits.data(), &value, sizeof value);
  if ((bits[1] >> 61 & 3) == 3) return std::nullopt;  // infinity, NaN, or a non-canonical coefficient
  if (bits[0] == 0 && (bits[1] & high_mask) == 0) bits[1] &= ~sign_bit;
  return bits;
}

int digit_count(u128 value) noexcept {
  int count = 1;
  while (count < digits_max + 4 && value >= powers[static_cast<std::size_t>(count)]) ++count;
  return count;
}

std::string digits_of(u128 value) {
  std::string out;
  do {
    out.push_back(static_cast<char>('0' + static_cast<int>(value % 10)));
    value /= 10;
  } while (value != 0);
  std::reverse(out.begin(), out.end());
  return out;
}

bool rounds_away(Rounding mode, bool negative, bool odd, int against_half, bool inexact) noexcept {
  if (!inexact) return false;
  switch (mode) {
    case Rounding::half_even:
      return against_half > 0 || (against_half == 0 && odd);
    case Rounding::half_up:
      return against_half >= 0;
    case Rounding::half_down:
      return against_half > 0;
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
}

/// The grammar of numbers: sign, digits with one point, exponent.
bool is_number_text(std::string_view text) noexcept {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t start = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - start;
  };
  if (at < text.size() && text[at] == '-') ++at;
  std::size_t count = digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    const std::size_t fraction = digits();
    if (fraction == 0) return false;
    count += fraction;
  }
  if (count == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

bool has_nonzero_digit(std::string_view text) noexcept {
  return text.substr(0, text.find_first_of("eE")).find_first_of("123456789") != std::string_view::npos;
}

}  // namespace

Decimal::Decimal() noexcept : bits_(pack(false, 0, 0)) {}

Decimal::Decimal(std::int64_t value) noexcept
    : bits_(
          pack(value < 0, value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value), 0)) {}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  if (!is_number_text(text)) return std::nullopt;
  Decimal out;
  // Short plain numbers are by far the most common: no library call.
  if (text.size() <= 20 && text.find_first_of("eE") == std::string_view::npos) {
    u128 coefficient = 0;
    int exponent = 0;
    bool fraction = false;
    for (const char c : text) {
      if (c == '.') fraction = true;
      if (c < '0' || c > '9') continue;
      coefficient = coefficient * 10 + static_cast<unsigned>(c - '0');
      if (fraction) --exponent;
    }
    out.bits_ = pack(text.front() == '-', coefficient, exponent);
    return out;
  }
  std::string terminated(text);
  unsigned flags = 0;
  const auto bits = from_bid(bid128_from_string(terminated.data(), nearest_even, &flags));
  if (!bits) return std::nullopt;
  out.bits_ = *bits;
  if (out.is_zero() && has_nonzero_digit(text)) return std::nullopt;  // too small to hold
  return out;
}

std::string Decimal::str() const {
  const Parts parts = unpack(bits_);
  std::string digits = digits_of(parts.coefficient);
  std::string out = parts.negative ? "-" : "";
  const int count = static_cast<int>(digits.size());
  const int exponent = parts.exponent;
  if (exponent >= 0) {
    if (parts.coefficient == 0) return "0";
    if (count + exponent <= 39) return out + digits + std::string(static_cast<std::size_t>(exponent), '0');
  } else if (-exponent < count) {
    return out + digits.insert(static_cast<std::size_t>(count + exponent), 1, '.');
  } else if (-exponent <= 37) {
    return out + "0." + std::string(static_cast<std::size_t>(-exponent - count), '0') + digits;
  }
  const int scientific = exponent + count - 1;
  if (count > 1) digits.insert(1, 1, '.');
  return out + digits + "e" + std::to_string(scientific);
}

Decimal Decimal::normalized() const {
  Parts parts = unpack(bits_);
  Decimal out;
  if (parts.coefficient == 0) return out;
  while (parts.exponent < 0 && parts.coefficient % 10 == 0) {
    parts.coefficient /= 10;
    ++parts.exponent;
  }
  // A whole number is spelt out where it fits, so that 1e3 and 1000 become the same.
  while (parts.exponent > 0 && parts.coefficient * 10 < coefficient_end) {
    parts.coefficient *= 10;
    --parts.exponent;
  }
  out.bits_ = pack(parts.negative, parts.coefficient, parts.exponent);
  return out;
}

std::optional<Decimal> Decimal::add(const Decimal& other) const {
  const Parts a = unpack(bits_);
  const Parts b = unpack(other.bits_);
  Decimal out;
  if (a.exponent == b.exponent) {
    if (a.negative == b.negative) {
      const u128 sum = a.coefficient + b.coefficient;
      if (sum < coefficient_end) {
        out.bits_ = pack(a.negative, sum, a.exponent);
        return out;
      }
    } else {
      const bool first = a.coefficient >= b.coefficient;
      out.bits_ = pack(first ? a.negative : b.negative,
                       first ? a.coefficient - b.coefficient : b.coefficient - a.coefficient, a.exponent);
      return out;
    }
  }
  unsigned flags = 0;
  const auto bits = from_bid(bid128_add(to_bid(bits_), to_bid(other.bits_), nearest_even, &flags));
  if (!bits) return std::nullopt;
  out.bits_ = *bits;
  return out;
}

std::optional<Decimal> Decimal::subtract(const Decimal& other) const {
  return add(other.negated());
}

std::optional<Decimal> Decimal::multiply(const Decimal& other) const {
  const Parts a = unpack(bits_);
  const Parts b = unpack(other.bits_);
  Decimal out;
  if (a.coefficient >> 64 == 0 && b.coefficient >> 64 == 0) {
    const u128 product = a.coefficient * b.coefficient;
    const int exponent = a.exponent + b.exponent;
    if (product < coefficient_end && exponent >= -bias && exponent <= exponent_max) {
      out.bits_ = pack(a.negative != b.negative, product, exponent);
      return out;
    }
  }
  unsigned flags = 0;
  const auto bits = from_bid(bid128_mul(to_bid(bits_), to_bid(other.bits_), nearest_even, &flags));
  if (!bits) return std::nullopt;
  out.bits_ = *bits;
  // Too small to hold is out of range, not nothing.
  if (out.is_zero() && !is_zero() && !other.is_zero()) return std::nullopt;
  return out;
}

std::optional<Decimal> Decimal::divide(const Decimal& other) const {
  if (other.is_zero()) return std::nullopt;
  unsigned flags = 0;
  const auto bits = from_bid(bid128_div(to_bid(bits_), to_bid(other.bits_), nearest_even, &flags));
  if (!bits) return std::nullopt;
  Decimal out;
  out.bits_ = *bits;
  if (out.is_zero() && !is_zero()) return std::nullopt;
  return out;
}

std::optional<Decimal> Decimal::modulo(const Decimal& other) const {
  if (other.is_zero()) return std::nullopt;
  unsigned flags = 0;
  const auto bits = from_bid(bid128_fmod(to_bid(bits_), to_bid(other.bits_), &flags));
  if (!bits) return std::nullopt;
  Decimal out;
  out.bits_ = *bits;
  if (!out.is_zero() && out.is_negative() != other.is_negative()) return out.add(other);
  return out;
}

std::optional<Decimal> Decimal::power(const Decimal& exponent) const {
  Decimal out;
  const auto whole = exponent.to_int64();
  if (whole && *whole > -100'000 && *whole < 100'000) {
    // By repeated squaring: exact wherever the result has at most 34 digits, which the library's power does not
    // promise.
    std::optional<Decimal> result = Decimal{1};
    std::optional<Decimal> square = *this;
    for (std::int64_t left = *whole < 0 ? -*whole : *whole; left > 0;) {
      if (left & 1) result = result->multiply(*square);
      left >>= 1;
      if (!result) break;
      if (left > 0 && !(square = square->multiply(*square))) break;
    }
    if (result && square) return *whole < 0 ? Decimal{1}.divide(*result) : result;
    if (*whole >= 0) return std::nullopt;
  }
  unsigned flags = 0;
  const auto bits = from_bid(bid128_pow(to_bid(bits_), to_bid(exponent.bits_), nearest_even, &flags));
  if (!bits) return std::nullopt;
  out.bits_ = *bits;
  if (out.is_zero() && !is_zero()) return std::nullopt;
  return out;
}

std::optional<Decimal> Decimal::square_root() const {
  unsigned flags = 0;
  const auto bits = from_bid(bid128_sqrt(to_bid(bits_), nearest_even, &flags));
  if (!bits) return std::nullopt;
  Decimal out;
  out.bits_ = *bits;
  return out;
}

std::optional<Decimal> Decimal::exponential() const {
  unsigned flags = 0;
  const auto bits = from_bid(bid128_exp(to_bid(bits_), nearest_even, &flags));
  if (!bits) return std::nullopt;
  Decimal out;
  out.bits_ = *bits;
  if (out.is_zero()) return std::nullopt;
  return out;
}

std::optional<Decimal> Decimal::logarithm() const {
  if (is_zero() || is_negative()) return std::nullopt;
  unsigned flags = 0;
  const auto bits = from_bid(bid128_log(to_bid(bits_), nearest_even, &flags));
  if (!bits) return std::nullopt;
  Decimal out;
  out.bits_ = *bits;
  return out;
}

Decimal Decimal::negated() const noexcept {
  Decimal out = *this;
  if (!is_zero()) out.bits_[1] ^= sign_bit;
  return out;
}

Decimal Decimal::absolute() const noexcept {
  Decimal out = *this;
  out.bits_[1] &= ~sign_bit;
  return out;
}

std::optional<Decimal> Decimal::round(int scale, Rounding mode) const {
  if (scale < -exponent_max || scale > bias) return std::nullopt;
  const Parts parts = unpack(bits_);
  const int target = -scale;
  Decimal out;
  if (parts.exponent >= target) {
    const int padding = parts.exponent - target;
    if (parts.coefficient == 0) {
      out.bits_ = pack(false, 0, target);
      return out;
    }
    if (digit_count(parts.coefficient) + padding > digits_max) return *this;  // nothing to round, no room for zeros
    out.bits_ = pack(parts.negative, parts.coefficient * powers[static_cast<std::size_t>(padding)], target);
    return out;
  }
  const int dropped = target - parts.exponent;
  u128 quotient = 0;
  u128 remainder = parts.coefficient;
  int against_half = -1;
  if (dropped <= digits_max + 1) {
    const u128 divisor = powers[static_cast<std::size_t>(dropped)];
    quotient = parts.coefficient / divisor;
    remainder = parts.coefficient % divisor;
    const u128 half = divisor / 2;
    against_half = remainder > half ? 1 : remainder == half ? 0 : -1;
  }
  const bool odd = (quotient & 1) != 0;
  if (rounds_away(mode, parts.negative, odd, against_half, remainder != 0)) ++quotient;
  out.bits_ = pack(parts.negative, quotient, target);
  return out;
}

bool Decimal::is_integer() const noexcept {
  const Parts parts = unpack(bits_);
  if (parts.exponent >= 0 || parts.coefficient == 0) return true;
  if (-parts.exponent > digits_max) return false;
  return parts.coefficient % powers[static_cast<std::size_t>(-parts.exponent)] == 0;
}

bool Decimal::is_zero() const noexcept {
  return bits_[0] == 0 && (bits_[1] & high_mask) == 0;
}
bool Decimal::is_negative() const noexcept {
  return (bits_[1] & sign_bit) != 0;
}

std::optional<std::int64_t> Decimal::to_int64() const noexcept {
  if (!is_integer()) return std::nullopt;
  const Parts parts = unpack(bits_);
  u128 value = parts.coefficient;
  if (value == 0) return 0;
  if (parts.exponent < 0) {
    value /= powers[static_cast<std::size_t>(-parts.exponent)];
  } else {
    if (parts.exponent > 18) return std::nullopt;
    if (value >> 64 != 0) return std::nullopt;
    value *= powers[static_cast<std::size_t>(parts.exponent)];
  }
  const u128 limit = (static_cast<u128>(1) << 63) - (parts.negative ? 0 : 1);
  if (value > limit) return std::nullopt;
  const auto magnitude = static_cast<std::uint64_t>(value);
  return static_cast<std::int64_t>(parts.negative ? ~magnitude + 1 : magnitude);
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const noexcept {
  const Parts a = unpack(bits_);
  const Parts b = unpack(other.bits_);
  if (a.exponent == b.exponent || a.coefficient == 0 || b.coefficient == 0 || a.negative != b.negative) {
    const int sign_a = a.coefficient == 0 ? 0 : a.negative ? -1 : 1;
    const int sign_b = b.coefficient == 0 ? 0 : b.negative ? -1 : 1;
    if (sign_a != sign_b || sign_a == 0) return sign_a <=> sign_b;
    const auto order = a.coefficient <=> b.coefficient;
    return a.negative ? 0 <=> order : order;
  }
  unsigned flags = 0;
  const BID_UINT128 x = to_bid(bits_);
  const BID_UINT128 y = to_bid(other.bits_);
  if (bid128_quiet_less(x, y, &flags) != 0) return std::strong_ordering::less;
  return bid128_quiet_equal(x, y, &flags) != 0 ? std::strong_ordering::equal : std::strong_ordering::greater;
}

}  // namespace evenhand
