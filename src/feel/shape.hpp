/// @file shape.hpp
/// @brief What a table cell's unary tests say, where that can be seen without running them: constants, comparisons with
/// constants, ranges between constants. The decision tables' analysis works on this.
#pragma once

#include <optional>
#include <vector>

#include "feel/expression.hpp"
#include "feel/value.hpp"

namespace evenhand::feel {

/// The alternatives of a cell. A single value is a closed range from itself to itself; null is kept apart.
struct Shape {
  bool negated = false;  ///< the cell holds where none of the ranges does
  bool any = false;      ///< `-` is among the alternatives
  bool null = false;     ///< `null` is among the alternatives
  bool never = false;    ///< one of them is never true, as `[10..5]`; then a negated cell is not either
  std::vector<Range> ranges;
  std::vector<Value> values;  ///< booleans: equal to, or not at all
};

/// Empty when the cell depends on anything but the value under test.
[[nodiscard]] std::optional<Shape> shape_of(const Expression& unary_tests);
/// The value of an expression that is one plain literal.
[[nodiscard]] std::optional<Value> literal_of(const Expression& expression);

}  // namespace evenhand::feel
