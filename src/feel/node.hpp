/// @file node.hpp
/// @brief The syntax tree of FEEL: one plain struct for every kind of node, read by the evaluator, the printer and the
/// decision tables' analysis. Local variables are numbered slots by the time a tree exists. Private to this module.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "feel/value.hpp"

namespace evenhand::feel {

struct Builtin;

enum class Kind : std::uint8_t {
  literal,   ///< `value`
  local,     ///< the variable in `slot`; inside filters the item's own entries (`filters`) come first
  name,      ///< `text`, from the environment, or from a filtered item
  question,  ///< `?`
  builtin,   ///< a built-in function named without a call
  list,
  context,  ///< `names` are the keys; entry i may use the slots of the entries before it. `flag` when the key `text` is
            ///< there twice
  range,    ///< two children, null pointer for no end; one when `form` says so
  negate,
  chain,  ///< operands joined by `operators`, left to right
  compare,
  conjunction,
  disjunction,
  between,
  in,            ///< the value, then one test
  any,           ///< the unary test `-`
  test_compare,  ///< `< 5`: `comparison` and the end point
  test_value,    ///< a value, range, list or condition that `?` is tested against
  tests,         ///< several tests, `flag` when they are negated
  conditional,
  iteration,   ///< `for`: a domain for each of `names`, then the result; `flag` when the result reads `partial`
  quantified,  ///< `some`, or `every` when `flag`: like iteration
  path,
  filter,
  call,      ///< the function, then the arguments; `names` when they are given by name
  function,  ///< `parameters` and `body`
  instance_of,
};

/// A FEEL type as written after `instance of`.
struct TypeSpec {
  enum class Base : std::uint8_t { any, simple, list, context, range, function, unknown };
  Base base = Base::any;
  Type simple = Type::null;
  std::string text;  ///< canonical spelling
  std::vector<TypeSpec> arguments;
  std::vector<std::string> names;  ///< of a context's entries
};
/// What a function takes. Shared by the tree and the function values made from it.
struct Parameters {
  std::vector<std::string> names;
  std::vector<TypeSpec> types;  ///< Any where none is given; empty when none is given anywhere
};
class Environment;
/// Empty when a type in it is known neither to FEEL nor to the environment.
[[nodiscard]] std::optional<bool> is_instance(const Value& value, const TypeSpec& type, const Environment& environment);
/// The value as a parameter of the type takes it: itself, the item of a list of one, a list of itself, or a date's
/// midnight in UTC (DMN 1.5, 10.3.2.9.4). Empty when it does not fit.
[[nodiscard]] std::optional<Value> coerced(const Value& value, const TypeSpec& type, const Environment& environment);

struct Node {
  explicit Node(Kind k) : kind(k) {}

  Kind kind;
  bool flag = false;
  bool low_closed = true, high_closed = true;
  RangeForm form = RangeForm::interval;  ///< of a range; `(=10)` and `(!=10)` have one child
  bool reads_question = false;           ///< `?` occurs in here
  std::uint8_t comparison = 0;           ///< a Comparison
  std::uint16_t height = 1;              ///< levels below and including this one
  std::uint32_t from = 0, to = 0;        ///< where it stands: bytes of the expression's text
  std::uint32_t slot = 0;                ///< of a local; the first one of everything that declares some
  Value value;
  std::string text;
  std::vector<std::unique_ptr<Node>> children;
  std::string operators;  ///< of a chain: `+`, `-`, `*`, `/`, `^` (for `**`)
  std::vector<std::string> names;
  std::vector<std::uint32_t> filters;  ///< slots of the filtered items around a name, innermost first
  std::shared_ptr<const Node> body;
  std::shared_ptr<const TypeSpec> type;
  std::shared_ptr<const Parameters> parameters;  ///< of a function
  std::vector<std::string> reads;                ///< of a function: the environment's names in its body, sorted
  const Builtin* builtin = nullptr;
};
using NodePtr = std::unique_ptr<Node>;

/// Canonical text of a tree.
[[nodiscard]] std::string print(const Node& node);

}  // namespace evenhand::feel
