#include "store/statistics.hpp"

namespace evenhand::store {

Result<void> refresh_statistics(Writer& writer) {
  // PostgreSQL looks by itself (autovacuum).
  if (writer.sql().dialect() == Dialect::postgresql) return {};
  return writer.sql().script("PRAGMA analysis_limit = 400; PRAGMA optimize;");
}

}  // namespace evenhand::store
