/// @file source.hpp
/// @brief The text of one SOP as lines, and the way back from byte offsets to line and column. Everything in this module
/// carries byte offsets and asks for a Span only when something is stored or reported.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"

namespace evenhand::procedure {

/// Half-open range of bytes of the whole text.
struct Range {
  std::size_t begin = 0, end = 0;
  [[nodiscard]] bool empty() const noexcept { return begin >= end; }
};

/// Valid UTF-8 only. Lines end at LF; a CR before it belongs to the line end. A byte order mark is before line 1.
class Source {
 public:
  explicit Source(std::string_view text);

  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  [[nodiscard]] std::string_view slice(Range range) const noexcept;
  [[nodiscard]] std::size_t line_count() const noexcept { return lines_.size(); }
  /// Without its line end; `line` counts from 0.
  [[nodiscard]] Range line(std::size_t line) const noexcept { return {lines_[line].begin, lines_[line].end}; }
  /// Where the next line begins; the size of the text after the last one.
  [[nodiscard]] std::size_t next_line_begin(std::size_t line) const noexcept;
  /// The line (from 0) that holds the byte at `offset`.
  [[nodiscard]] std::size_t line_at(std::size_t offset) const noexcept;
  [[nodiscard]] Span span(Range range) const noexcept;
  /// Byte offset of a line and column counted in code points, both from 1; clipped to the line.
  [[nodiscard]] std::size_t offset(std::uint32_t line, std::uint32_t column) const noexcept;

 private:
  struct Line {
    std::size_t begin, end;
    bool ascii;
  };
  [[nodiscard]] std::uint32_t column(std::size_t line, std::size_t offset) const noexcept;

  std::string_view text_;
  std::vector<Line> lines_;
  // The last conversion on a line with multi-byte characters: long lines are walked once, not once a token.
  mutable std::size_t cached_line_ = static_cast<std::size_t>(-1), cached_offset_ = 0;
  mutable std::uint32_t cached_column_ = 1;
};

/// Inline text of one paragraph, heading or cell: its lines joined by `\n`, container prefixes taken out, with the way back
/// from an offset in `text` to the offset in the file.
struct Run {
  struct Piece {
    std::size_t at = 0;      ///< in `text`
    std::size_t source = 0;  ///< in the file
    std::size_t size = 0;
  };
  std::string text;
  std::vector<Piece> pieces;

  void append(const Source& source, Range range);
  [[nodiscard]] std::size_t to_source(std::size_t at) const noexcept;
  [[nodiscard]] Range range(std::size_t begin, std::size_t end) const noexcept;
  [[nodiscard]] Range whole() const noexcept;
};

}  // namespace evenhand::procedure
