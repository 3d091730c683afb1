#include "disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>

namespace evenhand::simulation {
namespace {

constexpr std::size_t sector = 512;
Disk* the_disk = nullptr;

void put(std::string& bytes, std::size_t offset, const char* data, std::size_t count) {
  if (bytes.size() == offset) {
    bytes.append(data, count);
    return;
  }
  if (bytes.size() < offset + count) bytes.resize(offset + count);
  std::memcpy(bytes.data() + offset, data, count);
}
void cut(std::string& bytes, std::size_t size) {
  if (size < bytes.size()) bytes.resize(size);
}

}  // namespace

Disk::Disk(std::uint64_t seed, ManualClock& clock) : random_(seed), clock_(clock) {
  the_disk = this;
}
Disk::~Disk() {
  the_disk = nullptr;
}

int Disk::before_change(int io_error, bool& cut) {
  cut = false;
  if (!power_) return io_error;
  if (delays_) {
    const bool slow = random_.one_in(2'000);
    if (slow) ++figures_.slow;
    clock_.advance(Microseconds(slow ? random_.below(3'000'000) : random_.below(200)));
  }
  if (power_for_ >= 0 && power_for_-- == 0) {
    cut = true;
    power_ = false;
    ++figures_.power_cuts;
    return io_error;
  }
  if (refuse_after_ >= 0 && refuse_after_-- <= 0) {
    refuse_after_ = --refuse_count_ > 0 ? 0 : -1;
    ++figures_.refused;
    return refuse_code_ == SQLITE_FULL && io_error == SQLITE_IOERR_WRITE ? SQLITE_FULL : io_error;
  }
  return SQLITE_OK;
}

std::shared_ptr<Disk::File> Disk::open(const std::string& name, bool create) {
  if (!power_) return nullptr;
  if (const auto found = files.find(name); found != files.end()) return found->second;
  if (!create) return nullptr;
  deleted_.erase(name);
  auto& file = files[name] = std::make_shared<File>();
  // About what the log grows to, so that it is not moved again and again; memory is taken as it is written.
  file->bytes.reserve(40u << 20);
  file->synced.reserve(40u << 20);
  return file;
}

int Disk::remove(const std::string& name, bool sync) {
  bool cut = false;
  const int refused = before_change(SQLITE_IOERR_DELETE, cut);
  if (refused != SQLITE_OK && !cut) return refused;
  const auto found = files.find(name);
  if (found == files.end()) return SQLITE_IOERR_DELETE_NOENT;
  if (!sync || cut) deleted_[name] = found->second;
  files.erase(found);
  return refused;
}

int Disk::write(File& file, const void* data, std::size_t count, std::size_t offset) {
  bool cut = false;
  const int refused = before_change(SQLITE_IOERR_WRITE, cut);
  if (refused != SQLITE_OK && !cut) return refused;
  ++figures_.writes;
  file.unsynced.push_back({.offset = offset, .count = count, .at = file.written.size()});
  file.written.append(static_cast<const char*>(data), count);
  put(file.bytes, offset, static_cast<const char*>(data), count);
  return refused;
}

int Disk::truncate(File& file, std::size_t size) {
  bool cut = false;
  const int refused = before_change(SQLITE_IOERR_TRUNCATE, cut);
  if (refused != SQLITE_OK && !cut) return refused;
  if (size >= file.bytes.size()) return refused;
  file.unsynced.push_back({.offset = size, .truncates = true});
  file.bytes.resize(size);
  return refused;
}

int Disk::sync(File& file) {
  if (power_ && delays_) clock_.advance(Microseconds(random_.below(3'000)));
  if (power_ && on_sync) on_sync();
  bool cut = false;
  if (const int refused = before_change(SQLITE_IOERR_FSYNC, cut); refused != SQLITE_OK) return refused;
  ++figures_.syncs;
  if (ignores_syncs_) return SQLITE_OK;
  settle(file);
  // As SQLite does on its own VFS: the first sync of a new file syncs the folder, and so what was made and deleted there.
  if (!file.entry_synced) {
    for (auto& [name, one] : files) one->entry_synced = true;
    deleted_.clear();
    file.entry_synced = true;
  }
  return SQLITE_OK;
}

/// All that was written is safe now.
void Disk::settle(File& file) {
  for (const Change& change : file.unsynced) {
    if (change.truncates)
      cut(file.synced, change.offset);
    else
      put(file.synced, change.offset, file.written.data() + change.at, change.count);
  }
  file.unsynced.clear();
  file.written.clear();
}

void Disk::survive(File& file) {
  // Only what was written since differs.
  const auto copy_changed = [&file](const std::string& from, std::string& to) {
    to.resize(from.size());
    for (const Change& change : file.unsynced) {
      const std::size_t end = change.truncates ? from.size() : std::min(change.offset + change.count, from.size());
      if (change.offset < end) std::memcpy(to.data() + change.offset, from.data() + change.offset, end - change.offset);
    }
  };
  copy_changed(file.synced, file.bytes);
  // How much of it the disk had got to: nothing, all of it, or a part in any order.
  const int mood = random_.below(4);
  for (const Change& change : file.unsynced) {
    const int fate = mood == 0 ? 0 : mood == 1 ? 1 : random_.below(3);
    if (fate == 0) {
      ++figures_.lost;
    } else if (change.truncates) {
      cut(file.bytes, change.offset);
    } else if (fate == 1) {
      ++figures_.kept;
      put(file.bytes, change.offset, file.written.data() + change.at, change.count);
    } else {
      ++figures_.torn;
      for (std::size_t at = 0; at < change.count;) {
        const std::size_t count = std::min(sector - (change.offset + at) % sector, change.count - at);
        if (random_.one_in(2)) put(file.bytes, change.offset + at, file.written.data() + change.at + at, count);
        at += count;
      }
    }
  }
  copy_changed(file.bytes, file.synced);
  file.unsynced.clear();
  file.written.clear();
  file.shm.clear();
  file.shared = 0;
  file.reserved = file.exclusive = nullptr;
  for (File::Slot& slot : file.slots) slot = {};
}

void Disk::crash() {
  for (auto at = deleted_.begin(); at != deleted_.end(); ++at) {
    if (!random_.one_in(2)) continue;
    files.emplace(at->first, at->second);
    ++figures_.files_back;
  }
  deleted_.clear();
  for (auto at = files.begin(); at != files.end();) {
    survive(*at->second);
    if (!at->second->entry_synced && random_.one_in(2)) {
      at = files.erase(at);
      ++figures_.files_lost;
    } else {
      at->second->entry_synced = true;
      ++at;
    }
  }
  power_ = true;
  power_for_ = refuse_after_ = -1;
}

// --- the VFS
namespace {

struct Handle {
  sqlite3_file base;
  Disk::File* file;
  std::shared_ptr<Disk::File>* owner;
  int level;
};
Handle& of(sqlite3_file* file) {
  return *reinterpret_cast<Handle*>(file);
}

int vfs_unlock(sqlite3_file* f, int level) {
  Handle& h = of(f);
  Disk::File& file = *h.file;
  if (level < SQLITE_LOCK_RESERVED && file.reserved == &h) file.reserved = nullptr;
  if (level < SQLITE_LOCK_EXCLUSIVE && file.exclusive == &h) file.exclusive = nullptr;
  if (h.level >= SQLITE_LOCK_SHARED && level == SQLITE_LOCK_NONE) --file.shared;
  h.level = std::min(h.level, level);
  return SQLITE_OK;
}
int vfs_close(sqlite3_file* f) {
  vfs_unlock(f, SQLITE_LOCK_NONE);
  delete of(f).owner;
  return SQLITE_OK;
}
int vfs_read(sqlite3_file* f, void* out, int count, sqlite3_int64 offset) {
  if (!the_disk->has_power()) return SQLITE_IOERR_READ;
  const std::string& bytes = of(f).file->bytes;
  const auto from = static_cast<std::size_t>(offset), wanted = static_cast<std::size_t>(count);
  const std::size_t there = from < bytes.size() ? std::min(bytes.size() - from, wanted) : 0;
  std::memcpy(out, bytes.data() + (there > 0 ? from : 0), there);
  if (there == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(out) + there, 0, wanted - there);
  return SQLITE_IOERR_SHORT_READ;
}
int vfs_write(sqlite3_file* f, const void* data, int count, sqlite3_int64 offset) {
  return the_disk->write(*of(f).file, data, static_cast<std::size_t>(count), static_cast<std::size_t>(offset));
}
int vfs_truncate(sqlite3_file* f, sqlite3_int64 size) {
  return the_disk->truncate(*of(f).file, static_cast<std::size_t>(size));
}
int vfs_sync(sqlite3_file* f, int /*flags*/) {
  return the_disk->sync(*of(f).file);
}
int vfs_size(sqlite3_file* f, sqlite3_int64* size) {
  if (!the_disk->has_power()) return SQLITE_IOERR_FSTAT;
  *size = static_cast<sqlite3_int64>(of(f).file->bytes.size());
  return SQLITE_OK;
}
int vfs_lock(sqlite3_file* f, int level) {
  Handle& h = of(f);
  Disk::File& file = *h.file;
  if (h.level >= level) return SQLITE_OK;
  if (!the_disk->has_power()) return SQLITE_IOERR_LOCK;
  if (file.exclusive != nullptr && file.exclusive != &h) return SQLITE_BUSY;
  if (h.level < SQLITE_LOCK_SHARED) {
    ++file.shared;
    h.level = SQLITE_LOCK_SHARED;
  }
  if (level >= SQLITE_LOCK_RESERVED) {
    if (file.reserved != nullptr && file.reserved != &h) return SQLITE_BUSY;
    file.reserved = &h;
    h.level = SQLITE_LOCK_RESERVED;
  }
  if (level >= SQLITE_LOCK_EXCLUSIVE) {
    if (file.shared > 1) return SQLITE_BUSY;
    file.exclusive = &h;
    h.level = SQLITE_LOCK_EXCLUSIVE;
  }
  return SQLITE_OK;
}
int vfs_reserved(sqlite3_file* f, int* out) {
  *out = of(f).file->reserved != nullptr;
  return SQLITE_OK;
}
int vfs_control(sqlite3_file* /*f*/, int /*op*/, void* /*arg*/) {
  return SQLITE_NOTFOUND;
}
int vfs_sector(sqlite3_file* /*f*/) {
  return 4096;
}
int vfs_traits(sqlite3_file* /*f*/) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}
int vfs_shm_map(sqlite3_file* f, int region, int size, int extend, void volatile** out) {
  auto& shm = of(f).file->shm;
  *out = nullptr;
  while (shm.size() <= static_cast<std::size_t>(region)) {
    if (extend == 0) return SQLITE_OK;
    shm.push_back(std::make_unique<std::string>(static_cast<std::size_t>(size), '\0'));
  }
  *out = shm[static_cast<std::size_t>(region)]->data();
  return SQLITE_OK;
}
int vfs_shm_lock(sqlite3_file* f, int offset, int count, int flags) {
  Handle& h = of(f);
  const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  for (int i = offset; i < offset + count; ++i) {
    auto& slot = h.file->slots[i];
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      if (exclusive && slot.exclusive == &h) slot.exclusive = nullptr;
      if (!exclusive && slot.shared > 0) --slot.shared;
    } else if ((slot.exclusive != nullptr && slot.exclusive != &h) || (exclusive && slot.shared > 0)) {
      return SQLITE_BUSY;
    }
  }
  if ((flags & SQLITE_SHM_LOCK) != 0) {
    for (int i = offset; i < offset + count; ++i) {
      if (exclusive)
        h.file->slots[i].exclusive = &h;
      else
        ++h.file->slots[i].shared;
    }
  }
  return SQLITE_OK;
}
void vfs_shm_barrier(sqlite3_file* /*f*/) {}
int vfs_shm_unmap(sqlite3_file* f, int remove) {
  if (remove != 0) of(f).file->shm.clear();
  return SQLITE_OK;
}

const sqlite3_io_methods methods{2,          vfs_close,   vfs_read,     vfs_write,       vfs_truncate,  vfs_sync,
                                 vfs_size,   vfs_lock,    vfs_unlock,   vfs_reserved,    vfs_control,   vfs_sector,
                                 vfs_traits, vfs_shm_map, vfs_shm_lock, vfs_shm_barrier, vfs_shm_unmap, nullptr,
                                 nullptr};

int vfs_open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* out, int flags, int* out_flags) {
  out->pMethods = nullptr;
  auto file =
      name != nullptr ? the_disk->open(name, (flags & SQLITE_OPEN_CREATE) != 0) : std::make_shared<Disk::File>();
  if (!file) return SQLITE_CANTOPEN;
  Handle& h = of(out);
  h.file = file.get();
  h.owner = new std::shared_ptr<Disk::File>(std::move(file));
  h.level = SQLITE_LOCK_NONE;
  h.base.pMethods = &methods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}
int vfs_delete(sqlite3_vfs* /*vfs*/, const char* name, int sync) {
  return the_disk->remove(name, sync != 0);
}
int vfs_access(sqlite3_vfs* /*vfs*/, const char* name, int /*flags*/, int* out) {
  const auto found = the_disk->files.find(name);
  *out = found != the_disk->files.end() && !found->second->bytes.empty();
  return the_disk->has_power() ? SQLITE_OK : SQLITE_IOERR_ACCESS;
}
int vfs_full_path(sqlite3_vfs* /*vfs*/, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}
int vfs_random(sqlite3_vfs* /*vfs*/, int count, char* out) {
  for (int i = 0; i < count; ++i) out[i] = static_cast<char>(the_disk->random().next());
  return count;
}
int vfs_sleep(sqlite3_vfs* /*vfs*/, int micros) {
  the_disk->clock().advance(Microseconds(micros));
  return micros;
}
int vfs_time(sqlite3_vfs* /*vfs*/, sqlite3_int64* out) {
  constexpr sqlite3_int64 unix_epoch = 210866760000000;  // milliseconds of the Julian day
  *out = unix_epoch + the_disk->clock().now().micros / 1000;
  return SQLITE_OK;
}
int vfs_error(sqlite3_vfs* /*vfs*/, int /*size*/, char* /*out*/) {
  return 0;
}

}  // namespace

const char* Disk::vfs() {
  static sqlite3_vfs vfs{};
  if (vfs.iVersion == 0) {
    vfs = {.iVersion = 2, .szOsFile = sizeof(Handle), .mxPathname = 512, .zName = "evenhand-simulated"};
    vfs.xOpen = vfs_open;
    vfs.xDelete = vfs_delete;
    vfs.xAccess = vfs_access;
    vfs.xFullPathname = vfs_full_path;
    vfs.xRandomness = vfs_random;
    vfs.xSleep = vfs_sleep;
    vfs.xGetLastError = vfs_error;
    vfs.xCurrentTimeInt64 = vfs_time;
    sqlite3_vfs_register(&vfs, 0);
  }
  return vfs.zName;
}

}  // namespace evenhand::simulation
