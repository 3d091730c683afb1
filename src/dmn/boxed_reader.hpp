/// @file boxed_reader.hpp
/// @brief Reads boxed expressions from DMN's XML elements. Private to this module: pugixml stays behind it.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "dmn/content.hpp"

namespace evenhand::dmn {

/// The name without its namespace prefix.
[[nodiscard]] std::string_view local_name(pugi::xml_node node) noexcept;
[[nodiscard]] pugi::xml_node child_of(pugi::xml_node node, std::string_view name) noexcept;

/// Collects problems with their place in the XML text.
class Report {
 public:
  explicit Report(std::string_view xml) : xml_(xml) {}
  void add(std::string code, std::string message, std::string hint, std::size_t offset);
  /// The problems of one FEEL text, at its element.
  void add_feel(const Diagnostics& problems, pugi::xml_node node);
  [[nodiscard]] Diagnostics take() { return std::move(diagnostics_); }

 private:
  std::string_view xml_;
  Diagnostics diagnostics_;
};

class BoxedReader {
 public:
  /// @param names  all names of the model: they may hold symbols.
  BoxedReader(Report& report, const std::vector<std::string>& names) : report_(report), names_(names) {}

  /// The one boxed expression among an element's children.
  [[nodiscard]] BoxedPtr logic_of(pugi::xml_node parent);
  /// An `encapsulatedLogic` or `functionDefinition` element.
  [[nodiscard]] BoxedPtr function_of(pugi::xml_node node);

 private:
  BoxedPtr read(pugi::xml_node node);
  BoxedPtr read_table(pugi::xml_node node);
  BoxedPtr read_context(pugi::xml_node node);
  BoxedPtr read_relation(pugi::xml_node node);
  BoxedPtr read_invocation(pugi::xml_node node);
  BoxedPtr read_parts(pugi::xml_node node, Boxed::Kind kind, std::initializer_list<std::string_view> parts);
  BoxedPtr read_loop(pugi::xml_node node, Boxed::Kind kind, std::string_view result);
  feel::Expression expression_of(pugi::xml_node holder, std::string& problem);
  feel::Expression tests_of(pugi::xml_node holder, bool& good);
  std::vector<feel::Value> values_of(pugi::xml_node holder);
  static std::string type_of(pugi::xml_node node);

  Report& report_;
  std::vector<std::string> names_;
  int depth_ = 0;
};

}  // namespace evenhand::dmn
