/// @file diagnostic.hpp
/// @brief What is wrong with a text a person wrote (SOP, FEEL, decision table), and where. Lists of these are the result
/// of every parser and checker; `render` prints one the way compilers do, with a caret line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace evenhand {

/// A stretch of source text. Lines and columns count from 1; columns count code points; the end is exclusive.
struct Span {
  std::uint32_t line = 0, column = 0, end_line = 0, end_column = 0;
  bool operator==(const Span&) const = default;
};

enum class Severity { error, warning, note };

struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;     ///< stable, `EH0123`; docs/language.md has a wrong and a right example for each
  std::string message;  ///< what is wrong, one sentence
  std::string hint;     ///< what to write instead, or empty
  Span span;
};

using Diagnostics = std::vector<Diagnostic>;

[[nodiscard]] bool has_errors(const Diagnostics& diagnostics) noexcept;
/// `file:line:column: error: message [EH0123]`, the source line, a caret line, and the hint.
[[nodiscard]] std::string render(const Diagnostic& diagnostic, std::string_view file, std::string_view source);

}  // namespace evenhand
