/// @file text_fit.hpp
/// @brief How wide a text will be on a picture, and where to break it. Widths are estimates on the generous side (the
/// widest common sans-serif), so text that fits here fits in every font the style sheet asks for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace evenhand::procedure {

enum class Face { regular, bold, mono };

/// Width in pixels at `size` pixels, rounded up. Invalid UTF-8 counts a character a byte.
[[nodiscard]] int text_width(std::string_view text, int size, Face face = Face::regular);

/// Breaks at blanks into at most `lines_max` lines no wider than `width_max` pixels; words wider than a line are broken
/// anywhere, and what does not fit ends in an ellipsis. Never empty lines; empty for blank text.
[[nodiscard]] std::vector<std::string> wrap_text(std::string_view text, int width_max, int lines_max, int size,
                                                 Face face = Face::regular);

}  // namespace evenhand::procedure
