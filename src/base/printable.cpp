#include "base/printable.hpp"

#include "base/text.hpp"

namespace evenhand::text {
namespace {

constexpr char32_t replacement = U'\uFFFD';

char32_t shown(char32_t c) noexcept {
  if (c == U'\t' || c == U'\n') return c;
  if (c < 0x20) return 0x2400 + c;
  if (c == 0x7F) return 0x2421;
  const bool is_c1 = c >= 0x80 && c < 0xA0;
  const bool turns_direction =
      c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return is_c1 || turns_direction ? replacement : c;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t valid = first_invalid_utf8(text).value_or(text.size());
    for (std::size_t at = 0; at < valid;) append_code_point(out, shown(next_code_point(text, at)));
    text.remove_prefix(valid);
    if (text.empty()) break;
    append_code_point(out, replacement);
    text.remove_prefix(1);
  }
  return out;
}

}  // namespace evenhand::text
