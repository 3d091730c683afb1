/// @file svg_parts.hpp
/// @brief What svg.cpp draws with: the style sheet (custom properties, light and dark) and the small sign of each kind.
#pragma once

#include <string_view>

#include "procedure/layout.hpp"

namespace evenhand::procedure {

/// Style of a standalone picture. A page that embeds pictures sets the same `--eh-…` properties in its own sheet.
[[nodiscard]] std::string_view picture_style() noexcept;

/// A sign as a path in an 18 by 18 square, drawn as a line.
struct Sign {
  std::string_view path;
  std::string_view family;  ///< class that gives its colour: `talk`, `rule`, `act`, `mail`, `wait`, `end`
};
[[nodiscard]] Sign sign_of(const layout::Box& box) noexcept;

}  // namespace evenhand::procedure
