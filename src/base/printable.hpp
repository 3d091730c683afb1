/// @file printable.hpp
/// @brief Text of others on its way to a terminal: what would steer the terminal is shown instead of obeyed.
#pragma once

#include <string>
#include <string_view>

namespace evenhand::text {

/// Every control character but tab and line feed becomes its picture (`␛` for escape), marks that turn the direction of
/// writing and bytes that are not UTF-8 become `�`. One code point stays one code point, so columns stay what they are.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace evenhand::text
