/// @file notifications.hpp
/// @brief Notices to people and roles ("Approval is asked", "Case overdue") and who has read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace evenhand::store::notifications {

struct Notification {
  std::string key;            ///< unique: the effect's key, so that a repeated delivery adds nothing
  std::string to_kind;        ///< `person`, `role`, `team`
  std::string to;             ///< person id, role, team
  std::string case_id, kind;  ///< kind: `told`, `approval`, `escalation`, `assigned`, …
  std::string text;           ///< sealed when rendered from a case's facts
  Instant at;
  bool read = false;  ///< by the person asked for
};

/// @return whether it was new
/// The notice that an event of a case led to, without its words.
[[nodiscard]] Result<std::optional<Notification>> of_event(const Reader& reader, std::string_view org,
                                                           std::string_view case_id, std::uint64_t seq);
/// All that a case led to, with their words.
[[nodiscard]] Result<std::vector<Notification>> of_case(const Reader& reader, std::string_view org,
                                                        std::string_view case_id);
/// The key of that notice.
[[nodiscard]] std::string key_of(std::string_view case_id, std::uint64_t seq);
[[nodiscard]] Result<bool> add(Writer& writer, std::string_view org, const Notification& notification);
/// Where a page ended: with the notice of this time and key.
struct Place {
  Instant at{INT64_MAX};
  std::string key;
};
/// Those for a person or one of their roles or teams, newest first.
/// @param before  only those after this place in that order
[[nodiscard]] Result<std::vector<Notification>> for_person(const Reader& reader, std::string_view org,
                                                           std::string_view person_id,
                                                           std::span<const std::string> roles,
                                                           std::span<const std::string> teams, bool unread_only,
                                                           const Place& before, std::size_t limit);
[[nodiscard]] Result<std::uint64_t> unread_count(const Reader& reader, std::string_view org, std::string_view person_id,
                                                 std::span<const std::string> roles,
                                                 std::span<const std::string> teams);
/// No error when there is no such notice or it was read before.
[[nodiscard]] Result<void> mark_read(Writer& writer, std::string_view org, std::string_view key,
                                     std::string_view person_id, Instant at);
[[nodiscard]] Result<void> mark_all_read(Writer& writer, std::string_view org, std::string_view person_id,
                                         std::span<const std::string> roles, std::span<const std::string> teams,
                                         Instant at);

}  // namespace evenhand::store::notifications
