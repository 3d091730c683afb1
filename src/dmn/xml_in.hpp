/// @file xml_in.hpp
/// @brief XML as this module takes it in: parsed by pugixml within the limits of base/limits.hpp, without document types or
/// entities, and problems with their place in the text. Private to this module.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"

namespace evenhand::dmn {

/// The name without its namespace prefix.
[[nodiscard]] std::string_view local_name(pugi::xml_node node) noexcept;
[[nodiscard]] pugi::xml_node child_of(pugi::xml_node node, std::string_view name) noexcept;
/// All character data of an element, CDATA sections included.
[[nodiscard]] std::string text_of(pugi::xml_node node);
/// The text of the child element called `name`, trimmed; empty when there is none.
[[nodiscard]] std::string child_text(pugi::xml_node node, std::string_view name);
/// The `typeRef` attribute without FEEL's own prefix.
[[nodiscard]] std::string type_of(pugi::xml_node node);
/// `feel:number` and `number` are the same.
[[nodiscard]] std::string plain_type(std::string_view type);
[[nodiscard]] std::string name_of(pugi::xml_node node);

/// Collects problems with their place in the XML text; past limits::dmn_problems_max it only counts.
class Report {
 public:
  explicit Report(std::string_view xml) : xml_(xml) {}
  void add(std::string code, std::string message, std::string hint, std::size_t offset);
  void add(std::string code, std::string message, std::string hint, const Span& span);
  /// The problems of one FEEL text, at its element.
  void add_feel(const Diagnostics& problems, pugi::xml_node node);
  [[nodiscard]] Span span_at(std::size_t offset);
  [[nodiscard]] Span span_of(pugi::xml_node node);
  [[nodiscard]] Diagnostics take() { return std::move(diagnostics_); }

 private:
  std::string_view xml_;
  std::vector<std::size_t> lines_;  ///< where each line begins, made on first use
  Diagnostics diagnostics_;
};

/// Parses. False, with `EH0405` reported, for what is no UTF-8, no well-formed XML, has a document type, or is past a limit.
[[nodiscard]] bool parse_xml(std::string_view xml, pugi::xml_document& document, Report& report);

}  // namespace evenhand::dmn
