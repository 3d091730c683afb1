/// @file diff_parts.hpp
/// @brief A procedure as a flat list of comparable parts, each with what it says as words for a person. Private to this module.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "procedure/model.hpp"

namespace evenhand::procedure {

/// One comparable part: what it is called, its place among its kin, and what it says.
struct Part {
  std::string where, parent, kind;
  /// Its words, then each further property: what it is and the phrase that tells it (`when`, "only when `x`").
  std::vector<std::pair<std::string, std::string>> says;
  bool is_node = false;         ///< its id follows from its words, and its place counts
  bool named_by_words = false;  ///< so does the name of a target or a rule, whose place does not count
  [[nodiscard]] const std::string& words() const { return says.front().second; }
};

/// Parents come before what they hold.
[[nodiscard]] std::vector<Part> parts_of(const Procedure& procedure);

}  // namespace evenhand::procedure
