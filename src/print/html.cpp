#include "print/html.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <iterator>
#include <pugixml.hpp>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace evenhand::print {
namespace {

using pugi::xml_node;

bool has_class(xml_node node, std::string_view name) {
  const std::string_view classes = node.attribute("class").as_string();
  const auto found = text::split(classes, ' ');
  return std::find(found.begin(), found.end(), name) != found.end();
}

bool is_inline(xml_node node) {
  static constexpr std::string_view names[] = {"a",   "b", "br",   "code",   "del", "em",  "i",   "input",
                                               "ins", "s", "span", "strong", "sub", "sup", "kbd", "abbr"};
  if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) return true;
  return std::find(std::begin(names), std::end(names), std::string_view(node.name())) != std::end(names);
}

bool is_heading(std::string_view name) {
  return name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
}

/// Blanks become one, as on a page, across the ends of elements; none at the two ends of the line or beside a break.
class LineReader {
 public:
  void read(xml_node node, Words look) {
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) return add(node.value(), look);
    const std::string_view name = node.name();
    if (name == "br") return add_break(look);
    if (name == "input") {
      if (std::string_view(node.attribute("type").as_string()) == "checkbox")
        add(node.attribute("checked") ? "☑" : "☐", look);
      return;
    }
    if (has_class(node, "box")) {  // drawn before the item instead
      has_box_ = true;
      return;
    }
    if (name == "strong" || name == "b") look.strong = true;
    if (name == "em" || name == "i") look.emphasis = true;
    if (name == "code" || name == "kbd") look.code = true;
    if (name == "del" || name == "s") look.struck = true;
    if (name == "sup") look.raised = true;
    if (name == "a") look.link = node.attribute("href").as_string();
    if (const char* id = node.attribute("id").as_string(); *id != '\0') look.anchor = id;
    if (has_class(node, "mark") || has_class(node, "law")) look.tone = Words::Tone::quiet;
    if (has_class(node, "placeholder")) look.tone = Words::Tone::fill_in;
    if (has_class(node, "origin")) look.tone = Words::Tone::origin;
    for (const xml_node child : node.children()) read(child, look);
  }

  [[nodiscard]] bool has_box() const { return has_box_; }
  Line finish() {
    while (!line_.empty()) {
      std::string& last = line_.back().text;
      while (last.ends_with(' ') || last.ends_with('\n')) last.pop_back();
      if (!last.empty()) break;
      line_.pop_back();
    }
    return std::move(line_);
  }

 private:
  void add(std::string_view text, const Words& look) {
    std::string words;
    for (const char c : text) {
      const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
      if (blank && at_blank_) continue;
      words += blank ? ' ' : c;
      at_blank_ = blank;
    }
    put(std::move(words), look);
  }
  void add_break(const Words& look) {
    if (!line_.empty() && line_.back().text.ends_with(' ')) line_.back().text.pop_back();
    put("\n", look);
    at_blank_ = true;
  }
  void put(std::string words, const Words& look) {
    if (words.empty()) return;
    Words one = look;
    if (!line_.empty()) {
      one.text = line_.back().text;
      if (one == line_.back()) {
        line_.back().text += words;
        return;
      }
    }
    one.text = std::move(words);
    line_.push_back(std::move(one));
  }

  Line line_;
  bool at_blank_ = true, has_box_ = false;
};

class Reader {
 public:
  std::vector<Block> read(xml_node parent, std::size_t depth) {
    std::vector<Block> out;
    LineReader loose;  // words beside blocks are a paragraph of their own
    const auto settle = [&] {
      Line line = loose.finish();
      has_box_ = has_box_ || loose.has_box();
      loose = {};
      if (!line.empty()) out.push_back({.words = std::move(line)});
    };
    for (const xml_node node : parent.children()) {
      if (is_inline(node)) {
        loose.read(node, {});
        continue;
      }
      if (node.type() != pugi::node_element) continue;
      settle();
      block(node, depth, out);
    }
    settle();
    return out;
  }

 private:
  Line line_of(xml_node node, Words look = {}) {
    LineReader reader;
    for (const xml_node child : node.children()) reader.read(child, look);
    has_box_ = has_box_ || reader.has_box();
    return reader.finish();
  }

  void block(xml_node node, std::size_t depth, std::vector<Block>& out) {
    const std::string_view name = node.name();
    const std::string anchor = node.attribute("id").as_string();
    if (is_heading(name)) {
      out.push_back({.kind = Block::Kind::heading,
                     .level = std::min(name[1] - '0', 4),
                     .anchor = anchor,
                     .words = line_of(node)});
    } else if (name == "p") {
      Block::Style style = Block::Style::body;
      if (has_class(node, "summary")) style = Block::Style::summary;
      if (has_class(node, "way")) style = Block::Style::lead;
      Line words = line_of(node);
      if (!words.empty()) out.push_back({.anchor = anchor, .style = style, .words = std::move(words)});
    } else if (name == "ul" || name == "ol") {
      out.push_back(list(node, depth));
    } else if (name == "blockquote") {
      out.push_back({.kind = Block::Kind::quote, .anchor = anchor, .blocks = inside(node, depth)});
    } else if (name == "table") {
      table(node, out);
    } else if (name == "dl") {
      definitions(node, out);
    } else if (name == "pre") {
      Block code{.kind = Block::Kind::code};
      std::string words =
          node.first_child().type() == pugi::node_element ? node.first_child().text().get() : node.text().get();
      while (words.ends_with('\n')) words.pop_back();
      code.words.push_back({.text = std::move(words), .code = true});
      out.push_back(std::move(code));
    } else if (name == "hr") {
      out.push_back({.kind = Block::Kind::rule});
    } else {
      auto inner = inside(node, depth);
      if (!anchor.empty() && !inner.empty() && inner.front().anchor.empty()) inner.front().anchor = anchor;
      std::move(inner.begin(), inner.end(), std::back_inserter(out));
    }
  }

  /// What is nested past all reason comes out as one paragraph.
  std::vector<Block> inside(xml_node node, std::size_t depth) {
    if (depth < limits::print_nesting_max) return read(node, depth + 1);
    Line line;
    for (xml_node one = node; one;) {  // without recursion
      if (one.type() == pugi::node_pcdata) line.push_back({.text = text::collapse_spaces(one.value()) + " "});
      if (one.first_child()) {
        one = one.first_child();
        continue;
      }
      while (one && one != node && !one.next_sibling()) one = one.parent();
      if (!one || one == node) break;
      one = one.next_sibling();
    }
    std::vector<Block> out;
    if (!line.empty()) out.push_back({.words = std::move(line)});
    return out;
  }

  Block list(xml_node node, std::size_t depth) {
    Block list{.kind = Block::Kind::list, .is_numbered = std::string_view(node.name()) == "ol"};
    list.first_number = std::clamp(node.attribute("start").as_int(1), 0, 1'000'000'000);
    const bool directives = has_class(node, "items");
    for (const xml_node child : node.children("li")) {
      Block item{.kind = Block::Kind::item, .anchor = child.attribute("id").as_string()};
      const bool outer_box = std::exchange(has_box_, false);
      item.blocks = inside(child, depth);
      item.mark = list.is_numbered ? Block::Mark::number : Block::Mark::bullet;
      if (has_box_) item.mark = Block::Mark::box;
      if (directives && (has_class(child, "item-say") || has_class(child, "item-guidance")))
        item.mark = Block::Mark::none;
      has_box_ = outer_box;
      ticked(item);
      list.blocks.push_back(std::move(item));
    }
    return list;
  }

  /// A box that Markdown put before an item's words is drawn in place of its bullet.
  static void ticked(Block& item) {
    if (item.blocks.empty() || item.blocks.front().words.empty()) return;
    std::string& words = item.blocks.front().words.front().text;
    for (const auto& [sign, mark] : {std::pair{std::string_view("☐"), Block::Mark::box},
                                     std::pair{std::string_view("☑"), Block::Mark::ticked_box}}) {
      if (!words.starts_with(sign)) continue;
      item.mark = mark;
      words.erase(0, sign.size());
      while (words.starts_with(' ')) words.erase(0, 1);
      return;
    }
  }

  void table(xml_node node, std::vector<Block>& out) {
    if (const xml_node caption = node.child("caption"))
      out.push_back({.style = Block::Style::caption, .words = line_of(caption)});
    Block table{.kind = Block::Kind::table};
    const auto rows_of = [&](xml_node part, bool in_head) {
      for (const xml_node tr : part.children("tr")) {
        Row row;
        bool all_headers = true;
        for (const xml_node cell : tr.children()) {
          if (cell.type() != pugi::node_element) continue;
          const bool is_header = std::string_view(cell.name()) == "th";
          all_headers = all_headers && is_header;
          row.cells.push_back({line_of(cell), is_header});
        }
        if (row.cells.empty()) continue;
        if ((in_head || all_headers) && table.header_rows == table.rows.size()) ++table.header_rows;
        table.rows.push_back(std::move(row));
      }
    };
    rows_of(node.child("thead"), true);
    rows_of(node, false);
    for (const xml_node body : node.children("tbody")) rows_of(body, false);
    if (table.header_rows == table.rows.size()) table.header_rows = 0;  // nothing under it
    if (!table.rows.empty()) out.push_back(std::move(table));
  }

  void definitions(xml_node node, std::vector<Block>& out) {
    Block table{.kind = Block::Kind::table, .is_plain = true};
    const auto read_pairs = [&](xml_node holder) {
      for (const xml_node one : holder.children()) {
        const std::string_view name = one.name();
        if (name == "dt") table.rows.push_back({{{line_of(one), true}, {}}});
        if (name == "dd" && !table.rows.empty()) table.rows.back().cells.back().words = line_of(one);
      }
    };
    read_pairs(node);
    for (const xml_node group : node.children("div")) read_pairs(group);
    if (!table.rows.empty()) out.push_back(std::move(table));
  }

  bool has_box_ = false;
};

}  // namespace

Result<std::vector<Block>> read_html(std::string_view html) {
  if (html.size() > limits::print_bytes_max)
    return fail(ErrorKind::too_large, "print/too-large", "This is too long to be printed as one document.",
                "Print its parts one by one.");
  const std::string clean = text::writable(html);
  pugi::xml_document document;
  const auto parsed =
      document.load_buffer(clean.data(), clean.size(),
                           pugi::parse_default | pugi::parse_ws_pcdata | pugi::parse_fragment, pugi::encoding_utf8);
  if (!parsed)
    return fail(
        ErrorKind::invalid, "print/html",
        "The page cannot be printed: at byte " + std::to_string(parsed.offset) + ", " + parsed.description() + ".");
  return Reader().read(document, 0);
}

}  // namespace evenhand::print
