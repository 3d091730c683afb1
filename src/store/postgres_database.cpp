#include <fmt/format.h>

#include <algorithm>

#include "store/database.hpp"
#include "store/dialect.hpp"
#include "store/migrations.hpp"
#include "store/postgres.hpp"
#include "store/postgres_listener.hpp"

namespace evenhand::store {
namespace {

class PostgresDatabase final : public Database {
 public:
  explicit PostgresDatabase(const StoreOptions& options) : url_(options.url), listener_(options.url) {}

  Result<ConnectionPtr> open(Instant now) override {
    auto writer = connect(Access::write);
    if (!writer) return writer;
    if (auto ours = claim(**writer); !ours) return fail(std::move(ours.error()));
    if (auto ready = migrate(**writer, now); !ready) return fail(std::move(ready.error()));
    return writer;
  }

  Result<ConnectionPtr> connect(Access) override { return open_postgres(url_); }
  bool is_shared() const noexcept override { return true; }

  Result<std::string> name_transaction(Connection& connection) override {
    return connection.text(fmt::format("SELECT {}", transaction_name), {}).map([](std::optional<std::string> name) {
      return name.value_or("");
    });
  }
  Result<Fate> fate_of(Connection& connection, const std::string& name) override {
    // A server that crashed gives the numbers of transactions that never reached its log to others. Where the log it came back
    // with ends before this one's name was asked for, its COMMIT is not in there, whatever became of the number since.
    const std::size_t space = name.find(' ');
    auto status = connection.text(
        "SELECT CASE WHEN pg_last_wal_replay_lsn() < CAST($2 AS pg_lsn) THEN 'aborted' "
        "ELSE pg_xact_status(CAST($1 AS xid8)) END",
        {std::string_view(name).substr(0, space), std::string_view(name).substr(std::min(space + 1, name.size()))});
    if (!status) return fail(std::move(status.error()));
    if (status->value_or("") == "committed") return Fate::committed;
    return status->value_or("") == "aborted" ? Fate::undone : Fate::unknown;
  }

  Result<std::vector<std::string>> check(Connection& connection) override {
    std::vector<std::string> problems;
    auto read = connection.each(
        "SELECT CAST(conrelid AS regclass)::text, conname::text FROM pg_constraint WHERE NOT convalidated AND "
        "connamespace = CAST(current_schema() AS regnamespace)",
        {}, [&](const Row& row) -> Result<void> {
          problems.push_back(fmt::format("the rule {} of {} was never checked", row.text(1), row.text(0)));
          return {};
        });
    if (read) {
      read = connection.each(
          "SELECT CAST(indexrelid AS regclass)::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT "
          "indisvalid AND relnamespace = CAST(current_schema() AS regnamespace)",
          {}, [&](const Row& row) -> Result<void> {
            problems.push_back(fmt::format("the index {} is not valid; run REINDEX", row.text(0)));
            return {};
          });
    }
    if (!read) return fail(std::move(read.error()));
    return problems;
  }

  Result<void> backup(Connection&, const std::filesystem::path&) override {
    return fail(ErrorKind::unsupported, "store/no-file", "A database on a server is no file to copy.",
                "Use evenhand backup, which writes all rows to an archive, or pg_dump.");
  }

  void notify() noexcept override { listener_.notify(); }
  void on_foreign_commit(std::function<void()> callback) override { listener_.listen(std::move(callback)); }
  void stop() noexcept override { listener_.stop(); }
  void close(ConnectionPtr writer) noexcept override { writer.reset(); }

 private:
  /// An empty schema becomes ours; one with tables must be.
  static Result<void> claim(Connection& connection) {
    const auto tables = connection.integer(
        "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = CAST(current_schema() AS "
        "regnamespace)",
        {});
    if (!tables) return fail(tables.error());
    const auto ours = connection.text("SELECT CAST(to_regclass('schema_migrations') AS text)", {});
    if (!ours) return fail(ours.error());
    const auto orgs = connection.text("SELECT CAST(to_regclass('merkle_frontiers') AS text)", {});
    if (!orgs) return fail(orgs.error());
    if (tables->value_or(0) == 0 || (*ours && *orgs)) return {};
    return fail(ErrorKind::unsupported, "store/not-ours", "The database belongs to another program.",
                "Name a database of its own, made with CREATE DATABASE.");
  }

  const std::string url_;
  PostgresListener listener_;
};

}  // namespace

std::unique_ptr<Database> make_postgres_database(const StoreOptions& options) {
  return std::make_unique<PostgresDatabase>(options);
}

}  // namespace evenhand::store
