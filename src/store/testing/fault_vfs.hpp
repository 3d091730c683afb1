/// @file fault_vfs.hpp
/// @brief For tests: a SQLite VFS over the system's that fails writes, syncs and truncations on demand, as a full or a
/// failing disk does, or is as slow as a busy one. Open a store with `vfs = name`.
#pragma once

#include <atomic>
#include <string>

namespace evenhand::store::testing {

struct Faults {
  std::atomic<int> fail_at{-1};  ///< how many changes to let through before the first fault; negative: none fail
  std::atomic<int> failures{0};  ///< how many changes fail then; a large number: until `fail_at` is set again
  std::atomic<int> code{0};      ///< SQLITE_FULL, SQLITE_IOERR_WRITE, …
  std::atomic<int> hit{0};       ///< faults given so far
  std::atomic<int> sync_ms{0};   ///< how long every sync takes
};

/// Registers the VFS once for the process. @return its name.
[[nodiscard]] std::string fault_vfs();
/// What the VFS does; shared by all files opened through it.
[[nodiscard]] Faults& faults();

}  // namespace evenhand::store::testing
