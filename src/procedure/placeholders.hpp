/// @file placeholders.hpp
/// @brief `{order number}` in words: the one rule by which checks find what is read, cases fill it in and pages mark it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace evenhand::procedure {

struct Placeholder {
  std::size_t begin = 0, end = 0;  ///< with its braces
  std::string name;                ///< white space collapsed
};
/// The first one at or after `from`. A backslash before the brace makes it a plain brace, an id `{#…}` is none, and a name
/// neither is empty nor goes over an empty line.
[[nodiscard]] std::optional<Placeholder> next_placeholder(std::string_view text, std::size_t from);

}  // namespace evenhand::procedure
