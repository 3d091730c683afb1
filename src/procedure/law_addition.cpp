// Lines that meet a requirement, and where they go.
#include <algorithm>

#include "base/text.hpp"
#include "procedure/law_check.hpp"

namespace evenhand::procedure {
namespace {

struct Line {
  std::size_t number;  ///< from 1
  std::string_view text;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  std::size_t number = 0;
  for (const std::string_view line : text::split(text, '\n')) lines.push_back({++number, line});
  return lines;
}

/// Every line of `lines` with `indent` before it.
std::string indented(std::string_view lines, std::string_view indent) {
  std::string out;
  for (const std::string_view line : text::split(text::trim(lines), '\n')) {
    if (!line.empty()) out.append(indent);
    out.append(line).append("\n");
  }
  return out;
}

bool is_heading(std::string_view line) {
  return line.starts_with("## ");
}
bool is_step(std::string_view line) {
  return is_heading(line) && line.size() > 3 && line[3] >= '0' && line[3] <= '9';
}

Edit insert_before(const std::vector<Line>& lines, std::size_t line, std::string text) {
  const auto number = static_cast<std::uint32_t>(line);
  const auto last = static_cast<std::uint32_t>(lines.size());
  if (number <= last) return {.span = {number, 1, number, 1}, .text = std::move(text)};
  // After the last line, which may have no end.
  const auto column = static_cast<std::uint32_t>(text::count_code_points(lines.back().text) + 1);
  return {.span = {last, column, last, column}, .text = (lines.back().text.empty() ? "" : "\n") + std::move(text)};
}

/// The first heading after line `from`; one past the end when there is none.
std::size_t next_heading(const std::vector<Line>& lines, std::size_t from) {
  for (const Line& line : lines)
    if (line.number > from && is_heading(line.text)) return line.number;
  return lines.size() + 1;
}

Edit into_step(const std::vector<Line>& lines, bool at_end, std::string_view added) {
  std::size_t step = 0;
  for (const Line& line : lines) {
    if (!is_step(line.text)) continue;
    step = line.number;
    if (!at_end) break;
  }
  if (at_end) return insert_before(lines, next_heading(lines, step), indented(added, "") + "\n");
  return insert_before(lines, step + 1, "\n" + indented(added, ""));
}

Edit into_overlay(const std::vector<Line>& lines, const std::string& place, std::size_t steps, bool at_end,
                  std::string_view added) {
  const std::string edit =
      (at_end ? "- After step " + std::to_string(steps) : "- Before step 1") + ":\n" + indented(added, "  ");
  for (const Line& line : lines)
    if (text::trim(line.text) == "## In " + place)
      return insert_before(lines, next_heading(lines, line.number), edit + "\n");
  // Before the translations, which come last.
  std::size_t at = lines.size() + 1;
  for (const Line& line : lines)
    if (line.text.starts_with("## En ")) {
      at = line.number;
      break;
    }
  return insert_before(lines, at,
                       (at > lines.size() ? "\n" : "") + std::string("## In ") + place + "\n\n" + edit + "\n");
}

}  // namespace

Result<Edit> addition_for(std::string_view text, const Procedure& procedure, const law::Law& law,
                          std::string_view requirement) {
  const std::size_t slash = requirement.find('/');
  const law::Pack* pack = slash == std::string_view::npos ? nullptr : law.find_pack(requirement.substr(0, slash));
  const law::Requirement* wanted = pack == nullptr ? nullptr : pack->find_requirement(requirement.substr(slash + 1));
  if (wanted == nullptr || wanted->add.lines.empty() || procedure.root.children.empty())
    return fail(ErrorKind::not_found, "law/nothing-to-add", "There are no lines that could be added for this.",
                "Change what the finding names.");
  const std::vector<Line> lines = lines_of(text);
  if (pack->jurisdiction == "US") return into_step(lines, wanted->add.at_end, wanted->add.lines);
  return into_overlay(lines, pack->name, procedure.root.children.size(), wanted->add.at_end, wanted->add.lines);
}

}  // namespace evenhand::procedure
