/// @file table_rows.hpp
/// @brief Pipe tables (GitHub's extension of Markdown) inside the lines of a paragraph: where one begins, and its rows and
/// cells with exact places. Read here and not by cmark-gfm, whose cells carry wrong columns and whose cost has no bound.
#pragma once

#include <optional>

#include "procedure/reader.hpp"

namespace evenhand::procedure {

/// The piece (line) of `lines` that is the header of a table, if the next one is a delimiter row of as many cells.
[[nodiscard]] std::optional<std::size_t> find_table(const Source& source, const Run& lines);

/// Reads the table whose header is piece `header` into `table`. Leaves `table.rows` empty, with EH0104, past
/// limits::sop_table_rows_max or limits::sop_table_columns_max.
void read_table(const Source& source, const Run& lines, std::size_t header, Block& table, Diagnostics& diagnostics);

}  // namespace evenhand::procedure
