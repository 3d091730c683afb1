#include <algorithm>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "law/pack_parts.hpp"

namespace evenhand::law {
namespace {

/// Brackets inside brackets, which the YAML library follows by recursion.
bool nests_too_deep(std::string_view text) {
  std::size_t depth = 0;
  for (const char c : text) {
    if (c == '[' || c == '{')
      ++depth;
    else if ((c == ']' || c == '}') && depth > 0)
      --depth;
    if (depth > limits::law_pack_depth_max) return true;
  }
  return false;
}

std::map<std::string, Agency> read_agencies(Reading& reading, const YAML::Node& node) {
  std::map<std::string, Agency> agencies;
  if (!node.IsDefined()) return agencies;
  if (!node.IsMap()) {
    reading.error("EH0904", node, "`agencies` is made of `name: {name: …, page: …}` lines.");
    return agencies;
  }
  for (const auto& entry : node) {
    const std::string key = id_of(reading, entry.first, "the name of an agency");
    Fields fields(reading, entry.second, "an agency");
    Agency agency{.name = words_of(reading, fields.need("name"), "name"),
                  .page = words_of(reading, fields.need("page"), "page")};
    fields.finish();
    if (!agencies.emplace(key, std::move(agency)).second)
      reading.error("EH0906", entry.first, "There are two agencies `" + key + "`.");
  }
  return agencies;
}

/// `US`, or `US-` and two letters.
bool is_jurisdiction(std::string_view text) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return text == "US" || (text.size() == 5 && text.starts_with("US-") && capital(text[3]) && capital(text[4]));
}

/// False when the rest cannot be told from it.
bool read_format(Reading& reading, const YAML::Node& node) {
  const std::string format = words_of(reading, node, "format");
  if (format == pack_format) return true;
  if (format.starts_with("evenhand-law/"))
    reading.error("EH0905", node,
                  "This pack is of the format " + format + "; this program reads " + std::string(pack_format) + ".",
                  "Use a newer Evenhand, or a pack of this format.");
  else if (!format.empty())
    reading.error("EH0905", node, "This is no pack of law facts.",
                  "It begins with: format: " + std::string(pack_format));
  return false;
}

void read_root(Reading& reading, const YAML::Node& root, Pack& pack) {
  Fields fields(reading, root, "the pack");
  if (!fields.is_map() || !read_format(reading, fields.need("format"))) return;
  const YAML::Node id = fields.need("id"), jurisdiction = fields.need("jurisdiction");
  pack.id = id_of(reading, id, "id");
  pack.jurisdiction = words_of(reading, jurisdiction, "jurisdiction");
  if (!pack.jurisdiction.empty() && !is_jurisdiction(pack.jurisdiction))
    reading.error("EH0904", jurisdiction, "`jurisdiction` is US, or US- and the letters of a state.", "Write US-MA.");
  else if (pack.id != text::to_lower_ascii(pack.jurisdiction))
    reading.error(
        "EH0904", id,
        "The pack of " + pack.jurisdiction + " has the id `" + text::to_lower_ascii(pack.jurisdiction) + "`.");
  pack.name = words_of(reading, fields.need("name"), "name");
  pack.edition = date_of(reading, fields.need("edition"), "edition").value_or(CalendarDate{});
  const auto agencies = read_agencies(reading, fields.need("agencies"));
  read_facts(reading, fields.need("facts"), agencies, pack);
  read_tables(reading, fields.take("tables"), pack);
  read_requirements(reading, fields.take("requirements"), pack);
  fields.finish();
}

}  // namespace

ParsedPack parse_pack(std::string_view text) {
  ParsedPack parsed;
  Reading reading;
  const auto refuse = [&](std::string message, std::string hint = {}) {
    reading.error_at("EH0901", YAML::Mark::null_mark(), std::move(message), std::move(hint));
    parsed.diagnostics = reading.take();
    return std::move(parsed);
  };
  if (text.size() > limits::law_pack_bytes_max)
    return refuse("The pack is larger than 4 MB.", "Make one for each jurisdiction.");
  if (const auto at = text::first_invalid_utf8(text))
    return refuse("Byte " + std::to_string(*at + 1) + " is not UTF-8.", "Save the file as UTF-8.");
  if (nests_too_deep(text)) return refuse("Brackets are nested too deep for a pack.");
  try {
    read_root(reading, YAML::Load(std::string(text)), parsed.pack);
  } catch (const YAML::Exception& e) {
    reading.error_at("EH0901", e.mark, "This is no YAML: " + e.msg + ".",
                     "Mind the indentation, and quote texts with a colon.");
  } catch (const std::exception& e) { return refuse(std::string("The pack cannot be read: ") + e.what() + "."); }
  parsed.pack.hash = hex(sha256(text));
  parsed.diagnostics = reading.take();
  return parsed;
}

const Fact* Pack::find(std::string_view fact, CalendarDate day) const noexcept {
  const auto found = std::find_if(facts.begin(), facts.end(),
                                  [&](const Fact& one) { return one.id == fact && one.effective.holds_on(day); });
  return found == facts.end() ? nullptr : &*found;
}

std::vector<const Fact*> Pack::find_all(std::string_view fact) const {
  std::vector<const Fact*> all;
  for (const Fact& one : facts)
    if (one.id == fact) all.push_back(&one);
  std::sort(all.begin(), all.end(), [](const Fact* a, const Fact* b) { return a->effective.from < b->effective.from; });
  return all;
}

const DecisionTable* Pack::find_table(std::string_view table) const noexcept {
  const auto found =
      std::find_if(tables.begin(), tables.end(), [&](const DecisionTable& one) { return one.id == table; });
  return found == tables.end() ? nullptr : &*found;
}

const Requirement* Pack::find_requirement(std::string_view requirement) const noexcept {
  const auto found = std::find_if(requirements.begin(), requirements.end(),
                                  [&](const Requirement& one) { return one.id == requirement; });
  return found == requirements.end() ? nullptr : &*found;
}

}  // namespace evenhand::law
