/// @file regex.hpp
/// @brief Regular expressions of XPath as far as a linear-time matcher can go: no back-references, no look-around. The
/// library behind it stays in regex.cpp. Private to this module.
#pragma once

#include <string>
#include <string_view>

#include "feel/value.hpp"

namespace evenhand::feel {

/// Flags: `s` dot matches line breaks, `m` lines, `i` ignoring case, `x` blanks in the pattern do not count, `q`
/// literal.
[[nodiscard]] Value regex_matches(std::string_view text, const std::string& pattern, std::string_view flags);
/// `$1` in the replacement is the first group, `$0` the whole match.
[[nodiscard]] Value regex_replace(std::string_view text, const std::string& pattern, std::string_view replacement,
                                  std::string_view flags);
[[nodiscard]] Value regex_split(std::string_view text, const std::string& pattern);

}  // namespace evenhand::feel
