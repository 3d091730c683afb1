#include "store/store.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <future>
#include <latch>
#include <thread>

#include "base/log.hpp"
#include "store/events.hpp"
#include "store/sqlite.hpp"
#include "store/testing/fixture.hpp"

namespace evenhand::store {
namespace {

using testing::add_org;
using testing::Draft;
using testing::Folder;
using testing::grow;
using testing::org;

const ManualClock test_clock{Instant{1'000'000}};

std::unique_ptr<Store> open_at(const Folder& folder, StoreOptions options = {}) {
  options.path = folder.file();
  options.url = testing::url_for(folder.path());
  auto opened = Store::open(options, test_clock);
  EXPECT_TRUE(opened) << opened.error().code << " " << opened.error().message;
  return opened ? std::move(*opened) : nullptr;
}
std::string refusal(const Folder& folder) {
  auto opened = Store::open({.path = folder.file()}, test_clock);
  return opened ? "opened" : opened.error().code;
}

TEST(SqliteFile, KeepsWhatWasWrittenAndItsFilesPrivate) {
  const Folder folder;
  Draft draft("case_1");
  {
    auto store = open_at(folder);
    ASSERT_TRUE(add_org(*store));
    ASSERT_TRUE(grow(*store, draft, 3));
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      struct stat status {};
      ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
      EXPECT_EQ(status.st_mode & 0077u, 0u) << entry.path();
    }
  }
  auto store = open_at(folder);
  const auto loaded = store->read([](Reader& r) { return cases::load(r, org, "case_1"); });
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->row.seq, 3u);
  EXPECT_EQ(loaded->events.size(), 3u);
  EXPECT_TRUE(store->check().value().empty());
}

TEST(StoreTest, AFailedJobUndoesItselfAlone) {
  const Folder folder;
  auto store = open_at(folder);
  ASSERT_TRUE(add_org(*store));
  // The first job holds the writer until the others wait behind it, so that they share one commit.
  std::latch all_queued(1);
  std::promise<void> first_done;
  store->write([&](Writer&) -> Result<void> { return all_queued.wait(), Result<void>(); },
               [&](Result<void>) { first_done.set_value(); });
  std::vector<std::promise<Result<void>>> outcomes(30);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    store->write(
        [i](Writer& w) -> Result<void> {
          if (auto set = orgs::set_setting(w, org, "key " + std::to_string(i), "v"); !set) return set;
          if (i % 3 == 1) return fail(ErrorKind::refused, "test/refused", "No.");
          if (i % 3 == 2) throw std::runtime_error("thrown");
          return {};
        },
        [&outcomes, i](Result<void> done) { outcomes[i].set_value(std::move(done)); });
  }
  all_queued.count_down();
  first_done.get_future().get();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const auto outcome = outcomes[i].get_future().get();
    if (i % 3 == 0) {
      EXPECT_TRUE(outcome);
    } else {
      EXPECT_EQ(outcome.error().code, i % 3 == 1 ? "test/refused" : "store/job-failed");
    }
    const auto kept = store->read([&](Reader& r) { return orgs::setting(r, org, "key " + std::to_string(i)); });
    EXPECT_EQ(kept.value().has_value(), i % 3 == 0) << i;
  }
  EXPECT_GE(store->figures().largest_group, 2u);
  EXPECT_EQ(store->figures().jobs_failed, 20u);
}

TEST(StoreTest, AFullQueueRefusesAtOnce) {
  const Folder folder;
  auto store = open_at(folder, {.queue_jobs_max = 4});
  std::latch release(1);
  std::promise<void> started;
  store->write(
      [&](Writer&) -> Result<void> {
        started.set_value();
        return release.wait(), Result<void>();
      },
      [](Result<void>) {});
  started.get_future().get();
  std::atomic<int> ran = 0;
  for (int i = 0; i < 4; ++i) {
    store->write([&](Writer&) -> Result<void> { return ++ran, Result<void>(); },
                 [](Result<void> r) { EXPECT_TRUE(r); });
  }
  const auto refused = store->write_and_wait([](Writer&) -> Result<void> { return {}; });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "store/busy");
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
  release.count_down();
  store->close();
  EXPECT_EQ(ran, 4) << "what was accepted is drained";
  EXPECT_EQ(store->write_and_wait([](Writer&) -> Result<void> { return {}; }).error().code, "store/closed");
  EXPECT_EQ(store->read([](Reader& r) { return orgs::list(r); }).error().code, "store/closed");
}

TEST(StoreTest, ManyThreadsShareCommitsAndReadWhileWriting) {
  const Folder folder;
  auto store = open_at(folder);
  ASSERT_TRUE(add_org(*store));
  constexpr int threads = 8;
  constexpr int each = 40;
  std::vector<std::thread> workers;
  for (int t = 0; t < threads; ++t) {
    workers.emplace_back([&store, t] {
      Draft draft("case_" + std::to_string(t));
      for (int i = 0; i < each; ++i) {
        EXPECT_TRUE(grow(*store, draft));
        const auto row = store->read([&](Reader& r) { return cases::find(r, org, draft.row.id); });
        EXPECT_TRUE(row && row->seq == draft.row.seq) << "what was acknowledged is seen";
      }
    });
  }
  for (auto& worker : workers) worker.join();
  const auto events = store->read([](Reader& r) { return events::after_position(r, org, 0, 10'000); });
  ASSERT_EQ(events->size(), static_cast<std::size_t>(threads * each));
  for (std::size_t i = 0; i < events->size(); ++i) EXPECT_EQ((*events)[i].position, i + 1) << "no gap in the journal";
  EXPECT_LE(store->figures().commits, store->figures().jobs);
}

TEST(StoreTest, AReaderSeesOneMoment) {
  const Folder folder;
  auto store = open_at(folder);
  ASSERT_TRUE(add_org(*store));
  const auto seen = store->read([&](Reader& r) -> Result<bool> {
    const bool before = orgs::setting(r, org, "k").value().has_value();
    EXPECT_TRUE(store->write_and_wait([](Writer& w) { return orgs::set_setting(w, org, "k", "v"); }));
    return before || orgs::setting(r, org, "k").value().has_value();
  });
  EXPECT_FALSE(seen.value());
  EXPECT_TRUE(store->read([](Reader& r) { return orgs::setting(r, org, "k"); }).value().has_value());
}

TEST(StoreTest, AReaderCannotWrite) {
  const Folder folder;
  auto store = open_at(folder);
  const auto written = store->read([](Reader& r) { return r.sql().run("DELETE FROM orgs WHERE org_id = $1", {org}); });
  EXPECT_EQ(written.error().code, "store/read-only");
}

TEST(SqliteFile, ASecondServerIsRefused) {
  const Folder folder;
  auto store = open_at(folder);
  // flock binds to the open file, so the same process counts as another.
  EXPECT_EQ(refusal(folder), "store/locked");
  store.reset();
  EXPECT_EQ(refusal(folder), "opened");
}

TEST(SqliteFile, AFileThatIsNoDatabaseIsRefusedAndKept) {
  const Folder folder;
  const std::string content(5'000, 'x');
  std::ofstream(folder.file()) << content;
  EXPECT_EQ(refusal(folder), "store/not-a-database");
  EXPECT_EQ(std::filesystem::file_size(folder.file()), content.size());
}

TEST(SqliteFile, AnotherProgramsDatabaseIsRefused) {
  const Folder folder;
  {
    auto other = open_sqlite({.path = folder.file().string()});
    ASSERT_TRUE((*other)->script("CREATE TABLE theirs (a INTEGER)"));
  }
  EXPECT_EQ(refusal(folder), "store/not-ours");
}

TEST(SqliteFile, ANewerSchemaIsRefused) {
  const Folder folder;
  open_at(folder).reset();
  {
    auto direct = open_sqlite({.path = folder.file().string()});
    ASSERT_TRUE((*direct)->run("INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, 'x', 1)",
                               {Store::schema_version() + 1}));
  }
  EXPECT_EQ(refusal(folder), "store/newer-schema");
}

TEST(SqliteFile, ADamagedFileIsRefused) {
  const Folder folder;
  {
    auto store = open_at(folder);
    ASSERT_TRUE(add_org(*store));
    Draft draft("case_1");
    ASSERT_TRUE(grow(*store, draft, 200));
  }
  const auto size = std::filesystem::file_size(folder.file());
  {
    std::fstream file(folder.file(), std::ios::in | std::ios::out | std::ios::binary);
    for (std::uintmax_t page = 8; page * 4096 < size; ++page) {
      file.seekp(static_cast<std::streamoff>(page * 4096));
      file << std::string(64, '\xff');
    }
  }
  const std::string code = refusal(folder);
  EXPECT_TRUE(code == "store/corrupt" || code == "store/not-a-database") << code;
}

TEST(SqliteFile, ALargeFileIsCheckedBesideTheFirstRequests) {
  const Folder folder;
  {
    auto store = open_at(folder);
    ASSERT_TRUE(add_org(*store));
    Draft draft("case_1");
    ASSERT_TRUE(grow(*store, draft, 300));
  }
  {
    auto store = open_at(folder, {.check_first_bytes_max = 0});
    store->close();
    EXPECT_FALSE(store->figures().damaged) << "closing ends the check, and that is no damage";
  }
  auto direct = open_sqlite({.path = folder.file().string()}).value();
  const auto root =
      direct->integer("SELECT rootpage FROM sqlite_master WHERE name = 'cases_by_team'", {}).value().value();
  direct.reset();
  {
    std::fstream file(folder.file(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>((root - 1) * 4096));
    file << std::string(64, '\xff');
  }
  EXPECT_EQ(refusal(folder), "store/corrupt");
  log::set_level(log::Level::off);
  auto store = open_at(folder, {.check_first_bytes_max = 0});
  ASSERT_TRUE(store);
  while (!store->figures().damaged) std::this_thread::yield();
  log::set_level(log::Level::info);
}

TEST(SqliteFile, AReadOnlyFolderIsRefused) {
  const Folder folder;
  ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
  // Modes do not bind root: a child that is nobody tries.
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(2);
    ::_exit(refusal(folder) == "store/read-only" ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 2) GTEST_SKIP() << "this machine lets nobody become another user";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(SqliteFile, ABackupIsWholePrivateAndNeverOverwrites) {
  const Folder folder;
  auto store = open_at(folder);
  ASSERT_TRUE(add_org(*store));
  Draft draft("case_1");
  ASSERT_TRUE(grow(*store, draft, 5));
  const Folder other;
  ASSERT_TRUE(store->backup(other.file()));
  struct stat status {};
  ASSERT_EQ(::stat(other.file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  EXPECT_EQ(store->backup(other.file()).error().code, "store/exists");
  auto copy = open_at(other);
  EXPECT_EQ(copy->read([](Reader& r) { return cases::load(r, org, "case_1"); })->events.size(), 5u);
}

TEST(SqliteSql, ParametersAreBoundByTheirNumber) {
  auto connection = open_sqlite({.path = ":memory:"}).value();
  const auto text = connection->text("SELECT $2 || '-' || $1 || '-' || $2", {"a", "b"});
  EXPECT_EQ(text.value(), "b-a-b");
  EXPECT_EQ(connection->integer("SELECT $3", {1, 2, 3}).value(), 3);
  EXPECT_EQ(connection->text("SELECT typeof($1)", {std::string_view()}).value(), "text");
  EXPECT_EQ(connection->text("SELECT typeof($1)", {nullptr}).value(), "null");
  EXPECT_EQ(connection->text("SELECT typeof($1)", {Sha256{}}).value(), "blob");
  EXPECT_EQ(connection->integer("SELECT 1 WHERE 0", {}).value(), std::nullopt);
}

TEST(SqliteSql, AQueryMayRunInsideItsOwnRows) {
  auto connection = open_sqlite({.path = ":memory:"}).value();
  ASSERT_TRUE(connection->script("CREATE TABLE t (a INTEGER) STRICT; INSERT INTO t VALUES (1), (2), (3)"));
  int seen = 0;
  const auto inner = [&](const Row&) -> Result<void> { return ++seen, Result<void>(); };
  const auto outer = connection->each("SELECT a FROM t", {},
                                      [&](const Row&) { return connection->each("SELECT a FROM t", {}, inner); });
  ASSERT_TRUE(outer);
  EXPECT_EQ(seen, 9);
}

TEST(SqliteSql, ErrorsHaveCodes) {
  auto connection = open_sqlite({.path = ":memory:"}).value();
  ASSERT_TRUE(connection->script("CREATE TABLE t (a INTEGER NOT NULL PRIMARY KEY) STRICT; INSERT INTO t VALUES (1)"));
  EXPECT_EQ(connection->run("INSERT INTO t VALUES ($1)", {1}).error().code, "store/constraint");
  EXPECT_EQ(connection->run("INSERT INTO t VALUES ($1)", {1}).error().kind, ErrorKind::conflict);
  EXPECT_EQ(connection->run("SELEKT", {}).error().code, "store/sql");
  EXPECT_EQ(open_sqlite({.path = "/nonexistent/evenhand.db"}).error().code, "store/io");
}

}  // namespace
}  // namespace evenhand::store
