#include "procedure/reader.hpp"

#include <cmark-gfm.h>

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "procedure/table_rows.hpp"

namespace evenhand::procedure {

namespace {

/// Container marks (`>`, `-`, `1.`) one line may open: beyond any honest page, before cmark's cost per line grows.
constexpr std::size_t line_marks_max = 40;

constexpr std::size_t html_opening_bytes_max = 9;

bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t';
}
bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// How far a line's block structure reaches: everything cmark needs to see as it is. Counts the marks on the way.
std::size_t structure_end(std::string_view line, std::size_t& marks) {
  std::size_t i = 0;
  marks = 0;
  for (;;) {
    while (i < line.size() && is_blank(line[i])) ++i;
    if (i >= line.size()) return i;
    const char c = line[i];
    if (c == '>') {
      ++marks;
      ++i;
      continue;
    }
    std::size_t after = i;
    if (c == '-' || c == '*' || c == '+')
      after = i + 1;
    else if (is_digit(c)) {
      while (after < line.size() && is_digit(line[after])) ++after;
      if (after < line.size() && (line[after] == '.' || line[after] == ')'))
        ++after;
      else
        return i;
    } else
      return i;
    if (after < line.size() && !is_blank(line[after])) break;
    ++marks;
    i = after;
  }
  // A run of one mark character: thematic breaks and setext underlines stay whole.
  while (i < line.size() && (line[i] == '*' || line[i] == '-' || line[i] == '_' || line[i] == '+')) ++i;
  return i;
}

/// The body with every character that could start inline markup made a plain letter, byte for byte as long: cmark then
/// spends nothing on inlines (some of its inline work is quadratic on hostile input), and the positions stay.
std::optional<std::string> masked(const Source& source, Range body, Diagnostics& diagnostics) {
  std::string out(source.slice(body));
  const std::size_t first = source.line_at(body.begin);
  for (std::size_t l = first; l < source.line_count() && source.line(l).begin < body.end; ++l) {
    const Range range = source.line(l);
    std::size_t marks = 0;
    const std::size_t keep = structure_end(source.slice(range), marks);
    if (marks > line_marks_max) {
      diagnostics.push_back({Severity::error, "EH0103", "This line opens more lists or quotes than a page can have.",
                             "Nest at most " + std::to_string(limits::sop_nesting_max) + " lists.",
                             source.span(range)});
      return std::nullopt;
    }
    std::size_t from = range.begin + keep;
    // The opening of an HTML block (`<!--`, `<![CDATA[`) must stay what it is.
    if (from < range.end && out[from - body.begin] == '<') from = std::min(from + html_opening_bytes_max, range.end);
    for (std::size_t i = from; i < range.end; ++i) {
      char& c = out[i - body.begin];
      if (c == '*' || c == '_' || c == '[' || c == '!' || c == '&' || c == '\\' || c == '\r')
        c = 'x';
      else if (c == '<' && (i + 1 >= range.end || out[i + 1 - body.begin] != '/'))
        c = 'x';
    }
  }
  return out;
}

class Converter {
 public:
  Converter(const Source& source, std::size_t first_line, Diagnostics& diagnostics)
      : source_(source), first_line_(first_line), diagnostics_(diagnostics) {}

  std::vector<Block> children_of(cmark_node* parent, std::size_t depth) {
    std::vector<Block> out;
    for (cmark_node* n = cmark_node_first_child(parent); n != nullptr; n = cmark_node_next(n)) convert(n, depth, out);
    return out;
  }
  [[nodiscard]] bool failed() const noexcept { return failed_; }

 private:
  std::size_t line_of(int cmark_line) const noexcept {
    const std::size_t line = first_line_ + static_cast<std::size_t>(std::max(cmark_line, 1)) - 1;
    return std::min(line, source_.line_count() - 1);
  }

  Range range_of(cmark_node* n) const noexcept {
    const std::size_t first = line_of(cmark_node_get_start_line(n));
    const std::size_t last = std::max(first, line_of(cmark_node_get_end_line(n)));
    const Range first_range = source_.line(first);
    const std::size_t column = static_cast<std::size_t>(std::max(cmark_node_get_start_column(n), 1)) - 1;
    return {std::min(first_range.begin + column, first_range.end), source_.line(last).end};
  }

  void convert(cmark_node* n, std::size_t depth, std::vector<Block>& out) {
    Block b;
    b.range = range_of(n);
    switch (cmark_node_get_type(n)) {
      case CMARK_NODE_HEADING:
        heading(n, b);
        break;
      case CMARK_NODE_PARAGRAPH:
        paragraph(b, out);
        return;
      case CMARK_NODE_LIST:
        list(n, depth, b);
        break;
      case CMARK_NODE_BLOCK_QUOTE:
        b.kind = Block::Kind::quote;
        if (!too_deep(depth, b)) {
          ++quotes_;
          b.children = children_of(n, depth + 1);
          --quotes_;
        }
        break;
      case CMARK_NODE_CODE_BLOCK:
        b.kind = Block::Kind::code;
        b.fenced = fenced(n);
        break;
      case CMARK_NODE_THEMATIC_BREAK:
        b.kind = Block::Kind::rule;
        break;
      default:
        b.kind = Block::Kind::html;
        break;
    }
    out.push_back(std::move(b));
  }

  static bool fenced(cmark_node* n) {
    int length = 0, offset = 0;
    char character = 0;
    return cmark_node_get_fenced(n, &length, &offset, &character) != 0;
  }

  bool too_deep(std::size_t depth, const Block& b) {
    if (depth < limits::sop_nesting_max) return false;
    if (!failed_) {
      const Range first{b.range.begin, source_.line(source_.line_at(b.range.begin)).end};
      diagnostics_.push_back({Severity::error, "EH0103",
                              "Lists and quotes are nested more deeply than a reader can follow.",
                              "Nest at most " + std::to_string(limits::sop_nesting_max) +
                                  " levels; move the inner part to a step or a procedure of its own.",
                              source_.span(first)});
    }
    failed_ = true;
    return true;
  }

  void list(cmark_node* n, std::size_t depth, Block& b) {
    b.kind = Block::Kind::list;
    b.ordered = cmark_node_get_list_type(n) == CMARK_ORDERED_LIST;
    if (too_deep(depth, b)) return;
    int number = cmark_node_get_list_start(n);
    for (cmark_node* i = cmark_node_first_child(n); i != nullptr; i = cmark_node_next(i)) {
      Block item;
      item.kind = Block::Kind::item;
      item.range = range_of(i);
      item.ordered = b.ordered;
      item.number = number++;
      item.children = children_of(i, depth + 1);
      if (!item.children.empty()) {
        trim_end(item);
        task_box(item);
      }
      b.children.push_back(std::move(item));
    }
    trim_end(b);
  }

  /// cmark ends containers at the last line it looked at; ours end where their content ends.
  static void trim_end(Block& b) {
    if (!b.children.empty()) b.range.end = b.children.back().range.end;
  }

  void task_box(Block& item) {
    Block& head = item.children.front();
    if (head.kind != Block::Kind::paragraph || head.run.pieces.empty()) return;
    const std::string& t = head.run.text;
    if (t.size() < 3 || t[0] != '[' || t[2] != ']' || (t.size() > 3 && !is_blank(t[3]) && t[3] != '\n')) return;
    if (t[1] != ' ' && t[1] != 'x' && t[1] != 'X') return;
    item.task = true;
    item.checked = t[1] != ' ';
    std::size_t skip = 3;
    while (skip < head.run.pieces.front().size && is_blank(t[skip])) ++skip;
    Run rest;
    const auto& first = head.run.pieces.front();
    rest.append(source_, {first.source + skip, first.source + first.size});
    for (std::size_t i = 1; i < head.run.pieces.size(); ++i)
      rest.append(source_, {head.run.pieces[i].source, head.run.pieces[i].source + head.run.pieces[i].size});
    head.run = std::move(rest);
    head.range.begin = head.run.pieces.front().source;
    head.tokens = tokenize(head.run);
  }

  void heading(cmark_node* n, Block& b) {
    b.kind = Block::Kind::heading;
    b.level = cmark_node_get_heading_level(n);
    const std::size_t first = source_.line_at(b.range.begin);
    std::string_view line = source_.slice({b.range.begin, source_.line(first).end});
    if (line.starts_with('#')) {
      std::size_t begin = 0;
      while (begin < line.size() && line[begin] == '#') ++begin;
      std::size_t end = line.size();
      while (end > begin && is_blank(line[end - 1])) --end;
      std::size_t hashes = end;
      while (hashes > begin && line[hashes - 1] == '#') --hashes;
      if (hashes < end && hashes > begin && is_blank(line[hashes - 1])) end = hashes;
      while (begin < end && is_blank(line[begin])) ++begin;
      while (end > begin && is_blank(line[end - 1])) --end;
      b.run.append(source_, {b.range.begin + begin, b.range.begin + end});
      b.range.end = source_.line(first).end;
    } else {
      // The lines above the underline; cmark's own end of such a heading is a line too far.
      for (std::size_t l = first; l < source_.line_count(); ++l) {
        Run one;
        append_line(one, l, l == first ? b.range.begin : 0);
        b.range.end = source_.line(l).end;
        if (l > first &&
            (one.text.empty() || one.text.find_first_not_of(one.text[0] == '=' ? '=' : '-') == std::string::npos))
          break;
        b.run.append(source_, one.whole());
      }
    }
    cut_anchor(b);
    b.tokens = tokenize(b.run);
  }

  void cut_anchor(Block& b) {
    const std::string& t = b.run.text;
    if (b.run.pieces.size() != 1 || t.size() < 4 || t.back() != '}') return;
    const std::size_t open = t.rfind("{#");
    if (open == std::string::npos) return;
    b.anchor = t.substr(open + 2, t.size() - open - 3);
    b.anchor_range = b.run.range(open, t.size());
    std::size_t end = open;
    while (end > 0 && is_blank(t[end - 1])) --end;
    Run rest;
    rest.append(source_, {b.run.pieces[0].source, b.run.pieces[0].source + end});
    b.run = std::move(rest);
  }

  /// Content of line `l` without the marks of the containers around it. `begin`: where it starts when that is known.
  void append_line(Run& run, std::size_t l, std::size_t begin) const {
    Range r = source_.line(l);
    const std::string_view text = source_.text();
    if (begin != 0)
      r.begin = begin;
    else {
      std::size_t quotes = quotes_;
      for (;;) {
        while (r.begin < r.end && is_blank(text[r.begin])) ++r.begin;
        if (quotes == 0 || r.begin >= r.end || text[r.begin] != '>') break;
        ++r.begin;
        --quotes;
      }
    }
    while (r.end > r.begin && is_blank(text[r.end - 1])) --r.end;
    run.append(source_, r);
  }

  void paragraph(Block& b, std::vector<Block>& out) {
    const std::size_t first = source_.line_at(b.range.begin);
    const std::size_t last = source_.line_at(b.range.end);
    Run all;
    for (std::size_t l = first; l <= last; ++l) append_line(all, l, l == first ? b.range.begin : 0);
    const std::optional<std::size_t> table = find_table(source_, all);
    const std::size_t text_lines = table.value_or(all.pieces.size());
    if (text_lines > 0) {
      b.kind = Block::Kind::paragraph;
      for (std::size_t i = 0; i < text_lines; ++i)
        b.run.append(source_, {all.pieces[i].source, all.pieces[i].source + all.pieces[i].size});
      b.range.end = b.run.pieces.back().source + b.run.pieces.back().size;
      b.tokens = tokenize(b.run);
      out.push_back(std::move(b));
    }
    if (table) {
      Block t;
      t.kind = Block::Kind::table;
      read_table(source_, all, *table, t, diagnostics_);
      if (t.rows.empty()) failed_ = true;
      out.push_back(std::move(t));
    }
  }

  const Source& source_;
  std::size_t first_line_;
  Diagnostics& diagnostics_;
  std::size_t quotes_ = 0;
  bool failed_ = false;
};

}  // namespace

const Block* Block::head() const noexcept {
  return !children.empty() && children.front().kind == Kind::paragraph ? &children.front() : nullptr;
}

std::optional<std::vector<Block>> read_blocks(const Source& source, Range body, Diagnostics& diagnostics) {
  const std::optional<std::string> text = masked(source, body, diagnostics);
  if (!text) return std::nullopt;
  const std::unique_ptr<cmark_node, void (*)(cmark_node*)> document(
      cmark_parse_document(text->data(), text->size(), CMARK_OPT_DEFAULT), cmark_node_free);
  Converter converter(source, source.line_at(body.begin), diagnostics);
  std::vector<Block> blocks = converter.children_of(document.get(), 0);
  if (converter.failed()) return std::nullopt;
  return blocks;
}

std::string plain_text(const std::vector<Token>& tokens) {
  std::string out;
  std::size_t end = 0;
  for (const Token& t : tokens) {
    if (t.kind == Token::Kind::anchor) continue;
    if (!out.empty() && t.at > end) out += ' ';
    out += t.text;
    end = t.end;
  }
  return out;
}

}  // namespace evenhand::procedure
