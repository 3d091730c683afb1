/// @file sqlite.hpp
/// @brief The SQLite adapter of the SQL layer. Private to this module and its tests.
#pragma once

#include <string>

#include "store/sql.hpp"

namespace evenhand::store {

struct SqliteOptions {
  std::string path;  ///< or `:memory:`
  bool read_only = false;
  std::string vfs;  ///< empty: the system's
};

/// Opens with our settings: WAL, synchronous FULL, foreign keys, no mmap, deleted content overwritten.
/// Errors: `store/not-a-database`, and those of every statement.
[[nodiscard]] Result<ConnectionPtr> open_sqlite(const SqliteOptions& options);

}  // namespace evenhand::store
