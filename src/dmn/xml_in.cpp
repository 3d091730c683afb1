#include "dmn/xml_in.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "dmn/xml_form.hpp"

namespace evenhand::dmn {

namespace {

std::size_t offset_of(pugi::xml_node node) noexcept {
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
}

/// Character data, or none.
bool has_words(pugi::xml_node node) {
  return (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) && !text::trim(node.value()).empty();
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
    if (node.type() != pugi::node_element) return true;
    if (!check_names(node)) return false;
    if (depth() <= foreign_) foreign_ = none;
    if (foreign_ == none && !check_content(node)) return false;
    if (foreign_ == none && local_name(node) == "extensionElements") foreign_ = depth();
    return true;
  }

 private:
  static constexpr int none = std::numeric_limits<int>::max();

  /// Attributes stand once, and every prefix is declared here or around.
  bool check_names(pugi::xml_node node) {
    for (; !declared_.empty() && declared_.back().first >= depth(); declared_.pop_back())
      --prefixes_[declared_.back().second];
    std::vector<std::string_view> names;
    for (const pugi::xml_attribute attribute : node.attributes()) {
      names.emplace_back(attribute.name());
      constexpr std::string_view declares = "xmlns:";
      if (!names.back().starts_with(declares)) continue;
      declared_.emplace_back(depth(), names.back().substr(declares.size()));
      ++prefixes_[declared_.back().second];
    }
    std::sort(names.begin(), names.end());
    if (const auto twice = std::adjacent_find(names.begin(), names.end()); twice != names.end())
      return stop(node, fmt::format("The attribute \"{}\" stands twice.", text::prefix(*twice, 100)),
                  "Remove one of them.");
    names.emplace_back(node.name());
    for (const std::string_view name : names) {
      const std::size_t colon = name.find(':');
      const std::string_view prefix = name.substr(0, colon);
      if (colon == std::string_view::npos || prefix == "xml" || prefix == "xmlns") continue;
      const auto known = prefixes_.find(prefix);
      if (known == prefixes_.end() || known->second == 0)
        return stop(node, fmt::format("The prefix \"{}\" is declared nowhere.", text::prefix(prefix, 100)),
                    "Add xmlns:PREFIX to the outermost element.");
    }
    return true;
  }

  /// An element has text or elements, never both: what is read of a text would not be all of it.
  bool check_content(pugi::xml_node node) {
    const auto children = node.children();
    const auto element = std::find_if(children.begin(), children.end(),
                                      [](pugi::xml_node child) { return child.type() == pugi::node_element; });
    if (element == children.end()) return true;
    if (local_name(node) != "text" && std::none_of(children.begin(), children.end(), has_words)) return true;
    return stop(*element, fmt::format("There is an element inside of the text of \"{}\".", local_name(node)),
                "Write < as &lt;, or remove the element.");
  }

  std::vector<std::pair<int, std::string_view>> declared_;  ///< prefixes, and how deep they were declared
  std::unordered_map<std::string_view, int> prefixes_;      ///< how many declarations count here
  int foreign_ = none;  ///< depth of the extension elements around, whose content is not ours
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
  if (const auto bad = ill_formed(xml)) {
    report.add("EH0405", bad->message, bad->hint, bad->offset);
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
