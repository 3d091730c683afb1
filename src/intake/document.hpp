/// @file document.hpp
/// @brief A document that somebody wrote elsewhere, whatever its form was: headings, paragraphs, lists, quotes, tables and code
/// in order, words as one line of inline Markdown. Readers (`read_markdown`, `read_pandoc`) make it, `compose` turns it into a
/// draft.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"

namespace evenhand::intake {

struct Part {
  enum class Kind { heading, paragraph, list, item, quote, table, code };
  Kind kind = Kind::paragraph;
  int level = 0;         ///< heading: from 1
  bool ordered = false;  ///< list, item
  bool task = false;     ///< item: a box stands before its words
  std::string text;      ///< heading, paragraph, item: inline Markdown on one line; code: its lines as they stand
  std::vector<std::vector<std::string>> rows;  ///< table: the first is the header; inline Markdown
  std::vector<Part> children;                  ///< list: items; item: what follows its words; quote
  std::uint32_t line = 0;                      ///< in the source; 0 where its form has no lines
};

/// What the file holds and no reader reads: a picture, a comment, a line of its particulars.
struct Unread {
  std::string words;
  std::string element;     ///< name of the part of a Word file
  std::uint32_t line = 0;  ///< in the source; 0 where its form has no lines
};

struct Document {
  std::string title;  ///< as the file's own particulars say; may be empty
  std::vector<Part> parts;
  std::vector<Unread> unread;
};

/// Front matter is cut off; its title is kept. Errors `import/not-text` and `import/too-deep` name the line.
[[nodiscard]] Result<Document> read_markdown(std::string_view text);

/// The JSON that pandoc writes. Errors `import/pandoc-answer`, `import/too-deep`.
[[nodiscard]] Result<Document> read_pandoc(std::string_view json);

/// Inline Markdown without its marks: links by their words, code and bold as plain words, HTML tags left out.
[[nodiscard]] std::string plain_words(std::string_view inline_markdown);
/// Plain words as inline Markdown that says the same: what would be a mark has a backslash before it.
[[nodiscard]] std::string escaped(std::string_view plain);
/// Without anything between `<` and `>` that looks like a tag.
[[nodiscard]] std::string without_tags(std::string_view text);

}  // namespace evenhand::intake
