/// @file demo.hpp
/// @brief The demo business: five people in the five states, the starter procedures, some forty cases with history. The cases
/// are the procedures' own practice scenarios, worked through the same door as real work with the clock set back, so every
/// record in it proves itself like a real one.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "api/api.hpp"
#include "desk/desk.hpp"

namespace evenhand::cli {

inline constexpr std::string_view demo_company = "Juniper & Oak";
inline constexpr std::string_view demo_password = "welcome to the demo";

[[nodiscard]] const std::vector<api::DemoAccount>& demo_accounts();
/// Makes the demo in a data folder that has nobody in it yet; any other is left as it is. Nothing else may have the folder
/// open. Errors: those of Desk::open, and `demo/failed` when a starter procedure does not do what its scenario says.
[[nodiscard]] Result<void> make_demo(const std::filesystem::path& folder, const std::string& database, Instant now);

}  // namespace evenhand::cli
