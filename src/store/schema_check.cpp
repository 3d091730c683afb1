#include "store/schema_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "store/migrations.hpp"
#include "store/rows.hpp"
#include "store/sqlite.hpp"
#include "store/tables_catalogue.hpp"

namespace evenhand::store {
namespace {

struct Catalogue {
  std::vector<tables::CatalogueTable> tables;
  std::vector<std::string> names;    ///< of all tables, also of those that belong to the full-text index
  std::vector<std::string> indexes;  ///< that a step makes by name
};

Result<Catalogue> read(Connection& connection) {
  Catalogue out;
  auto all = tables::read_catalogue(connection);
  if (!all) return fail(all.error());
  out.tables = std::move(*all);
  auto names = tables::table_names(connection);
  if (!names) return fail(names.error());
  out.names = std::move(*names);
  const std::string_view sql =
      tables::is_postgresql(connection)
          ? "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1"
          : "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1";
  auto indexes = all_rows<std::string>(Reader(connection), sql, {}, [](const Row& row) { return row.text(0); });
  if (!indexes) return fail(indexes.error());
  out.indexes = std::move(*indexes);
  return out;
}

/// Of a new database; kept, since a process asks for one or two of them again and again.
Result<Catalogue> pattern(int schema) {
  static std::mutex mutex;
  static std::map<int, Catalogue> kept;
  const std::lock_guard lock(mutex);
  if (const auto found = kept.find(schema); found != kept.end()) return found->second;
  auto made = open_sqlite({.path = ":memory:"});
  if (!made) return fail(made.error());
  if (auto ready = apply_migrations(**made, Instant{}, schema); !ready) return fail(ready.error());
  auto catalogue = read(**made);
  if (!catalogue) return catalogue;
  return kept.emplace(schema, std::move(*catalogue)).first->second;
}

bool has(const std::vector<std::string>& all, const std::string& name) {
  return std::find(all.begin(), all.end(), name) != all.end();
}

}  // namespace

Result<std::vector<std::string>> missing_of_schema(Connection& connection, int schema) {
  const auto wanted = pattern(schema);
  if (!wanted) return fail(wanted.error());
  const auto there = read(connection);
  if (!there) return fail(there.error());
  // Only full text is another thing in each database.
  const bool is_server = tables::is_postgresql(connection);
  std::vector<std::string> missing;
  for (const std::string& name : wanted->names)
    if (!(is_server && name.starts_with("search_text")) && !has(there->names, name))
      missing.push_back(fmt::format("the table {} is missing", name));
  for (const auto& [table, parents] : wanted->tables) {
    const auto found = std::find_if(there->tables.begin(), there->tables.end(),
                                    [&name = table.name](const auto& one) { return one.table.name == name; });
    if (found == there->tables.end() || (is_server && table.name == "search_documents")) continue;
    for (const tables::Column& column : table.columns) {
      const auto& columns = found->table.columns;
      const bool same = std::any_of(columns.begin(), columns.end(), [&](const tables::Column& one) {
        return one.name == column.name && one.kind == column.kind;
      });
      if (!same) missing.push_back(fmt::format("the table {} has no such column {}", table.name, column.name));
    }
  }
  for (const std::string& name : wanted->indexes)
    if (!has(there->indexes, name)) missing.push_back(fmt::format("the index {} is missing", name));
  const auto newest = pattern(static_cast<int>(migrations().size()));
  if (!newest) return fail(newest.error());
  for (const std::string& name : newest->names)
    if (!has(wanted->names, name) && has(there->names, name))
      missing.push_back(fmt::format("the table {} is there, although its step is not noted", name));
  return missing;
}

}  // namespace evenhand::store
