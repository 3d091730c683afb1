#include "feel/entries.hpp"
#include "feel/expression.hpp"
#include "feel/function_value.hpp"
#include "feel/node.hpp"
#include "feel/temporal.hpp"

namespace evenhand::feel {

namespace {

using Answer = std::optional<bool>;

/// True when all answers are, false when one is; open when one is and none is false.
template <class Items, class Ask>
Answer all_of(const Items& items, const Ask& ask) {
  Answer out = true;
  for (const auto& item : items) {
    const Answer one = ask(item);
    if (one == Answer{false}) return false;
    if (!one) out = std::nullopt;
  }
  return out;
}

Answer is_or_null(const Value& value, const TypeSpec& type, const Environment& environment) {
  return value.is_null() ? Answer{true} : is_instance(value, type, environment);
}

Answer is_list_of(const Value& value, const TypeSpec& type, const Environment& environment) {
  const List* list = value.as_list();
  if (list == nullptr) return false;
  if (type.arguments.empty()) return true;
  return all_of(*list, [&](const Value& item) { return is_or_null(item, type.arguments.front(), environment); });
}

Answer is_context_of(const Value& value, const TypeSpec& type, const Environment& environment) {
  const Context* context = value.as_context();
  if (context == nullptr) return false;
  std::size_t i = 0;
  Entries entries(*context);
  return all_of(type.names, [&](const std::string& name) -> Answer {
    const TypeSpec& wanted = type.arguments[i++];
    const Value* found = entries.find(name);
    if (found == nullptr) return false;
    return is_or_null(*found, wanted, environment);
  });
}

Answer is_range_of(const Value& value, const TypeSpec& type, const Environment& environment) {
  const Range* range = value.as_range();
  if (range == nullptr) return false;
  if (type.arguments.empty()) return true;
  const Value ends[] = {range->low, range->high};
  return all_of(ends, [&](const Value& end) { return is_or_null(end, type.arguments.front(), environment); });
}

bool is_function_of(const Value& value, const TypeSpec& type) {
  const Function* function = value.as_function();
  if (function == nullptr) return false;
  // The last argument is the result's type; what a body returns is not known before it runs.
  if (type.arguments.empty() || function->builtin != nullptr) return true;
  return type.arguments.size() - 1 == function->parameters->names.size();
}

}  // namespace

std::optional<bool> Environment::is_instance(const Value& /*value*/, std::string_view /*type*/) const {
  return std::nullopt;
}

std::optional<bool> is_instance(const Value& value, const TypeSpec& type, const Environment& environment) {
  switch (type.base) {
    case TypeSpec::Base::any:
      return !value.is_null();
    case TypeSpec::Base::simple:
      return value.type() == type.simple;
    case TypeSpec::Base::list:
      return is_list_of(value, type, environment);
    case TypeSpec::Base::context:
      return is_context_of(value, type, environment);
    case TypeSpec::Base::range:
      return is_range_of(value, type, environment);
    case TypeSpec::Base::function:
      return is_function_of(value, type);
    case TypeSpec::Base::unknown:
      return environment.is_instance(value, type.text);
  }
  return false;
}

std::optional<Value> coerced(const Value& value, const TypeSpec& type, const Environment& environment) {
  // Types that nobody knows are not checked.
  const auto fits = [&](const Value& v) { return is_or_null(v, type, environment).value_or(true); };
  if (type.base == TypeSpec::Base::any || fits(value)) return value;
  if (const List* list = value.as_list(); list != nullptr && list->size() == 1 && fits(list->front())) {
    return list->front();
  }
  if (type.base == TypeSpec::Base::list && value.as_list() == nullptr) {
    Value wrapped(List{value});
    if (fits(wrapped)) return wrapped;
  }
  const bool midnight = type.base == TypeSpec::Base::simple && type.simple == Type::date_time;
  if (const Date* date = value.as_date(); midnight && date != nullptr) return Value(temporal::at_midnight_utc(*date));
  return std::nullopt;
}

}  // namespace evenhand::feel
