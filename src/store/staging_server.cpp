#include "store/staging_server.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "store/postgres.hpp"
#include "store/rows.hpp"
#include "store/tables_catalogue.hpp"

namespace evenhand::store {
namespace {

constexpr std::string_view draft = draft_schema;
constexpr std::int64_t copy_turn = 0x45766569;  ///< an advisory lock: one copy into a database at a time

std::string as_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

Result<void> look_into(Connection& connection, std::string_view first, std::string_view then) {
  return connection.script(
      fmt::format("SET search_path = {}{}", as_name(first), then.empty() ? "" : ", " + as_name(then)));
}

Result<bool> has_words(Connection& connection, std::string_view schema) {
  auto found = connection.integer(
      "SELECT count(*) FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace WHERE c.cfgname = 'evenhand' "
      "AND n.nspname = $1",
      {schema});
  if (!found) return fail(found.error());
  return found->value_or(0) > 0;
}

/// Tables with their indexes, and what the words of texts are made by.
Result<bool> move_all(Connection& connection, std::string_view from, std::string_view to) {
  if (auto looked = look_into(connection, from, {}); !looked) return fail(looked.error());
  const auto names = tables::table_names(connection);
  if (!names) return fail(names.error());
  for (const std::string& name : *names) {
    auto moved =
        connection.script(fmt::format("ALTER TABLE {}.{} SET SCHEMA {}", as_name(from), as_name(name), as_name(to)));
    if (!moved) return fail(moved.error());
  }
  const auto words = has_words(connection, from);
  if (!words) return fail(words.error());
  if (*words) {
    auto moved = connection.script(
        fmt::format("ALTER TEXT SEARCH CONFIGURATION {}.evenhand SET SCHEMA {}", as_name(from), as_name(to)));
    if (!moved) return fail(moved.error());
  }
  return !names->empty();
}

Result<bool> move_both(const ServerStaging& staging, const std::string& aside) {
  Connection& connection = staging.connection;
  if (auto made = connection.script("CREATE SCHEMA " + as_name(aside)); !made) return fail(made.error());
  const auto kept = move_all(connection, staging.home, aside);
  if (!kept) return kept;
  if (!*kept) {
    if (auto dropped = connection.script("DROP SCHEMA " + as_name(aside)); !dropped) return fail(dropped.error());
  }
  if (auto moved = move_all(connection, draft, staging.home); !moved) return moved;
  if (auto dropped = connection.script("DROP SCHEMA " + as_name(draft)); !dropped) return fail(dropped.error());
  return kept;
}

}  // namespace

Result<bool> has_nodes(Connection& connection) {
  auto others = connection.integer(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND "
      "application_name LIKE 'evenhand%' AND application_name <> 'evenhand copy'",
      {});
  if (!others) return fail(others.error());
  return others->value_or(0) > 0;
}

Result<ServerStagingBegun> begin_on_server(const std::string& url, bool drop_unfinished) {
  ServerStagingBegun out;
  auto connection = open_postgres(url);
  if (!connection) return fail(connection.error());
  out.connection = std::move(*connection);
  Connection& sql = *out.connection;
  if (auto named = sql.script("SET application_name = 'evenhand copy'"); !named) return fail(named.error());
  const auto mine = sql.integer("SELECT CAST(CAST(pg_try_advisory_lock($1) AS int) AS bigint)", {copy_turn});
  if (!mine) return fail(mine.error());
  const auto busy = has_nodes(sql);
  if (!busy) return fail(busy.error());
  if (mine->value_or(0) == 0 || *busy)
    return fail(ErrorKind::unavailable, "store/locked",
                fmt::format("The database {} is in use by {}.", shown_url(url), *busy ? "its nodes" : "another copy"),
                *busy ? "Stop all of them first." : "Wait until it is done.");
  auto home = sql.text("SELECT CAST(current_schema() AS text)", {});
  if (!home) return fail(home.error());
  out.home = home->value_or("public");
  if (drop_unfinished) drop_on_server({sql, out.home});
  const std::string setup = fmt::format(
      "CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA {}; CREATE SCHEMA IF NOT EXISTS {}", as_name(out.home), draft);
  if (auto made = sql.script(setup); !made) return fail(made.error());
  if (auto looked = look_into(sql, draft, out.home); !looked) return fail(looked.error());
  return out;
}

Result<void> look_home(const ServerStaging& staging, const std::function<Result<void>(Connection&)>& fn) {
  if (auto looked = look_into(staging.connection, staging.home, {}); !looked) return looked;
  auto done = fn(staging.connection);
  auto back = look_into(staging.connection, draft, staging.home);
  return done ? back : done;
}

Result<bool> move_home(const ServerStaging& staging, const std::string& aside) {
  Connection& connection = staging.connection;
  if (auto begun = connection.script("BEGIN"); !begun) return fail(begun.error());
  auto moved = move_both(staging, aside);
  if (moved) {
    if (auto ended = connection.script("COMMIT"); !ended) return fail(ended.error());
    return moved;
  }
  if (connection.in_transaction()) (void)connection.script("ROLLBACK");
  return moved;
}

void drop_on_server(const ServerStaging& staging) {
  if (staging.connection.in_transaction()) (void)staging.connection.script("ROLLBACK");
  (void)staging.connection.script(fmt::format("DROP SCHEMA IF EXISTS {} CASCADE", draft));
}

}  // namespace evenhand::store
