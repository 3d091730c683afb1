/// @file pdf.hpp
/// @brief A document as PDF: shaped text in embedded subset fonts, bookmarks, tags that a screen reader follows, links, running
/// heads, page numbers. The same document gives the same bytes as long as the fonts stay.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "print/document.hpp"

namespace evenhand::print {

/// In points, 72 to the inch.
struct Paper {
  double width = 612, height = 792;
};
inline constexpr Paper letter{612, 792};
inline constexpr Paper a4{595.28, 841.89};
/// `letter` or `a4`; error `print/paper`.
[[nodiscard]] Result<Paper> paper_of(std::string_view name);

struct Printed {
  std::string pdf;
  std::size_t pages = 0;
  std::size_t unknown_characters = 0;  ///< printed as boxes, since no font that is installed has them
};

/// Errors: `print/no-fonts`; `print/too-large` past limits::print_bytes_max, print_pages_max or print_seconds_max;
/// `print/picture` for an SVG that cannot be read; `print/failed` with what the drawing library says.
/// Thread safety: any thread, any number at once.
[[nodiscard]] Result<Printed> to_pdf(const Document& document, const Paper& paper = letter);

}  // namespace evenhand::print
