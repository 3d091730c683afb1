/// @file function_value.hpp
/// @brief What a FEEL function value holds: parameters and either a body with everything it closed over, a built-in, or
/// native code. Private to this module.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "feel/function.hpp"
#include "feel/node.hpp"

namespace evenhand::feel {

struct Function {
  std::shared_ptr<const Parameters> parameters;  ///< null pointer for a built-in
  std::shared_ptr<const Node> body;              ///< of a function written in FEEL
  std::vector<Value> captured;                   ///< the local variables around it, by slot
  Context environment;                           ///< the environment's values that the body reads, sorted by name
  const void* origin = nullptr;                  ///< tells the expression apart that it was written in
  std::optional<std::uint32_t> self;             ///< the slot in which the body finds the function itself
  const Builtin* builtin = nullptr;
  NativeBody native;
};

}  // namespace evenhand::feel
