/// @file schemas.hpp
/// @brief Commands and events as JSON Schemas (2020-12), made of the same descriptions that read and write their JSON.
#pragma once

#include "base/json.hpp"

namespace evenhand::casework {

/// By command_type: the command's object with its `type` among the members; nothing else is taken.
[[nodiscard]] json::Value command_schemas();
/// By event_type: what event_to_json gives, without the type.
[[nodiscard]] json::Value event_schemas();

}  // namespace evenhand::casework
