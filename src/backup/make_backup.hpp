/// @file make_backup.hpp
/// @brief One file with everything of an installation as of one moment, taken beside the server that works with it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "backup/archive.hpp"
#include "backup/stop.hpp"
#include "store/place.hpp"

namespace evenhand::backup {

/// Of the data folder beside the database: the keys that open what is stored, and what is set up.
inline constexpr std::string_view master_key = "master.key", signing_key = "signing.key",
                                  connectors_file = "connectors.json";

struct BackupOptions {
  store::Place database;
  std::filesystem::path folder;  ///< the data folder: keys and connectors.json
  std::filesystem::path file;
  bool replace = false;
  std::string public_key;  ///< 32 bytes; empty: not encrypted
  bool with_keys = true;
  std::string program;  ///< version
};

struct BackupDone {
  Manifest manifest;
  std::uint64_t bytes = 0;
  bool held_log = false;         ///< there was no room for a copy: the database was read in place
  std::optional<Error> unnoted;  ///< why `doctor` will not know of this backup
};

/// Of a SQLite file the pages are copied first, so that the server waits for nothing while rows are read and compressed.
/// Errors: those of open_long_snapshot and ArchiveWriter::create, `backup/keys-missing`, `backup/stopped`.
[[nodiscard]] Result<BackupDone> make_backup(const BackupOptions& options, const Clock& clock, const Watch& watch);

}  // namespace evenhand::backup
