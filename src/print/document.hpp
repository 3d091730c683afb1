/// @file document.hpp
/// @brief What is printed, as plain data: headings, paragraphs, lists, tables, quotes, pictures, and the lines at the head and
/// foot of every page. It knows nothing of procedures. Made by hand, by `read_html` or by `redline`; `to_pdf` prints it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/instant.hpp"

namespace evenhand::print {

/// What a redline says of a word, a row or a block.
enum class Change { none, inserted, deleted };

/// Some words in one look.
struct Words {
  enum class Tone {
    plain,
    quiet,    ///< a remark beside what it is about
    fill_in,  ///< stands for something that is filled in
    origin    ///< where what follows comes from
  };
  std::string text;  ///< UTF-8; a line feed is a forced line break
  bool strong = false, emphasis = false, code = false, struck = false, raised = false;
  Tone tone = Tone::plain;
  Change change = Change::none;
  std::string link;  ///< `https://…`, `http://…`, `mailto:…` or `#anchor`; anything else is printed as words alone
  std::string anchor;  ///< links to `#anchor` lead here
  bool operator==(const Words&) const = default;
};
using Line = std::vector<Words>;

struct Cell {
  Line words;
  bool is_header = false;
  bool operator==(const Cell&) const = default;
};
struct Row {
  std::vector<Cell> cells;
  Change change = Change::none;  ///< of the whole row
  bool operator==(const Row&) const = default;
};

/// What is drawn as it is, scaled down to the width of the text and cut over pages where it may be.
struct Picture {
  std::string svg;           ///< its size in pixels is in its `width` and `height`; CSS variables are known
  std::string says;          ///< for who cannot see it
  std::vector<double> cuts;  ///< heights, in its pixels, at which a page may end
  bool operator==(const Picture&) const = default;
};

struct Block {
  enum class Kind {
    heading,    ///< `level`, `words`, `anchor`
    paragraph,  ///< `words`, `style`
    list,       ///< `blocks` are items; `is_numbered`, `first_number`
    item,       ///< `blocks`, `mark`
    quote,      ///< `blocks`
    table,      ///< `rows`; the first `header_rows` of them are repeated on every page
    code,       ///< `words`, line by line as they stand
    rule,       ///< a line across
    picture     ///< `picture`
  };
  /// `lead`: stands before what belongs to it, and on the same page.
  enum class Style { body, title, summary, lead, caption };
  /// What stands before an item.
  enum class Mark { bullet, number, box, ticked_box, none };

  Kind kind = Kind::paragraph;
  int level = 1;       ///< 1 to 4; deeper ones are printed as 4
  std::string anchor;  ///< links to `#anchor` lead here
  Style style = Style::body;
  Line words;
  std::vector<Block> blocks;
  bool is_numbered = false;
  int first_number = 1;
  Mark mark = Mark::bullet;
  std::vector<Row> rows;
  std::size_t header_rows = 0;
  bool is_plain = false;         ///< table: names and values, without rules
  Change change = Change::none;  ///< of the whole block
  Picture picture;
  bool operator==(const Block&) const = default;
};

struct Document {
  std::string title, author;                 ///< metadata
  std::string language = "en";               ///< a BCP 47 tag
  std::optional<Instant> made_at;            ///< its creation date; the file has none where it is not given
  std::string head_left, head_right;         ///< on every page
  std::string foot_left;                     ///< on every page, left of the page's number
  std::string page_words = "Page {} of {}";  ///< the number and how many there are
  std::vector<Block> blocks;
};

/// All words of a block in the order of reading, for comparing and searching.
[[nodiscard]] std::string plain_words(const Block& block);
[[nodiscard]] std::string plain_words(const Line& line);

}  // namespace evenhand::print
