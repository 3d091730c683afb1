/// @file place.hpp
/// @brief Where a database is, as people name it: a data folder, a SQLite file in one, or the URL of a PostgreSQL server; and a
/// look into it beside whoever serves it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
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

struct LongSnapshot {
  ConnectionPtr connection;
  bool holds_log = false;  ///< of a file: there was no room for a copy, so its log cannot shrink until this is closed
};
/// The same for whoever reads for minutes: of a file all pages are copied first, which takes a fraction of the time that reading rows
/// does, into a temporary file in the data folder ($SQLITE_TMPDIR) that no name leads to. Once a process, before anything is opened.
/// @param step  told how many pages are copied, of how many; false: stop, with `store/interrupted`
[[nodiscard]] Result<LongSnapshot> open_long_snapshot(const Place& place,
                                                      const std::function<bool(std::uint64_t, std::uint64_t)>& step);

/// Who has it open now, for people: the process that holds a data folder, the nodes of a server's database. Empty: nobody.
[[nodiscard]] Result<std::string> served_by(const Place& place);

}  // namespace evenhand::store
