/// @file html.hpp
/// @brief From the HTML that our own pages are made of (a procedure's page, what cmark makes of Markdown) to blocks to print,
/// so that page and paper say the same. Elements without a place on paper hand on what they hold.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "print/document.hpp"

namespace evenhand::print {

/// Headings, paragraphs, lists, quotes, tables (with `caption`), code, rules, links, footnotes, `dl` as names and values; the
/// classes `summary`, `way`, `mark`, `law`, `placeholder`, `origin`, `box`, `items` and `item-…` of a procedure's page.
/// Well-formed input only: `print/html` says where it is not. Past limits::print_bytes_max `print/too-large`.
[[nodiscard]] Result<std::vector<Block>> read_html(std::string_view html);

}  // namespace evenhand::print
