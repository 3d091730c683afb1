/// @file expression_access.hpp
/// @brief The door from an Expression to its tree, for this module's own files.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "feel/expression.hpp"
#include "feel/node.hpp"

namespace evenhand::feel {

struct ExpressionAccess {
  [[nodiscard]] static Expression make(std::shared_ptr<const Node> root, std::vector<std::string> reads,
                                       std::string source);
  [[nodiscard]] static const Node& root(const Expression& expression) noexcept;
};

}  // namespace evenhand::feel
