/// @file last_backup.hpp
/// @brief When a database was last backed up, and to where: known beside its rows and not among them, so that no copy of them takes
/// it along. A file in the data folder; on a server the comment of the table that describes the database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/instant.hpp"
#include "store/place.hpp"

namespace evenhand::store {

struct LastBackup {
  Instant at;  ///< the moment it shows
  std::string file;
  std::uint64_t events = 0;
  bool operator==(const LastBackup&) const = default;
};

/// Errors: `store/io`, and those of the SQL layer: of a server only the owner of the tables may note it.
[[nodiscard]] Result<void> note_backup(const Place& place, const LastBackup& backup);
/// Empty: none is known.
[[nodiscard]] Result<std::optional<LastBackup>> last_backup(const Place& place);

}  // namespace evenhand::store
