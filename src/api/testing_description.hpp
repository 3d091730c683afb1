/// @file testing_description.hpp
/// @brief Holds requests and answers against the OpenAPI description: the little of JSON Schema that it uses, and stricter in
/// one thing: a member that no schema names is a mistake.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "http/message.hpp"

namespace evenhand::api::testing {

class Schemas {
 public:
  explicit Schemas(const json::Value& document) : document_(document) {}

  /// Empty when the value is as the schema says; else where it is not, and why.
  [[nodiscard]] std::string problem(const json::Value& value, const json::Value& schema, const std::string& at = "$",
                                    bool closed = true) const {
    const json::Value* properties = schema.find("properties");
    for (const auto& [keyword, what] : *schema.as_object()) {
      std::string found;
      if (keyword == "$ref") {
        found = problem(value, resolve(*what.as_string()), at, closed);
      } else if (keyword == "type") {
        found = is_of_type(value, what) ? "" : at + " is no " + json::write(what) + ": " + excerpt(value);
      } else if (keyword == "enum") {
        const auto& all = *what.as_array();
        found = std::find(all.begin(), all.end(), value) != all.end() ? "" : at + " is not among " + json::write(what);
      } else if (keyword == "const") {
        found = value == what ? "" : at + " is not " + json::write(what);
      } else if (keyword == "format") {
        const std::string* text = value.as_string();
        if (what == json::Value("date-time") && text != nullptr && !parse_rfc3339(*text)) found = at + " is no time";
      } else if (keyword == "maxLength") {
        const std::string* text = value.as_string();
        if (text != nullptr && Decimal{static_cast<std::int64_t>(text->size())} > *what.as_number())
          found = at + " is too long";
      } else if (keyword == "maxItems") {
        const json::Array* items = value.as_array();
        if (items != nullptr && Decimal{static_cast<std::int64_t>(items->size())} > *what.as_number())
          found = at + " has too many items";
      } else if (keyword == "required") {
        for (const json::Value& name : *what.as_array()) {
          if (value.as_object() != nullptr && value.find(*name.as_string()) == nullptr)
            found = at + " has no " + *name.as_string();
        }
      } else if (keyword == "items") {
        found = items_problem(value, what, at, closed);
      } else if (keyword == "anyOf" || keyword == "oneOf") {
        found = branches_problem(value, *what.as_array(), keyword == "oneOf", at, closed && properties == nullptr);
      } else if (keyword != "properties" && keyword != "additionalProperties" && keyword != "description" &&
                 keyword != "discriminator") {
        found = at + ": these tests do not know the keyword " + keyword;
      }
      if (!found.empty()) return found;
    }
    return members_problem(value, schema, properties, at, closed);
  }
  /// `#/components/schemas/Case`
  [[nodiscard]] const json::Value& resolve(std::string_view reference) const {
    static const json::Value none{json::Object{}};
    const json::Value* at = &document_;
    for (const std::string_view part : text::split(reference.substr(2), '/')) {
      at = at->find(part);
      if (at == nullptr) {
        ADD_FAILURE() << reference << " leads nowhere";
        return none;
      }
    }
    return *at;
  }

 private:
  static std::string excerpt(const json::Value& value) { return json::write(value).substr(0, 200); }
  static bool is_of_type(const json::Value& value, const json::Value& type) {
    if (const json::Array* any = type.as_array())
      return std::any_of(any->begin(), any->end(), [&](const json::Value& one) { return is_of_type(value, one); });
    const std::string& name = *type.as_string();
    if (name == "integer") return value.as_number() != nullptr && value.as_number()->to_int64();
    return (name == "null" && value.is_null()) || (name == "string" && value.as_string() != nullptr) ||
           (name == "number" && value.as_number() != nullptr) || (name == "boolean" && value.as_bool() != nullptr) ||
           (name == "array" && value.as_array() != nullptr) || (name == "object" && value.as_object() != nullptr);
  }
  std::string items_problem(const json::Value& value, const json::Value& schema, const std::string& at,
                            bool closed) const {
    if (value.as_array() == nullptr) return {};
    for (std::size_t i = 0; i < value.as_array()->size(); ++i) {
      auto found = problem((*value.as_array())[i], schema, at + "[" + std::to_string(i) + "]", closed);
      if (!found.empty()) return found;
    }
    return {};
  }
  std::string branches_problem(const json::Value& value, const json::Array& schemas, bool exactly_one,
                               const std::string& at, bool closed) const {
    std::size_t fitting = 0;
    std::string why;
    for (const json::Value& schema : schemas) {
      const std::string found = problem(value, schema, at, closed);
      if (found.empty()) ++fitting;
      // The reason that goes deepest is of the branch that was meant.
      if (std::count(found.begin(), found.end(), '.') >= std::count(why.begin(), why.end(), '.')) why = found;
    }
    if (fitting == 0) return at + " fits no branch; " + why;
    return exactly_one && fitting > 1 ? at + " fits more than one branch" : "";
  }
  std::string members_problem(const json::Value& value, const json::Value& schema, const json::Value* properties,
                              const std::string& at, bool closed) const {
    const json::Value* others = schema.find("additionalProperties");
    if (value.as_object() == nullptr || (properties == nullptr && others == nullptr)) return {};
    for (const auto& [name, member] : *value.as_object()) {
      const json::Value* described = properties == nullptr ? nullptr : properties->find(name);
      if (described == nullptr && others != nullptr && others->as_object() != nullptr) described = others;
      const bool is_free = others != nullptr ? *others != json::Value(false) : !closed;
      if (described == nullptr && !is_free) return at + "." + name + " is not described: " + excerpt(member);
      auto found = described == nullptr ? "" : problem(member, *described, at + "." + name, closed);
      if (!found.empty()) return found;
    }
    return {};
  }

  const json::Value& document_;
};

/// One request and its answer as they went over the wire.
struct Exchange {
  std::string method, target;
  const http::Headers& request_headers;
  std::string_view request_body;
  int status = 0;
  const http::Headers& headers;
  std::string_view body;
};

class Description {
 public:
  explicit Description(std::string_view openapi) : document_(json::parse(openapi).value_or(json::Value())) {}
  Description(const Description&) = delete;
  Description& operator=(const Description&) = delete;

  [[nodiscard]] const json::Value& document() const { return document_; }
  /// `get /api/v1/cases/{case}` of every operation that succeeded so far and was as described.
  [[nodiscard]] const std::set<std::string>& proven() const { return proven_; }

  /// Empty when the exchange is as described.
  [[nodiscard]] std::string problem(const Exchange& exchange) {
    const Schemas schemas(document_);
    const std::string_view type = exchange.headers.value_or("Content-Type", "");
    const auto body = json::parse(exchange.body);
    if (exchange.status >= 400) {
      if (type != "application/problem+json") return "what went wrong is no problem document: " + std::string(type);
      return body ? schemas.problem(*body, schemas.resolve("#/components/schemas/Problem")) : "no JSON";
    }
    std::string method = exchange.method;
    std::transform(method.begin(), method.end(), method.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    const std::string pattern = pattern_of(exchange.target, method);
    if (pattern.empty()) return exchange.target.starts_with("/api/") ? "the route is not described" : "";
    const json::Value& operation = *document_.find("paths")->find(pattern)->find(method);
    if (auto found = request_problem(schemas, operation, exchange); !found.empty()) return found;
    const json::Value* answer = operation.find("responses")->find(std::to_string(exchange.status));
    if (answer == nullptr) return "the status " + std::to_string(exchange.status) + " is not described";
    if (const json::Value* headers = answer->find("headers")) {
      for (const auto& [name, about] : *headers->as_object())
        if (!exchange.headers.contains(name)) return "the header " + name + " is missing";
    }
    const json::Value* content = answer->find("content");
    if (content == nullptr && !exchange.body.empty()) return "a body is not described";
    if (content != nullptr) {
      const auto& [media, how] = content->as_object()->front();
      if (media != "*/*" && !type.starts_with(media)) return std::string(type) + " instead of " + media;
      if (media == "application/json") {
        if (!body) return "no JSON";
        if (auto found = schemas.problem(*body, *how.find("schema")); !found.empty()) return found;
      }
    }
    proven_.insert(method + " " + pattern);
    return {};
  }

 private:
  /// What only means something where it is described.
  static std::string request_problem(const Schemas& schemas, const json::Value& operation, const Exchange& exchange) {
    for (const char* name : {"If-Match", "If-None-Match", "Last-Event-ID", "Idempotency-Key", "Prefer"}) {
      const auto& parameters = *operation.find("parameters")->as_array();
      const bool is_described = std::any_of(parameters.begin(), parameters.end(),
                                            [&](const json::Value& one) { return one.string_or("name", "") == name; });
      if (exchange.request_headers.contains(name) && !is_described) return std::string(name) + " is not described here";
    }
    if (exchange.request_body.empty()) return {};
    const json::Value* body = operation.find("requestBody");
    if (body == nullptr) return "a body of the request is not described";
    const auto& [media, how] = body->find("content")->as_object()->front();
    const auto value = json::parse(exchange.request_body);
    if (media != "application/json" || !value) return {};
    auto found = schemas.problem(*value, *how.find("schema"));
    return found.empty() ? "" : "the request's body was taken, but " + found;
  }
  /// The described path that fits; one with fewer placeholders before one with more.
  [[nodiscard]] std::string pattern_of(std::string_view target, const std::string& method) const {
    const auto parts = text::split(target.substr(0, target.find('?')), '/');
    std::string best;
    for (const auto& [pattern, operations] : *document_.find("paths")->as_object()) {
      const auto wanted = text::split(pattern, '/');
      if (operations.find(method) == nullptr || wanted.size() != parts.size()) continue;
      const bool fits = std::equal(wanted.begin(), wanted.end(), parts.begin(),
                                   [](auto a, auto b) { return a.starts_with('{') ? !b.empty() : a == b; });
      const auto open = [](const std::string& text) { return std::count(text.begin(), text.end(), '{'); };
      if (fits && (best.empty() || open(pattern) < open(best))) best = pattern;
    }
    return best;
  }

  const json::Value document_;
  std::set<std::string> proven_;
};

/// The one that all tests of a program share; it is the same for every server.
inline Description& shared_description(std::string_view openapi) {
  static Description description(openapi);
  return description;
}

}  // namespace evenhand::api::testing
