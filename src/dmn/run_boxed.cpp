// Run's boxed expressions.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.hpp"
#include "dmn/run.hpp"
#include "feel/function.hpp"

namespace evenhand::dmn {

using feel::Context;
using feel::List;
using feel::Value;

namespace {

/// Whether anything in it reads the name; tables are taken to.
bool reads(const Boxed& boxed, const std::string& name) {
  if (boxed.kind == Boxed::Kind::table) return true;
  const std::vector<std::string>& names = boxed.expression.reads();
  return std::find(names.begin(), names.end(), name) != names.end() ||
         std::any_of(boxed.parts.begin(), boxed.parts.end(), [&](const BoxedPtr& part) { return reads(*part, name); });
}

}  // namespace

Value Run::box(const Owner& owner, const Boxed& boxed, const Scope& scope) {
  if (limit_.is_limit()) return limit_;
  if (deadline_.has_passed())
    return checked(Value::limit(fmt::format("the decision takes longer than {} seconds", limits::dmn_seconds_max)));
  if (budget_.is_spent()) return checked(too_many_steps());
  return fit(feel::bounded(unboxed(owner, boxed, scope)), boxed.type, owner.content);
}

Value Run::unboxed(const Owner& owner, const Boxed& boxed, const Scope& scope) {
  if (!boxed.problem.empty()) return Value::null(boxed.problem);
  switch (boxed.kind) {
    case Boxed::Kind::literal:
      return feel::evaluate(boxed.expression, scope, budget_);
    case Boxed::Kind::table:
      return table(owner, boxed, scope);
    case Boxed::Kind::context:
      return context(owner, boxed, scope);
    case Boxed::Kind::list: {
      List out;
      for (const BoxedPtr& part : boxed.parts) out.push_back(box(owner, *part, scope));
      return out;
    }
    case Boxed::Kind::relation:
      return relation(owner, boxed, scope);
    case Boxed::Kind::invocation:
      return invoke(owner, boxed, scope);
    case Boxed::Kind::function:
      return function(owner, boxed, scope, {});
    case Boxed::Kind::conditional: {
      const Value condition = box(owner, *boxed.parts[0], scope);
      if (condition.as_boolean() == nullptr && !condition.is_null()) {
        return Value::null("the condition must be true or false");
      }
      return box(owner, *boxed.parts[condition.is_true() ? 1 : 2], scope);
    }
    case Boxed::Kind::filter:
      return filter(owner, boxed, scope);
    case Boxed::Kind::iterate:
    case Boxed::Kind::some:
    case Boxed::Kind::every:
      return iterate(owner, boxed, scope);
    case Boxed::Kind::nothing:
      break;
  }
  return {};
}

Value Run::table(const Owner& owner, const Boxed& boxed, const Scope& scope) {
  Decision decision = dmn::evaluate(boxed.table, scope, budget_);
  if (has_room()) {
    TraceStep step{TraceStep::Kind::table, owner.element.id, owner.element.name, boxed.span, decision.value, {}};
    step.table = explain(boxed.table, scope, trace_budget_);
    step.table.deciding = decision.rules;
    trace_->steps.push_back(std::move(step));
  }
  return std::move(decision.value);
}

Value Run::context(const Owner& owner, const Boxed& boxed, const Scope& outer) {
  Scope scope(&outer, now_, owner.content);
  for (std::size_t i = 0; i < boxed.parts.size(); ++i) {
    const Boxed& part = *boxed.parts[i];
    const std::string& name = boxed.names[i];
    Value value = part.kind == Boxed::Kind::function && part.problem.empty() ? function(owner, part, scope, name)
                                                                             : box(owner, part, scope);
    value = fit(value, boxed.types[i], owner.content);
    if (name.empty()) return value;
    scope.set(name, std::move(value));
  }
  return scope.values();
}

Value Run::relation(const Owner& owner, const Boxed& boxed, const Scope& scope) {
  List rows;
  for (std::size_t i = 0; i < boxed.parts.size();) {
    Context row;
    for (const std::string& name : boxed.names) row.emplace_back(name, box(owner, *boxed.parts[i++], scope));
    rows.emplace_back(std::move(row));
  }
  return rows;
}

Value Run::invoke(const Owner& owner, const Boxed& boxed, const Scope& scope) {
  const Value target = box(owner, *boxed.parts.front(), scope);
  if (target.as_function() == nullptr) {
    return target.is_null() && !target.null_reason().empty() ? target : Value::null("what is invoked is no function");
  }
  std::vector<Value> arguments;
  const auto parameters = feel::parameters_of(*target.as_function());
  for (const std::string& parameter : parameters) {
    const auto found = std::find(boxed.names.begin(), boxed.names.end(), parameter);
    const auto place = static_cast<std::size_t>(found - boxed.names.begin()) + 1;
    arguments.push_back(found == boxed.names.end() ? Value{} : box(owner, *boxed.parts[place], scope));
  }
  for (const std::string& name : boxed.names) {
    if (std::find(parameters.begin(), parameters.end(), name) == parameters.end()) {
      return Value::null(fmt::format("the function has no parameter \"{}\"", name));
    }
  }
  return feel::call(target, arguments, scope, budget_);
}

/// @param own_name  the context entry that holds it, by which it may call itself
Value Run::function(const Owner& owner, const Boxed& boxed, const Scope& scope, const std::string& own_name) {
  Context around;
  scope.flatten_into(around);
  const ModelContent& content = owner.content;
  const Element& element = owner.element;
  return weakly(boxed.names, [this, &content, &element, &boxed, around, own_name](Arguments arguments) {
    Scope outer(nullptr, now_, content);
    for (const auto& [name, value] : around) outer.set(name, value);
    if (!own_name.empty()) outer.set(own_name, function({content, element}, boxed, Scope(outer), own_name));
    return apply({content, element}, boxed, outer, arguments);
  });
}

Value Run::filter(const Owner& owner, const Boxed& boxed, const Scope& outer) {
  const Value base = box(owner, *boxed.parts[0], outer);
  if (base.is_null()) return base;
  const List single = {base};
  List out;
  for (const Value& item : base.as_list() == nullptr ? single : *base.as_list()) {
    Scope scope(&outer, now_, owner.content);
    scope.set("item", item);
    if (const Context* entries = item.as_context()) {
      for (const auto& [name, value] : *entries) scope.set(name, value);
    }
    const Value keep = box(owner, *boxed.parts[1], scope);
    if (keep.as_boolean() == nullptr) return Value::null("the condition of a filter must be true or false");
    if (keep.is_true()) out.push_back(item);
  }
  return out;
}

Value Run::iterate(const Owner& owner, const Boxed& boxed, const Scope& outer) {
  const Value domain = box(owner, *boxed.parts[0], outer);
  if (domain.is_null()) return domain;
  const List single = {domain};
  // The results so far are a new list in each round; only for those that look at them.
  const bool partial = boxed.kind == Boxed::Kind::iterate && reads(*boxed.parts[1], "partial");
  if (partial && domain.as_list() != nullptr && domain.as_list()->size() > limits::dmn_calls_max)
    return Value::limit(fmt::format("an iteration over its own results takes at most {} items", limits::dmn_calls_max));
  List out;
  for (const Value& item : domain.as_list() == nullptr ? single : *domain.as_list()) {
    Scope scope(&outer, now_, owner.content);
    scope.set(boxed.names.front(), item);
    if (partial) scope.set("partial", out);
    out.push_back(box(owner, *boxed.parts[1], scope));
  }
  if (boxed.kind == Boxed::Kind::iterate) return out;
  const bool every = boxed.kind == Boxed::Kind::every;
  bool open = false;
  for (const Value& one : out) {
    const bool* boolean = one.as_boolean();
    if (boolean == nullptr && !one.is_null()) return Value::null("a condition is neither true nor false");
  }
  for (const Value& one : out) {
    const bool* boolean = one.as_boolean();
    if (boolean != nullptr && *boolean != every) return !every;
    open = open || boolean == nullptr;
  }
  return open ? Value::null("a condition is neither true nor false") : Value(every);
}

}  // namespace evenhand::dmn
