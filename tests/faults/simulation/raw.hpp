/// @file raw.hpp
/// @brief The database looked at past the store: by SQL of the simulation's own, on a connection of its own.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "world.hpp"

namespace evenhand::simulation {

using Db = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

inline Db open_raw(const std::filesystem::path& folder, int mode) {
  sqlite3* raw = nullptr;
  sqlite3_open_v2((folder / "evenhand.db").c_str(), &raw, mode, Disk::vfs());
  return {raw, sqlite3_close};
}
inline void each(sqlite3* db, const std::string& sql, const std::function<void(sqlite3_stmt*)>& row) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
    throw Broken(sqlite3_errmsg(db) + (": " + sql));
  const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(raw, sqlite3_finalize);
  int rc = SQLITE_ROW;
  while ((rc = sqlite3_step(raw)) == SQLITE_ROW) row(raw);
  if (rc != SQLITE_DONE) throw Broken(sqlite3_errmsg(db) + (": " + sql));
}
inline std::string text(sqlite3_stmt* row, int column) {
  const void* data = sqlite3_column_blob(row, column);
  return data == nullptr
             ? std::string()
             : std::string(static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
}

}  // namespace evenhand::simulation
