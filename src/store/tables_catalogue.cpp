#include "store/tables_catalogue.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "store/migrations.hpp"
#include "store/rows.hpp"

namespace evenhand::store::tables {
namespace {

/// Column types that are computed from the others, such as a text's words, are left out.
bool kind_of(std::string_view type, Kind& kind) {
  if (type == "INTEGER" || type == "int8")
    kind = Kind::integer;
  else if (type == "TEXT" || type == "text")
    kind = Kind::text;
  else if (type == "BLOB" || type == "bytea")
    kind = Kind::blob;
  else
    return false;
  return true;
}

constexpr std::string_view columns_of_sqlite =
    "SELECT m.name, c.name, c.type, c.pk FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' "
    "ORDER BY m.name, c.cid";
constexpr std::string_view parents_in_sqlite =
    "SELECT m.name, f.\"table\" FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'";

constexpr std::string_view columns_of_postgresql =
    "SELECT c.relname::text, a.attname::text, t.typname::text, "
    "coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid "
    "JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary "
    "WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped "
    "ORDER BY c.relname, a.attnum";
constexpr std::string_view parents_in_postgresql =
    "SELECT c.relname::text, p.relname::text FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid "
    "JOIN pg_class p ON p.oid = f.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE f.contype = 'f' AND n.nspname = current_schema()";

struct ColumnRow {
  std::string table, name, type;
  std::int64_t key = 0;  ///< its place in the primary key, from 1; 0: not in it
};

}  // namespace

bool is_postgresql(const Connection& connection) noexcept {
  return connection.dialect() == Dialect::postgresql;
}

Result<std::vector<std::string>> table_names(Connection& connection) {
  const std::string_view sql =
      is_postgresql(connection)
          ? "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') ORDER BY 1"
          : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1";
  return all_rows<std::string>(Reader(connection), sql, {}, [](const Row& row) { return row.text(0); });
}

Result<std::vector<CatalogueTable>> read_catalogue(Connection& connection) {
  const bool postgresql = is_postgresql(connection);
  const Reader reader(connection);
  auto columns =
      all_rows<ColumnRow>(reader, postgresql ? columns_of_postgresql : columns_of_sqlite, {}, [](const Row& row) {
        return ColumnRow{row.text(0), row.text(1), row.text(2), row.integer(3)};
      });
  if (!columns) return fail(columns.error());
  std::vector<CatalogueTable> out;
  std::vector<std::pair<std::int64_t, std::size_t>> key;  // place, column
  const auto end_table = [&] {
    if (out.empty()) return;
    std::sort(key.begin(), key.end());
    for (const auto& [place, column] : key) out.back().table.key.push_back(column);
    key.clear();
  };
  for (const ColumnRow& row : *columns) {
    if (is_exempt_from_org(row.table)) continue;
    if (out.empty() || out.back().table.name != row.table) {
      end_table();
      out.push_back({.table = {.name = row.table, .columns = {}, .key = {}}, .parents = {}});
    }
    Kind kind{};
    if (!kind_of(row.type, kind)) continue;
    if (row.key > 0) key.emplace_back(row.key, out.back().table.columns.size());
    out.back().table.columns.push_back({row.name, kind});
  }
  end_table();
  auto parents =
      all_rows<std::pair<std::string, std::string>>(reader, postgresql ? parents_in_postgresql : parents_in_sqlite, {},
                                                    [](const Row& row) { return std::pair(row.text(0), row.text(1)); });
  if (!parents) return fail(parents.error());
  for (CatalogueTable& one : out)
    for (const auto& [child, parent] : *parents)
      if (child == one.table.name) one.parents.push_back(parent);
  return out;
}

}  // namespace evenhand::store::tables
