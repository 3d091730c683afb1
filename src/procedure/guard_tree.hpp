/// @file guard_tree.hpp
/// @brief The guard of an action: `Allowed when` with an expression, or a tree of all of, any of, none of, in this order,
/// the first that applies. A tree becomes one FEEL expression. Private to this module.
#pragma once

#include <optional>
#include <string>

#include "procedure/sentence.hpp"

namespace evenhand::procedure {

/// The cursor stands after `Allowed when`. @param text  gets the guard as people read it.
[[nodiscard]] std::optional<Condition> read_guard(Reading& reading, Cursor& cursor, const Block& item,
                                                  std::string& text);

}  // namespace evenhand::procedure
