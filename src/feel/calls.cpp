#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.hpp"
#include "feel/evaluator.hpp"
#include "feel/function_value.hpp"
#include "feel/shown.hpp"

namespace evenhand::feel {

namespace {

/// Up to four arguments stay off the heap.
class Arguments {
 public:
  explicit Arguments(std::size_t count) : count_(count) {
    if (count > small_.size()) large_.resize(count);
  }
  [[nodiscard]] std::span<Value> all() noexcept {
    return large_.empty() ? std::span<Value>(small_.data(), count_) : std::span<Value>(large_);
  }

 private:
  std::size_t count_;
  std::array<Value, 4> small_;
  std::vector<Value> large_;
};

Value wrong_count(std::size_t expected, std::size_t got) {
  return Value::null(fmt::format("the function takes {} arguments, not {}", expected, got));
}

}  // namespace

Value Evaluator::eval_function(const Node& node) {
  auto function = std::make_shared<Function>();
  function->parameters = node.parameters;
  function->origin = root_;
  function->body = node.body;
  const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(base_);
  function->captured.assign(first, stack_.end());
  // Its own slot is the one before its parameters, and is filled when it is called.
  if (node.flag) function->self = node.slot - 1;
  function->captured.resize(node.slot);
  std::size_t bytes = 0;
  for (const std::string& name : node.reads) {
    const Value* found = find_name(name);
    if (found == nullptr) continue;
    function->environment.emplace_back(name, *found);
    bytes += name.size();
  }
  if (!spend(function->captured.size() + function->environment.size() + bytes / 64)) return reason_;
  return Value(std::shared_ptr<const Function>(std::move(function)));
}

Value Evaluator::call_builtin(const Builtin& builtin, std::span<const Value> arguments, std::string_view spelling) {
  if (arguments.size() < builtin.arguments_min || arguments.size() > builtin.arguments_max) {
    return Value::null(fmt::format("{} does not take {} arguments", builtin.name, arguments.size()));
  }
  std::size_t cost = 0;
  for (const Value& argument : arguments) {
    cost += argument.as_string() != nullptr ? argument.weight() - 1 : argument.weight() / 64;
  }
  if (!spend(cost)) return reason_;
  Value out = checked(builtin.run(Call(builtin.name, arguments, *this, spelling)));
  if (is_stopped()) return reason_;
  if (const std::string* text = out.as_string()) {
    if (text->size() > limits::feel_string_max) { return give_up(too_long()); }
    if (text->size() > 64 && !spend(text->size() / 64)) return reason_;
  }
  if (const List* list = out.as_list(); list != nullptr && !spend(list->size() / 4)) return reason_;
  if (const Context* context = out.as_context(); context != nullptr && !spend(copy_cost(*context))) return reason_;
  return bounded(std::move(out));
}

Value Evaluator::call(const Value& function, std::span<const Value> arguments) {
  const Function* target = function.as_function();
  if (target == nullptr) return Value::null(fmt::format("{} is no function", type_name(function.type())));
  if (target->builtin != nullptr) return call_builtin(*target->builtin, arguments);
  const auto& [parameters, types] = *target->parameters;
  if (arguments.size() != parameters.size()) return wrong_count(parameters.size(), arguments.size());
  if (target->native) return checked(bounded(target->native(arguments)));
  if (!spend(1 + target->captured.size())) return reason_;
  Arguments fitted(types.empty() ? 0 : arguments.size());
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (!spend(arguments[i].weight() / 64)) return reason_;
    auto value = coerced(arguments[i], types[i], environment_);
    if (!value) {
      return Value::null(fmt::format("the parameter \"{}\" takes {}, not {}", shown(parameters[i]),
                                     shown(types[i].text), type_name(arguments[i].type())));
    }
    fitted.all()[i] = std::move(*value);
  }
  if (!types.empty()) arguments = fitted.all();
  const std::size_t size = stack_.size();
  const std::size_t base = base_;
  const Context* captured = captured_;
  const Value* question = question_;
  stack_.insert(stack_.end(), target->captured.begin(), target->captured.end());
  base_ = size;
  if (target->self) stack_[base_ + *target->self] = function;
  stack_.insert(stack_.end(), arguments.begin(), arguments.end());
  captured_ = &target->environment;
  question_ = nullptr;
  // What another expression wrote has no place in this one's text: its nulls belong to the call.
  std::vector<Trouble>* troubles = std::exchange(troubles_, target->origin == root_ ? troubles_ : nullptr);
  Value out = eval(*target->body);
  troubles_ = troubles;
  truncate(size);
  base_ = base;
  captured_ = captured;
  question_ = question;
  return out;
}

Value Evaluator::call_by_name(const Value& function, const Builtin* builtin, const Node& node,
                              std::span<const Value> arguments) {
  const Function* target = function.as_function();
  if (target != nullptr && target->builtin != nullptr) builtin = target->builtin;
  if (builtin != nullptr && (target == nullptr || target->builtin != nullptr)) {
    const auto places = places_of(*builtin, node.names);
    if (!places) return Value::null(fmt::format("{} has no parameters of these names", builtin->name));
    const std::size_t last = *std::max_element(places->places.begin(), places->places.end());
    Arguments ordered(std::max<std::size_t>(last + 1, builtin->arguments_min));
    for (std::size_t i = 0; i < arguments.size(); ++i) ordered.all()[places->places[i]] = arguments[i];
    return call_builtin(*builtin, ordered.all(), places->spelling);
  }
  if (target == nullptr) return Value::null(fmt::format("{} is no function", type_name(function.type())));
  const std::vector<std::string>& parameters = target->parameters->names;
  if (parameters.size() != arguments.size()) return wrong_count(parameters.size(), arguments.size());
  // Every name is looked for among all the others.
  if (!spend(parameters.size() * parameters.size() / 32)) return reason_;
  Arguments ordered(arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto found = std::find(parameters.begin(), parameters.end(), node.names[i]);
    if (found == parameters.end()) {
      return Value::null(fmt::format("the function has no parameter \"{}\"", shown(node.names[i])));
    }
    ordered.all()[static_cast<std::size_t>(found - parameters.begin())] = arguments[i];
  }
  return call(function, ordered.all());
}

Value Evaluator::eval_call(const Node& node) {
  const Node& callee = *node.children.front();
  const Builtin* builtin = callee.builtin;
  Value function;
  if (callee.kind != Kind::builtin) {
    function = eval(callee);
    // A fact called "date" or "count" does not hide the built-in function of that name.
    if (function.as_function() != nullptr || builtin == nullptr) builtin = nullptr;
    if (builtin == nullptr && function.is_null() && !function.null_reason().empty()) return function;
  }
  Arguments arguments(node.children.size() - 1);
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    Value value = eval(*node.children[i]);
    arguments.all()[i - 1] = std::move(value);
  }
  if (is_stopped()) return reason_;
  if (!node.names.empty()) return call_by_name(function, builtin, node, arguments.all());
  return builtin != nullptr ? call_builtin(*builtin, arguments.all()) : call(function, arguments.all());
}

}  // namespace evenhand::feel
