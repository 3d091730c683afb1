/// @file redline.hpp
/// @brief Two documents as one, with what went struck out and what came underlined, word by word.
#pragma once

#include <vector>

#include "print/document.hpp"

namespace evenhand::print {

/// The blocks of `after` with what stood in `before` alone among them. What stayed has no change; two blocks, items or rows of
/// one kind that share enough words are one that changed. Looks that changed without words are not marked.
[[nodiscard]] std::vector<Block> redline(const std::vector<Block>& before, const std::vector<Block>& after);
/// The same for the words of one line.
[[nodiscard]] Line redline(const Line& before, const Line& after);

}  // namespace evenhand::print
