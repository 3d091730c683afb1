/// @file boxed_reader.hpp
/// @brief Reads boxed expressions from DMN's XML elements. Private to this module: pugixml stays behind it.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dmn/content.hpp"
#include "dmn/names.hpp"
#include "dmn/xml_in.hpp"

namespace evenhand::dmn {

class BoxedReader {
 public:
  /// @param names  of the model: they may hold symbols.
  /// @param content  its types and imports have been read.
  BoxedReader(Report& report, Names& names, const ModelContent& content)
      : report_(report), model_names_(names), content_(content) {}

  /// An input or decision of the model, and its type: what a table tests by that name is of it.
  void declare(std::string name, std::string type) { declared_.emplace(std::move(name), std::move(type)); }

  /// The one boxed expression among an element's children.
  [[nodiscard]] BoxedPtr logic_of(pugi::xml_node parent);
  /// An `encapsulatedLogic` or `functionDefinition` element.
  [[nodiscard]] BoxedPtr function_of(pugi::xml_node node);

 private:
  using Fresh = std::shared_ptr<Boxed>;
  Fresh fresh(pugi::xml_node node, Boxed::Kind kind);
  BoxedPtr nothing(pugi::xml_node node, std::string why);
  BoxedPtr read(pugi::xml_node node);
  BoxedPtr read_literal(pugi::xml_node node);
  BoxedPtr read_context(pugi::xml_node node);
  BoxedPtr read_relation(pugi::xml_node node);
  BoxedPtr read_invocation(pugi::xml_node node);
  BoxedPtr read_parts(pugi::xml_node node, Boxed::Kind kind, std::initializer_list<std::string_view> parts);
  BoxedPtr read_loop(pugi::xml_node node, Boxed::Kind kind, std::string_view result);

  // table_xml.cpp
  BoxedPtr read_table(pugi::xml_node node);
  void read_input(pugi::xml_node node, Boxed& out);
  void read_output(pugi::xml_node node, Boxed& out);
  void read_rule(pugi::xml_node node, Boxed& out);
  feel::Expression expression_of(pugi::xml_node holder, Boxed& out);
  feel::Expression tests_of(pugi::xml_node holder, Boxed& out);
  /// Says what an input can be: its `inputValues`, else what the item definitions of its type allow.
  void limit(Input& input, const TableText::Clause& clause);
  /// Reads a text as an expression, or as the tests of a cell.
  feel::Parsed parse(std::string_view source, bool is_test);

  Report& report_;
  Names& model_names_;
  const ModelContent& content_;
  std::map<std::string, std::string, std::less<>> declared_;  ///< names to types
  std::vector<std::string> names_;  ///< of what is around: entries, parameters, loop variables
  std::size_t depth_ = 0;
};

}  // namespace evenhand::dmn
