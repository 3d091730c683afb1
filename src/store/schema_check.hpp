/// @file schema_check.hpp
/// @brief Whether a database has what its schema steps make: one that was half copied, or changed by hand, says so before anything
/// is written to it. Private to this module.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/sql.hpp"

namespace evenhand::store {

/// Holds the catalogue against that of a new database with the same steps. What is there beyond it is nobody's business.
/// @param schema  the last step it has seen
/// @return a sentence for each table, column and index that is missing, and for each table of a later step that is there
[[nodiscard]] Result<std::vector<std::string>> missing_of_schema(Connection& connection, int schema);

}  // namespace evenhand::store
