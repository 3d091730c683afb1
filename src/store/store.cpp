#include "store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/guarded.hpp"
#include "base/log.hpp"
#include "store/completions.hpp"
#include "store/database_check.hpp"
#include "store/lock_file.hpp"
#include "store/migrations.hpp"
#include "store/reader_pool.hpp"
#include "store/sqlite.hpp"

namespace evenhand::store {

namespace {

Error closed_error() {
  return {ErrorKind::unavailable, "store/closed", "The store is closing; nothing was written.",
          "Try again in a moment."};
}

}  // namespace

class Store::Inside {
 public:
  Inside(StoreOptions options, const Clock& clock)
      : options_(std::move(options)), clock_(clock), readers_(reading_options(), options_.readers) {}
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
  ~Inside() { close(); }

  Result<void> start() {
    in_memory_ = options_.path == ":memory:";
    if (!in_memory_) {
      if (auto ready = prepare_files(); !ready) return ready;
    }
    auto opened = open_sqlite({.path = options_.path.string(), .vfs = options_.vfs});
    if (!opened) return fail(opened.error());
    writer_ = std::move(*opened);
    if (auto claimed = claim_file(*writer_); !claimed) return claimed;
    const bool later = !options_.full_check && file_bytes_ > options_.check_first_bytes_max;
    if (!later) {
      if (auto sound = check_database(*writer_, options_.full_check); !sound) return sound;
    }
    if (auto ready = migrate(*writer_, clock_.now()); !ready) return ready;
    if (later) {
      if (auto begun = start_late_check(); !begun) return begun;
    }
    if (!in_memory_) {
      if (auto opened_all = readers_.open_all(); !opened_all) return opened_all;
    }
    completions_.start();
    thread_ = std::thread([this] { run(); });
    return {};
  }

  void queue(Job job, Done done) {
    Error refused;
    {
      const std::lock_guard lock(mutex_);
      if (!closing_ && queue_.size() < options_.queue_jobs_max) {
        queue_.push_back({.job = std::move(job), .done = std::move(done), .outcome = {}});
        return;
      }
      refused = closing_ ? closed_error()
                         : Error{ErrorKind::unavailable, "store/busy",
                                 fmt::format("{} commands wait already; nothing was written.", queue_.size()),
                                 "Try again in a moment."};
    }
    done(fail(std::move(refused)));
  }

  void start_writing() {
    const std::lock_guard lock(mutex_);
    // Whoever writes looks again when done.
    if (!writing_ && !queue_.empty()) wake_.notify_one();
  }

  [[nodiscard]] bool is_telling_here() const { return completions_.is_telling_here(); }

  void lend_hand() {
    // What is told while this is told would wait, once enough of it is untold, for this thread itself.
    if (is_telling_here()) return start_writing();
    std::unique_lock lock(mutex_);
    if (writing_ || queue_.empty()) return;
    ++lenders_;
    Group group = write_group(lock);
    // More than one is told beside, so that whoever comes next need not wait for it.
    const bool here = group.size() == 1 && completions_.take_turn();
    if (!here) completions_.add(std::move(group));
    lock.lock();
    writing_ = false;
    if (closing_ || !queue_.empty()) wake_.notify_one();
    lock.unlock();
    if (here) completions_.tell_here(std::move(group));
    lock.lock();
    if (--lenders_ == 0 && closing_) left_.notify_all();
  }

  Result<void> read_with(const std::function<void(Reader&)>& fn, ReaderPool::WhenOut when_out) {
    if (in_memory_) {
      const std::lock_guard one(memory_mutex_);
      if (!writer_) return fail(closed_error());
      return read_on(*writer_, fn);
    }
    auto connection = readers_.take(when_out);
    if (!connection) return fail(connection.error());
    // Given back also when `fn` throws; inside its transaction, it is then not used again.
    struct Lent {
      ReaderPool& pool;
      ConnectionPtr connection;
      ~Lent() { pool.give_back(std::move(connection)); }
    } lent{readers_, std::move(*connection)};
    return read_on(*lent.connection, fn);
  }

  /// On a connection of its own, outside any transaction.
  Result<void> read_alone(const std::function<Result<void>(Connection&)>& fn) {
    if (in_memory_) {
      const std::lock_guard one(memory_mutex_);
      return writer_ ? fn(*writer_) : Result<void>(fail(closed_error()));
    }
    auto connection = open_sqlite(reading_options());
    if (!connection) return fail(connection.error());
    return fn(**connection);
  }

  void close() {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    {
      std::unique_lock lock(mutex_);
      left_.wait(lock, [this] { return lenders_ == 0; });
    }
    completions_.close();
    if (late_check_.joinable()) {
      late_check_stop_ = true;
      // Interrupting reaches a statement that runs: one that is about to begin would be missed.
      while (!late_check_over_) {
        late_connection_->interrupt();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
      late_check_.join();
      late_connection_.reset();
    }
    readers_.close();
    const std::lock_guard one(memory_mutex_);
    if (writer_ && !in_memory_) (void)writer_->script("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)");
    writer_.reset();
    lock_file_.release();
  }

  StoreFigures figures() const {
    const std::lock_guard lock(mutex_);
    StoreFigures out = figures_;
    out.queued = queue_.size();
    return out;
  }

 private:
  using Group = Completions::Group;

  [[nodiscard]] SqliteOptions reading_options() const {
    return {.path = options_.path.string(), .read_only = true, .vfs = options_.vfs};
  }

  Result<void> prepare_files() {
    const std::filesystem::path folder = std::filesystem::absolute(options_.path).parent_path();
    std::error_code error;
    if (std::filesystem::create_directories(folder, error); error) {
      return fail(ErrorKind::unavailable, "store/io",
                  fmt::format("The data folder {} cannot be made: {}.", folder.string(), error.message()),
                  "Give a path whose parent can be written.");
    }
    auto lock = LockFile::take(options_.path.string() + ".lock");
    if (!lock) return fail(lock.error());
    lock_file_ = std::move(*lock);
    // SQLite gives its log files the mode of the database, so this one call keeps all of them private.
    auto size = ensure_private_file(options_.path);
    if (!size) return fail(size.error());
    file_bytes_ = *size;
    return {};
  }

  Result<void> start_late_check() {
    auto opened = open_sqlite(reading_options());
    if (!opened) return fail(opened.error());
    late_connection_ = std::move(*opened);
    late_check_ = std::thread([this] {
      evenhand::guarded("the check of the database", [this] {
        const auto sound = check_database(*late_connection_, options_.full_check);
        if (sound || late_check_stop_) return;
        log::error(sound.error().message, {{"code", sound.error().code}});
        const std::lock_guard lock(mutex_);
        figures_.damaged = sound.error().code == "store/corrupt";
      });
      late_check_over_ = true;
    });
    return {};
  }

  static Result<void> read_on(Connection& connection, const std::function<void(Reader&)>& fn) {
    if (auto begun = connection.run("BEGIN", {}); !begun) return fail(begun.error());
    Reader reader(connection);
    fn(reader);
    if (!connection.in_transaction()) return {};
    const auto ended = connection.run("COMMIT", {});
    return ended ? Result<void>() : fail(ended.error());
  }

  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait(lock, [this] { return !writing_ && (closing_ || !queue_.empty()); });
      if (queue_.empty()) return;
      completions_.add(write_group(lock));
      lock.lock();
      writing_ = false;
    }
  }

  /// Writes whatever waits by now together: nobody waits for a group to fill. Takes `writing_`, and leaves `lock` free.
  Group write_group(std::unique_lock<std::mutex>& lock) {
    Group group;
    const std::size_t count = std::min(queue_.size(), options_.commit_jobs_max);
    group.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      group.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    writing_ = true;
    lock.unlock();
    commit(group);
    return group;
  }

  void commit(Group& group) {
    Result<void> committed;
    {
      const std::lock_guard one(memory_mutex_);
      committed = run_group(group);
    }
    std::size_t failed = 0;
    for (Completions::Finished& one : group) {
      if (!committed) one.outcome = committed;
      if (!one.outcome) ++failed;
    }
    {
      const std::lock_guard lock(mutex_);
      figures_.jobs += group.size();
      figures_.jobs_failed += failed;
      ++(committed ? figures_.commits : figures_.commits_failed);
      figures_.largest_group = std::max(figures_.largest_group, group.size());
    }
    if (!committed) log::error("A commit failed; its commands were refused", {{"code", committed.error().code}});
  }

  /// @return an error when nothing of the group was written, whatever the jobs said.
  Result<void> run_group(Group& group) {
    // A savepoint for each job costs a sixth of the writer's time and few jobs fail, so the first try goes without. A job
    // that fails takes the group with it; then all run again, each in a savepoint of its own.
    if (auto done = attempt(group, Savepoints::none); !done || *done) return status_of(done);
    if (group.size() == 1) return {};
    return status_of(attempt(group, Savepoints::each_job));
  }

  enum class Savepoints { none, each_job };

  static Result<void> status_of(const Result<bool>& done) { return done ? Result<void>() : fail(done.error()); }

  /// @return whether the group was committed; false when a job failed and nothing could be told apart, so that nothing
  ///         of the group was written.
  Result<bool> attempt(Group& group, Savepoints savepoints) {
    if (auto begun = writer_->run("BEGIN IMMEDIATE", {}); !begun) return fail(begun.error());
    Writer writer(*writer_, clock_.now());
    Result<bool> result = true;
    for (std::size_t i = 0; i < group.size() && result && *result; ++i) {
      auto& [job, done, outcome] = group[i];
      if (savepoints == Savepoints::each_job) {
        if (auto ran = run_in_savepoint(job, writer, outcome); !ran) result = fail(ran.error());
      } else {
        outcome = guarded(job, writer);
        result = outcome.has_value();
      }
    }
    if (result && *result) {
      if (auto done = writer_->run("COMMIT", {}); !done) result = fail(done.error());
    }
    if (writer_->in_transaction()) {
      if (auto undone = writer_->run("ROLLBACK", {}); !undone && result) result = fail(undone.error());
    }
    return result;
  }

  /// @return an error when the whole transaction is lost.
  Result<void> run_in_savepoint(Job& job, Writer& writer, Result<void>& outcome) {
    if (auto saved = writer_->run("SAVEPOINT job", {}); !saved) return fail(saved.error());
    outcome = guarded(job, writer);
    // A full disk or a failing one makes SQLite roll back everything by itself.
    if (!writer_->in_transaction()) {
      return outcome ? fail(ErrorKind::unavailable, "store/io", "The database undid the transaction by itself.")
                     : fail(outcome.error());
    }
    const auto ended = outcome ? writer_->run("RELEASE job", {}) : undo_job();
    return ended ? Result<void>() : fail(ended.error());
  }

  Result<std::int64_t> undo_job() {
    auto undone = writer_->run("ROLLBACK TO job", {});
    return undone ? writer_->run("RELEASE job", {}) : undone;
  }

  static Result<void> guarded(Job& job, Writer& writer) {
    try {
      return job(writer);
    } catch (const std::exception& e) {
      return fail(ErrorKind::unavailable, "store/job-failed", fmt::format("The command ended early: {}", e.what()));
    }
  }

  const StoreOptions options_;
  const Clock& clock_;
  bool in_memory_ = false;
  LockFile lock_file_;
  ConnectionPtr writer_;
  std::mutex memory_mutex_;  ///< `:memory:` has one connection for all; elsewhere nobody contends for this

  mutable std::mutex mutex_;
  std::condition_variable wake_, left_;
  std::deque<Completions::Finished> queue_;
  bool closing_ = false, writing_ = false;
  std::size_t lenders_ = 0;  ///< callers inside lend_hand who took a group
  StoreFigures figures_;
  Completions completions_;
  std::thread thread_;

  std::uintmax_t file_bytes_ = 0;
  ConnectionPtr late_connection_;
  std::thread late_check_;
  std::atomic<bool> late_check_stop_ = false, late_check_over_ = false;

  ReaderPool readers_;
};

Store::Store(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(StoreOptions options, const Clock& clock) {
  EH_ASSERT(options.readers > 0 && options.commit_jobs_max > 0);
  auto inside = std::make_unique<Inside>(std::move(options), clock);
  if (auto started = inside->start(); !started) return fail(started.error());
  return std::unique_ptr<Store>(new Store(std::move(inside)));
}

void Store::queue(Job job, Done done) {
  inside_->queue(std::move(job), std::move(done));
}
void Store::start_writing() {
  inside_->start_writing();
}
void Store::lend_hand() {
  inside_->lend_hand();
}

void Store::write(Job job, Done done) {
  queue(std::move(job), std::move(done));
  start_writing();
}

Result<void> Store::write_and_wait(Job job) {
  EH_ASSERT_MSG(!inside_->is_telling_here(), "what is told cannot wait for what is told after it");
  std::promise<Result<void>> promise;
  auto outcome = promise.get_future();
  queue(std::move(job), [&promise](Result<void> done) { promise.set_value(std::move(done)); });
  lend_hand();
  return outcome.get();
}

Result<void> Store::read_with(const std::function<void(Reader&)>& fn, bool waits) {
  return inside_->read_with(fn, waits ? ReaderPool::WhenOut::wait : ReaderPool::WhenOut::refuse);
}
void Store::close() {
  inside_->close();
}
StoreFigures Store::figures() const {
  return inside_->figures();
}
int Store::schema_version() noexcept {
  return static_cast<int>(migrations().size());
}

Result<std::vector<std::string>> Store::check() {
  std::vector<std::string> problems;
  auto done = inside_->read_alone([&](Connection& connection) -> Result<void> {
    auto found = integrity_problems(connection, "PRAGMA integrity_check(100)");
    if (!found) return fail(found.error());
    problems = std::move(*found);
    return connection.each("PRAGMA foreign_key_check", {}, [&](const Row& row) -> Result<void> {
      problems.push_back(fmt::format("a row of {} refers to one of {} that is not there", row.text(0), row.text(2)));
      return {};
    });
  });
  if (!done) return fail(done.error());
  return problems;
}

Result<void> Store::backup(const std::filesystem::path& to) {
  std::error_code ignored;
  if (std::filesystem::exists(to, ignored)) {
    return fail(ErrorKind::conflict, "store/exists", fmt::format("{} is there already.", to.string()),
                "Give the name of a new file.");
  }
  // Made private and empty first: SQLite fills an empty file and keeps its mode.
  if (auto made = ensure_private_file(to); !made) return fail(made.error());
  auto copied = inside_->read_alone([&](Connection& connection) -> Result<void> {
    auto done = connection.run("VACUUM INTO $1", {to.string()});
    return done ? Result<void>() : fail(done.error());
  });
  if (copied) copied = sync_file(to);
  if (!copied) std::filesystem::remove(to, ignored);
  return copied;
}

}  // namespace evenhand::store
