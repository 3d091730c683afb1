/// @file fields.hpp
/// @brief One description of a record's members serves both directions of JSON: `describe(visitor, record)` names each
/// member once; Writer leaves out what is empty, Reader refuses wrong kinds and unknown members. Private to this module.
#pragma once

#include <concepts>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/instant.hpp"
#include "base/json.hpp"
#include "casework/file.hpp"
#include "feel/value.hpp"
#include "procedure/model.hpp"

namespace evenhand::casework::fields {

template <class E, class T>
concept Is = std::same_as<std::remove_const_t<E>, T>;

inline json::Value encode(const std::string& v) {
  return v;
}
inline json::Value encode(bool v) {
  return v;
}
inline json::Value encode(const feel::Value& v) {
  return feel::to_json(v);
}
inline json::Value encode(Instant v) {
  return format_rfc3339(v);
}
template <std::integral T>
json::Value encode(T v) {
  return json::Value(static_cast<std::int64_t>(v));
}
inline json::Value encode(const procedure::Selection& s) {
  json::Object o;
  if (!s.state.empty()) o.emplace_back("state", s.state);
  if (!s.channel.empty()) o.emplace_back("channel", s.channel);
  if (!s.product.empty()) o.emplace_back("product", s.product);
  if (!s.language.empty()) o.emplace_back("language", s.language);
  return o;
}
inline json::Value encode(const FileProof& f) {
  json::Value out;
  out.set("id", f.id).set("type", f.type).set("bytes", f.bytes).set("sha256", f.sha256);
  return out;
}
inline json::Value encode(const CaseFile& f) {
  json::Value out = encode(static_cast<const FileProof&>(f));
  out.set("name", f.name);
  return out;
}
inline json::Value encode(const feel::Context& v) {
  json::Object o;
  for (const auto& [name, value] : v) o.emplace_back(name, feel::to_json(value));
  return o;
}
template <class T>
json::Value encode(const std::vector<T>& v) {
  json::Array a;
  a.reserve(v.size());
  for (const auto& item : v) a.push_back(encode(item));
  return a;
}
template <class C>
json::Value encode(const std::set<std::string, C>& v) {
  json::Array a;
  for (const auto& item : v) a.emplace_back(item);
  return a;
}
template <class T, class C>
json::Value encode(const std::map<std::string, T, C>& v) {
  json::Object o;
  for (const auto& [key, value] : v) o.emplace_back(key, encode(value));
  return o;
}

inline bool decode(const json::Value& j, std::string& out) {
  const auto* s = j.as_string();
  if (s) out = *s;
  return s != nullptr;
}
inline bool decode(const json::Value& j, bool& out) {
  const auto* b = j.as_bool();
  if (b) out = *b;
  return b != nullptr;
}
inline bool decode(const json::Value& j, feel::Value& out) {
  auto v = feel::from_json(j);
  if (v) out = std::move(*v);
  return v.has_value();
}
inline bool decode(const json::Value& j, Instant& out) {
  const auto* s = j.as_string();
  if (!s) return false;
  auto t = parse_rfc3339(*s);
  if (t) out = *t;
  return t.has_value();
}
template <std::integral T>
bool decode(const json::Value& j, T& out) {
  const auto* n = j.as_number();
  const auto whole = n ? n->to_int64() : std::nullopt;
  if (!whole || !std::in_range<T>(*whole)) return false;
  out = static_cast<T>(*whole);
  return true;
}
inline bool decode(const json::Value& j, procedure::Selection& out) {
  const auto* o = j.as_object();
  if (!o) return false;
  for (const auto& [key, value] : *o) {
    std::string* to = key == "state"      ? &out.state
                      : key == "channel"  ? &out.channel
                      : key == "product"  ? &out.product
                      : key == "language" ? &out.language
                                          : nullptr;
    if (!to || !decode(value, *to)) return false;
  }
  return true;
}
inline bool decode(const json::Value& j, FileProof& out) {
  const auto* id = j.find("id");
  const auto* bytes = j.find("bytes");
  if (!id || !id->as_string() || !bytes || !decode(*bytes, out.bytes)) return false;
  out.id = *id->as_string();
  out.type = j.string_or("type", "");
  out.sha256 = j.string_or("sha256", "");
  return true;
}
inline bool decode(const json::Value& j, CaseFile& out) {
  out.name = j.string_or("name", "");
  return decode(j, static_cast<FileProof&>(out));
}
inline bool decode(const json::Value& j, feel::Context& out) {
  const auto* o = j.as_object();
  if (!o) return false;
  for (const auto& [key, value] : *o) {
    feel::Value v;
    if (!decode(value, v)) return false;
    out.emplace_back(key, std::move(v));
  }
  return true;
}
template <class T>
bool decode(const json::Value& j, std::vector<T>& out) {
  const auto* a = j.as_array();
  if (!a) return false;
  for (const auto& item : *a) {
    T value{};
    if (!decode(item, value)) return false;
    out.push_back(std::move(value));
  }
  return true;
}
template <class C>
bool decode(const json::Value& j, std::set<std::string, C>& out) {
  const auto* a = j.as_array();
  if (!a) return false;
  for (const auto& item : *a) {
    if (!item.as_string()) return false;
    out.insert(*item.as_string());
  }
  return true;
}
template <class T, class C>
bool decode(const json::Value& j, std::map<std::string, T, C>& out) {
  const auto* o = j.as_object();
  if (!o) return false;
  for (const auto& [key, item] : *o) {
    T value{};
    if (!decode(item, value)) return false;
    out.emplace(key, std::move(value));
  }
  return true;
}

template <class T>
bool is_default(const T& v) {
  if constexpr (requires { v.is_null(); })
    return v.is_null();
  else if constexpr (requires { v.empty(); })
    return v.empty();
  else
    return v == T{};
}

class Writer {
 public:
  template <class T>
  void operator()(std::string_view name, const T& v) {
    if (!is_default(v)) object_.emplace_back(std::string(name), encode(v));
  }
  template <class T>
  void required(std::string_view name, const T& v) {
    object_.emplace_back(std::string(name), encode(v));
  }
  /// Written and read by the caller's own names of an enumeration's values.
  template <class E, class Names>
  void choice(std::string_view name, const E& v, const Names& names) {
    if (v != E{}) object_.emplace_back(std::string(name), std::string_view(names[static_cast<std::size_t>(v)]));
  }
  [[nodiscard]] json::Value take() { return std::move(object_); }

 private:
  json::Object object_;
};

class Reader {
 public:
  explicit Reader(const json::Value& value) : value_(value) {
    if (!value.as_object()) problem_ = "the payload must be an object";
  }
  template <class T>
  void operator()(std::string_view name, T& out) {
    if (const auto* member = find(name); member && !decode(*member, out)) bad(name);
  }
  template <class T>
  void required(std::string_view name, T& out) {
    const auto* member = find(name);
    if (!member) {
      if (problem_.empty()) problem_ = "`" + std::string(name) + "` is missing";
    } else if (!decode(*member, out)) {
      bad(name);
    }
  }
  template <class E, class Names>
  void choice(std::string_view name, E& out, const Names& names) {
    const auto* member = find(name);
    if (!member) return;
    const auto* s = member->as_string();
    for (std::size_t i = 0; s && i < std::size(names); ++i)
      if (*s == names[i]) {
        out = static_cast<E>(i);
        return;
      }
    bad(name);
  }
  /// Empty when every member was understood.
  [[nodiscard]] std::string problem() const {
    if (!problem_.empty()) return problem_;
    for (const auto& [key, ignored] : *value_.as_object()) {
      bool known = false;
      for (const auto& n : names_) known = known || n == key;
      if (!known) return "there is no field `" + key + "` here";
    }
    return {};
  }

 private:
  const json::Value* find(std::string_view name) {
    names_.push_back(name);
    return value_.find(name);
  }
  void bad(std::string_view name) {
    if (problem_.empty()) problem_ = "`" + std::string(name) + "` has the wrong kind of value";
  }
  const json::Value& value_;
  std::vector<std::string_view> names_;
  std::string problem_;
};

}  // namespace evenhand::casework::fields
