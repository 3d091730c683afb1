#include "store/health.hpp"

#include <chrono>

#include "store/database.hpp"
#include "store/migrations.hpp"
#include "store/rows.hpp"
#include "store/schema_check.hpp"

namespace evenhand::store::health {
namespace {

constexpr auto clock_slack = std::chrono::minutes(1);
constexpr std::int64_t looked_at_max = 10'000;

bool is_server(const Connection& connection) {
  return connection.dialect() == Dialect::postgresql;
}

}  // namespace

Result<std::vector<std::string>> damage(Connection& connection) {
  const StoreOptions nowhere{.path = ":memory:"};
  const auto database = is_server(connection) ? make_postgres_database(nowhere) : make_sqlite_database(nowhere);
  return database->check(connection);
}

Result<Schema> schema(Connection& connection) {
  const auto steps = last_step(connection);
  if (!steps) return fail(steps.error());
  auto wrong = missing_of_schema(connection, *steps);
  if (!wrong) return fail(wrong.error());
  return Schema{.steps = *steps, .wrong = std::move(*wrong)};
}

Result<std::uint64_t> size_bytes(Connection& connection) {
  const auto bytes = connection.integer(
      is_server(connection) ? "SELECT pg_database_size(current_database())"
                            : "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
      {});
  if (!bytes) return fail(bytes.error());
  return static_cast<std::uint64_t>(bytes->value_or(0));
}

Result<std::optional<Instant>> server_time(Connection& connection) {
  if (!is_server(connection)) return std::optional<Instant>();
  const auto micros = connection.integer("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)", {});
  if (!micros) return fail(micros.error());
  return std::optional(Instant{micros->value_or(0)});
}

Result<std::uint64_t> events_to_come(const Reader& reader, std::string_view org, Instant now) {
  // Between those to come there may be others: a new case takes the time of the clock as it is.
  return reader.sql()
      .integer(
          "SELECT count(*) FROM (SELECT at FROM events WHERE org_id = $1 ORDER BY position DESC LIMIT $3) newest "
          "WHERE at > $2",
          {org, now + clock_slack, looked_at_max})
      .map([](std::optional<std::int64_t> events) { return static_cast<std::uint64_t>(events.value_or(0)); });
}

Result<std::vector<Waiting>> outbox(const Reader& reader, std::string_view org) {
  return all_rows<Waiting>(
      reader,
      "SELECT kind, count(CASE WHEN ready_at IS NOT NULL THEN 1 END), count(CASE WHEN status = 'dead' THEN 1 END), "
      "min(ready_at) FROM outbox WHERE org_id = $1 AND (ready_at IS NOT NULL OR status = 'dead') GROUP BY kind ORDER "
      "BY kind",
      {org}, [](const Row& row) {
        return Waiting{row.text(0), row.count(1), row.count(2), row.instant(3)};
      });
}

}  // namespace evenhand::store::health
