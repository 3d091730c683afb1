/// @file versions.hpp
/// @brief Which version of a procedure a request means.
#pragma once

#include <string>

#include "api/api.hpp"
#include "desk/library.hpp"

namespace evenhand::api {

/// The version of the path's procedure by number or hash, else the current one. Error `query/version`.
[[nodiscard]] Result<desk::PublishedPtr> wanted_version(Call& call, const std::string& version);

}  // namespace evenhand::api
