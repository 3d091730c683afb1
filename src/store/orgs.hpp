/// @file orgs.hpp
/// @brief Organisations, the first column of every key, and their settings.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace evenhand::store::orgs {

struct Org {
  std::string id, name;
  Instant created_at;
};

/// Error `org/exists`.
[[nodiscard]] Result<void> add(Writer& writer, const Org& org);
/// The oldest organisation, or `org` added as the first one: of several nodes that start at once, one adds it.
[[nodiscard]] Result<Org> first_or_add(Writer& writer, const Org& org);
/// Error `org/not-found`.
[[nodiscard]] Result<void> rename(Writer& writer, std::string_view id, std::string_view name);
[[nodiscard]] Result<std::vector<Org>> list(const Reader& reader);  ///< oldest first
[[nodiscard]] Result<std::optional<std::string>> setting(const Reader& reader, std::string_view org,
                                                         std::string_view name);
[[nodiscard]] Result<void> set_setting(Writer& writer, std::string_view org, std::string_view name,
                                       std::string_view value);
/// Sets it unless it is set. @return what it is now.
[[nodiscard]] Result<std::string> setting_or_set(Writer& writer, std::string_view org, std::string_view name,
                                                 std::string_view value);

/// Of several nodes that do the same now and then, whose turn it is: true for one of them in `every`.
/// @param task  `sweep`, …
[[nodiscard]] Result<bool> take_over(Writer& writer, std::string_view org, std::string_view task, Instant now,
                                     Microseconds every);

}  // namespace evenhand::store::orgs
