/// @file schemas.hpp
/// @brief What bodies look like, as JSON Schemas (2020-12) for the OpenAPI description: the answers, which the tests hold
/// against them one by one, and the commands, of the description that also reads them.
#pragma once

#include <string_view>

#include "base/json.hpp"

namespace evenhand::api {

/// `#/components/schemas` of the description, but for the pages of lists.
[[nodiscard]] json::Value schemas_of_bodies();
/// Of a page of a list of `item`s.
[[nodiscard]] json::Value page_schema(std::string_view item);
/// `{"$ref": …}`
[[nodiscard]] json::Value schema_reference(std::string_view name);

}  // namespace evenhand::api
