/// @file budget.hpp
/// @brief Steps that many evaluations share: those of a table's cells, of a model's decisions. Every expression has its own
/// limit (`feel_steps_max`) as well; together they would still take long without this one.
#pragma once

#include <cstddef>
#include <span>

#include "feel/expression.hpp"

namespace evenhand::feel {

struct Budget {
  std::size_t steps = 0;  ///< left; the evaluations that find none left are null with a reason
  [[nodiscard]] bool is_spent() const noexcept { return steps == 0; }
};

/// As the functions of the same name without a budget; what they take is taken off it.
[[nodiscard]] Value evaluate(const Expression& expression, const Environment& environment, Budget& budget);
[[nodiscard]] Value call(const Value& function, std::span<const Value> arguments, const Environment& environment,
                         Budget& budget);

/// The value, or null with a reason when it has more parts or levels than one value may have: for those who put values
/// together themselves.
[[nodiscard]] Value bounded(Value value);

}  // namespace evenhand::feel
