/// @file demo.hpp
/// @brief The demo business: five people in the five states, the starter procedures, some forty cases with history. All of it
/// is made through the same door as real work, so every record in it proves itself like a real one.
#pragma once

#include <string_view>
#include <vector>

#include "api/api.hpp"
#include "desk/desk.hpp"
#include "identity/identity.hpp"

namespace evenhand::cli {

inline constexpr std::string_view demo_company = "Juniper & Oak";
inline constexpr std::string_view demo_password = "welcome to the demo";

[[nodiscard]] const std::vector<api::DemoAccount>& demo_accounts();
/// Fills an empty installation; one that has people already is left as it is. @return the accounts to show at sign-in.
[[nodiscard]] Result<std::vector<api::DemoAccount>> make_demo(desk::Desk& desk, identity::Identity& identity);

}  // namespace evenhand::cli
