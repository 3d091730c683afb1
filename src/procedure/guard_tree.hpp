/// @file guard_tree.hpp
/// @brief The guard of an action: `Allowed when` with an expression, or a tree of all of, any of, none of, in this order,
/// the first that applies. A tree becomes one FEEL expression; one that asks for an order is kept as a tree besides.
/// Private to this module.
#pragma once

#include "procedure/sentence.hpp"

namespace evenhand::procedure {

/// The cursor stands after `Allowed when`. Fills `allowed_when`, `allowed_text` and, for an order, `allowed_tree`.
/// @return false with an error reported
[[nodiscard]] bool read_guard(Reading& reading, Cursor& cursor, const Block& item, Action& action);

}  // namespace evenhand::procedure
