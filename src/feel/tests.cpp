#include <algorithm>

#include "feel/evaluator.hpp"
#include "feel/operators.hpp"

namespace evenhand::feel {

/// Whether a value is what a cell describes: inside a range, one of a list, or the same.
Value Evaluator::matches(const Value& value, const Value& expected) {
  if (const Range* range = expected.as_range()) {
    if (!spend(std::min(value.weight(), expected.weight()) / 16)) return reason_;
    if (value.type() == Type::range) return value.equals(expected).value_or(false);
    return contains(*range, value);
  }
  const List* list = expected.as_list();
  if (list == nullptr) return compared(Comparison::equal, value, expected);
  if (!spend(expected.weight() / 16)) return reason_;
  if (value.as_list() != nullptr && value.equals(expected).value_or(false)) return true;
  for (const Value& item : *list) {
    if (const Range* range = item.as_range(); range != nullptr && contains(*range, value).is_true()) return true;
    if (value.equals(item).value_or(false)) return true;
  }
  return false;
}

Value Evaluator::eval_test(const Node& node) {
  switch (node.kind) {
    case Kind::any:
      return true;
    case Kind::test_compare: {
      Value temporary;
      const Value& end = operand(*node.children.front(), temporary);
      const Value value = question();
      // A null under test is unequal to everything and comparable to nothing.
      return compared(static_cast<Comparison>(node.comparison), value, end);
    }
    case Kind::test_value:
      return eval_test_value(node);
    case Kind::tests:
      return eval_tests(node);
    default:
      return eval(node);
  }
}

Value Evaluator::eval_test_value(const Node& node) {
  Value temporary;
  const Node& inner = *node.children.front();
  const Value& expected = operand(inner, temporary);
  const Value value = question();
  // A condition over `?`, or any condition for a value that is itself no boolean, speaks for itself.
  if (expected.as_boolean() != nullptr && (node.flag || (value.as_boolean() == nullptr && !value.is_null()))) {
    return expected;
  }
  if (node.flag && expected.is_null()) return expected;
  if (expected.is_null() && !expected.null_reason().empty()) return expected;
  return matches(value, expected);
}

/// The tests of a cell are alternatives; `not(…)` turns the outcome around.
Value Evaluator::eval_tests(const Node& node) {
  Value open;
  bool is_open = false;
  for (const NodePtr& test : node.children) {
    Value one = eval_test(*test);
    if (one.is_true()) return !node.flag;
    if (one.as_boolean() != nullptr || is_open) continue;
    is_open = true;
    open = std::move(one);
  }
  return is_open ? open : Value(node.flag);
}

}  // namespace evenhand::feel
