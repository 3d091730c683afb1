/// @file pages.hpp
/// @brief The strip of pieces cut into pages: nothing is cut through, what keeps with the next stays on its page. Private to this
/// module.
#pragma once

#include <vector>

#include "print/flow.hpp"

namespace evenhand::print {

struct Placed {
  std::size_t piece;
  double top;  ///< from the upper edge of the text
};
struct Page {
  std::vector<Placed> pieces;
  int head = -1;  ///< table head repeated at its top
};

/// Linear in the number of pieces.
[[nodiscard]] std::vector<Page> cut_into_pages(const Flow& flow, double page_height);

}  // namespace evenhand::print
