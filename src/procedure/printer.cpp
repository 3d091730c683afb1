#include "procedure/printer.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "procedure/sentence.hpp"

namespace evenhand::procedure {

namespace {

constexpr std::size_t table_width_max = 120;  // characters

/// Prints the block tree in one form: `-` marks, two-space nesting, one blank line between blocks, narrow tables aligned.
class Printer {
 public:
  Printer(const Source& source, bool sentences) : source_(source), sentences_(sentences) {}

  /// @param from  the first block that is not printed yet
  void blocks(const std::vector<Block>& all, const std::string& indent, bool in_item, std::size_t from = 0) {
    bool alternate = false;
    for (std::size_t i = from; i < all.size(); ++i) {
      const bool after_text = i > 0 && all[i - 1].kind == Block::Kind::paragraph;
      const bool tight =
          in_item && after_text && (all[i].kind == Block::Kind::list || all[i].kind == Block::Kind::quote);
      if (i > 0 && !tight) blank(indent);
      // Two lists in a row would grow together: every second one gets the other mark.
      alternate = i > 0 && all[i].kind == Block::Kind::list && all[i - 1].kind == Block::Kind::list &&
                  all[i].ordered == all[i - 1].ordered && !alternate;
      alternate_ = alternate;
      block(all[i], indent);
    }
  }
  void block(const Block& b, const std::string& indent) {
    switch (b.kind) {
      case Block::Kind::heading: {
        std::string text = text::collapse_spaces(b.run.text);
        if (!b.anchor.empty()) text += " {#" + b.anchor + "}";
        line(indent, std::string(static_cast<std::size_t>(b.level), '#') + " " + text);
        break;
      }
      case Block::Kind::paragraph:
        run_lines(b.run, indent);
        break;
      case Block::Kind::list:
        list(b, indent);
        break;
      case Block::Kind::quote: {
        if (!first_.empty()) first_ += "> ";
        const bool outside = std::exchange(sentences_, false);  // words for somebody else to read are nobody's to mend
        blocks(b.children, indent + "> ", false);
        sentences_ = outside;
        break;
      }
      case Block::Kind::table:
        table(b, indent);
        break;
      case Block::Kind::rule:
        line(indent, "---");
        break;
      case Block::Kind::code:
        if (!b.fenced) {
          fence(b, indent);
          break;
        }
        [[fallthrough]];
      case Block::Kind::html:
        for (const std::string_view text : raw_lines(b)) line(indent, text);
        break;
      case Block::Kind::item:
        break;
    }
  }
  std::string take() { return std::move(out_); }

 private:
  void line(const std::string& indent, std::string_view text) {
    std::string whole = first_.empty() ? indent + std::string(text) : first_ + std::string(text);
    first_.clear();
    while (!whole.empty() && (whole.back() == ' ' || whole.back() == '\t')) whole.pop_back();
    out_ += whole + "\n";
  }
  void blank(const std::string& indent) {
    if (!out_.empty()) line(indent, "");
  }
  /// The lines of a run, as the author broke them.
  void run_lines(const Run& run, const std::string& indent, std::string_view end = "", bool capital = false) {
    for (std::size_t i = 0; i < run.pieces.size(); ++i) {
      std::string text(text::trim(source_.slice({run.pieces[i].source, run.pieces[i].source + run.pieces[i].size})));
      if (i == 0 && capital && !text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
      if (i + 1 == run.pieces.size()) text += end;
      line(indent, text);
    }
  }

  /// The lines of a block without the indent and the marks of what it stands in.
  std::vector<std::string_view> raw_lines(const Block& b) const {
    const std::size_t first = source_.line_at(b.range.begin), last = source_.line_at(b.range.end);
    const std::size_t column = b.range.begin - source_.line(first).begin;
    std::vector<std::string_view> out;
    for (std::size_t l = first; l <= last; ++l) {
      const std::string_view text = source_.slice(source_.line(l));
      std::size_t cut = 0;
      while (cut < column && cut < text.size() && (text[cut] == ' ' || text[cut] == '\t' || text[cut] == '>')) ++cut;
      if (l == first) cut = std::min(column, text.size());
      out.push_back(text.substr(cut));
    }
    return out;
  }

  /// Indented code as a fence, which no indent around it can change; longer than any in the code.
  void fence(const Block& b, const std::string& indent) {
    std::vector<std::string_view> lines = raw_lines(b);
    while (!lines.empty() && text::trim(lines.back()).empty()) lines.pop_back();
    std::string fence = "```";
    for (const std::string_view text : lines)
      while (text.find(fence) != std::string_view::npos) fence += '`';
    line(indent, fence);
    for (const std::string_view text : lines) line(indent, text);
    line(indent, fence);
  }

  void list(const Block& b, const std::string& indent) {
    const bool alternate = alternate_;
    alternate_ = false;
    for (std::size_t i = 0; i < b.children.size(); ++i) {
      const Block& item = b.children[i];
      const std::string mark = b.ordered   ? std::to_string(item.number) + (alternate ? ") " : ". ")
                               : alternate ? "* "
                                           : "- ";
      const std::string inner = indent + std::string(mark.size(), ' ');
      first_ = (first_.empty() ? indent : first_) + mark;
      if (item.task) first_ += item.checked ? "[x] " : "[ ] ";
      if (item.children.empty())
        line(inner, "");
      else
        item_blocks(item, inner);
    }
  }

  void item_blocks(const Block& item, const std::string& inner) {
    const Block* head = item.head();
    if (head == nullptr) return blocks(item.children, inner, true);
    const std::vector<Token>& t = head->tokens;
    const bool directive =
        sentences_ && !item.task && (verb_at(t, 0) != Verb::none || continuation_at(t, 0) != Continuation::none);
    const bool open = directive && !t.empty() && t.back().kind != Token::Kind::mark &&
                      t.back().kind != Token::Kind::anchor && item.children.size() == 1;
    run_lines(head->run, inner, open ? "." : "", directive);
    blocks(item.children, inner, true, 1);
  }

  void table(const Block& b, const std::string& indent) {
    std::vector<std::size_t> widths;
    std::vector<std::vector<std::string>> cells;
    for (const Row& row : b.rows) {
      cells.emplace_back();
      for (std::size_t c = 0; c < row.cells.size(); ++c) {
        cells.back().emplace_back(source_.slice(row.cells[c].range));
        if (widths.size() <= c) widths.push_back(3);
        widths[c] = std::max(widths[c], text::count_code_points(cells.back().back()));
      }
    }
    // Columns stand under each other where that fits a screen; in a wider table padding would only make lines wrap.
    std::size_t width = indent.size() + 1;
    for (const std::size_t column : widths) width += column + 3;
    if (width > table_width_max) std::fill(widths.begin(), widths.end(), 0);
    const auto padded = [&](const std::string& cell, std::size_t column) {
      const std::size_t length = text::count_code_points(cell);
      return cell + std::string(widths[column] - std::min(length, widths[column]), ' ');
    };
    const std::string delimiter(source_.slice(source_.line(source_.line_at(b.rows[0].range.begin) + 1)));
    std::vector<std::string_view> marks;
    for (const std::string_view part : text::split(delimiter, '|'))
      if (part.find('-') != std::string_view::npos) marks.push_back(text::trim(part));
    const auto print = [&](const std::vector<std::string>& row) {
      std::string text = "|";
      for (std::size_t c = 0; c < row.size(); ++c) text += " " + padded(row[c], c) + " |";
      line(indent, text);
    };
    print(cells[0]);
    std::string dashes = "|";
    for (std::size_t c = 0; c < cells[0].size(); ++c) {
      const std::string_view mark = c < marks.size() ? text::trim(marks[c]) : std::string_view();
      const bool left = mark.starts_with(':'), right = mark.ends_with(':');
      dashes += std::string(left ? " :" : " ") + std::string(std::max<std::size_t>(widths[c], 3) - left - right, '-') +
                (right ? ": |" : " |");
    }
    line(indent, dashes);
    for (std::size_t i = 1; i < cells.size(); ++i) print(cells[i]);
  }

  const Source& source_;
  bool sentences_;
  bool alternate_ = false;
  std::string out_;
  std::string first_;  ///< what the next line begins with instead of the indent: list marks
};

}  // namespace

std::string print_blocks(const Source& source, const std::vector<Block>& blocks, bool sentences) {
  Printer printer(source, sentences);
  printer.blocks(blocks, "", false);
  return printer.take();
}

std::string print_block(const Source& source, const Block& block, bool sentences) {
  Printer printer(source, sentences);
  printer.block(block, "");
  std::string out = printer.take();
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

}  // namespace evenhand::procedure
