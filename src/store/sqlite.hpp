/// @file sqlite.hpp
/// @brief The SQLite adapter of the SQL layer. Private to this module and its tests.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "store/sql.hpp"

namespace evenhand::store {

struct SqliteOptions {
  std::string path;  ///< or `:memory:`
  bool read_only = false;
  std::string vfs;  ///< empty: the system's
  /// To copy what full-text indexes are made of: temporary tables lie in a file, and those under an index may be written.
  bool for_copies = false;
};

/// Opens with our settings: WAL, synchronous EXTRA, foreign keys, no mmap, deleted content overwritten.
/// Errors: `store/not-a-database`, and those of every statement.
[[nodiscard]] Result<ConnectionPtr> open_sqlite(const SqliteOptions& options);

/// All pages of what `source`, inside a read transaction, sees: SQLite's online backup into a temporary database that no name leads
/// to and that is gone with the connection. Where it lies: $SQLITE_TMPDIR, as the process first saw it.
/// @param source  made by open_sqlite
/// @param step  told every few MiB how many pages are copied, of how many; false: stop, with `store/interrupted`
[[nodiscard]] Result<ConnectionPtr> copy_sqlite(Connection& source,
                                                const std::function<bool(std::uint64_t, std::uint64_t)>& step);

}  // namespace evenhand::store
