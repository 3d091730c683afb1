#include "store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
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
#include "store/database.hpp"
#include "store/dialect.hpp"
#include "store/group_commit.hpp"
#include "store/migrations.hpp"
#include "store/postgres.hpp"
#include "store/reader_pool.hpp"

namespace evenhand::store {

namespace {

constexpr auto again_after = std::chrono::milliseconds(100);  ///< when a server is away

Error closed_error() {
  return {ErrorKind::unavailable, "store/closed", "The store is closing; nothing was written.",
          "Try again in a moment."};
}

}  // namespace

class Store::Inside {
 public:
  Inside(StoreOptions options, const Clock& clock)
      : options_(std::move(options)),
        clock_(clock),
        database_(options_.url.empty() ? make_sqlite_database(options_) : make_postgres_database(options_)),
        shares_connection_(database_->has_one_connection()),
        commits_(*database_, clock_, options_.patience),
        readers_([this] { return database_->connect(Access::read); }, options_.readers) {}
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
  ~Inside() { close(); }

  Result<void> start() {
    auto opened = database_->open(clock_.now());
    if (!opened) return fail(opened.error());
    commits_.write_on(std::move(*opened));
    if (!shares_connection_) {
      if (auto opened_all = readers_.open_all(); !opened_all) return opened_all;
    }
    if (!options_.replica_url.empty())
      replica_.emplace([this] { return open_postgres(options_.replica_url); }, options_.readers);
    if (!options_.threads) return {};
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
    const bool here = (group.size() == 1 || !options_.threads) && completions_.take_turn();
    if (!here) completions_.add(std::move(group));
    lock.lock();
    writing_ = false;
    if (closing_ || !queue_.empty()) wake_.notify_one();
    lock.unlock();
    if (here) completions_.tell_here(std::move(group));
    lock.lock();
    if (--lenders_ == 0 && closing_) left_.notify_all();
  }

  enum class Around { transaction, nothing };

  Result<void> read_with(const std::function<void(Reader&)>& fn, ReaderPool::WhenOut when_out, Around around) {
    if (shares_connection_) {
      const std::lock_guard one(memory_mutex_);
      if (commits_.connection() == nullptr) return fail(closed_error());
      return read_on(*commits_.connection(), fn, around);
    }
    const auto until = std::chrono::steady_clock::now() + options_.patience / 3;
    for (;;) {
      bool was_cut = false;
      auto done = read_once(readers_, fn, when_out, around, was_cut);
      // What was read is thrown away with the connection; a server that restarts answers again in a moment.
      if (!was_cut || when_out == ReaderPool::WhenOut::refuse || std::chrono::steady_clock::now() >= until) return done;
      std::this_thread::sleep_for(again_after);
    }
  }

  Result<void> read_on_replica(const std::function<void(Reader&)>& fn) {
    if (!replica_) return read_with(fn, ReaderPool::WhenOut::wait, Around::transaction);
    bool was_cut = false;
    auto done = read_once(*replica_, fn, ReaderPool::WhenOut::wait, Around::transaction, was_cut);
    // One that is away, or drops what it reads to follow, costs a look at the primary and nothing else.
    return done ? done : read_with(fn, ReaderPool::WhenOut::wait, Around::transaction);
  }

  /// On a connection of its own, outside any transaction.
  template <class T>
  Result<T> read_alone(const std::function<Result<T>(Connection&)>& fn) {
    if (shares_connection_) {
      const std::lock_guard one(memory_mutex_);
      return commits_.connection() != nullptr ? fn(*commits_.connection()) : Result<T>(fail(closed_error()));
    }
    auto connection = database_->connect(Access::read);
    if (!connection) return fail(connection.error());
    return fn(**connection);
  }

  [[nodiscard]] Database& database() const noexcept { return *database_; }

  void close() {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    while (!options_.threads && figures().queued > 0) lend_hand();
    {
      std::unique_lock lock(mutex_);
      left_.wait(lock, [this] { return lenders_ == 0; });
    }
    completions_.close();
    database_->stop();
    readers_.close();
    if (replica_) replica_->close();
    const std::lock_guard one(memory_mutex_);
    if (is_closed_) return;
    is_closed_ = true;
    database_->close(commits_.give_back());
  }

  StoreFigures figures() const {
    const std::lock_guard lock(mutex_);
    StoreFigures out = figures_;
    out.queued = queue_.size();
    out.damaged = database_->is_damaged();
    return out;
  }

 private:
  using Group = Completions::Group;

  static Result<void> read_once(ReaderPool& pool, const std::function<void(Reader&)>& fn, ReaderPool::WhenOut when_out,
                                Around around, bool& was_cut) {
    auto connection = pool.take(when_out);
    if (!connection) {
      was_cut = connection.error().code == "store/unreachable";
      return fail(connection.error());
    }
    // Given back also when `fn` throws; inside its transaction, it is then not used again.
    struct Lent {
      ReaderPool& pool;
      ConnectionPtr connection;
      ~Lent() { pool.give_back(std::move(connection)); }
    } lent{pool, std::move(*connection)};
    auto done = read_on(*lent.connection, fn, around);
    was_cut = !lent.connection->is_alive();
    return done;
  }

  static Result<void> read_on(Connection& connection, const std::function<void(Reader&)>& fn, Around around) {
    if (around == Around::transaction) {
      if (auto begun = connection.post(begin_reading(connection.dialect()), {}); !begun) return begun;
    }
    Reader reader(connection);
    fn(reader);
    if (auto settled = connection.settle(); !settled) return settled;
    if (!connection.in_transaction()) return {};
    return connection.leave();
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
      committed = commits_.run(group);
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
    if (committed) database_->notify();
    if (!committed) log::error("A commit failed; its commands were refused", {{"code", committed.error().code}});
  }

  const StoreOptions options_;
  const Clock& clock_;
  const std::unique_ptr<Database> database_;
  const bool shares_connection_;
  GroupCommit commits_;  ///< under `memory_mutex_`
  bool is_closed_ = false;
  std::mutex memory_mutex_;  ///< `:memory:` has one connection for all; elsewhere nobody contends for this

  mutable std::mutex mutex_;
  std::condition_variable wake_, left_;
  std::deque<Completions::Finished> queue_;
  bool closing_ = false, writing_ = false;
  std::size_t lenders_ = 0;  ///< callers inside lend_hand who took a group
  StoreFigures figures_;
  Completions completions_;
  std::thread thread_;

  ReaderPool readers_;
  std::optional<ReaderPool> replica_;
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

Result<void> Store::read_with(const std::function<void(Reader&)>& fn, ReadWhere where) {
  if (where == ReadWhere::replica) return inside_->read_on_replica(fn);
  return inside_->read_with(fn,
                            where == ReadWhere::here_if_free ? ReaderPool::WhenOut::refuse : ReaderPool::WhenOut::wait,
                            where == ReadWhere::here_alone ? Inside::Around::nothing : Inside::Around::transaction);
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

bool Store::is_shared() const noexcept {
  return inside_->database().is_shared();
}
void Store::on_foreign_commit(std::function<void()> callback) {
  inside_->database().on_foreign_commit(std::move(callback));
}

Result<std::vector<std::string>> Store::check() {
  return inside_->read_alone<std::vector<std::string>>(
      [this](Connection& connection) { return inside_->database().check(connection); });
}

Result<void> Store::backup(const std::filesystem::path& to) {
  return inside_->read_alone<void>([&](Connection& connection) { return inside_->database().backup(connection, to); });
}

}  // namespace evenhand::store
