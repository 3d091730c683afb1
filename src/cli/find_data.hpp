/// @file find_data.hpp
/// @brief The data folder of a command that only looks into one.
#pragma once

#include <string>

#include "base/result.hpp"

namespace evenhand::cli {

/// Only `serve` makes a data folder: whoever looks into one wants one that is there.
/// @param database  a URL; empty: a file in the folder. Error `data/not-found`.
[[nodiscard]] Result<void> find_data(const std::string& folder, const std::string& database);

}  // namespace evenhand::cli
