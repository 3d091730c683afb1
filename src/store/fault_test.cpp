#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>

#include "base/log.hpp"
#include "store/events.hpp"
#include "store/testing/fault_vfs.hpp"
#include "store/testing/fixture.hpp"

namespace evenhand::store {
namespace testing {

namespace {

/// Our file in front, the system's behind it in the same block.
struct File {
  sqlite3_file base;
};
sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(File));
}
sqlite3_vfs* system_vfs() {
  static sqlite3_vfs* const found = sqlite3_vfs_find(nullptr);
  return found;
}

int change_allowed() {
  Faults& f = faults();
  if (f.fail_at < 0) return SQLITE_OK;
  if (f.fail_at > 0) return --f.fail_at, SQLITE_OK;
  if (f.failures <= 0) return SQLITE_OK;
  --f.failures;
  ++f.hit;
  return f.code;
}

int x_close(sqlite3_file* f) {
  return real(f)->pMethods != nullptr ? real(f)->pMethods->xClose(real(f)) : SQLITE_OK;
}
int x_read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
  return real(f)->pMethods->xRead(real(f), to, n, at);
}
int x_write(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
  const int allowed = change_allowed();
  return allowed != SQLITE_OK ? allowed : real(f)->pMethods->xWrite(real(f), from, n, at);
}
int x_truncate(sqlite3_file* f, sqlite3_int64 size) {
  const int allowed = change_allowed();
  return allowed != SQLITE_OK ? allowed : real(f)->pMethods->xTruncate(real(f), size);
}
int x_sync(sqlite3_file* f, int flags) {
  if (const int slow = faults().sync_ms; slow > 0) std::this_thread::sleep_for(std::chrono::milliseconds(slow));
  const int allowed = change_allowed();
  return allowed != SQLITE_OK ? SQLITE_IOERR_FSYNC : real(f)->pMethods->xSync(real(f), flags);
}
int x_size(sqlite3_file* f, sqlite3_int64* out) {
  return real(f)->pMethods->xFileSize(real(f), out);
}
int x_lock(sqlite3_file* f, int level) {
  return real(f)->pMethods->xLock(real(f), level);
}
int x_unlock(sqlite3_file* f, int level) {
  return real(f)->pMethods->xUnlock(real(f), level);
}
int x_check_lock(sqlite3_file* f, int* out) {
  return real(f)->pMethods->xCheckReservedLock(real(f), out);
}
int x_control(sqlite3_file* f, int op, void* arg) {
  return real(f)->pMethods->xFileControl(real(f), op, arg);
}
int x_sector(sqlite3_file* f) {
  return real(f)->pMethods->xSectorSize(real(f));
}
int x_device(sqlite3_file* f) {
  return real(f)->pMethods->xDeviceCharacteristics(real(f));
}
int x_shm_map(sqlite3_file* f, int region, int size, int extend, void volatile** out) {
  return real(f)->pMethods->xShmMap(real(f), region, size, extend, out);
}
int x_shm_lock(sqlite3_file* f, int at, int n, int flags) {
  return real(f)->pMethods->xShmLock(real(f), at, n, flags);
}
void x_shm_barrier(sqlite3_file* f) {
  real(f)->pMethods->xShmBarrier(real(f));
}
int x_shm_unmap(sqlite3_file* f, int remove) {
  return real(f)->pMethods->xShmUnmap(real(f), remove);
}

const sqlite3_io_methods methods{2,          x_close,       x_read,       x_write,   x_truncate, x_sync,   x_size,
                                 x_lock,     x_unlock,      x_check_lock, x_control, x_sector,   x_device, x_shm_map,
                                 x_shm_lock, x_shm_barrier, x_shm_unmap,  nullptr,   nullptr};

int x_open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const int opened = system_vfs()->xOpen(system_vfs(), name, real(file), flags, out_flags);
  file->pMethods = real(file)->pMethods != nullptr ? &methods : nullptr;
  return opened;
}

}  // namespace

Faults& faults() {
  static Faults shared;
  return shared;
}

std::string fault_vfs() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs copy = *system_vfs();
    copy.szOsFile += static_cast<int>(sizeof(File));
    copy.zName = "evenhand-faults";
    copy.pNext = nullptr;
    copy.xOpen = x_open;
    return copy;
  }();
  static const int registered = sqlite3_vfs_register(&vfs, 0);
  EXPECT_EQ(registered, SQLITE_OK);
  return vfs.zName;
}

}  // namespace testing

namespace {

using testing::add_org;
using testing::Draft;
using testing::faults;
using testing::Folder;
using testing::grow;
using testing::org;

struct Trouble {
  std::string name;
  int code;
  int failures;  ///< how many changes fail in a row
};

class SqliteFault : public ::testing::TestWithParam<Trouble> {
 protected:
  void SetUp() override { log::set_level(log::Level::off); }
  void TearDown() override {
    faults().fail_at = -1;
    log::set_level(log::Level::info);
  }
};

// Every write, sync and truncation that one commit makes is failed in turn.
TEST_P(SqliteFault, ACommitThatCannotBeWrittenIsRefusedWholeAndTheStoreGoesOn) {
  const ManualClock clock{Instant{1}};
  const Folder folder;
  auto store = Store::open({.path = folder.file(), .vfs = testing::fault_vfs()}, clock).value();
  ASSERT_TRUE(add_org(*store));
  Draft draft("case_1");
  ASSERT_TRUE(grow(*store, draft, 2));
  int refused = 0;
  for (int at = 0;; ++at) {
    ASSERT_LT(at, 400) << "a commit makes no more changes than that";
    const Draft before = draft;
    faults().hit = 0;
    faults().code = GetParam().code;
    faults().failures = GetParam().failures;
    faults().fail_at = at;
    const auto outcome = grow(*store, draft, 3);
    faults().fail_at = -1;
    if (!outcome) {
      ++refused;
      EXPECT_EQ(outcome.error().kind, ErrorKind::unavailable) << outcome.error().message;
      EXPECT_TRUE(outcome.error().code == "store/full" || outcome.error().code == "store/io") << outcome.error().code;
      EXPECT_FALSE(outcome.error().hint.empty());
      draft = before;
    }
    const auto row = store->read([](Reader& r) { return cases::find(r, org, "case_1"); });
    ASSERT_TRUE(row) << row.error().message;
    ASSERT_EQ(row->seq, draft.row.seq) << "acknowledged and stored agree after a fault at change " << at;
    ASSERT_TRUE(grow(*store, draft, 1)) << "usable at once after a fault at change " << at;
    if (faults().hit == 0) break;
  }
  EXPECT_GT(refused, 2);
  store.reset();
  auto again = Store::open({.path = folder.file()}, clock);
  ASSERT_TRUE(again) << again.error().message;
  const auto loaded = (*again)->read([](Reader& r) { return cases::load(r, org, "case_1"); });
  ASSERT_EQ(loaded->events.size(), draft.row.seq);
  ledger::ChainCheck chain;
  for (const auto& event : loaded->events) EXPECT_FALSE(chain.next(event));
}

INSTANTIATE_TEST_SUITE_P(Disk, SqliteFault,
                         ::testing::Values(Trouble{"full_once", SQLITE_FULL, 1},
                                           Trouble{"full", SQLITE_FULL, 1'000'000},
                                           Trouble{"io_once", SQLITE_IOERR_WRITE, 1},
                                           Trouble{"io", SQLITE_IOERR_WRITE, 1'000'000}),
                         [](const auto& tested) { return tested.param.name; });

// A slow disk is waited for: nothing is acknowledged before it is there, those who wait share its syncs, and past the queue's limit
// they are told at once.
TEST(SqliteSlowDisk, NothingIsLostAndThePatientShareASync) {
  const ManualClock clock{Instant{1}};
  const Folder folder;
  constexpr int queue = 40, writes = 400;
  auto store =
      Store::open({.path = folder.file(), .queue_jobs_max = queue, .vfs = testing::fault_vfs()}, clock).value();
  ASSERT_TRUE(add_org(*store));
  faults().sync_ms = 150;
  std::atomic<int> done = 0, busy = 0, acknowledged_too_early = 0;
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < writes; ++i) {
    store->write([i](Writer& w) { return orgs::set_setting(w, org, "s" + std::to_string(i), "x"); },
                 [&](Result<void> outcome) {
                   if (!outcome && outcome.error().code == "store/busy") return void(++busy);
                   ++done;
                   if (!outcome || std::chrono::steady_clock::now() - began < std::chrono::milliseconds(150))
                     ++acknowledged_too_early;
                 });
  }
  EXPECT_GT(busy, 0) << "who comes past the queue's limit is told at once";
  EXPECT_TRUE(store->read([](Reader& r) { return orgs::list(r); }));
  store->close();
  const auto figures = store->figures();
  faults().sync_ms = 0;
  EXPECT_EQ(done + busy, writes);
  EXPECT_EQ(acknowledged_too_early, 0);
  EXPECT_GE(figures.largest_group, 2u);
  auto again = Store::open({.path = folder.file()}, clock).value();
  int kept = 0;
  for (int i = 0; i < writes; ++i)
    if (again->read([&](Reader& r) { return orgs::setting(r, org, "s" + std::to_string(i)); }).value()) ++kept;
  EXPECT_EQ(kept, done) << "what was acknowledged is there, and nothing else";
}

TEST(SqliteFullDisk, AFullDiskAtTheStartIsSaid) {
  const ManualClock clock{Instant{1}};
  const Folder folder;
  faults().code = SQLITE_FULL;
  faults().failures = 1'000'000;
  faults().fail_at = 0;
  const auto opened = Store::open({.path = folder.file(), .vfs = testing::fault_vfs()}, clock);
  faults().fail_at = -1;
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "store/full");
  EXPECT_TRUE(Store::open({.path = folder.file(), .vfs = testing::fault_vfs()}, clock))
      << "and it opens once there is space";
}

}  // namespace
}  // namespace evenhand::store
