/// @file testing/database.hpp
/// @brief Which database a test runs on: SQLite, or where EVENHAND_TEST_DATABASE names a PostgreSQL server, a schema of its own
/// there for each folder.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "base/bytes.hpp"
#include "store/postgres.hpp"

namespace evenhand::store::testing {

[[nodiscard]] inline bool is_on_server() {
  return std::getenv("EVENHAND_TEST_DATABASE") != nullptr;
}

/// For StoreOptions::url and DeskOptions::database: empty with SQLite. The same folder leads to the same data again.
[[nodiscard]] inline std::string url_for(const std::filesystem::path& folder) {
  if (!is_on_server()) return {};
  const std::string server = std::getenv("EVENHAND_TEST_DATABASE");
  const std::string schema = "test_" + hex(sha256(folder.string())).substr(0, 24);
  auto connection = open_postgres(server);
  if (!connection) throw std::runtime_error(connection.error().message);
  if (auto made = (*connection)->script("CREATE SCHEMA IF NOT EXISTS " + schema); !made)
    throw std::runtime_error(made.error().message);
  return server + "?options=-csearch_path%3D" + schema + "%2Cpublic";
}

}  // namespace evenhand::store::testing
