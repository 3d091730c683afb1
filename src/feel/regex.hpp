/// @file regex.hpp
/// @brief Regular expressions of XPath 3.1 behind `matches`, `replace` and `split`. RE2 runs all it can in linear time;
/// PCRE2, with limits on matching and memory, runs patterns with back-references. Private to this module.
#pragma once

#include <string>
#include <string_view>

#include "feel/builtins.hpp"
#include "feel/value.hpp"

namespace evenhand::feel {

/// Flags: `s` dot matches line breaks, `m` lines, `i` ignoring case, `x` blanks in the pattern do not count, `q`
/// literal. Work is counted in `machine`; null with a reason when the pattern is wrong or takes too much.
[[nodiscard]] Value regex_matches(std::string_view text, const std::string& pattern, std::string_view flags,
                                  Machine& machine);
/// `$1` in the replacement is the first group, `$0` the whole match; `\$` and `\\` are the characters themselves.
[[nodiscard]] Value regex_replace(std::string_view text, const std::string& pattern, std::string_view replacement,
                                  std::string_view flags, Machine& machine);
[[nodiscard]] Value regex_split(std::string_view text, const std::string& pattern, Machine& machine);

}  // namespace evenhand::feel
