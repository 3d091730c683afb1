/// @file migrations.hpp
/// @brief The numbered, forward-only steps from an empty database to the schema of this build. A step that was released
/// is never changed; a database that has seen a step this build does not know is refused.
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
  std::string_view sql;
};
/// In order, numbered from 1.
[[nodiscard]] std::span<const Migration> migrations() noexcept;

/// Brings the database up to date, each step in its own transaction.
/// Errors: `store/newer-schema`, `store/bad-migration` (a step of the same number under another name), and the SQL
/// layer's.
/// @param up_to  an earlier step to stop at: for rows of that schema
[[nodiscard]] Result<void> migrate(Connection& connection, Instant now, int up_to = INT_MAX);

/// Tables that describe the database itself or belong to the full-text index, and so have no org_id in front.
[[nodiscard]] bool is_exempt_from_org(std::string_view table) noexcept;

}  // namespace evenhand::store
