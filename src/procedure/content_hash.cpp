#include "procedure/content_hash.hpp"

#include <array>

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "procedure/printer.hpp"

namespace evenhand::procedure {

namespace {

/// Names the way of hashing: another one could never give the name of another text.
constexpr std::string_view scheme = "evenhand page 2\n";

enum class Where { page, opens_item, quote };

json::Value words_of(const Source& source, const Block& b, Where where) {
  static constexpr std::array kinds{"heading", "paragraph", "list", "item", "quote", "table", "code", "rule", "html"};
  json::Object out{{"kind", kinds[static_cast<std::size_t>(b.kind)]}};
  std::string words = text::collapse_spaces(b.run.text);
  if (where == Where::opens_item && !words.empty()) {
    if (words[0] >= 'A' && words[0] <= 'Z') words[0] = static_cast<char>(words[0] - 'A' + 'a');
    if (words.ends_with('.')) words.pop_back();
  }
  if (b.kind == Block::Kind::code || b.kind == Block::Kind::html) words = print_block(source, b);
  if (!words.empty()) out.emplace_back("words", std::move(words));
  if (b.kind == Block::Kind::heading) out.emplace_back("level", b.level);
  if (!b.anchor.empty()) out.emplace_back("anchor", b.anchor);
  if (b.ordered) out.emplace_back("number", b.number);
  if (b.task) out.emplace_back("ticked", b.checked);
  json::Array rows;
  for (const Row& row : b.rows) {
    json::Array cells;
    for (const Cell& cell : row.cells) cells.emplace_back(text::collapse_spaces(cell.run.text));
    rows.emplace_back(std::move(cells));
  }
  if (!rows.empty()) out.emplace_back("rows", std::move(rows));
  if (b.children.empty()) return out;
  json::Array children;
  const bool quote = where == Where::quote || b.kind == Block::Kind::quote;  // what somebody reads as it stands
  for (const Block& child : b.children) {
    const bool opens_item = b.kind == Block::Kind::item && &child == b.head();
    children.push_back(words_of(source, child, quote ? Where::quote : opens_item ? Where::opens_item : Where::page));
  }
  out.emplace_back("children", std::move(children));
  return out;
}

}  // namespace

std::string words_of_page(const Source& source, const std::vector<Block>& blocks) {
  json::Array out;
  for (const Block& b : blocks) out.push_back(words_of(source, b, Where::page));
  return json::write_canonical(out);
}

std::string words_of_front_matter(const Source& source, Range yaml) {
  std::string out;
  if (yaml.empty()) return out;
  for (std::size_t l = source.line_at(yaml.begin); l < source.line_count() && source.line(l).begin < yaml.end; ++l) {
    std::string_view line = source.slice(source.line(l));
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    out.append(line).append("\n");
  }
  return out;
}

std::string content_hash(std::string_view front_matter, std::string_view page) {
  std::string whole(scheme);
  // The length keeps a line from moving from one part to the other.
  whole.append(std::to_string(front_matter.size())).append("\n").append(front_matter).append(page);
  return hex(sha256(whole));
}

}  // namespace evenhand::procedure
