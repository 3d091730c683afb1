#include "base/id.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "base/bytes.hpp"

namespace evenhand {

namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t text_length = 26;

/// The last identifier handed out: its millisecond and the 74 random bits behind it (12 high, 62 low).
struct Generator {
  std::mutex mutex;
  std::int64_t millis = -1;
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::string pool;
  std::size_t used = 0;

  std::uint64_t random() {
    if (used + 8 > pool.size()) {
      pool = random_bytes(4096);
      used = 0;
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) value = value << 8 | static_cast<std::uint8_t>(pool[used + i]);
    std::fill_n(pool.begin() + static_cast<std::ptrdiff_t>(used), 8, '\0');
    used += 8;
    return value;
  }

  void seed() {
    high = random() & 0x7FF;  // the top bit stays clear: room to count up within the millisecond
    low = random() & 0x3FFF'FFFF'FFFF'FFFF;
  }

  void next(std::int64_t now_millis) {
    if (now_millis > millis) {
      millis = now_millis;
      seed();
      return;
    }
    low += 1 + (random() & 0xFFFF'FFFF);
    if (low <= 0x3FFF'FFFF'FFFF'FFFF) return;
    low &= 0x3FFF'FFFF'FFFF'FFFF;
    if (++high <= 0xFFF) return;
    ++millis;
    seed();
  }
};

Generator& generator() {
  static Generator instance;
  return instance;
}

}  // namespace

IdBytes new_uuid7(Instant now) {
  Generator& g = generator();
  const std::lock_guard lock(g.mutex);
  g.next(std::max<std::int64_t>(now.micros / 1000, 0));
  IdBytes out{};
  const auto millis = static_cast<std::uint64_t>(g.millis);
  for (std::size_t i = 0; i < 6; ++i) out[i] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
  out[6] = static_cast<std::uint8_t>(0x70 | (g.high >> 8));
  out[7] = static_cast<std::uint8_t>(g.high);
  out[8] = static_cast<std::uint8_t>(0x80 | (g.low >> 56));
  for (std::size_t i = 1; i < 8; ++i) out[8 + i] = static_cast<std::uint8_t>(g.low >> (56 - 8 * i));
  return out;
}

std::string format_id(std::string_view prefix, const IdBytes& bytes) {
  std::string out;
  out.reserve(prefix.size() + 1 + text_length);
  out.append(prefix).push_back('_');
  // 130 bits in 26 characters: two zero bits come first.
  std::uint32_t buffer = 0;
  int bits = 2;
  for (const std::uint8_t byte : bytes) {
    buffer = buffer << 8 | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out.push_back(alphabet[buffer >> bits & 31]);
    }
    buffer &= (1u << bits) - 1;
  }
  return out;
}

Result<IdBytes> parse_id(std::string_view prefix, std::string_view text) {
  const auto wrong = [&] {
    return fail(ErrorKind::invalid, "id/invalid", fmt::format("This is no identifier of the kind {}_…", prefix),
                fmt::format("It must be {}_ and 26 lower-case letters and digits, as the system printed it.", prefix));
  };
  if (text.size() != prefix.size() + 1 + text_length || !text.starts_with(prefix) || text[prefix.size()] != '_') {
    return wrong();
  }
  text.remove_prefix(prefix.size() + 1);
  IdBytes out{};
  std::uint32_t buffer = 0;
  int bits = -2;
  std::size_t filled = 0;
  for (const char c : text) {
    const std::size_t digit = alphabet.find(c);
    if (digit == std::string_view::npos || (bits == -2 && digit > 7)) return wrong();
    buffer = buffer << 5 | static_cast<std::uint32_t>(digit);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out[filled++] = static_cast<std::uint8_t>(buffer >> bits);
    buffer &= (1u << bits) - 1;
  }
  return out;
}

}  // namespace evenhand
