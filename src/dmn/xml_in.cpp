#include "dmn/xml_in.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace evenhand::dmn {

namespace {

std::size_t offset_of(pugi::xml_node node) noexcept {
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
}

/// XML 1.0 has no characters below a blank but tab and line ends, not even as `&#1;`.
bool has_control(const char* text) noexcept {
  for (; *text != '\0'; ++text) {
    const auto c = static_cast<unsigned char>(*text);
    if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') return true;
  }
  return false;
}

struct Survey : pugi::xml_tree_walker {
  std::string problem, hint;
  std::size_t elements = 0;
  pugi::xml_node where;

  bool stop(pugi::xml_node node, std::string message, std::string remedy) {
    where = node;
    problem = std::move(message);
    hint = std::move(remedy);
    return false;
  }

  bool for_each(pugi::xml_node& node) override {
    if (node.type() == pugi::node_doctype)
      return stop(node, "The file declares a document type (<!DOCTYPE …>).",
                  "Remove it: entities and outside files are never read.");
    if (node.type() == pugi::node_element) {
      if (++elements > limits::dmn_elements_max)
        return stop(node, fmt::format("The file has more than {} elements.", limits::dmn_elements_max), "Split it.");
      if (static_cast<std::size_t>(depth()) > limits::dmn_xml_depth_max)
        return stop(node, fmt::format("Elements are nested deeper than {} levels.", limits::dmn_xml_depth_max),
                    "Give the inner parts decisions or knowledge models of their own.");
    }
    bool bad = has_control(node.value());
    for (const pugi::xml_attribute attribute : node.attributes()) bad = bad || has_control(attribute.value());
    if (bad)
      return stop(node, "There is a control character, which XML does not allow.",
                  "Remove it; in a FEEL text write it as \\u0001.");
    return true;
  }
};

}  // namespace

std::string_view local_name(pugi::xml_node node) noexcept {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child_of(pugi::xml_node node, std::string_view name) noexcept {
  for (const pugi::xml_node child : node.children()) {
    if (local_name(child) == name) return child;
  }
  return {};
}

std::string text_of(pugi::xml_node node) {
  std::string out;
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) out += child.value();
  }
  if (text::trim(out).empty()) out.clear();
  return out;
}

std::string child_text(pugi::xml_node node, std::string_view name) {
  return std::string(text::trim(text_of(child_of(node, name))));
}

std::string plain_type(std::string_view type) {
  return text::collapse_spaces(type.starts_with("feel:") ? type.substr(5) : type);
}

std::string type_of(pugi::xml_node node) {
  return plain_type(node.attribute("typeRef").value());
}

std::string name_of(pugi::xml_node node) {
  return text::collapse_spaces(node.attribute("name").value());
}

Span Report::span_at(std::size_t offset) {
  offset = std::min(offset, xml_.size());
  if (lines_.empty()) {
    lines_.push_back(0);
    for (std::size_t i = 0; i < xml_.size(); ++i)
      if (xml_[i] == '\n') lines_.push_back(i + 1);
  }
  const auto line = std::prev(std::upper_bound(lines_.begin(), lines_.end(), offset));
  Span span;
  span.line = span.end_line = static_cast<std::uint32_t>(line - lines_.begin() + 1);
  // A column far to the right, in a file of one line, is not worth counting its characters for.
  constexpr std::size_t counted_max = 4096;
  const std::string_view before = xml_.substr(*line, offset - *line);
  span.column =
      static_cast<std::uint32_t>(1 + (before.size() > counted_max ? before.size() : text::count_code_points(before)));
  span.end_column = span.column + 1;
  return span;
}

Span Report::span_of(pugi::xml_node node) {
  return span_at(offset_of(node));
}

void Report::add(std::string code, std::string message, std::string hint, std::size_t offset) {
  if (diagnostics_.size() < limits::dmn_problems_max)
    add(std::move(code), std::move(message), std::move(hint), span_at(offset));
}

void Report::add(std::string code, std::string message, std::string hint, const Span& span) {
  if (diagnostics_.size() >= limits::dmn_problems_max) return;
  diagnostics_.push_back({Severity::error, std::move(code), std::move(message), std::move(hint), span});
}

void Report::add_feel(const Diagnostics& problems, pugi::xml_node node) {
  constexpr std::size_t shown_max = 120;
  // Says which element: the nearest one around that has a name or an id.
  pugi::xml_node owner = node;
  while (owner && owner.attribute("name").empty() && owner.attribute("id").empty()) owner = owner.parent();
  const std::string_view name = owner.attribute(owner.attribute("name").empty() ? "id" : "name").value();
  const std::string whole = text_of(node);
  const std::string_view source = text::trim(whole);
  for (const Diagnostic& problem : problems) {
    if (diagnostics_.size() >= limits::dmn_problems_max) return;
    std::size_t cut = std::min(source.size(), shown_max);
    while (cut > 0 && cut < source.size() && (static_cast<unsigned char>(source[cut]) & 0xC0) == 0x80) --cut;
    add("EH0407",
        fmt::format("In {} \"{}\", \"{}{}\" is no FEEL: {}", local_name(owner), name, source.substr(0, cut),
                    cut < source.size() ? "…" : "", problem.message),
        problem.hint, offset_of(node));
  }
}

bool parse_xml(std::string_view xml, pugi::xml_document& document, Report& report) {
  if (xml.size() > limits::dmn_bytes_max) {
    report.add("EH0405", fmt::format("The file is larger than {} bytes.", limits::dmn_bytes_max), "Split it.", 0);
    return false;
  }
  if (const auto bad = text::first_invalid_utf8(xml)) {
    report.add("EH0405", "The file is not UTF-8 here.", "Save it as UTF-8.", *bad);
    return false;
  }
  const pugi::xml_parse_result result =
      document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
  if (!result) {
    report.add("EH0405", fmt::format("This is no well-formed XML: {}.", result.description()),
               "Open it in an editor that checks XML.",
               static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0)));
    return false;
  }
  Survey survey;
  document.traverse(survey);
  if (survey.problem.empty()) return true;
  report.add("EH0405", survey.problem, survey.hint, offset_of(survey.where));
  return false;
}

}  // namespace evenhand::dmn
