/// @file stream_form.hpp
/// @brief What both ends of a backup's stream keep to. Private to this module.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace evenhand::backup {

inline constexpr std::string_view magic = "EVENHAND BACKUP 1\n";
inline constexpr std::size_t head_bytes_max = 4'096;
inline constexpr std::size_t chunk_bytes = 65'536;  ///< of compressed bytes in one encrypted chunk

/// Four bytes, the lowest first.
inline std::string number_text(std::uint32_t number) {
  std::string out(4, '\0');
  for (std::size_t i = 0; i < 4; ++i) out[i] = static_cast<char>(number >> (8 * i) & 0xff);
  return out;
}
inline std::uint32_t number_of(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return number;
}

}  // namespace evenhand::backup
