/// @file disk.hpp
/// @brief A disk in memory as a SQLite VFS. It remembers what was synced and each change since. `crash` keeps the synced
/// bytes and a seeded choice of the later changes, whole or torn at sectors of 512 bytes, and of files made or deleted.
/// It may lose power at any change, refuse some, and take (virtual) time for them. One process has one, unsynchronised:
/// those who use it take turns.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "random.hpp"

namespace evenhand::simulation {

struct DiskFigures {
  std::uint64_t writes = 0, syncs = 0, refused = 0, slow = 0;
  std::uint64_t power_cuts = 0, kept = 0, lost = 0, torn = 0, files_lost = 0, files_back = 0;  ///< at crashes
};

class Disk {
 public:
  struct Change {
    std::size_t offset = 0, count = 0;
    std::size_t at = 0;  ///< of what was written, in `written`
    bool truncates = false;
  };
  struct File {
    std::string bytes;   ///< as the programs see it
    std::string synced;  ///< as it was when it was last synced
    std::vector<Change> unsynced;
    std::string written;
    bool entry_synced = false;
    int shared = 0;  ///< handles with at least a shared lock
    const void *reserved = nullptr, *exclusive = nullptr;
    std::vector<std::unique_ptr<std::string>> shm;  ///< volatile
    struct Slot {
      int shared = 0;
      const void* exclusive = nullptr;
    } slots[8];
  };

  Disk(std::uint64_t seed, ManualClock& clock);
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  [[nodiscard]] static const char* vfs();  ///< its name

  /// Power goes off in the middle of the n-th change from now; what asks for the disk after it fails.
  void cut_power_after(std::int64_t changes) { power_for_ = changes; }
  [[nodiscard]] bool has_power() const { return power_; }
  /// From the n-th change on, `count` of them are refused as by a full disk or a failing one.
  void refuse(std::int64_t after, int count, int code) {
    refuse_after_ = after, refuse_count_ = count, refuse_code_ = code;
  }
  void stop_refusing() { refuse_after_ = -1; }
  /// Power is off and on again: only what survived is there. Nothing may be open.
  void crash();
  void delays(bool on) { delays_ = on; }
  void ignore_syncs(bool on) { ignores_syncs_ = on; }  ///< a disk that lies
  /// Called in the middle of each sync, for work that comes in while a commit is under way.
  std::function<void()> on_sync;
  [[nodiscard]] const DiskFigures& figures() const { return figures_; }

  // For the VFS.
  std::map<std::string, std::shared_ptr<File>> files;
  std::shared_ptr<File> open(const std::string& name, bool create);
  int remove(const std::string& name, bool sync);
  int write(File& file, const void* data, std::size_t count, std::size_t offset);
  int truncate(File& file, std::size_t size);
  int sync(File& file);
  Random& random() { return random_; }
  ManualClock& clock() { return clock_; }

 private:
  /// @return SQLITE_OK, or why this change is refused; `cut`: power went off during it.
  int before_change(int io_error, bool& cut);
  void survive(File& file);
  static void settle(File& file);

  Random random_;
  ManualClock& clock_;
  std::map<std::string, std::shared_ptr<File>> deleted_;  ///< whose deletion is not synced
  std::int64_t power_for_ = -1, refuse_after_ = -1;
  int refuse_count_ = 0, refuse_code_ = 0;
  bool power_ = true, delays_ = true, ignores_syncs_ = false;
  DiskFigures figures_;
};

}  // namespace evenhand::simulation
