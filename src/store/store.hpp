/// @file store.hpp
/// @brief The database of one installation: one writer at a time that commits waiting jobs together, a pool of read-only
/// connections, migrations and the checks at start. What is in the tables is the business of cases.hpp, people.hpp, ….
///
///   auto store = Store::open({.path = folder / "evenhand.db"}, clock);
///   store->write([&](Writer& w) { return cases::append(w, …); }, [](Result<void> done) { … });
///   auto row = store->read([&](Reader& r) { return cases::find(r, org, id); });
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/instant.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "store/sql.hpp"

namespace evenhand::store {

/// A view of the database at one moment, for the length of one call.
class Reader {
 public:
  explicit Reader(Connection& connection) : connection_(connection) {}
  [[nodiscard]] Connection& sql() const noexcept { return connection_; }

 private:
  Connection& connection_;
};

/// Inside the transaction of a group commit, for the length of one job. Sees what jobs before it in the group wrote.
class Writer : public Reader {
 public:
  Writer(Connection& connection, Instant now) : Reader(connection), now_(now) {}
  [[nodiscard]] Instant now() const noexcept { return now_; }  ///< when the group began

  /// Until the group is committed no other node writes for this organisation, so that what is read now still holds then.
  /// With SQLite nobody else writes anyway.
  [[nodiscard]] Result<void> take_turn(std::string_view org);
  /// The last position of the organisation's journal; whoever adds events moves it on. Takes the turn.
  [[nodiscard]] Result<std::uint64_t*> journal_end(std::string_view org);
  /// A job was undone: what was learnt within it no longer holds.
  void forget() noexcept { turns_.clear(); }
  /// The name of the transaction where a server was asked for it, which comes with `journal_end`.
  [[nodiscard]] const std::string& transaction() const noexcept { return transaction_; }

 private:
  [[nodiscard]] Result<std::uint64_t> end_and_name(std::string_view org);

  struct Turn {
    std::string org;
    std::optional<std::uint64_t> end;
  };
  Instant now_;
  std::vector<Turn> turns_;  ///< one, but for tests
  std::string transaction_;
};

struct StoreOptions {
  std::filesystem::path path;  ///< the database file, or `:memory:` (tests: nothing is durable)
  std::string url;             ///< `postgresql://…`: in place of the file
  std::string replica_url;     ///< a server that follows it, for reads that may lag; empty: none
  bool shared = false;         ///< others write the same file (tests); a server is always shared
  std::size_t readers = 4;     ///< read-only connections
  std::size_t queue_jobs_max = limits::queue_commands_max;
  std::size_t commit_jobs_max = limits::commit_commands_max;
  bool full_check = false;  ///< integrity_check in place of quick_check at start
  /// A larger file is checked beside the first requests, on a thread of its own, so that opening stays fast; what it
  /// finds is logged and shows in `figures`.
  std::uintmax_t check_first_bytes_max = 64u << 20;
  std::string vfs;  ///< SQLite VFS to open through; empty: the system's
  /// False: what is queued is written and told by whoever lends a hand, on that thread alone, so that a simulation decides
  /// what happens when.
  bool threads = true;
  /// How long a command waits for a server that is away, before it is refused; reads wait a third of it.
  Microseconds patience = std::chrono::seconds(15);
};

struct StoreFigures {
  std::uint64_t jobs = 0, jobs_failed = 0, commits = 0, commits_failed = 0;
  std::size_t queued = 0, largest_group = 0;
  bool damaged = false;  ///< the check that ran beside the first requests found damage
};

/// Thread safe. `close` (or the destructor) drains what was accepted.
class Store {
 public:
  /// Runs on the writer thread, or on that of a caller who waits or lends a hand: when it fails only its own changes are undone. It must write through its Writer alone,
  /// must not block, and must not call the store. When another job of its group fails it runs a second time, after all
  /// it wrote was undone: what it hands out beside the Writer it assigns, and does not add to.
  using Job = std::function<Result<void>(Writer&)>;
  /// Called once, in order of commit, on the thread that wrote or on one of the store, after COMMIT (or after the job or the commit failed).
  /// Must not block, nor wait for a later job.
  using Done = std::function<void(Result<void>)>;

  /// Errors: `store/not-a-database`, `store/not-ours`, `store/corrupt`, `store/newer-schema`, `store/bad-migration`,
  /// `store/read-only`, `store/full`, `store/locked` (another process has it), `store/io`; of a server `store/bad-url`,
  /// `store/unreachable`, `store/old-server`, `store/not-durable`, `store/denied`.
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(StoreOptions options, const Clock& clock);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Queues a job. When the queue is full or the store is closing, `done` is called at once, on this thread, with
  /// `store/busy` or `store/closed` (kind unavailable).
  void write(Job job, Done done);
  /// The two halves of `write`: a queued job is begun by the next `start_writing` or `lend_hand` of anyone.
  void queue(Job job, Done done);
  void start_writing();
  /// When nobody is writing, writes here what waits and tells it, which spares a lone caller two hand-overs between threads.
  /// Hold no lock that a `Done` may want. From a `Done` it leaves the writing to the writer thread.
  void lend_hand();
  /// Waits for the commit. Never from a job, nor from a `Done`.
  [[nodiscard]] Result<void> write_and_wait(Job job);

  /// Runs `fn(Reader&)`, which returns some Result<T>, on a pooled connection, in one read transaction, on this thread.
  /// Waits while all connections are busy. Not from inside a job.
  template <class F>
  auto read(F&& fn) -> std::invoke_result_t<F, Reader&> {
    return read(std::forward<F>(fn), ReadWhere::here);
  }
  /// The same for a single statement, which sees one moment by itself: no transaction around it, so that a server is waited for
  /// once and not twice.
  template <class F>
  auto read_one(F&& fn) -> std::invoke_result_t<F, Reader&> {
    return read(std::forward<F>(fn), ReadWhere::here_alone);
  }
  /// The same for a thread that must not wait: `store/readers-busy` while all connections are.
  template <class F>
  auto read_if_free(F&& fn) -> std::invoke_result_t<F, Reader&> {
    return read(std::forward<F>(fn), ReadWhere::here_if_free);
  }

  /// The same where what was written in the last moments may be missing, as in a search: on the replica when there is one that
  /// answers. Waits.
  template <class F>
  auto read_lagging(F&& fn) -> std::invoke_result_t<F, Reader&> {
    return read(std::forward<F>(fn), ReadWhere::replica);
  }

  /// Waits for accepted jobs, then closes the files. Later calls fail with `store/closed`.
  void close();

  /// `PRAGMA integrity_check` and `foreign_key_check` on a reader; each entry is one problem. For `doctor`.
  [[nodiscard]] Result<std::vector<std::string>> check();
  /// A consistent copy of the database to a new file, while serving (SQLite online backup). Error `store/exists`.
  [[nodiscard]] Result<void> backup(const std::filesystem::path& to);
  [[nodiscard]] StoreFigures figures() const;
  /// Other nodes may write the same database.
  [[nodiscard]] bool is_shared() const noexcept;
  /// Called soon after another node has committed, and now and then without reason, on a thread of the store; may be late or, on a
  /// connection through a pooler, never come. Empty: no more, and none runs when this returns. Must not block.
  void on_foreign_commit(std::function<void()> callback);
  [[nodiscard]] static int schema_version() noexcept;  ///< of this build

 private:
  class Inside;
  explicit Store(std::unique_ptr<Inside> inside);
  enum class ReadWhere { here, here_alone, here_if_free, replica };
  template <class F>
  auto read(F&& fn, ReadWhere where) -> std::invoke_result_t<F, Reader&> {
    using R = std::invoke_result_t<F, Reader&>;
    R result = fail(ErrorKind::unavailable, "store/closed", "The store is closed.");
    Result<void> ran = read_with([&](Reader& reader) { result = fn(reader); }, where);
    if (!ran) return fail(ran.error());
    return result;
  }
  [[nodiscard]] Result<void> read_with(const std::function<void(Reader&)>& fn, ReadWhere where);
  std::unique_ptr<Inside> inside_;
};

}  // namespace evenhand::store
