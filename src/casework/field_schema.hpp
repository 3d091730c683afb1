/// @file field_schema.hpp
/// @brief The third visitor of `describe`, beside Writer and Reader: a record's members as a JSON Schema. Private to this
/// module.
#pragma once

#include "casework/fields.hpp"

namespace evenhand::casework::fields {

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <class C>
inline constexpr bool is_list<std::set<std::string, C>> = true;

inline json::Value schema_of_type(std::string_view type) {
  json::Value schema;
  schema.set("type", type);
  return schema;
}

/// Of the JSON that encode writes of a T. A FEEL value may be any.
template <class T>
json::Value schema_of() {
  if constexpr (std::same_as<T, feel::Value>) {
    return json::Object{};
  } else if constexpr (std::same_as<T, std::string>) {
    return schema_of_type("string");
  } else if constexpr (std::same_as<T, bool>) {
    return schema_of_type("boolean");
  } else if constexpr (std::same_as<T, Instant>) {
    return schema_of_type("string").set("format", "date-time");
  } else if constexpr (std::integral<T>) {
    return schema_of_type("integer");
  } else if constexpr (is_list<T> && !std::same_as<T, feel::Context>) {
    return schema_of_type("array").set("items", schema_of<typename T::value_type>());
  } else if constexpr (requires { typename T::mapped_type; }) {
    return schema_of_type("object").set("additionalProperties", schema_of<typename T::mapped_type>());
  } else {
    return schema_of_type("object").set("additionalProperties", true);
  }
}

class Describer {
 public:
  template <class T>
  void operator()(std::string_view name, const T& /*of*/) {
    properties_.set(std::string(name), schema_of<T>());
  }
  template <class T>
  void required(std::string_view name, const T& of) {
    (*this)(name, of);
    required_.emplace_back(name);
  }
  template <class E, class Names>
  void choice(std::string_view name, const E& /*of*/, const Names& names) {
    json::Array all;
    for (const std::string_view one : names) all.emplace_back(one);
    properties_.set(std::string(name), schema_of_type("string").set("enum", std::move(all)));
  }
  /// The member that says which of a variant's records it is, as the first one.
  void type(std::string_view name) {
    json::Value constant;
    constant.set("const", name);
    properties_.set("type", std::move(constant));
    required_.emplace_back("type");
  }
  [[nodiscard]] json::Value take() {
    json::Value schema = schema_of_type("object");
    schema.set("properties", std::move(properties_));
    if (!required_.empty()) schema.set("required", std::move(required_));
    return schema.set("additionalProperties", false);
  }

 private:
  json::Value properties_{json::Object{}};
  json::Array required_;
};

}  // namespace evenhand::casework::fields
