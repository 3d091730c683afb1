#include "store/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <unordered_map>
#include <vector>

#include "base/assert.hpp"
#include "base/log.hpp"

namespace evenhand::store {

namespace {

constexpr std::size_t statements_max = 400;
constexpr int parameters_max = 999;  ///< of one statement
constexpr int copy_pages = 1'024;    ///< between two looks at whether to stop

struct Closer {
  void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  void operator()(sqlite3_backup* backup) const noexcept { sqlite3_backup_finish(backup); }
};
using Database = std::unique_ptr<sqlite3, Closer>;
using StatementHandle = std::unique_ptr<sqlite3_stmt, Closer>;

Error error_of(sqlite3* database, std::string_view sql) {
  const int code = sqlite3_extended_errcode(database);
  // What SQLite says names tables and columns: it is for the log, not for whoever asked.
  log::warning("the database refused a statement",
               {{"sqlite", fmt::format("{} ({})", sqlite3_errmsg(database), code)}, {"sql", sql}});
  const std::string detail = fmt::format("SQLite says {}.", code);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorKind::unavailable, "store/busy", "The database is held by another process. " + detail,
              "Try again; stop other programs that use the file."};
    case SQLITE_FULL:
      return {ErrorKind::unavailable, "store/full", "The disk is full. " + detail, "Free some space and try again."};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {ErrorKind::unavailable, "store/read-only", "The database cannot be written. " + detail,
              "Check the owner and the mode of the data folder, and whether its file system is mounted read-only."};
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return {ErrorKind::unavailable, "store/io", "The database file cannot be read or written. " + detail,
              "Check the disk and the data folder, then try again."};
    case SQLITE_CORRUPT:
      return {ErrorKind::corrupt, "store/corrupt", "The database file is damaged. " + detail,
              "Stop the server and restore a backup; evenhand doctor shows what is damaged."};
    case SQLITE_NOTADB:
      return {ErrorKind::corrupt, "store/not-a-database", "The file is no SQLite database. " + detail,
              "Check the path of the data folder."};
    case SQLITE_CONSTRAINT:
      return {ErrorKind::conflict, "store/constraint", "The change does not fit what is stored. " + detail, {}};
    case SQLITE_TOOBIG:
      return {ErrorKind::too_large, "store/too-large", "A value is too large for the database. " + detail, {}};
    case SQLITE_INTERRUPT:
      return {ErrorKind::unavailable, "store/interrupted", "The statement was interrupted. " + detail, "Try again."};
    case SQLITE_NOMEM:
      return {ErrorKind::unavailable, "store/memory", "There is not enough memory. " + detail, "Try again."};
    default:
      return {ErrorKind::corrupt, "store/sql", "A statement failed. " + detail, "The server's log says more."};
  }
}

struct Prepared {
  StatementHandle handle;
  std::vector<int> indexes;  ///< [i]: SQLite's number of $i+1; 0: not in the text
  bool in_use = false;
};

/// Lets a statement be looked up without a copy of its text.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  std::string_view bytes(int column) const override {
    const void* data = sqlite3_column_blob(statement_, column);
    if (data == nullptr) return {};
    return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  sqlite3_stmt* statement_;
};

class SqliteConnection final : public Connection {
 public:
  explicit SqliteConnection(Database database) : database_(std::move(database)) {}
  using Connection::each;
  using Connection::run;
  Dialect dialect() const noexcept override { return Dialect::sqlite; }

  Result<std::int64_t> run(std::string_view sql, std::span<const Param> params) override {
    auto done = each(sql, params, [](const Row&) -> Result<void> { return {}; });
    if (!done) return fail(done.error());
    return sqlite3_changes64(database_.get());
  }

  Result<void> each(std::string_view sql, std::span<const Param> params, const RowFunction& row) override {
    auto prepared = prepare(sql);
    if (!prepared) return fail(prepared.error());
    const Lease lease(**prepared);
    sqlite3_stmt* statement = lease.get();
    if (auto bound = bind(lease.prepared(), params, sql); !bound) return bound;
    const SqliteRow current(statement);
    for (;;) {
      const int step = sqlite3_step(statement);
      if (step == SQLITE_DONE) return {};
      if (step != SQLITE_ROW) return fail(error_of(database_.get(), sql));
      if (auto more = row(current); !more) return more;
    }
  }

  Result<void> script(std::string_view sql) override {
    const std::string text(sql);
    if (sqlite3_exec(database_.get(), text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      return fail(error_of(database_.get(), sql));
    }
    return {};
  }

  bool in_transaction() const override { return sqlite3_get_autocommit(database_.get()) == 0; }
  void interrupt() noexcept override { sqlite3_interrupt(database_.get()); }
  [[nodiscard]] sqlite3* handle() const noexcept { return database_.get(); }

 private:
  /// Gives a statement back, ready to run again, whatever happened to it.
  class Lease {
   public:
    explicit Lease(Prepared& prepared) : prepared_(prepared) { prepared_.in_use = true; }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
      sqlite3_reset(get());
      sqlite3_clear_bindings(get());
      prepared_.in_use = false;
    }
    [[nodiscard]] sqlite3_stmt* get() const noexcept { return prepared_.handle.get(); }
    [[nodiscard]] const Prepared& prepared() const noexcept { return prepared_; }

   private:
    Prepared& prepared_;
  };

  Result<std::shared_ptr<Prepared>> prepare(std::string_view sql) {
    const auto found = statements_.find(sql);
    if (found != statements_.end() && !found->second->in_use) return found->second;
    sqlite3_stmt* raw = nullptr;
    const unsigned flags = SQLITE_PREPARE_PERSISTENT;
    if (sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()), flags, &raw, nullptr) !=
        SQLITE_OK) {
      return fail(error_of(database_.get(), sql));
    }
    auto prepared = std::make_shared<Prepared>();
    prepared->handle.reset(raw);
    const int count = sqlite3_bind_parameter_count(raw);
    for (int i = 1, named = 0; named < count; ++i) {
      if (i > parameters_max) {
        return fail(ErrorKind::too_large, "store/too-many-parameters",
                    fmt::format("A statement takes at most {} values.", parameters_max), "Ask for less at once.");
      }
      prepared->indexes.push_back(sqlite3_bind_parameter_index(raw, fmt::format("${}", i).c_str()));
      if (prepared->indexes.back() != 0) ++named;
    }
    // A statement that is running already (a query inside its own rows) gets a twin that is not kept.
    if (found != statements_.end()) return prepared;
    if (statements_.size() >= statements_max)
      std::erase_if(statements_, [](const auto& s) { return !s.second->in_use; });
    statements_.emplace(sql, prepared);
    return prepared;
  }

  Result<void> bind(const Prepared& prepared, std::span<const Param> params, std::string_view sql) {
    sqlite3_stmt* statement = prepared.handle.get();
    EH_ASSERT_MSG(params.size() >= prepared.indexes.size(), sql);
    for (std::size_t i = 0; i < prepared.indexes.size(); ++i) {
      const int index = prepared.indexes[i];
      if (index == 0) continue;
      if (bind_one(statement, index, params[i].value()) != SQLITE_OK) return fail(error_of(database_.get(), sql));
    }
    return {};
  }

  static int bind_one(sqlite3_stmt* statement, int index, const Param::Value& value) {
    // A null data pointer would bind NULL, so empty text points at a literal.
    if (const auto* n = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(statement, index, *n);
    if (const auto* s = std::get_if<std::string_view>(&value)) {
      return sqlite3_bind_text64(statement, index, s->empty() ? "" : s->data(), s->size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    if (const auto* b = std::get_if<Blob>(&value)) {
      return sqlite3_bind_blob64(statement, index, b->bytes.empty() ? "" : b->bytes.data(), b->bytes.size(),
                                 SQLITE_STATIC);
    }
    return sqlite3_bind_null(statement, index);
  }

  Database database_;
  std::unordered_map<std::string, std::shared_ptr<Prepared>, TextHash, std::equal_to<>> statements_;
};

// EXTRA is FULL for a write-ahead log. Before there is one, it also syncs the folder when a journal is deleted: if the journal
// of the switch to WAL came back after a power cut, the whole database would be rolled back to before that switch.
constexpr std::string_view settings =
    "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA synchronous = EXTRA; PRAGMA mmap_size = 0;"
    "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;";

}  // namespace

namespace {

Result<Database> open_handle(const std::string& path, int mode, const std::string& vfs) {
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &raw, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                     vfs.empty() ? nullptr : vfs.c_str());
  Database database(raw);
  if (opened == SQLITE_OK) return database;
  if (raw == nullptr)
    return fail(ErrorKind::unavailable, "store/memory", "There is not enough memory for the database.");
  return fail(error_of(raw, path));
}

}  // namespace

Result<ConnectionPtr> copy_sqlite(Connection& source, const std::function<bool(std::uint64_t, std::uint64_t)>& step) {
  // No name: SQLite makes a file of its own and unlinks it at once, so that none is left whatever ends the process.
  auto target = open_handle({}, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, {});
  if (!target) return fail(std::move(target.error()));
  {
    const std::unique_ptr<sqlite3_backup, Closer> copying(
        sqlite3_backup_init(target->get(), "main", static_cast<SqliteConnection&>(source).handle(), "main"));
    if (copying == nullptr) return fail(error_of(target->get(), "backup"));
    for (int done = SQLITE_OK; done != SQLITE_DONE;) {
      done = sqlite3_backup_step(copying.get(), copy_pages);
      if (done != SQLITE_OK && done != SQLITE_DONE) break;
      const auto total = static_cast<std::uint64_t>(sqlite3_backup_pagecount(copying.get()));
      if (!step(total - static_cast<std::uint64_t>(sqlite3_backup_remaining(copying.get())), total))
        return fail(ErrorKind::unavailable, "store/interrupted", "The copy was stopped.", "Try again.");
    }
  }
  // What a step said stays with the target once the copying is finished.
  if (sqlite3_errcode(target->get()) != SQLITE_OK) return fail(error_of(target->get(), "backup"));
  auto connection = std::make_unique<SqliteConnection>(std::move(*target));
  if (auto set = connection->script(settings); !set) return fail(set.error());
  return ConnectionPtr(std::move(connection));
}

Result<ConnectionPtr> open_sqlite(const SqliteOptions& options) {
  auto database = open_handle(
      options.path, options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, options.vfs);
  if (!database) return fail(std::move(database.error()));
  sqlite3* const raw = database->get();
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, options.for_copies ? 0 : 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  auto connection = std::make_unique<SqliteConnection>(std::move(*database));
  if (auto set = connection->script(settings); !set) return fail(set.error());
  if (options.for_copies) {
    if (auto set = connection->script("PRAGMA temp_store = FILE"); !set) return fail(set.error());
  }
  // A larger log between checkpoints (pages of 4 KiB) writes pages that change often back once instead of many times,
  // and a larger cache (KiB, taken only when used) saves reading them again. A log that grew past the limit (bytes) while a
  // long read held it gives the room back.
  if (!options.read_only && options.path != ":memory:") {
    if (auto set = connection->script(
            "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864; "
            "PRAGMA cache_size = -64000;");
        !set) {
      return fail(set.error());
    }
  }
  return ConnectionPtr(std::move(connection));
}

}  // namespace evenhand::store
