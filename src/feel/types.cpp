#include <algorithm>

#include "feel/function_value.hpp"
#include "feel/node.hpp"

namespace evenhand::feel {

namespace {

bool is_list_of(const Value& value, const TypeSpec& type) {
  const List* list = value.as_list();
  if (list == nullptr) return false;
  if (type.arguments.empty()) return true;
  return std::all_of(list->begin(), list->end(),
                     [&](const Value& item) { return item.is_null() || is_instance(item, type.arguments.front()); });
}

bool is_context_of(const Value& value, const TypeSpec& type) {
  const Context* context = value.as_context();
  if (context == nullptr) return false;
  for (std::size_t i = 0; i < type.names.size(); ++i) {
    const auto found =
        std::find_if(context->begin(), context->end(), [&](const auto& entry) { return entry.first == type.names[i]; });
    if (found == context->end()) return false;
    if (!found->second.is_null() && !is_instance(found->second, type.arguments[i])) return false;
  }
  return true;
}

bool is_range_of(const Value& value, const TypeSpec& type) {
  const Range* range = value.as_range();
  if (range == nullptr) return false;
  if (type.arguments.empty()) return true;
  const auto fits = [&](const Value& end) { return end.is_null() || is_instance(end, type.arguments.front()); };
  return fits(range->low) && fits(range->high);
}

bool is_function_of(const Value& value, const TypeSpec& type) {
  const Function* function = value.as_function();
  if (function == nullptr) return false;
  // The last argument is the result's type; what a body returns is not known before it runs.
  if (type.arguments.empty() || function->builtin != nullptr) return true;
  return type.arguments.size() - 1 == function->parameters.size();
}

}  // namespace

bool is_instance(const Value& value, const TypeSpec& type) {
  switch (type.base) {
    case TypeSpec::Base::any:
      return !value.is_null();
    case TypeSpec::Base::simple:
      return value.type() == type.simple;
    case TypeSpec::Base::list:
      return is_list_of(value, type);
    case TypeSpec::Base::context:
      return is_context_of(value, type);
    case TypeSpec::Base::range:
      return is_range_of(value, type);
    case TypeSpec::Base::function:
      return is_function_of(value, type);
    case TypeSpec::Base::unknown:
      return false;
  }
  return false;
}

}  // namespace evenhand::feel
