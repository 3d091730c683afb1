#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "base/limits.hpp"
#include "dmn/cells.hpp"
#include "dmn/content.hpp"
#include "feel/entries.hpp"

namespace evenhand::dmn {

namespace {

using feel::Context;
using feel::List;
using feel::Type;
using feel::Value;

constexpr int depth_max = 50;

struct SimpleType {
  std::string_view name;
  Type type;
};
constexpr SimpleType simple_types[] = {
    {"number", Type::number},
    {"string", Type::string},
    {"boolean", Type::boolean},
    {"date", Type::date},
    {"time", Type::time},
    {"dateTime", Type::date_time},
    {"date and time", Type::date_time},
    {"dayTimeDuration", Type::days_time},
    {"days and time duration", Type::days_time},
    {"yearMonthDuration", Type::years_months},
    {"years and months duration", Type::years_months},
    {"context", Type::context},
    {"function", Type::function},
};

Value misfit(const Value& value, std::string_view type) {
  return Value::null(fmt::format("{} is no {}", feel::type_name(value.type()), type));
}

/// Nothing when the value is among those allowed; else the null for it, which is the limit's where one was passed.
std::optional<Value> refused(const feel::Expression& tests, const Value& value, feel::Budget& budget,
                             const std::function<std::string()>& reason) {
  Value allowed = feel::evaluate(tests, feel::MapEnvironment({{"?", value}}, Instant{}), budget);
  if (allowed.is_limit()) return allowed;
  return allowed.is_true() ? std::nullopt : std::optional(Value::null(reason()));
}

/// Values in messages.
std::string shown(const Value& value) {
  constexpr std::size_t bytes_max = 200;
  return feel::to_excerpt(value, bytes_max);
}

class Conformer {
 public:
  Conformer(const ModelContent& content, feel::Budget& budget) : content_(content), budget_(budget) {}

  Value by_name(const Value& value, std::string_view name, int depth) const {
    if (value.is_null() || name.empty() || name == "Any" || name == "Undefined" || depth > depth_max) return value;
    if (const auto [definition, content] = find_type(content_, name); definition != nullptr) {
      return content == &content_ ? by_definition(value, *definition, depth + 1)
                                  : Conformer(*content, budget_).by_definition(value, *definition, depth + 1);
    }
    const auto simple = simple_type(name);
    if (!simple || value.type() == *simple) return value;
    if (const List* list = value.as_list(); list != nullptr && list->size() == 1) {
      return list->front().as_list() != nullptr ? misfit(value, name) : by_name(list->front(), name, depth + 1);
    }
    if (*simple == Type::date_time && value.as_date() != nullptr) {
      feel::DateTime midnight{*value.as_date(), {}};
      midnight.time.zone.offset_seconds = 0;
      return midnight;
    }
    return misfit(value, name);
  }

 private:
  Value by_definition(const Value& value, const ItemDefinition& type, int depth) const {
    if (value.is_null() || type.is_function || depth > depth_max) return value;
    if (!type.is_collection) {
      const List* list = value.as_list();
      const bool wrapped = list != nullptr && list->size() == 1 && !is_list_type(type.type);
      return one(wrapped ? list->front() : value, type, depth);
    }
    List out;
    const List single = value.as_list() == nullptr ? List{value} : List{};
    for (const Value& item : value.as_list() == nullptr ? single : *value.as_list()) {
      Value fitted = one(item, type, depth);
      if (fitted.is_null() && !item.is_null()) return fitted;
      out.push_back(std::move(fitted));
    }
    Value whole(std::move(out));
    if (!type.allowed_whole) return whole;
    const auto refusal = refused(*type.allowed_whole, whole, budget_, [&] {
      return fmt::format("the list is not among the allowed values of {}", type.name);
    });
    return refusal.value_or(whole);
  }

  [[nodiscard]] bool is_list_type(const std::string& name) const {
    const ItemDefinition* found = find_type(content_, name).first;
    return found != nullptr && found->is_collection;
  }

  Value one(const Value& value, const ItemDefinition& type, int depth) const {
    Value out = type.components.empty() ? by_name(value, type.type, depth + 1) : with_components(value, type, depth);
    if (out.is_null() || !type.allowed) return out;
    const auto refusal = refused(*type.allowed, out, budget_, [&] {
      return fmt::format("{} is not among the allowed values of {}", shown(out), type.name);
    });
    return refusal.value_or(out);
  }

  Value with_components(const Value& value, const ItemDefinition& type, int depth) const {
    const Context* context = value.as_context();
    if (context == nullptr) return misfit(value, type.name);
    Context out = *context;
    feel::Entries places(*context);
    for (const ItemDefinition& component : type.components) {
      const auto place = places.place(component.name);
      if (!place) return Value::null(fmt::format("{} has no entry \"{}\"", type.name, component.name));
      Value& entry = out[*place].second;
      Value fitted = by_definition(entry, component, depth + 1);
      if (fitted.is_null() && !entry.is_null()) return fitted;
      entry = std::move(fitted);
    }
    return out;
  }

  const ModelContent& content_;
  feel::Budget& budget_;
};

}  // namespace

std::optional<Type> simple_type(std::string_view name) {
  const auto found = std::find_if(std::begin(simple_types), std::end(simple_types),
                                  [&](const SimpleType& type) { return type.name == name; });
  return found == std::end(simple_types) ? std::nullopt : std::optional(found->type);
}

namespace {

std::optional<bool> is_of(const Value& value, std::string_view name, const ModelContent& content, int depth);

std::optional<bool> is_of_definition(const Value& value, const ItemDefinition& type, const ModelContent& content,
                                     int depth) {
  const auto is_one = [&](const Value& one) -> std::optional<bool> {
    if (one.is_null()) return type.is_collection;
    if (type.is_function) return one.type() == Type::function;
    if (type.components.empty()) return is_of(one, type.type, content, depth + 1);
    const Context* context = one.as_context();
    if (context == nullptr) return false;
    feel::Entries entries(*context);
    for (const ItemDefinition& component : type.components) {
      const Value* entry = entries.find(component.name);
      if (entry == nullptr) return false;
      if (entry->is_null()) continue;
      const auto fits = is_of_definition(*entry, component, content, depth + 1);
      if (!fits || !*fits) return fits;
    }
    return true;
  };
  if (!type.is_collection) return is_one(value);
  const List* list = value.as_list();
  if (list == nullptr) return false;
  for (const Value& item : *list) {
    const auto fits = is_one(item);
    if (!fits || !*fits) return fits;
  }
  return true;
}

std::optional<bool> is_of(const Value& value, std::string_view name, const ModelContent& content, int depth) {
  if (depth > depth_max) return std::nullopt;
  if (name == "Any" || name.empty()) return !value.is_null();
  if (const auto [definition, home] = find_type(content, name); definition != nullptr)
    return is_of_definition(value, *definition, *home, depth + 1);
  const auto simple = simple_type(name);
  return simple ? std::optional(value.type() == *simple) : std::nullopt;
}

}  // namespace

std::optional<bool> is_instance(const Value& value, std::string_view type, const ModelContent& content) {
  return is_of(value, type, content, 0);
}

Value conform(const Value& value, std::string_view type, const ModelContent& content, feel::Budget& budget) {
  Value out = Conformer(content, budget).by_name(value, type, 0);
  return budget.is_spent() ? too_many_steps() : out;
}

Value conform(const Value& value, std::string_view type, const ModelContent& content) {
  feel::Budget budget{limits::dmn_steps_max};
  return conform(value, type, content, budget);
}

}  // namespace evenhand::dmn
