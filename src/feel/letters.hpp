/// @file letters.hpp
/// @brief Upper and lower case by code point for the Latin, Greek, Cyrillic and Armenian alphabets. Private to this
/// module.
#pragma once

#include <string>
#include <string_view>

namespace evenhand::feel {

[[nodiscard]] std::string to_upper(std::string_view text);
[[nodiscard]] std::string to_lower(std::string_view text);

}  // namespace evenhand::feel
