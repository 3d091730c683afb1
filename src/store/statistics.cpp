#include "store/statistics.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace evenhand::store {

Result<void> refresh_statistics(Writer& writer) {
  // PostgreSQL looks by itself (autovacuum).
  if (writer.sql().dialect() == Dialect::postgresql) return {};
  return writer.sql().script("PRAGMA analysis_limit = 400; PRAGMA optimize;");
}

Result<std::size_t> refresh_grown(const Reader& reader) {
  if (reader.sql().dialect() != Dialect::postgresql) return 0u;
  constexpr std::int64_t changes_min = 500, the_lock = 0x65685f7374617473;  // "eh_stats"
  std::vector<std::string> tables;
  auto read = reader.sql().each(
      "SELECT quote_ident(s.relname) FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid "
      "WHERE s.schemaname = current_schema AND s.n_mod_since_analyze >= $1 AND s.n_mod_since_analyze >= c.reltuples "
      "AND pg_try_advisory_xact_lock($2)",
      {changes_min, the_lock}, [&](const Row& row) -> Result<void> {
        tables.push_back(row.text(0));
        return {};
      });
  if (!read) return fail(read.error());
  if (tables.empty()) return 0u;
  if (auto done = reader.sql().run(fmt::format("ANALYZE {}", fmt::join(tables, ", ")), {}); !done)
    return fail(done.error());
  return tables.size();
}

}  // namespace evenhand::store
