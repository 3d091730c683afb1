/// @file reach.hpp
/// @brief Whether what connectors are set up to use is there, without calling anything: files can be read, services let themselves be
/// connected to. For `doctor`.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"

namespace evenhand::connect {

/// At most a few seconds for each service; TLS is begun with https.
/// @param config  as Connectors::from_json takes it; what that refuses is not looked at
/// @return a sentence for each connector that would fail now
[[nodiscard]] std::vector<std::string> unreachable(const json::Value& config, const std::string& folder);

}  // namespace evenhand::connect
