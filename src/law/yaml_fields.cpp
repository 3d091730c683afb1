#include "law/yaml_fields.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/printable.hpp"
#include "base/text.hpp"

namespace evenhand::law {
namespace {

std::string quoted(std::string_view name) {
  return "`" + std::string(name) + "`";
}

bool is_null(const YAML::Node& node) {
  return !node.IsDefined() || node.IsNull() || (node.IsScalar() && node.Tag() != "!" && node.Scalar() == "~");
}

}  // namespace

void Reading::error(std::string code, const YAML::Node& at, std::string message, std::string hint) {
  error_at(std::move(code), at.IsDefined() ? at.Mark() : YAML::Mark::null_mark(), std::move(message), std::move(hint));
}

void Reading::error_at(std::string code, const YAML::Mark& at, std::string message, std::string hint) {
  if (diagnostics_.size() >= limits::sop_diagnostics_max) return;
  Span span{1, 1, 1, 2};
  if (!at.is_null()) {
    span.line = span.end_line = static_cast<std::uint32_t>(at.line) + 1;
    span.column = static_cast<std::uint32_t>(at.column) + 1;
    span.end_column = span.column + 1;
  }
  diagnostics_.push_back({Severity::error, std::move(code), std::move(message), std::move(hint), span});
}

bool Reading::count(const YAML::Node& node) {
  if (nodes_ > limits::law_pack_nodes_max) return false;
  if (++nodes_ <= limits::law_pack_nodes_max) return true;
  error("EH0901", node, "The pack holds more values than one may have.", "Make two packs of it, and use no aliases.");
  return false;
}

bool is_given(const YAML::Node& node) {
  return !is_null(node);
}

std::optional<std::string> text_of(Reading& reading, const YAML::Node& node, std::string_view name) {
  if (!reading.count(node) || is_null(node)) return std::nullopt;
  if (!node.IsScalar()) {
    reading.error("EH0904", node, quoted(name) + " takes one value.", "Write: " + std::string(name) + ": text");
    return std::nullopt;
  }
  if (!text::is_valid_utf8(node.Scalar()) || text::first_unwritable(node.Scalar())) {
    reading.error("EH0904", node, quoted(name) + " holds a character that pages and terminals cannot show.");
    return std::nullopt;
  }
  return text::collapse_spaces(node.Scalar());
}

std::string words_of(Reading& reading, const YAML::Node& node, std::string_view name) {
  std::string text = text_of(reading, node, name).value_or("");
  if (text.empty() && node.IsDefined() && (node.IsScalar() || node.IsNull()))
    reading.error("EH0904", node, quoted(name) + " is empty.", "Say it, or leave out what cannot be said.");
  return text;
}

std::optional<CalendarDate> date_of(Reading& reading, const YAML::Node& node, std::string_view name) {
  const auto text = text_of(reading, node, name);
  if (!text) return std::nullopt;
  const auto date = parse_calendar_date(*text);
  if (date) return *date;
  reading.error("EH0904", node, quoted(name) + " is no day of the calendar.", date.error().hint);
  return std::nullopt;
}

std::optional<bool> bool_of(Reading& reading, const YAML::Node& node, std::string_view name) {
  const json::Value value = value_of(reading, node);
  if (const bool* flag = value.as_bool()) return *flag;
  if (node.IsDefined()) reading.error("EH0904", node, quoted(name) + " is true or false.");
  return std::nullopt;
}

std::vector<std::string> list_of(Reading& reading, const YAML::Node& node, std::string_view name) {
  std::vector<std::string> list;
  if (is_null(node)) return list;
  if (!node.IsSequence()) {
    reading.error("EH0904", node, quoted(name) + " takes a list.", "Write: " + std::string(name) + ": [one, another]");
    return list;
  }
  for (const YAML::Node& item : node) list.push_back(words_of(reading, item, name));
  return list;
}

std::string id_of(Reading& reading, const YAML::Node& node, std::string_view name) {
  std::string id = words_of(reading, node, name);
  if (id.empty()) return id;
  if (id != text::slug(id) || id.size() > limits::law_id_bytes_max)
    reading.error("EH0904", node, quoted(name) + " is made of lower case letters, digits and hyphens.",
                  "Write: " + std::string(name) + ": " + text::slug(id).substr(0, limits::law_id_bytes_max));
  return id;
}

json::Value value_of(Reading& reading, const YAML::Node& node) {
  if (!reading.count(node) || is_null(node)) return {};
  if (node.IsSequence()) {
    json::Array list;
    for (const YAML::Node& item : node) list.push_back(value_of(reading, item));
    return list;
  }
  if (node.IsMap()) {
    json::Object object;
    for (const auto& entry : node) {
      const std::string name = words_of(reading, entry.first, "a name");
      if (std::any_of(object.begin(), object.end(), [&](const auto& one) { return one.first == name; }))
        reading.error("EH0903", entry.first, quoted(name) + " is given twice.", "Keep one of them.");
      else
        object.emplace_back(name, value_of(reading, entry.second));
    }
    return object;
  }
  const std::string& scalar = node.Scalar();
  if (node.Tag() != "!") {
    if (scalar == "true" || scalar == "false") return scalar == "true";
    if (const auto number = Decimal::parse(scalar)) return *number;
  }
  return text_of(reading, node, "a value").value_or("");
}

Fields::Fields(Reading& reading, const YAML::Node& node, std::string what)
    : reading_(reading), node_(node), what_(std::move(what)), is_map_(node.IsDefined() && node.IsMap()) {
  if (!is_map_) {
    reading_.error("EH0904", node, what_ + " is made of `name: value` lines.");
    return;
  }
  std::set<std::string> seen;
  for (const auto& entry : node_) {
    if (entry.first.IsScalar() && !seen.insert(entry.first.Scalar()).second)
      reading_.error("EH0903", entry.first, quoted(entry.first.Scalar()) + " is given twice.", "Keep one of them.");
  }
}

YAML::Node Fields::take(const std::string& name) {
  known_.push_back(name);
  if (!is_map_) return YAML::Node(YAML::NodeType::Undefined);
  for (const auto& entry : node_)
    if (entry.first.IsScalar() && entry.first.Scalar() == name) return entry.second;
  return YAML::Node(YAML::NodeType::Undefined);
}

YAML::Node Fields::need(const std::string& name) {
  YAML::Node field = take(name);
  if (is_map_ && !field.IsDefined())
    reading_.error("EH0903", node_, what_ + " has no " + quoted(name) + ".", "Add: " + name + ": …");
  return field;
}

void Fields::finish() {
  if (!is_map_) return;
  for (const auto& entry : node_) {
    const std::string name =
        entry.first.IsScalar() ? std::string(text::printable(entry.first.Scalar())) : std::string("…");
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    const auto near = text::nearest(name, known_);
    std::string all;
    for (const std::string& one : known_) all += (all.empty() ? "" : ", ") + one;
    reading_.error("EH0902", entry.first, what_ + " has no field " + quoted(name) + ".",
                   near ? "Did you mean " + *near + "?" : "It has: " + all + ".");
  }
}

}  // namespace evenhand::law
