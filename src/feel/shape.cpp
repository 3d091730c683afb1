#include "feel/shape.hpp"

#include "feel/expression_access.hpp"
#include "feel/operators.hpp"

namespace evenhand::feel {

namespace {

bool has_order(const Value& value) {
  return order(value, value).has_value();
}

bool add_value(Shape& shape, const Value& value) {
  if (value.is_null()) {
    shape.null = true;
  } else if (value.as_boolean() != nullptr) {
    shape.values.push_back(value);
  } else if (const Range* range = value.as_range()) {
    if (range->form == RangeForm::not_equal) return false;
    shape.ranges.push_back(*range);
  } else if (const List* list = value.as_list()) {
    for (const Value& item : *list) {
      if (item.as_list() != nullptr || !add_value(shape, item)) return false;
    }
  } else if (has_order(value)) {
    shape.ranges.push_back({value, value, true, true});
  } else {
    return false;
  }
  return true;
}

bool add_comparison(Shape& shape, Comparison comparison, const Node& end) {
  if (end.kind != Kind::literal || !has_order(end.value)) return false;
  const Value& value = end.value;
  switch (comparison) {
    case Comparison::equal:
      return add_value(shape, value);
    case Comparison::not_equal:
      shape.ranges.push_back({Value{}, value, false, false});
      shape.ranges.push_back({value, Value{}, false, false});
      return true;
    case Comparison::less:
      shape.ranges.push_back({Value{}, value, false, false});
      return true;
    case Comparison::less_equal:
      shape.ranges.push_back({Value{}, value, false, true});
      return true;
    case Comparison::greater:
      shape.ranges.push_back({value, Value{}, false, false});
      return true;
    case Comparison::greater_equal:
      shape.ranges.push_back({value, Value{}, true, false});
      return true;
  }
  return false;
}

bool add_range(Shape& shape, const Node& node) {
  if (node.form != RangeForm::interval) return false;
  Range range;
  range.low_closed = node.low_closed;
  range.high_closed = node.high_closed;
  for (std::size_t i = 0; i < 2; ++i) {
    const Node* end = node.children[i].get();
    if (end == nullptr) continue;
    if (end->kind != Kind::literal || !has_order(end->value)) return false;
    (i == 0 ? range.low : range.high) = end->value;
  }
  if (!range.low.is_null() && !range.high.is_null()) {
    const auto ends = order(range.low, range.high);
    if (!ends) return false;
    if (*ends > 0) return shape.never = true;
  }
  shape.ranges.push_back(std::move(range));
  return true;
}

/// `? > 5` and `5 < ?` say what `> 5` does.
bool add_condition(Shape& shape, const Node& node) {
  const Node& left = *node.children[0];
  const Node& right = *node.children[1];
  const auto comparison = static_cast<Comparison>(node.comparison);
  if (left.kind == Kind::question) return add_comparison(shape, comparison, right);
  return right.kind == Kind::question && add_comparison(shape, mirrored(comparison), left);
}

bool add_test(Shape& shape, const Node& node) {
  switch (node.kind) {
    case Kind::any:
      shape.any = true;
      return true;
    case Kind::test_compare:
      return add_comparison(shape, static_cast<Comparison>(node.comparison), *node.children.front());
    case Kind::test_value: {
      const Node& inner = *node.children.front();
      if (inner.kind == Kind::range) return add_range(shape, inner);
      if (inner.kind == Kind::compare) return add_condition(shape, inner);
      return inner.kind == Kind::literal && add_value(shape, inner.value);
    }
    case Kind::tests:
      for (const NodePtr& child : node.children) {
        if (child->kind == Kind::tests || !add_test(shape, *child)) return false;
      }
      return true;
    default:
      return false;
  }
}

}  // namespace

std::optional<Shape> shape_of(const Expression& unary_tests) {
  const Node& root = ExpressionAccess::root(unary_tests);
  Shape shape;
  if (!add_test(shape, root)) return std::nullopt;
  shape.negated = root.kind == Kind::tests && root.flag;
  return shape;
}

std::optional<Value> literal_of(const Expression& expression) {
  const Node& root = ExpressionAccess::root(expression);
  if (root.kind != Kind::literal) return std::nullopt;
  return root.value;
}

}  // namespace evenhand::feel
