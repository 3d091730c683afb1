#include "store/migrations.hpp"

#include <fmt/format.h>

#include <array>
#include <string>

#include "store/dialect.hpp"
#include "store/schema_1.hpp"
#include "store/schema_2.hpp"
#include "store/schema_3.hpp"
#include "store/schema_4.hpp"
#include "store/schema_5.hpp"
#include "store/schema_6.hpp"
#include "store/schema_check.hpp"
#include "store/schema_7.hpp"
#include "store/schema_8.hpp"

namespace evenhand::store {

namespace {

constexpr std::array<Migration, 8> all{{{1, "first release", schema_1, schema_1_sqlite, schema_1_postgresql},
                                        {2, "sealed answers", schema_2},
                                        {3, "open cases by procedure", schema_3},
                                        {4, "outbox by kind", schema_4},
                                        {5, "files of cases", schema_5},
                                        {6, "notices in order", schema_6},
                                        {7, "cases counted", schema_7, schema_7_counts, schema_7_counts},
                                        {8, "change control", schema_8}}};

Result<void> apply(Connection& connection, const Migration& step, Instant now) {
  const Dialect dialect = connection.dialect();
  auto done = connection.script(schema_in(dialect, step.sql));
  const std::string_view more = dialect == Dialect::sqlite ? step.sqlite : step.postgresql;
  if (done && !more.empty()) done = connection.script(more);
  if (!done && done.error().code == "store/sql")
    return fail(
        ErrorKind::corrupt, "store/half-migrated",
        fmt::format("Schema step {} '{}' does not fit what is there: a part of it was made before, or by hand. {}",
                    step.number, step.name, done.error().message),
        "Restore a backup that was made before the update. Nothing was changed.");
  if (!done) return done;
  const auto noted = connection.run("INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, $2, $3)",
                                    {step.number, step.name, now});
  return noted ? Result<void>() : fail(noted.error());
}

Result<void> expect_whole(Connection& connection) {
  const auto last = last_step(connection);
  if (!last) return fail(last.error());
  const auto missing = missing_of_schema(connection, *last);
  if (!missing) return fail(missing.error());
  if (missing->empty()) return {};
  return fail(
      ErrorKind::corrupt, "store/half-migrated",
      fmt::format("The database has schema {}, but {}{}.", *last, missing->front(),
                  missing->size() == 1 ? "" : fmt::format(" (and {} more)", missing->size() - 1)),
      "A copy of it was broken off, or it was changed by hand: restore a backup; evenhand doctor shows all that is "
      "missing. Nothing was changed.");
}

Result<void> migrate_alone(Connection& connection, Instant now, int up_to) {
  const Dialect dialect = connection.dialect();
  // Held to the end of the transaction; SQLite lets one write anyway.
  constexpr std::int64_t turn = 0x45766568;
  if (dialect == Dialect::postgresql) {
    if (auto mine = connection.run("SELECT pg_advisory_xact_lock($1)", {turn}); !mine) return fail(mine.error());
  }
  if (auto done = apply_migrations(connection, now, up_to); !done) return done;
  return expect_whole(connection);
}

}  // namespace

std::span<const Migration> migrations() noexcept {
  return all;
}

Result<int> last_step(Connection& connection) {
  int last = 0;
  auto read = connection.each(
      "SELECT number, name FROM schema_migrations ORDER BY number", {}, [&](const Row& row) -> Result<void> {
        const auto number = static_cast<int>(row.integer(0));
        if (number > static_cast<int>(all.size())) {
          return fail(ErrorKind::unsupported, "store/newer-schema",
                      fmt::format("The database has schema {}; this program knows {} and older.", number, all.size()),
                      "Run the newer version of evenhand that wrote it, or restore a backup made before the update.");
        }
        if (number != last + 1 || row.bytes(1) != all[static_cast<std::size_t>(last)].name) {
          return fail(ErrorKind::corrupt, "store/bad-migration",
                      fmt::format("Schema step {} '{}' is not one of this program's.", number, row.text(1)),
                      "Restore a backup, or run the version of evenhand that wrote the database.");
        }
        last = number;
        return {};
      });
  if (!read) return fail(read.error());
  return last;
}

Result<void> apply_migrations(Connection& connection, Instant now, int up_to) {
  const Dialect dialect = connection.dialect();
  auto made =
      connection.script(schema_in(dialect,
                                  "CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER NOT NULL PRIMARY "
                                  "KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT"));
  if (!made) return made;
  const auto last = last_step(connection);
  if (!last) return fail(last.error());
  for (const Migration& step : all) {
    if (step.number <= *last || step.number > up_to) continue;
    if (auto done = apply(connection, step, now); !done) return done;
  }
  return {};
}

Result<void> migrate(Connection& connection, Instant now, int up_to) {
  if (auto begun = connection.script(begin_writing(connection.dialect())); !begun) return begun;
  auto done = migrate_alone(connection, now, up_to);
  if (done) done = connection.script("COMMIT");
  if (!done && connection.in_transaction()) (void)connection.script("ROLLBACK");
  return done;
}

bool is_exempt_from_org(std::string_view table) noexcept {
  return table == "schema_migrations" || table.starts_with("search_text") || table.starts_with("sqlite_");
}

}  // namespace evenhand::store
