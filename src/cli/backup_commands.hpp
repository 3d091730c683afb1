/// @file backup_commands.hpp
/// @brief The commands that copy whole installations: backup, restore, migrate-store. Functions of their options, as in commands.hpp.
#pragma once

#include <string>

namespace evenhand::cli {

struct BackupCommand {
  std::string data = "data", database, output, to_key;
  unsigned keep = 0;  ///< output is a folder, and so many of the backups in it are kept; 0: output is a file
  bool force = false, without_keys = false, json = false;
};
int make_backup(const BackupCommand& options);

struct KeygenCommand {
  std::string output;
};
int make_backup_key(const KeygenCommand& options);

struct RestoreCommand {
  std::string file, data = "data", database, key, to;
  bool force = false, json = false;
};
int restore(const RestoreCommand& options);

struct MigrateStoreCommand {
  std::string from, to;
  bool restart = false, snapshot = false, json = false;
};
int migrate_store(const MigrateStoreCommand& options);

}  // namespace evenhand::cli
