/// @file database_check.hpp
/// @brief Whether a file is a database of ours, and sound. Private to this module.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/sql.hpp"

namespace evenhand::store {

/// A database without tables is new and becomes ours; one with tables must be. Error `store/not-ours`.
[[nodiscard]] Result<void> claim_file(Connection& connection);

/// @param pragma  `PRAGMA integrity_check(N)` or `quick_check(N)`
/// @return one sentence for each problem
[[nodiscard]] Result<std::vector<std::string>> integrity_problems(Connection& connection, std::string_view pragma);

/// @param fully  integrity_check in place of quick_check. Error `store/corrupt`.
[[nodiscard]] Result<void> check_database(Connection& connection, bool fully);

}  // namespace evenhand::store
