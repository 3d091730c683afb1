/// @file web_assets.hpp
/// @brief The built web application, embedded in the binary by the build (see embed_main.cpp). Give it to
/// http::StaticAssets. When the application was not built, the only asset is a page that says how to do that.
#pragma once

#include <span>

#include "http/static_assets.hpp"

namespace evenhand::web_assets {

/// Sorted by path; lives as long as the program.
[[nodiscard]] std::span<const http::Asset> all();

}  // namespace evenhand::web_assets
