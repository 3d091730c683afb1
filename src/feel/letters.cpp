#include "feel/letters.hpp"

#include "base/text.hpp"

namespace evenhand::feel {

namespace {

/// A run of upper-case letters and how far their lower-case ones are. `step` 2: upper and lower alternate.
struct Run {
  char32_t first, last;
  char32_t distance;
  char32_t step;
};
constexpr Run runs[] = {
    {U'A', U'Z', 32, 1},     {0x00C0, 0x00D6, 32, 1}, {0x00D8, 0x00DE, 32, 1}, {0x0100, 0x012E, 1, 2},
    {0x0132, 0x0136, 1, 2},  {0x0139, 0x0147, 1, 2},  {0x014A, 0x0176, 1, 2},  {0x0179, 0x017D, 1, 2},
    {0x0388, 0x038A, 37, 1}, {0x0391, 0x03A1, 32, 1}, {0x03A3, 0x03AB, 32, 1}, {0x0400, 0x040F, 80, 1},
    {0x0410, 0x042F, 32, 1}, {0x0460, 0x0480, 1, 2},  {0x048A, 0x04BE, 1, 2},  {0x04D0, 0x052E, 1, 2},
    {0x0531, 0x0556, 48, 1}, {0x1E00, 0x1E94, 1, 2},  {0x1EA0, 0x1EFE, 1, 2},
};

char32_t lower_of(char32_t c) noexcept {
  if (c == 0x0178) return 0x00FF;
  if (c == 0x0386) return 0x03AC;
  if (c == 0x1E9E) return 0x00DF;
  for (const Run& run : runs) {
    if (c >= run.first && c <= run.last && (c - run.first) % run.step == 0) return c + run.distance;
  }
  return c;
}

char32_t upper_of(char32_t c) noexcept {
  if (c == 0x00FF) return 0x0178;
  if (c == 0x00B5) return 0x039C;
  if (c == 0x03AC) return 0x0386;
  if (c == 0x03C2) return 0x03A3;
  if (c == 0x017F) return U'S';
  for (const Run& run : runs) {
    if (c < run.first + run.distance) continue;
    const char32_t upper = c - run.distance;
    if (upper <= run.last && (upper - run.first) % run.step == 0) return upper;
  }
  return c;
}

}  // namespace

std::string to_upper(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = text::next_code_point(text, at);
    if (c == 0x00DF) {
      out += "SS";
    } else {
      text::append_code_point(out, upper_of(c));
    }
  }
  return out;
}

std::string to_lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) text::append_code_point(out, lower_of(text::next_code_point(text, at)));
  return out;
}

}  // namespace evenhand::feel
