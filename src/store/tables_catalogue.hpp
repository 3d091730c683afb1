/// @file tables_catalogue.hpp
/// @brief How each database's own catalogue is read. Private to this module.
#pragma once

#include <string>
#include <vector>

#include "store/tables.hpp"

namespace evenhand::store::tables {

struct CatalogueTable {
  Table table;
  std::vector<std::string> parents;  ///< tables that its foreign keys refer to
};

/// The one place that tells which database answers.
[[nodiscard]] bool is_postgresql(const Connection& connection) noexcept;
/// All tables of the schema that is looked into first, by name.
[[nodiscard]] Result<std::vector<std::string>> table_names(Connection& connection);
/// Those with rows of organisations.
[[nodiscard]] Result<std::vector<CatalogueTable>> read_catalogue(Connection& connection);

}  // namespace evenhand::store::tables
