/// @file operators.hpp
/// @brief FEEL's operators over values: arithmetic, ordering, three-valued equality, membership. Shared by the
/// evaluator, the built-in functions and the decision tables. None of them throws; what cannot be computed is a null
/// with a reason.
#pragma once

#include <compare>
#include <optional>

#include "feel/value.hpp"

namespace evenhand::feel {

/// The null for a text past `feel_string_max`.
[[nodiscard]] Value too_long();

[[nodiscard]] Value add(const Value& a, const Value& b);
[[nodiscard]] Value subtract(const Value& a, const Value& b);
[[nodiscard]] Value multiply(const Value& a, const Value& b);
[[nodiscard]] Value divide(const Value& a, const Value& b);
[[nodiscard]] Value power(const Value& a, const Value& b);
[[nodiscard]] Value negate(const Value& a);

/// Empty when the two have no order between them: other types, nulls, a local and a zoned time. Times are compared by
/// their whole seconds, as DMN 1.5 has it for equality, so that equal and neither before nor after are one.
[[nodiscard]] std::optional<std::strong_ordering> order(const Value& a, const Value& b);

enum class Comparison { equal, not_equal, less, less_equal, greater, greater_equal };
/// What says the same with its operands exchanged: `5 < x` and `x > 5`.
[[nodiscard]] Comparison mirrored(Comparison comparison);
/// True, false, or a null that says why the two cannot be compared.
[[nodiscard]] Value compare(Comparison comparison, const Value& a, const Value& b);
/// Whether the range holds the value.
[[nodiscard]] Value contains(const Range& range, const Value& value);
/// The value of a date, time or duration property (`year`, `time offset`, `start included`); null when there is none.
[[nodiscard]] Value property(const Value& value, std::string_view name);

}  // namespace evenhand::feel
