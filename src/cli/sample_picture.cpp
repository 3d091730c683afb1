#include "cli/sample_picture.hpp"

#include <cstdint>
#include <string_view>

namespace evenhand::cli {
namespace {

using namespace std::string_view_literals;

constexpr std::uint32_t width = 240, height = 160;
constexpr std::string_view palette = "\xee\xf1\xf4\xc6\x8f\x55\x9a\x66\x36\xe8\xd3\xa8\x4a\x36\x28"sv;

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> static_cast<unsigned>(shift));
  return bytes;
}

/// CRC-32 as PNG wants it (ISO 3309).
std::uint32_t crc(std::string_view bytes) {
  std::uint32_t value = 0xffffffffu;
  for (const char c : bytes) {
    value ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1u) ^ ((value & 1u) != 0 ? 0xedb88320u : 0u);
  }
  return ~value;
}

std::uint32_t adler(std::string_view bytes) {
  std::uint32_t a = 1, b = 0;
  for (const char c : bytes) {
    a = (a + static_cast<unsigned char>(c)) % 65521u;
    b = (b + a) % 65521u;
  }
  return (b << 16u) | a;
}

std::string chunk(std::string_view type, std::string_view data) {
  std::string body(type);
  body += data;
  return big_endian(static_cast<std::uint32_t>(data.size())) + body + big_endian(crc(body));
}

/// zlib without compression: stored blocks (RFC 1950, RFC 1951 3.2.4).
std::string stored(std::string_view bytes) {
  constexpr std::size_t block_max = 65535;
  std::string out = "\x78\x01";
  for (std::size_t at = 0; at < bytes.size(); at += block_max) {
    const std::string_view block = bytes.substr(at, block_max);
    const auto size = static_cast<std::uint16_t>(block.size());
    const auto complement = static_cast<std::uint16_t>(~size);
    out += static_cast<char>(at + block.size() == bytes.size() ? 1 : 0);
    for (const std::uint16_t n : {size, complement})
      out += static_cast<char>(n & 0xffu), out += static_cast<char>(n >> 8u);
    out += block;
  }
  return out + big_endian(adler(bytes));
}

/// A colour of the palette: ground, cardboard, its edges, tape, the dent.
char colour(std::uint32_t x, std::uint32_t y) {
  const bool box = x >= 50 && x < 190 && y >= 35 && y < 130;
  if (!box) return 0;
  const bool edge = x < 53 || x >= 187 || y < 38 || y >= 127;
  const auto dx = static_cast<std::int32_t>(x) - 162, dy = static_cast<std::int32_t>(y) - 104;
  if (dx * dx + dy * dy * 2 < 420) return 4;
  if (edge) return 2;
  return (x >= 112 && x < 128) || (y >= 58 && y < 61) ? 3 : 1;
}

}  // namespace

std::string sample_picture() {
  std::string rows;
  for (std::uint32_t y = 0; y < height; ++y) {
    rows += '\0';  // no filter
    for (std::uint32_t x = 0; x < width; ++x) rows += colour(x, y);
  }
  const std::string header = big_endian(width) + big_endian(height) + std::string("\x08\x03\x00\x00\x00"sv);
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("PLTE", palette) + chunk("IDAT", stored(rows)) +
         chunk("IEND", {});
}

}  // namespace evenhand::cli
