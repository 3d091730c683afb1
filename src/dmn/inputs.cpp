// JSON in and out of a model.
#include <fmt/format.h>

#include <map>
#include <tuple>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "dmn/content.hpp"
#include "dmn/model.hpp"

namespace evenhand::dmn {

namespace {

using feel::Value;

constexpr int depth_max = 64;

/// Text in the form of a type that JSON does not have; null where the type is another.
Value parsed(std::string_view text, std::string_view type) {
  if (type == "date") return feel::parse_date(text);
  if (type == "time") return feel::parse_time(text);
  if (type == "dateTime" || type == "date and time") {
    const Value found = feel::parse_date_time(text);
    return found.is_null() ? feel::parse_date(text) : found;
  }
  if (type == "dayTimeDuration" || type == "yearMonthDuration" || type == "days and time duration" ||
      type == "years and months duration")
    return feel::parse_duration(text);
  return Value(text);
}

class InputReader {
 public:
  /// @param definition  when the type is written out rather than named
  Result<Value> read(const json::Value& json, std::string_view type, const ItemDefinition* definition,
                     const ModelContent& content, int depth) const {
    if (depth > depth_max) return fail(ErrorKind::invalid, "dmn/bad-input", "is nested too deep");
    if (json.is_null()) return Value{};
    const ModelContent* home = &content;
    if (definition == nullptr && !type.empty()) {
      const auto found = find_type(content, type);
      if (found.first != nullptr) {
        definition = found.first;
        home = found.second;
      }
    }
    const Base base = base_of(type, definition, *home);
    if (const std::string* text = json.as_string()) {
      Value value = parsed(*text, base.type);
      if (value.is_null())
        return fail(ErrorKind::invalid, "dmn/bad-input",
                    fmt::format("\"{}\" is no {}: {}", text::prefix(*text, 100), base.type, value.null_reason()));
      return fitting(std::move(value), base);
    }
    if (const json::Array* array = json.as_array()) {
      // A list of one item stands for the item, as everywhere in DMN.
      if (!base.is_list && array->size() != 1 && simple_type(base.type))
        return fail(ErrorKind::invalid, "dmn/bad-input",
                    fmt::format("a list of {} items is no {}", array->size(), base.type));
      feel::List out;
      for (const json::Value& item : *array) {
        auto value = read_item(item, type, definition, *home, depth + 1);
        if (!value) return value;
        out.push_back(std::move(*value));
      }
      return Value(std::move(out));
    }
    const json::Object* object = json.as_object();
    auto value = object == nullptr ? feel::from_json(json) : read_object(json, *object, definition, *home, depth);
    return value ? fitting(std::move(*value), base) : value;
  }

 private:
  /// The type behind names of types, and whether a list of it is meant.
  struct Base {
    std::string_view type;
    bool is_list = false;
  };
  static Base base_of(std::string_view type, const ItemDefinition* definition, const ModelContent& content) {
    Base out{type, false};
    const ModelContent* home = &content;
    // A circle of them ends.
    for (int i = 0; definition != nullptr && i < depth_max; ++i) {
      out = {definition->type, out.is_list || definition->is_collection};
      std::tie(definition, home) = find_type(*home, out.type);
    }
    return out;
  }

  /// Types without a name in FEEL's own list are held to what they say when they are used.
  static Result<Value> fitting(Value value, const Base& base) {
    const auto wanted = simple_type(base.type);
    const bool is_midnight = wanted == feel::Type::date_time && value.as_date() != nullptr;
    if (!wanted || value.is_null() || value.type() == *wanted || is_midnight) return value;
    constexpr std::size_t shown_max = 100;
    return fail(ErrorKind::invalid, "dmn/bad-input",
                fmt::format("{} is no {}", feel::to_excerpt(value, shown_max), base.type));
  }

  Result<Value> read_item(const json::Value& json, std::string_view type, const ItemDefinition* definition,
                          const ModelContent& content, int depth) const {
    if (definition == nullptr) return read(json, type, nullptr, content, depth);
    // An item of a collection of components has the components.
    if (!definition->components.empty()) return read(json, {}, definition, content, depth);
    return read(json, definition->type, nullptr, content, depth);
  }

  Result<Value> read_object(const json::Value& json, const json::Object& object, const ItemDefinition* definition,
                            const ModelContent& content, int depth) const {
    // Values tagged as feel::to_json writes them.
    if (object.size() == 1 && object.front().first.starts_with('@')) return feel::from_json(json);
    for (int i = 0; i < depth_max && definition != nullptr && definition->components.empty(); ++i)
      definition = find_type(content, definition->type).first;
    feel::Context out;
    for (const auto& [name, member] : object) {
      const ItemDefinition* component = nullptr;
      if (definition != nullptr) {
        for (const ItemDefinition& one : definition->components)
          if (one.name == name) component = &one;
      }
      const bool plain = component != nullptr && component->components.empty() && !component->is_collection;
      auto value = plain ? read(member, component->type, nullptr, content, depth + 1)
                         : read(member, {}, component, content, depth + 1);
      if (!value) return value;
      out.emplace_back(name, std::move(*value));
    }
    return Value(std::move(out));
  }
};

}  // namespace

Result<feel::Context> Model::read_inputs(const json::Value& object) const {
  if (object.as_object() == nullptr)
    return fail(ErrorKind::invalid, "dmn/bad-input", "The inputs must be a JSON object.",
                "Name every input: {\"age\": 17}.");
  // Parameters of knowledge models give way to input data, these to decisions of the same name.
  std::map<std::string_view, std::string_view> types;
  for (const KnowledgeModel& model : content_->knowledge)
    for (std::size_t i = 0; i < model.logic->names.size(); ++i)
      if (!model.logic->types[i].empty()) types.emplace(model.logic->names[i], model.logic->types[i]);
  for (const InputData& input : content_->inputs)
    if (!input.type.empty()) types[input.name] = input.type;
  for (const DecisionNode& decision : content_->decisions)
    if (!decision.type.empty()) types[decision.name] = decision.type;
  feel::Context out;
  for (const auto& [name, member] : *object.as_object()) {
    const auto known = types.find(name);
    const std::string_view type = known == types.end() ? std::string_view{} : known->second;
    auto value = InputReader().read(member, type, nullptr, *content_, 0);
    if (!value)
      return fail(ErrorKind::invalid, "dmn/bad-input",
                  fmt::format("The input \"{}\": {}.", name, value.error().message),
                  type.empty() ? "" : fmt::format("It is declared as {}.", type));
    out.emplace_back(name, std::move(*value));
  }
  return out;
}

json::Value to_plain_json(const Value& value) {
  if (value.is_null()) return nullptr;
  if (const bool* boolean = value.as_boolean()) return *boolean;
  if (const Decimal* number = value.as_number()) return *number;
  if (const feel::List* list = value.as_list()) {
    json::Array out;
    for (const Value& item : *list) out.push_back(to_plain_json(item));
    return out;
  }
  if (const feel::Context* context = value.as_context()) {
    json::Object out;
    for (const auto& [name, entry] : *context) out.emplace_back(name, to_plain_json(entry));
    return out;
  }
  if (value.as_range() != nullptr || value.as_function() != nullptr) return feel::to_feel(value);
  if (const std::string* text = value.as_string()) return *text;
  // Dates, times and durations: what stands between the quotes of date("2026-01-31").
  const std::string source = feel::to_feel(value);
  const std::size_t first = source.find('"'), last = source.rfind('"');
  return first < last ? source.substr(first + 1, last - first - 1) : source;
}

}  // namespace evenhand::dmn
