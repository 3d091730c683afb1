/// @file shown.hpp
/// @brief Names and texts as messages quote them. Private to this module.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/text.hpp"

namespace evenhand::feel {

/// The beginning of it. Reasons are made for every null, so that a long name must not make them long.
[[nodiscard]] inline std::string_view shown(std::string_view text) noexcept {
  constexpr std::size_t bytes_max = 64;
  return text::prefix(text, bytes_max);
}

}  // namespace evenhand::feel
