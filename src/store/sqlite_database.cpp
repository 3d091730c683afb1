#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "store/database.hpp"
#include "store/database_check.hpp"
#include "store/lock_file.hpp"
#include "store/migrations.hpp"
#include "store/sqlite.hpp"

namespace evenhand::store {
namespace {

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(const StoreOptions& options) : options_(options), in_memory_(options.path == ":memory:") {}
  ~SqliteDatabase() override { stop(); }

  Result<ConnectionPtr> open(Instant now) override {
    if (!in_memory_) {
      if (auto ready = prepare_files(); !ready) return fail(std::move(ready.error()));
    }
    // Looked at first by reading alone: opening for writing would give another program's file a log.
    if (!in_memory_ && file_bytes_ > 0) {
      if (auto reader = connect(Access::read)) {
        if (auto ours = claim_file(**reader); !ours && ours.error().code == "store/not-ours")
          return fail(std::move(ours.error()));
      }
    }
    auto writer = connect(Access::write);
    if (!writer) return writer;
    if (auto claimed = claim_file(**writer); !claimed) return fail(std::move(claimed.error()));
    const bool later = !options_.full_check && file_bytes_ > options_.check_first_bytes_max;
    if (!later) {
      if (auto sound = check_database(**writer, options_.full_check); !sound) return fail(std::move(sound.error()));
    }
    if (auto ready = migrate(**writer, now); !ready) return fail(std::move(ready.error()));
    if (later) {
      if (auto begun = start_late_check(); !begun) return fail(std::move(begun.error()));
    }
    return writer;
  }

  Result<ConnectionPtr> connect(Access access) override {
    return open_sqlite({.path = options_.path.string(), .read_only = access == Access::read, .vfs = options_.vfs});
  }
  bool is_shared() const noexcept override { return options_.shared; }
  bool has_one_connection() const noexcept override { return in_memory_; }

  Result<std::vector<std::string>> check(Connection& connection) override {
    auto problems = integrity_problems(connection, "PRAGMA integrity_check(100)");
    if (!problems) return problems;
    auto keys = connection.each("PRAGMA foreign_key_check", {}, [&](const Row& row) -> Result<void> {
      problems->push_back(fmt::format("a row of {} refers to one of {} that is not there", row.text(0), row.text(2)));
      return {};
    });
    if (!keys) return fail(std::move(keys.error()));
    return problems;
  }

  Result<void> backup(Connection& connection, const std::filesystem::path& to) override {
    std::error_code ignored;
    if (std::filesystem::exists(to, ignored)) {
      return fail(ErrorKind::conflict, "store/exists", fmt::format("{} is there already.", to.string()),
                  "Give the name of a new file.");
    }
    // Made private and empty first: SQLite fills an empty file and keeps its mode.
    if (auto made = ensure_private_file(to); !made) return fail(made.error());
    const auto copied = connection.run("VACUUM INTO $1", {to.string()});
    auto done = copied ? sync_file(to) : Result<void>(fail(copied.error()));
    if (!done) std::filesystem::remove(to, ignored);
    return done;
  }
  bool is_damaged() const noexcept override { return damaged_; }

  void stop() noexcept override {
    if (!late_check_.joinable()) return;
    late_check_stop_ = true;
    // Interrupting reaches a statement that runs: one that is about to begin would be missed.
    while (!late_check_over_) {
      late_connection_->interrupt();
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    late_check_.join();
    late_connection_.reset();
  }

  void close(ConnectionPtr writer) noexcept override {
    if (writer && !in_memory_) (void)writer->script("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)");
    writer.reset();
    lock_file_.release();
  }

 private:
  Result<void> prepare_files() {
    const std::filesystem::path folder = std::filesystem::absolute(options_.path).parent_path();
    std::error_code error;
    if (std::filesystem::create_directories(folder, error); error) {
      return fail(ErrorKind::unavailable, "store/io",
                  fmt::format("The data folder {} cannot be made: {}.", folder.string(), error.message()),
                  "Give a path whose parent can be written.");
    }
    if (!options_.shared) {
      auto lock = LockFile::take(options_.path);
      if (!lock) return fail(lock.error());
      lock_file_ = std::move(*lock);
    }
    // SQLite gives its log files the mode of the database, so this one call keeps all of them private.
    auto size = ensure_private_file(options_.path);
    if (!size) return fail(size.error());
    file_bytes_ = *size;
    return {};
  }

  Result<void> start_late_check() {
    auto opened = connect(Access::read);
    if (!opened) return fail(opened.error());
    late_connection_ = std::move(*opened);
    late_check_ = std::thread([this] {
      guarded("the check of the database", [this] {
        const auto sound = check_database(*late_connection_, options_.full_check);
        if (sound || late_check_stop_) return;
        log::error(sound.error().message, {{"code", sound.error().code}});
        damaged_ = sound.error().code == "store/corrupt";
      });
      late_check_over_ = true;
    });
    return {};
  }

  const StoreOptions options_;
  const bool in_memory_;
  LockFile lock_file_;
  std::uintmax_t file_bytes_ = 0;
  ConnectionPtr late_connection_;
  std::thread late_check_;
  std::atomic<bool> late_check_stop_ = false, late_check_over_ = false, damaged_ = false;
};

}  // namespace

std::unique_ptr<Database> make_sqlite_database(const StoreOptions& options) {
  return std::make_unique<SqliteDatabase>(options);
}

}  // namespace evenhand::store
