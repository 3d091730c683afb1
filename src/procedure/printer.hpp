/// @file printer.hpp
/// @brief Prints blocks of Markdown in one canonical form: `-` marks, two-space nesting, aligned tables. The formatter
/// prints whole pages with it, and guidance that is no sentence (tables, lists of a plain page) is stored in this form, so
/// that the hash of a procedure does not change with its layout. `intake` uses it for code; else private to this module.
#pragma once

#include <string>
#include <vector>

#include "procedure/reader.hpp"

namespace evenhand::procedure {

/// @param sentences  directives get their capital letter and full stop.
[[nodiscard]] std::string print_blocks(const Source& source, const std::vector<Block>& blocks, bool sentences);
/// One block, without the newline at its end.
[[nodiscard]] std::string print_block(const Source& source, const Block& block, bool sentences = false);

}  // namespace evenhand::procedure
