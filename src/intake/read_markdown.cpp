// Markdown as the reader of SOPs sees it, made into a document.
#include <fmt/format.h>

#include "base/text.hpp"
#include "intake/document.hpp"
#include "procedure/printer.hpp"
#include "procedure/reader.hpp"

namespace evenhand::intake {

namespace {

using procedure::Block;

class Reader {
 public:
  explicit Reader(const procedure::Source& source) : source_(source) {}

  std::vector<Part> parts(const std::vector<Block>& blocks) {
    std::vector<Part> out;
    for (const Block& b : blocks) add(b, out);
    return out;
  }

  /// Comments, in order.
  [[nodiscard]] std::vector<Unread> take_unread() { return std::move(unread_); }

 private:
  std::uint32_t line_of(const Block& b) const { return static_cast<std::uint32_t>(source_.line_at(b.range.begin) + 1); }

  void add(const Block& b, std::vector<Part>& out) {
    Part part;
    part.line = line_of(b);
    switch (b.kind) {
      case Block::Kind::heading:
        part.kind = Part::Kind::heading;
        part.level = b.level;
        part.text = text::collapse_spaces(b.run.text);
        if (part.text.empty()) return;
        break;
      case Block::Kind::paragraph:
        part.text = text::collapse_spaces(b.run.text);
        break;
      case Block::Kind::list:
        part.kind = Part::Kind::list;
        part.ordered = b.ordered;
        for (const Block& child : b.children) part.children.push_back(item(child, b.ordered));
        break;
      case Block::Kind::item:
        part = item(b, b.ordered);
        break;
      case Block::Kind::quote:
        part.kind = Part::Kind::quote;
        part.children = parts(b.children);
        break;
      case Block::Kind::table:
        part.kind = Part::Kind::table;
        for (const procedure::Row& row : b.rows) {
          part.rows.emplace_back();
          for (const procedure::Cell& cell : row.cells)
            part.rows.back().push_back(text::collapse_spaces(cell.run.text));
        }
        break;
      case Block::Kind::code:
        part.kind = Part::Kind::code;
        part.text = procedure::print_block(source_, b);
        break;
      case Block::Kind::html:
        part.text = escaped(without_tags(source_.slice(b.range)));
        // A comment, or tags alone: nothing that a page would show.
        if (part.text.empty()) {
          const std::string words = text::collapse_spaces(source_.slice(b.range));
          if (words.starts_with("<!--")) unread_.push_back({words, {}, part.line});
          return;
        }
        break;
      case Block::Kind::rule:
        return;
    }
    out.push_back(std::move(part));
  }

  Part item(const Block& b, bool ordered) {
    Part part;
    part.kind = Part::Kind::item;
    part.line = line_of(b);
    part.ordered = ordered;
    part.task = b.task;
    const Block* head = b.head();
    if (head != nullptr) part.text = text::collapse_spaces(head->run.text);
    for (const Block& child : b.children)
      if (&child != head) add(child, part.children);
    // Words far behind the list mark are code to Markdown, and words to everybody who writes so.
    if (head == nullptr && !b.children.empty() && b.children.front().kind == Block::Kind::code &&
        !b.children.front().fenced) {
      const std::string code = std::move(part.children.front().text);
      const std::size_t from = code.find('\n'), to = code.rfind('\n');
      part.text = escaped(text::collapse_spaces(std::string_view(code).substr(from, to - from)));
      part.children.erase(part.children.begin());
    }
    return part;
  }

  const procedure::Source& source_;
  std::vector<Unread> unread_;
};

}  // namespace

Result<Document> read_markdown(std::string_view text) {
  const procedure::Source source(text);
  Document document;
  procedure::Range body{source.line(0).begin, text.size()};
  if (source.slice(source.line(0)) == "---") {
    for (std::size_t l = 1; l < source.line_count(); ++l) {
      const std::string_view line = text::trim(source.slice(source.line(l)));
      if (line == "---" || line == "...") {
        body.begin = source.next_line_begin(l);
        break;
      }
      if (!text::starts_with_ignoring_case(line, "title:")) {
        if (!line.empty()) document.unread.push_back({std::string(line), {}, static_cast<std::uint32_t>(l + 1)});
        continue;
      }
      std::string_view title = text::trim(line.substr(6));
      if (title.size() >= 2 && (title.front() == '"' || title.front() == '\'') && title.back() == title.front())
        title = title.substr(1, title.size() - 2);
      document.title = escaped(title);
    }
    if (body.begin == source.line(0).begin) {  // a rule, not the front of anything
      document.title.clear();
      document.unread.clear();
    }
  }
  Diagnostics diagnostics;
  const auto blocks = procedure::read_blocks(source, body, diagnostics);
  if (!blocks) {
    const Diagnostic problem = diagnostics.empty() ? Diagnostic{} : diagnostics.front();
    return fail(ErrorKind::invalid, "import/too-deep", fmt::format("Line {}: {}", problem.span.line, problem.message),
                problem.hint);
  }
  Reader reader(source);
  document.parts = reader.parts(*blocks);
  for (Unread& comment : reader.take_unread()) document.unread.push_back(std::move(comment));
  return document;
}

}  // namespace evenhand::intake
