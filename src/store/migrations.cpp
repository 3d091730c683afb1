#include "store/migrations.hpp"

#include <fmt/format.h>

#include <array>
#include <string>

#include "store/schema_1.hpp"
#include "store/schema_2.hpp"
#include "store/schema_3.hpp"
#include "store/schema_4.hpp"
#include "store/schema_5.hpp"
#include "store/schema_6.hpp"

namespace evenhand::store {

namespace {

constexpr std::array<Migration, 6> all{{{1, "first release", schema_1},
                                        {2, "sealed answers", schema_2},
                                        {3, "open cases by procedure", schema_3},
                                        {4, "outbox by kind", schema_4},
                                        {5, "files of cases", schema_5},
                                        {6, "notices in order", schema_6}}};

Result<void> apply(Connection& connection, const Migration& step, Instant now) {
  if (auto begun = connection.script("BEGIN IMMEDIATE"); !begun) return begun;
  auto done = connection.script(step.sql);
  if (done) {
    const auto noted = connection.run("INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, $2, $3)",
                                      {step.number, step.name, now});
    if (!noted) done = fail(noted.error());
  }
  if (done) done = connection.script("COMMIT");
  if (!done && connection.in_transaction()) (void)connection.script("ROLLBACK");
  return done;
}

}  // namespace

std::span<const Migration> migrations() noexcept {
  return all;
}

Result<void> migrate(Connection& connection, Instant now, int up_to) {
  auto made = connection.script(
      "CREATE TABLE IF NOT EXISTS schema_migrations "
      "(number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT");
  if (!made) return made;
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
  if (!read) return read;
  for (const Migration& step : all) {
    if (step.number <= last || step.number > up_to) continue;
    if (auto done = apply(connection, step, now); !done) return done;
  }
  return {};
}

bool is_exempt_from_org(std::string_view table) noexcept {
  return table == "schema_migrations" || table.starts_with("search_text") || table.starts_with("sqlite_");
}

}  // namespace evenhand::store
