/// @file timers.hpp
/// @brief Armed timers of cases. A timer that is due is claimed for a while, fired as a command, and cleared by that
/// command's own transaction; when the process dies between, the claim passes and it fires again: never lost.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace evenhand::store::timers {

struct Timer {
  std::string case_id, id;  ///< id: as in TimerArmed
  Instant due;
};

/// Arms, or moves one that is armed.
[[nodiscard]] Result<void> arm(Writer& writer, std::string_view org, const Timer& timer);
/// No error when it is not armed.
[[nodiscard]] Result<void> clear(Writer& writer, std::string_view org, std::string_view case_id, std::string_view id);
/// Removes it only as it was claimed: one that was armed anew meanwhile stays.
[[nodiscard]] Result<void> clear_claimed(Writer& writer, std::string_view org, const Timer& timer);
[[nodiscard]] Result<void> clear_case(Writer& writer, std::string_view org, std::string_view case_id);
/// Those due at or before `now` that nobody holds, earliest first; they are held until `held_until`.
[[nodiscard]] Result<std::vector<Timer>> claim_due(Writer& writer, std::string_view org, Instant now,
                                                   Instant held_until, std::size_t limit);
/// All holds that end by `held_until` end now: for a process that knows that no other can have any. @return how many.
[[nodiscard]] Result<std::int64_t> end_holds(Writer& writer, std::string_view org, Instant now, Instant held_until);
/// When the next unheld timer is due (or the next hold ends); cases::never when there is none.
[[nodiscard]] Result<Instant> next_due(const Reader& reader, std::string_view org);
[[nodiscard]] Result<std::vector<Timer>> of_case(const Reader& reader, std::string_view org, std::string_view case_id);

}  // namespace evenhand::store::timers
