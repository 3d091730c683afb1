/// @file yaml_fields.hpp
/// @brief Reading a pack's YAML strictly: every field is known, of its kind, and given once; every problem has its place. Private
/// to this module, and the only place that sees the YAML library.
#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar_date.hpp"
#include "base/diagnostic.hpp"
#include "base/json.hpp"

namespace evenhand::law {

/// What has been found wrong, and how much was read.
class Reading {
 public:
  void error(std::string code, const YAML::Node& at, std::string message, std::string hint = {});
  void error_at(std::string code, const YAML::Mark& at, std::string message, std::string hint = {});
  /// False, with an error, once more nodes were read than a pack may have: aliases make much of little.
  [[nodiscard]] bool count(const YAML::Node& node);
  [[nodiscard]] bool has_errors() const noexcept { return evenhand::has_errors(diagnostics_); }
  [[nodiscard]] Diagnostics take() { return std::move(diagnostics_); }

 private:
  Diagnostics diagnostics_;
  std::size_t nodes_ = 0;
};

/// `this.that`, for messages: the names of fields on the way to a value are given by the caller.
[[nodiscard]] std::optional<std::string> text_of(Reading& reading, const YAML::Node& node, std::string_view name);
/// The text of a field that must say something.
[[nodiscard]] std::string words_of(Reading& reading, const YAML::Node& node, std::string_view name);
[[nodiscard]] std::optional<CalendarDate> date_of(Reading& reading, const YAML::Node& node, std::string_view name);
[[nodiscard]] std::optional<bool> bool_of(Reading& reading, const YAML::Node& node, std::string_view name);
[[nodiscard]] std::vector<std::string> list_of(Reading& reading, const YAML::Node& node, std::string_view name);
/// Lower case letters, digits and single hyphens.
[[nodiscard]] std::string id_of(Reading& reading, const YAML::Node& node, std::string_view name);
/// Scalars as YAML's core schema reads them; a quoted one is text.
[[nodiscard]] json::Value value_of(Reading& reading, const YAML::Node& node);
/// Whether it is there and not null.
[[nodiscard]] bool is_given(const YAML::Node& node);

/// The fields of one mapping. Take each by its name; the rest are errors when `finish` is called.
class Fields {
 public:
  /// @param what  for messages: `a fact`
  Fields(Reading& reading, const YAML::Node& node, std::string what);
  /// Null when it is left out.
  [[nodiscard]] YAML::Node take(const std::string& name);
  /// The same, with an error when it is left out.
  [[nodiscard]] YAML::Node need(const std::string& name);
  void finish();
  [[nodiscard]] bool is_map() const noexcept { return is_map_; }

 private:
  Reading& reading_;
  const YAML::Node node_;
  const std::string what_;
  bool is_map_ = false;
  std::vector<std::string> known_;
};

}  // namespace evenhand::law
