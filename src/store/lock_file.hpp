/// @file lock_file.hpp
/// @brief One server for a data folder: a file held under flock for as long as the store is open. The kernel lets go of
/// it when the process ends, however it ends.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace evenhand::store {

class LockFile {
 public:
  LockFile() = default;
  LockFile(LockFile&& other) noexcept;
  LockFile& operator=(LockFile&& other) noexcept;
  ~LockFile();
  /// @param database  the file it is for; by whatever link it is named, the lock lies beside the file itself
  /// Errors: `store/locked` (names the process that has it), `store/read-only`, `store/full`, `store/io`.
  [[nodiscard]] static Result<LockFile> take(const std::filesystem::path& database);
  /// The number of the process that has it; empty: nobody. Changes nothing.
  [[nodiscard]] static std::string holder(const std::filesystem::path& database);
  void release() noexcept;

 private:
  int descriptor_ = -1;
};

/// Makes the file with mode 0600 when it is not there. @return its size. Errors as above.
[[nodiscard]] Result<std::uintmax_t> ensure_private_file(const std::filesystem::path& path);
/// Waits until the file's content is on the disk. Error `store/io`.
[[nodiscard]] Result<void> sync_file(const std::filesystem::path& path);

}  // namespace evenhand::store
