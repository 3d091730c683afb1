/// @file expression.hpp
/// @brief FEEL source, parsed once and evaluated many times. Names may hold spaces (`order number`), so parsing takes the
/// names in scope and always prefers the longest one. Evaluation never throws and never fails: what FEEL cannot compute is
/// null, and the null knows why. Work is bounded by base/limits.hpp.
/// Thread safety: an Expression is immutable; any number of threads may evaluate it.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/instant.hpp"
#include "feel/value.hpp"

namespace evenhand::feel {

struct Node;  // the syntax tree; private to this module

/// What an expression may read while it is evaluated.
class Environment {
 public:
  virtual ~Environment() = default;
  /// The value of a name; null pointer when it is not known (evaluates to null). The pointer stays valid for the call.
  [[nodiscard]] virtual const Value* find(std::string_view name) const = 0;
  /// `now()` and `today()`; in UTC unless the environment says otherwise.
  [[nodiscard]] virtual Instant now() const = 0;
  /// Whether the value is of a type that is not FEEL's own, such as a model's item definition; empty when the
  /// environment has no type of that name. For `instance of` and the types of parameters.
  [[nodiscard]] virtual std::optional<bool> is_instance(const Value& value, std::string_view type) const;
};
/// The plain one: names and values given up front.
class MapEnvironment final : public Environment {
 public:
  MapEnvironment(Context values, Instant now);
  [[nodiscard]] const Value* find(std::string_view name) const override;
  [[nodiscard]] Instant now() const override { return now_; }
  void set(std::string name, Value value);

 private:
  [[nodiscard]] std::optional<std::size_t> place(std::string_view name) const;

  Context values_;
  std::unordered_map<std::string, std::size_t> places_;  ///< of the values where they are many
  Instant now_;
};

/// A value, and where and why nulls came up on the way to it, innermost first; at most `feel_warnings_max`. A null that
/// did no harm (`null = null`, a branch of `or` that did not matter) is listed too.
struct Explained {
  Value value;
  Diagnostics warnings;  ///< `EH0317`, with spans in the expression's own text
};

class Expression {
 public:
  /// The literal null.
  Expression();
  [[nodiscard]] Value evaluate(const Environment& environment) const;
  /// The same value, and the reason for every null met.
  [[nodiscard]] Explained explain(const Environment& environment) const;
  /// Names read from the environment, sorted, each once (local variables of `for`, `some`, functions are not in it).
  [[nodiscard]] const std::vector<std::string>& reads() const noexcept { return reads_; }
  [[nodiscard]] const std::string& source() const noexcept { return source_; }
  /// The same expression in one canonical spelling; equal trees print equal.
  [[nodiscard]] std::string print() const;

 private:
  friend struct Parsed;
  friend struct ExpressionAccess;
  std::shared_ptr<const Node> root_;
  std::vector<std::string> reads_;
  std::string source_;
};

/// Exactly one of the two is meaningful: no errors among the diagnostics means the expression is good. Spans in the
/// diagnostics count from line 1, column 1 of the expression's own text.
struct Parsed {
  Expression expression;
  Diagnostics diagnostics;
  [[nodiscard]] bool ok() const noexcept { return !has_errors(diagnostics); }
};

/// @param names  names in scope, for the lexer; unknown ones parse as words joined by single blanks as FEEL allows.
/// Names that are read and are neither in `names` nor built in are reported as `EH0301` when `strict` is true.
[[nodiscard]] Parsed parse(std::string_view source, std::span<const std::string> names, bool strict = false);
/// Unary tests, the language of decision-table cells: `-`, `< 5`, `[1..3], 7`, `not("a")`, `? > 3`. The expression reads
/// the name `?` (the value under test) and yields a boolean.
[[nodiscard]] Parsed parse_unary_tests(std::string_view source, std::span<const std::string> names,
                                       bool strict = false);

/// All built-in function names, for completion and documentation.
[[nodiscard]] std::span<const std::string_view> builtin_names();

}  // namespace evenhand::feel
