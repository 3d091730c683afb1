/// @file expression_help.hpp
/// @brief For the editor: what may be written where the cursor stands in an expression of an SOP, and what the expression
/// there yields for a sample case. Works on a text that has errors elsewhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/json.hpp"
#include "procedure/compile.hpp"

namespace evenhand::procedure {

struct CompletionItem {
  enum class Kind { fact, name, function };
  std::string label;  ///< what is written
  Kind kind = Kind::fact;
  std::string detail;  ///< a fact's type, a function's signature
};

struct ExpressionHelp {
  std::string text;
  Span span;             ///< in the file, without the marks around it
  bool is_test = false;  ///< a cell of a decision table: a test of its column's value
  Diagnostics problems;  ///< of the expression, with spans in the file
  std::string type;      ///< FEEL's name of what it yields, with sample values where the case has none; empty: unclear
  feel::Value value;     ///< for the facts given
  std::vector<std::string> missing;  ///< facts it reads that were not given
};

struct CursorHelp {
  std::vector<CompletionItem> completions;   ///< empty outside expressions
  std::optional<ExpressionHelp> expression;  ///< the one under the cursor
};

/// @param line, column  from 1, columns in code points
/// @param facts  values of a sample case by name, as the API takes them; those of the wrong type are left out
[[nodiscard]] CursorHelp help_at(std::string_view source, std::uint32_t line, std::uint32_t column,
                                 const json::Value& facts, Instant now, const Resolver& resolver = {});

}  // namespace evenhand::procedure
