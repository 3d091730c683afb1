/// @file reader.hpp
/// @brief From text to blocks: headings, paragraphs, lists, items, quotes and tables of Markdown, each with its place in
/// bytes and its inline tokens. cmark-gfm finds the block structure; inline content and table cells are read here from the
/// source itself, because cmark-gfm's inline positions are wrong after soft breaks and in cells.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "procedure/source.hpp"
#include "procedure/tokens.hpp"

namespace evenhand::procedure {

struct Cell {
  Run run;
  std::vector<Token> tokens;
  Range range;  ///< without the blanks around it; at the place it would stand when empty
};
struct Row {
  std::vector<Cell> cells;
  Range range;
};

struct Block {
  enum class Kind { heading, paragraph, list, item, quote, table, code, rule, html };
  Kind kind = Kind::paragraph;
  Range range;
  int level = 0;                       ///< heading
  bool ordered = false;                ///< list, item
  int number = 0;                      ///< item of an ordered list: the number as its list counts
  bool task = false, checked = false;  ///< item: `[ ]` or `[x]` before its text, which the run leaves out
  bool fenced = false;                 ///< code: between fences, not by its indent
  std::string anchor;                  ///< heading: `{#id}`, cut from the run
  Range anchor_range;
  Run run;                      ///< heading, paragraph
  std::vector<Token> tokens;    ///< heading, paragraph
  std::vector<Row> rows;        ///< table: the first is the header; the delimiter row is not among them
  std::vector<Block> children;  ///< list, item, quote

  /// The first paragraph of an item, or null.
  [[nodiscard]] const Block* head() const noexcept;
};

/// The blocks of `body` (a range of whole lines of the source), or nothing when a limit was passed (then a diagnostic says
/// which: EH0103 nesting, EH0104 table). Never recurses deeper than limits::sop_nesting_max allows by a small factor.
[[nodiscard]] std::optional<std::vector<Block>> read_blocks(const Source& source, Range body, Diagnostics& diagnostics);

/// Plain text of inline content: names without `**`, code without backticks, links by their words.
[[nodiscard]] std::string plain_text(const std::vector<Token>& tokens);

}  // namespace evenhand::procedure
