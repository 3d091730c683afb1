/// @file row_check.hpp
/// @brief What holds of rows whatever they say: flags are flags, moments lie in our time, what a row refers to is there, columns that
/// follow from others agree with them, and the full-text index has the words of its documents. For `doctor`: the database itself
/// looks, at each table once, on a connection that only reads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/place.hpp"
#include "store/store.hpp"

namespace evenhand::store::row_check {

struct Looked {
  std::uint64_t rows = 0;             ///< in all tables
  std::vector<std::string> problems;  ///< a sentence each
};
/// All but the answers kept under idempotency keys.
[[nodiscard]] Result<Looked> look(const Reader& reader);

/// Whether the full-text index of a file has the words of its documents; PostgreSQL keeps them in the row itself. SQLite's own check
/// is a statement that writes, so the index is copied into a temporary file first, as of a moment of its own.
/// Errors: `store/full` and others of kind unavailable when there is no room for it.
[[nodiscard]] Result<std::vector<std::string>> look_at_words(const Place& place);

}  // namespace evenhand::store::row_check
