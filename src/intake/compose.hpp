/// @file compose.hpp
/// @brief From a document to a draft: which headings are steps, what the items of their lists become, which tables decide.
/// Private to this module.
#pragma once

#include "intake/document.hpp"
#include "intake/units.hpp"

namespace evenhand::intake {

/// @param fallback_title  where the document has none
[[nodiscard]] Draft compose(const Document& document, std::string_view fallback_title);

inline constexpr std::size_t excerpt_bytes_max = 200;  ///< of a part's words in the report
[[nodiscard]] Entry entry_of(const Part& part);
/// A link and nothing else: a table of contents, a list of readings.
[[nodiscard]] bool is_bare_link(std::string_view text);
/// The unit of one item that stands in a step; its children are not in it yet.
[[nodiscard]] Unit unit_of_item(const Part& item, bool acted_on);
/// A table as a unit; with `in_step`, as a decision where it unmistakably is one.
[[nodiscard]] Unit unit_of_table(const Part& table, bool in_step);

}  // namespace evenhand::intake
