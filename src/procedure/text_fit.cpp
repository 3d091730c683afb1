#include "procedure/text_fit.hpp"

#include <array>
#include <cstdint>
#include <utility>

#include "base/text.hpp"

namespace evenhand::procedure {
namespace {

/// Hundredths of the font size for U+0020 to U+007E of a wide sans-serif.
constexpr std::array<std::uint8_t, 95> ascii_widths = {
    32, 40, 46, 84, 64, 95, 78, 27, 39,  39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79,
    60, 79, 69, 63, 61, 73, 68, 99, 69,  61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63,
    63, 28, 28, 58, 28, 97, 63, 61, 63,  63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84};

int hundredths(char32_t c, Face face) {
  const bool combining = (c >= 0x300 && c < 0x370) || (c >= 0x200b && c <= 0x200f) || (c >= 0xfe00 && c <= 0xfe0f);
  if (combining) return 0;
  if (c >= 0x1100 &&
      (c <= 0x115f || (c >= 0x2e80 && c <= 0xd7ff) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff00 && c <= 0xffe6)))
    return 105;                  // East Asian wide
  if (c >= 0x1f000) return 140;  // pictographs
  if (face == Face::mono) return c < 0x2000 ? 61 : 100;
  int width = 70;
  if (c >= 32 && c < 127)
    width = ascii_widths[static_cast<std::size_t>(c - 32)];
  else if (c >= 0x400)
    width = 105;  // the widest letters of Cyrillic and punctuation beyond
  return face == Face::bold ? width * 114 / 100 + 1 : width;
}

/// Code points of a text that may be any bytes, each with its bytes and its width.
struct Glyph {
  std::string_view bytes;
  int width = 0;
};
std::vector<Glyph> glyphs(std::string_view text, Face face) {
  std::vector<Glyph> out;
  out.reserve(text.size());
  const bool valid = text::is_valid_utf8(text);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    char32_t c = static_cast<unsigned char>(text[at]);
    if (valid)
      c = text::next_code_point(text, at);
    else
      ++at;
    out.push_back({text.substr(start, at - start), hundredths(c, face)});
  }
  return out;
}

int pixels(int sum, int size) {
  return (sum * size + 99) / 100;
}

}  // namespace

int text_width(std::string_view text, int size, Face face) {
  int sum = 0;
  for (const Glyph& glyph : glyphs(text, face)) sum += glyph.width;
  return pixels(sum, size);
}

std::vector<std::string> wrap_text(std::string_view text, int width_max, int lines_max, int size, Face face) {
  const std::string flat = text::collapse_spaces(text);
  const int room = width_max * 100 / size;
  const int blank = hundredths(U' ', face);
  std::vector<std::string> lines;
  std::string line;
  int used = 0;
  const auto flush = [&] {
    if (!line.empty()) lines.push_back(std::exchange(line, {}));
    used = 0;
  };
  for (const std::string_view word : text::split(flat, ' ')) {
    if (static_cast<int>(lines.size()) > lines_max) break;  // enough to know that it does not fit
    const auto parts = glyphs(word, face);
    int width = 0;
    for (const Glyph& glyph : parts) width += glyph.width;
    if (!line.empty() && used + blank + width > room) flush();
    if (width <= room) {
      if (!line.empty()) line += ' ', used += blank;
      line += word;
      used += width;
      continue;
    }
    for (const Glyph& glyph : parts) {
      if (!line.empty() && used + glyph.width > room) flush();
      line += glyph.bytes;
      used += glyph.width;
    }
  }
  flush();
  if (static_cast<int>(lines.size()) <= lines_max) return lines;
  lines.resize(static_cast<std::size_t>(lines_max));
  std::string& last = lines.back();
  const int ellipsis = hundredths(U'…', face);
  auto parts = glyphs(last, face);
  int width = ellipsis;
  for (const Glyph& glyph : parts) width += glyph.width;
  while (!parts.empty() && (width > room || parts.back().bytes == " ")) {
    width -= parts.back().width;
    last.resize(last.size() - parts.back().bytes.size());
    parts.pop_back();
  }
  last += "…";
  return lines;
}

}  // namespace evenhand::procedure
