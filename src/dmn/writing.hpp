/// @file writing.hpp
/// @brief The parts of writing a DMN file: ids for what has none in the model, boxed expressions, a layout for models that
/// came without a drawing. Private to this module.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "dmn/content.hpp"
#include "dmn/model.hpp"
#include "dmn/xml_out.hpp"

namespace evenhand::dmn {

/// Ids that stand nowhere else in the file.
class FreshIds {
 public:
  explicit FreshIds(const ModelContent& content);
  [[nodiscard]] std::string next(std::string_view prefix);

 private:
  std::set<std::string, std::less<>> used_;
  std::size_t count_ = 0;
};

class BoxedWriter {
 public:
  BoxedWriter(XmlOut& out, FreshIds& ids, Edition edition) : out_(out), ids_(ids), edition_(edition) {}
  /// The expression's element; nothing for Kind::nothing.
  void write(const Boxed& boxed);
  /// A function as `functionDefinition` or `encapsulatedLogic`.
  void function(const Boxed& boxed, std::string_view tag);

 private:
  void head(std::string_view tag, const Boxed& boxed, std::string_view prefix);
  void table(const Boxed& boxed);
  void relation(const Boxed& boxed);
  void part(std::string_view tag, const Boxed& boxed);
  void text_element(std::string_view tag, std::string_view prefix, const std::string& text);

  XmlOut& out_;
  FreshIds& ids_;
  Edition edition_;
};

/// A type as an edition refers to it.
[[nodiscard]] std::string type_ref(const std::string& type, Edition edition);

/// Whether the model has boxed expressions that DMN 1.3 does not know.
[[nodiscard]] bool is_newer_than_1_3(const ModelContent& content);

/// A drawing of the requirements: what is needed below what needs it.
[[nodiscard]] Diagram lay_out(const ModelContent& content);

}  // namespace evenhand::dmn
