#include "feel/evaluator.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "feel/operators.hpp"
#include "feel/shown.hpp"

namespace evenhand::feel {

namespace {

/// Levels of nodes on the machine's stack, function calls included: far below what a thread's stack holds.
constexpr std::size_t live_depth_max = limits::feel_calls_depth_max;
constexpr std::uint32_t weight_max = limits::feel_value_parts_max;

/// Steps for looking an entry up: contexts are searched from the front.
std::size_t search_cost(const Context& context) noexcept {
  return context.size() / 32;
}

Comparison comparison_of(const Node& node) noexcept {
  return static_cast<Comparison>(node.comparison);
}

}  // namespace

Value Evaluator::run(const Node& node) {
  root_ = &node;
  Value out = eval(node);
  return stopped_ ? reason_ : out;
}

Value Evaluator::run(const Node& node, std::vector<Trouble>& troubles) {
  troubles_ = &troubles;
  return run(node);
}

/// The node that first comes up with a null is the one that made it: what passes it on has the very same reason.
void Evaluator::note(const Value& value, const Node& node) {
  if (troubles_ == nullptr || value.null_reason().empty() || troubles_->size() >= limits::feel_warnings_max) return;
  const char* reason = value.null_reason().data();
  const bool known = std::any_of(troubles_->begin(), troubles_->end(), [&](const Trouble& trouble) {
    return trouble.null.null_reason().data() == reason || (trouble.from == node.from && trouble.to == node.to);
  });
  if (!known) troubles_->push_back({value, node.from, node.to});
}

Value Evaluator::give_up(Value limit) {
  if (!stopped_) reason_ = std::move(limit);
  stopped_ = true;
  return reason_;
}

Value Evaluator::checked(Value value) {
  if (stopped_) return reason_;
  return value.is_limit() ? give_up(std::move(value)) : value;
}

bool Evaluator::spend(std::size_t steps) {
  if (stopped_) return false;
  steps_ += steps;
  if (steps_ <= steps_max_) return true;
  give_up(steps_max_ < limits::feel_steps_max
              ? Value::limit("no steps are left for this expression")
              : Value::limit(fmt::format("the expression takes more than {} steps", limits::feel_steps_max)));
  return false;
}

Value bounded(Value value) {
  if (value.depth() > limits::feel_depth_max)
    return Value::limit(fmt::format("lists and contexts are nested deeper than {} levels", limits::feel_depth_max));
  if (value.weight() > weight_max) return Value::limit(fmt::format("the value has more than {} parts", weight_max));
  return value;
}

Value Evaluator::bounded(Value value) {
  if (value.depth() > limits::feel_depth_max || value.weight() > weight_max)
    return give_up(feel::bounded(std::move(value)));
  const List* list = value.as_list();
  if (list != nullptr && list->size() > limits::feel_list_max) {
    return give_up(Value::limit(fmt::format("the list is longer than {} items", limits::feel_list_max)));
  }
  return value;
}

Value Evaluator::eval(const Node& node) {
  if (stopped_ || ++steps_ > steps_max_) {
    static_cast<void>(spend(0));
    return reason_;
  }
  if (depth_ >= live_depth_max)
    return give_up(Value::limit(fmt::format("calls are nested deeper than {} levels", live_depth_max)));
  ++depth_;
  Value out = checked(dispatch(node));
  --depth_;
  if (troubles_ != nullptr) note(out, node);
  return out;
}

Value Evaluator::dispatch(const Node& node) {
  switch (node.kind) {
    case Kind::literal:
      return node.value;
    case Kind::local:
    case Kind::name:
      return eval_name(node);
    case Kind::question:
      return question();
    case Kind::builtin: {
      auto function = std::make_shared<Function>();
      function->builtin = node.builtin;
      return Value(std::shared_ptr<const Function>(std::move(function)));
    }
    case Kind::list:
      return eval_list(node);
    case Kind::context:
      return eval_context(node);
    case Kind::range:
      return eval_range(node);
    case Kind::negate:
      return negate(eval(*node.children.front()));
    case Kind::chain:
      return eval_chain(node);
    case Kind::compare:
      return eval_compare(node);
    case Kind::conjunction:
      return eval_logic(node, false);
    case Kind::disjunction:
      return eval_logic(node, true);
    case Kind::between:
      return eval_between(node);
    case Kind::in:
      return eval_in(node);
    case Kind::any:
    case Kind::test_compare:
    case Kind::test_value:
    case Kind::tests:
      return eval_test(node);
    case Kind::conditional:
      return eval_conditional(node);
    case Kind::iteration:
      return eval_iteration(node);
    case Kind::quantified:
      return eval_quantified(node);
    case Kind::path:
      return eval_path(node);
    case Kind::filter:
      return eval_filter(node);
    case Kind::call:
      return eval_call(node);
    case Kind::function:
      return eval_function(node);
    case Kind::instance_of:
      return eval_instance(node);
  }
  EH_ASSERT_MSG(false, "a node of no known kind");
}

const Value* Evaluator::find_name(const std::string& name) const {
  if (captured_ != nullptr) {
    const auto found = std::lower_bound(captured_->begin(), captured_->end(), name,
                                        [](const auto& entry, const std::string& n) { return entry.first < n; });
    if (found != captured_->end() && found->first == name) return &found->second;
  }
  return environment_.find(name);
}

const Value* Evaluator::find_in_items(const Node& node) {
  for (const std::uint32_t slot : node.filters) {
    const Context* item = stack_[base_ + slot].as_context();
    if (item == nullptr) continue;
    steps_ += search_cost(*item);
    for (const auto& [key, value] : *item) {
      if (key == node.text) return &value;
    }
  }
  return nullptr;
}

const Value& Evaluator::operand(const Node& node, Value& temporary) {
  if (node.kind == Kind::literal) return node.value;
  if (node.kind == Kind::name && node.filters.empty()) {
    ++steps_;
    const Value* found = find_name(node.text);
    if (found != nullptr) {
      if (found->is_limit()) give_up(*found);
      if (troubles_ != nullptr) note(*found, node);
      return *found;
    }
  }
  temporary = eval(node);
  return temporary;
}

Value Evaluator::eval_name(const Node& node) {
  if (const Value* entry = find_in_items(node)) return *entry;
  if (node.kind == Kind::local) {
    if (base_ + node.slot < stack_.size()) return stack_[base_ + node.slot];
    return Value::null(fmt::format("\"{}\" is not there yet: it would be made of itself", shown(node.text)));
  }
  if (const Value* found = find_name(node.text)) return *found;
  if (node.builtin != nullptr) {
    auto function = std::make_shared<Function>();
    function->builtin = node.builtin;
    return Value(std::shared_ptr<const Function>(std::move(function)));
  }
  return Value::null(fmt::format("there is no value for \"{}\"", shown(node.text)));
}

Value Evaluator::question() {
  if (question_ != nullptr) return *question_;
  const Value* found = environment_.find("?");
  return found != nullptr ? checked(*found) : Value::null("there is no value under test");
}

Value Evaluator::eval_list(const Node& node) {
  List items;
  items.reserve(node.children.size());
  for (const NodePtr& child : node.children) items.push_back(eval(*child));
  return bounded(std::move(items));
}

Value Evaluator::eval_context(const Node& node) {
  if (node.flag) return Value::null(fmt::format("the context has the entry \"{}\" twice", shown(node.text)));
  const std::size_t start = stack_.size();
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    Value value = eval(*node.children[i]);
    stack_.push_back(std::move(value));
    bytes += node.names[i].size();
  }
  if (!spend(bytes / 64)) return reason_;
  Context entries;
  entries.reserve(node.children.size());
  for (std::size_t i = 0; i < node.children.size(); ++i)
    entries.emplace_back(node.names[i], std::move(stack_[start + i]));
  truncate(start);
  return bounded(std::move(entries));
}

Value Evaluator::eval_range(const Node& node) {
  Range range;
  range.low_closed = node.low_closed;
  range.high_closed = node.high_closed;
  range.form = node.form;
  if (node.form != RangeForm::interval) {
    range.low = range.high = eval(*node.children[0]);
    if (range.low.is_null())
      return range.low.null_reason().empty() ? Value::null("an end of the range is null") : range.low;
    return bounded(std::move(range));
  }
  const Node* low = node.children[0].get();
  const Node* high = node.children[1].get();
  if (low != nullptr) range.low = eval(*low);
  if (high != nullptr) range.high = eval(*high);
  if (low != nullptr && high != nullptr && (!range.low.is_null() || !range.high.is_null())) {
    if (range.low.is_null() || range.high.is_null()) return Value::null("an end of the range is null");
    const auto ends = order(range.low, range.high);
    if (!ends) return Value::null("the ends of the range cannot be compared");
    if (*ends > 0) return Value::null("the range ends before it begins");
  } else if (range.low.is_null() && range.high.is_null()) {
    return Value::null("the ends of the range are null");
  }
  return bounded(std::move(range));
}

Value Evaluator::eval_chain(const Node& node) {
  Value first;
  Value second;
  Value result;
  const Value* left = &operand(*node.children.front(), first);
  for (std::size_t i = 0; i < node.operators.size(); ++i) {
    const Value& right = operand(*node.children[i + 1], second);
    switch (node.operators[i]) {
      case '+':
        result = add(*left, right);
        break;
      case '-':
        result = subtract(*left, right);
        break;
      case '*':
        result = multiply(*left, right);
        break;
      case '/':
        result = divide(*left, right);
        break;
      default:
        result = power(*left, right);
    }
    if (const std::string* text = result.as_string(); text != nullptr && !spend(text->size() / 64)) return reason_;
    std::swap(first, result);
    left = &first;
  }
  return first;
}

Value Evaluator::eval_compare(const Node& node) {
  Value first;
  Value second;
  const Value& left = operand(*node.children[0], first);
  const Value& right = operand(*node.children[1], second);
  return compared(comparison_of(node), left, right);
}

/// Looking at what is inside of large values is work like any other.
Value Evaluator::compared(Comparison comparison, const Value& left, const Value& right) {
  const std::uint32_t weight = std::min(left.weight(), right.weight());
  if (weight >= 16 && !spend(weight / 16)) return reason_;
  return compare(comparison, left, right);
}

/// `or` absorbs at true, `and` at false; anything but a boolean leaves the outcome open.
Value Evaluator::eval_logic(const Node& node, bool absorbing) {
  Value open;
  bool is_open = false;
  for (const NodePtr& child : node.children) {
    Value temporary;
    const Value& value = operand(*child, temporary);
    const bool* boolean = value.as_boolean();
    if (boolean != nullptr && *boolean == absorbing) return absorbing;
    if (boolean != nullptr || is_open) continue;
    is_open = true;
    const bool explained = value.is_null() && !value.null_reason().empty();
    open = explained ? value : Value::null(fmt::format("{} is neither true nor false", type_name(value.type())));
  }
  return is_open ? open : Value(!absorbing);
}

Value Evaluator::eval_between(const Node& node) {
  const Value value = eval(*node.children[0]);
  Value low = compared(Comparison::greater_equal, value, eval(*node.children[1]));
  if (!low.is_true()) return low;
  return compared(Comparison::less_equal, value, eval(*node.children[2]));
}

Value Evaluator::eval_in(const Node& node) {
  const Value value = eval(*node.children[0]);
  const Value* before = question_;
  question_ = &value;
  Value out = eval_test(*node.children[1]);
  question_ = before;
  return out;
}

Value Evaluator::eval_conditional(const Node& node) {
  return eval(*node.children[eval(*node.children[0]).is_true() ? 1 : 2]);
}

Value Evaluator::eval_path(const Node& node) {
  Value temporary;
  const Value& base = operand(*node.children.front(), temporary);
  const auto searched = [this](const Value& value) {
    const Context* context = value.as_context();
    return context == nullptr || spend(search_cost(*context));
  };
  const List* list = base.as_list();
  if (list == nullptr) return searched(base) ? property(base, node.text) : reason_;
  if (!spend(list->size())) return reason_;
  List out;
  out.reserve(list->size());
  for (const Value& item : *list) {
    if (!searched(item)) return reason_;
    out.push_back(property(item, node.text));
  }
  return bounded(std::move(out));
}

Value Evaluator::eval_instance(const Node& node) {
  const Value value = eval(*node.children.front());
  if (!spend(value.weight() / 64)) return reason_;
  const auto answer = is_instance(value, *node.type, environment_);
  return answer ? Value(*answer) : Value::null(fmt::format("there is no type \"{}\"", shown(node.type->text)));
}

}  // namespace evenhand::feel
