// A look at the whole database that takes minutes, beside a store that goes on writing.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "store/last_backup.hpp"
#include "store/lock_file.hpp"
#include "store/place.hpp"
#include "store/sqlite.hpp"
#include "store/testing/fixture.hpp"

namespace evenhand::store {
namespace {

using testing::add_org;
using testing::Draft;
using testing::Folder;
using testing::grow;

const ManualClock test_clock{Instant{1'000'000}};

class SqliteSnapshot : public ::testing::Test {
 protected:
  void SetUp() override {
    ::unsetenv("SQLITE_TMPDIR");  // of the test before; a command looks at one place
    store_ = Store::open({.path = folder_.file()}, test_clock).value();
    ASSERT_TRUE(add_org(*store_));
    ASSERT_TRUE(grow(*store_, draft_, 400));
  }
  static std::int64_t events_in(Connection& connection) {
    return connection.integer("SELECT count(*) FROM events", {}).value().value_or(-1);
  }
  /// Whether nobody holds the log: then it can be emptied.
  bool empties_log() {
    auto other = open_sqlite({.path = folder_.file().string()}).value();
    EXPECT_TRUE(other->script("PRAGMA busy_timeout = 50"));
    return other->integer("PRAGMA wal_checkpoint(TRUNCATE)", {}).value() == 0;
  }
  std::vector<std::string> files() const {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      out.push_back(entry.path().filename());
    std::sort(out.begin(), out.end());
    return out;
  }

  const Folder folder_;
  const Place place_ = Place::of(folder_.file().string());
  std::unique_ptr<Store> store_;
  Draft draft_{"case_1"};
};

TEST_F(SqliteSnapshot, ACopyShowsOneMomentAndHoldsNoLog) {
  std::uint64_t steps = 0, pages = 0;
  const auto before = files();
  auto snapshot = open_long_snapshot(place_, [&](std::uint64_t done, std::uint64_t total) {
                    EXPECT_LE(done, total);
                    pages = total;
                    // What is written on the way is not in it, and does not make it begin anew.
                    if (++steps == 1) { EXPECT_TRUE(grow(*store_, draft_, 10)); }
                    return true;
                  }).value();
  ASSERT_TRUE(grow(*store_, draft_, 10));
  EXPECT_FALSE(snapshot.holds_log);
  EXPECT_GT(pages, 20u);
  EXPECT_EQ(events_in(*snapshot.connection), 400);
  EXPECT_EQ(snapshot.connection->text("PRAGMA integrity_check", {}).value(), "ok");
  EXPECT_TRUE(empties_log()) << "the server's log need not wait for whoever reads the copy";
  EXPECT_EQ(files(), before) << "no name leads to the copy";
  auto other = open_sqlite({.path = folder_.file().string()}).value();
  EXPECT_EQ(events_in(*other), 420);
}

TEST_F(SqliteSnapshot, ReadingInPlaceHoldsTheLog) {
  const auto connection = open_snapshot(place_).value();
  ASSERT_TRUE(grow(*store_, draft_, 10));
  EXPECT_EQ(events_in(*connection), 400);
  EXPECT_FALSE(empties_log());
}

TEST_F(SqliteSnapshot, ACopyCanBeStopped) {
  const auto stopped = open_long_snapshot(place_, [](std::uint64_t, std::uint64_t) { return false; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, "store/interrupted");
  EXPECT_TRUE(grow(*store_, draft_, 1));
  EXPECT_TRUE(empties_log());
}

TEST_F(SqliteSnapshot, WhoServesIsKnownWhateverNameItHas) {
  const Folder other;
  std::filesystem::create_symlink(folder_.file(), other.file());
  EXPECT_EQ(served_by(place_).value(), "process " + std::to_string(::getpid()));
  EXPECT_EQ(served_by(Place::of(other.path().string())).value(), "process " + std::to_string(::getpid()));
  EXPECT_EQ(Store::open({.path = other.file()}, test_clock).error().code, "store/locked");
  store_.reset();
  EXPECT_EQ(served_by(place_).value(), "");
}

TEST(LastBackup, IsKnownWithItsFileWhateverTheNameHolds) {
  const Folder folder;
  const Place place = testing::is_on_server() ? Place{.url = testing::url_for(folder.path()), .file = {}}
                                              : Place::of(folder.path().string());
  const auto store = Store::open({.path = folder.file(), .url = place.url}, test_clock).value();
  EXPECT_EQ(last_backup(place).value(), std::nullopt);
  const std::string name = "it's \"$note$\" \\ ü.backup";
  ASSERT_TRUE(note_backup(place, {.at = Instant{5'000'000}, .file = "first", .events = 1}));
  ASSERT_TRUE(note_backup(place, {.at = Instant{7'000'000}, .file = name, .events = 12}));
  const auto last = last_backup(place).value();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->at, Instant{7'000'000});
  EXPECT_EQ(last->file, name);
  EXPECT_EQ(last->events, 12u);
}

}  // namespace
}  // namespace evenhand::store
