/// @file migrations.hpp
/// @brief The numbered, forward-only steps from an empty database to the schema of this build, the same set for every database.
/// A step that was released is never changed; a database that has seen a step this build does not know is refused.
#pragma once

#include <climits>
#include <span>
#include <string_view>

#include "base/instant.hpp"
#include "store/sql.hpp"

namespace evenhand::store {

struct Migration {
  int number = 0;
  std::string_view name;
  std::string_view sql;                           ///< in SQLite's words; schema_in makes others of them
  std::string_view sqlite = {}, postgresql = {};  ///< what only one of them needs, after `sql`
};
/// In order, numbered from 1.
[[nodiscard]] std::span<const Migration> migrations() noexcept;

/// Brings the database up to date, in one transaction: all of it or nothing. Of several nodes that start at once one does
/// it, and the others wait.
/// Errors: `store/newer-schema`, `store/bad-migration` (a step of the same number under another name), `store/half-migrated` (what
/// is there is not what its steps make), and the SQL layer's. After every one of them the database is as it was.
/// @param up_to  an earlier step to stop at: for rows of that schema
[[nodiscard]] Result<void> migrate(Connection& connection, Instant now, int up_to = INT_MAX);
/// The number of the last step the database has seen; 0: none. Errors `store/newer-schema`, `store/bad-migration`.
[[nodiscard]] Result<int> last_step(Connection& connection);
/// The steps alone, in a transaction or not, on a database that nobody else has.
[[nodiscard]] Result<void> apply_migrations(Connection& connection, Instant now, int up_to);

/// Tables that describe the database itself or belong to the full-text index, and so have no org_id in front.
[[nodiscard]] bool is_exempt_from_org(std::string_view table) noexcept;

}  // namespace evenhand::store
