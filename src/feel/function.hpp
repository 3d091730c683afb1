/// @file function.hpp
/// @brief FEEL functions as values, for modules that offer their own (business knowledge models, a pack's calendar) or
/// call what an expression returned.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "feel/expression.hpp"

namespace evenhand::feel {

/// Computes a function's value; gets exactly as many arguments as it has parameters, missing ones null.
using NativeBody = std::function<Value(std::span<const Value>)>;

/// A function value that runs `body`. It may be called by position and by name.
[[nodiscard]] Value make_function(std::vector<std::string> parameters, NativeBody body);
/// Calls a function value; null with a reason when `function` is none or the arguments do not fit.
[[nodiscard]] Value call(const Value& function, std::span<const Value> arguments, const Environment& environment);
/// A built-in function and one way to call it, for completion: `substring`, `substring(string, start position, length)`.
struct Signature {
  std::string name, text;
};
/// Every spelling of every built-in, sorted by name.
[[nodiscard]] const std::vector<Signature>& builtin_signatures();

[[nodiscard]] std::span<const std::string> parameters_of(const Function& function) noexcept;

}  // namespace evenhand::feel
