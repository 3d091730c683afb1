/// @file place.hpp
/// @brief Where a database is, as people name it: a data folder, a SQLite file in one, or the URL of a PostgreSQL server; and a
/// look into it beside whoever serves it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "store/sql.hpp"

namespace evenhand::store {

struct Place {
  std::string url;             ///< `postgresql://…`; empty: a file
  std::filesystem::path file;  ///< the SQLite file

  /// A folder is the file `evenhand.db` in it.
  [[nodiscard]] static Place of(std::string_view text);
  [[nodiscard]] bool is_server() const noexcept { return !url.empty(); }
  /// For messages: no password.
  [[nodiscard]] std::string shown() const;
  bool operator==(const Place&) const = default;
};

/// A view of the whole database at one moment, however long it is looked at: one read transaction, taken beside a server that runs.
/// What is no sound database of ours is refused.
/// Errors: `store/not-found`, `store/not-ours`, `store/newer-schema`, and those of connecting.
[[nodiscard]] Result<ConnectionPtr> open_snapshot(const Place& place);

/// Whether anybody has it open now: the lock of a data folder, other connections to a server's database.
[[nodiscard]] Result<bool> is_served(const Place& place);

}  // namespace evenhand::store
