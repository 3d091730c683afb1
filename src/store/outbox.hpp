/// @file outbox.hpp
/// @brief Effects on the outside (connector calls, messages, notices) written in the transaction of the command that
/// caused them, then done at least once under a stable key. A claim has a lease and a fence: a worker that was too slow
/// cannot complete what another one took over.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace evenhand::store::outbox {

struct Effect {
  std::string key;   ///< idempotency key, unique in the organisation
  std::string kind;  ///< `call-connector`, `deliver-message`, `notify-role`
  std::string case_id;
  std::uint64_t seq = 0;  ///< of the event that caused it: effects of one kind go out in this order
  std::string
      body;  ///< JSON; sealed by the desk where it holds personal values. Emptied once done or given up: it may hold
             ///< values that are never stored anywhere else, and a new try is a new effect with a new key.
  // Filled by the store:
  std::string status;          ///< `pending`, `claimed`, `done`, `dead`
  std::uint32_t attempts = 0;  ///< claims so far; also the fence of the present claim
  Instant created_at, next_at, lease_until;
  std::string last_error, result;
};

/// A key that is there already is left as it is (the command was repeated). @return whether it was new.
[[nodiscard]] Result<bool> add(Writer& writer, std::string_view org, const Effect& effect);
/// Pending ones whose time has come, and claimed ones whose lease has passed, oldest first.
/// @param kinds  empty: all
[[nodiscard]] Result<std::vector<Effect>> claim(Writer& writer, std::string_view org,
                                                std::span<const std::string> kinds, Instant now, Instant lease_until,
                                                std::size_t limit);
/// Errors of these four: `outbox/lost-claim` when the fence is not the present one (conflict), `outbox/not-found`.
[[nodiscard]] Result<void> complete(Writer& writer, std::string_view org, std::string_view key, std::uint32_t fence,
                                    std::string_view result);
[[nodiscard]] Result<void> retry(Writer& writer, std::string_view org, std::string_view key, std::uint32_t fence,
                                 Instant next_at, std::string_view error);
[[nodiscard]] Result<void> bury(Writer& writer, std::string_view org, std::string_view key, std::uint32_t fence,
                                std::string_view error);

/// Gives a claim back untried: it does not count among the attempts.
[[nodiscard]] Result<void> give_back(Writer& writer, std::string_view org, std::string_view key, std::uint32_t fence,
                                     Instant ready_at);

/// Claims end, and what they held may be claimed at once: for a process that knows that no other can have any. The fence stays, so that
/// the attempts count. @param attempts_max  what was tried more often waits for the end of its lease. @return how many.
[[nodiscard]] Result<std::int64_t> end_claims(Writer& writer, std::string_view org, Instant now,
                                              std::uint32_t attempts_max);

[[nodiscard]] Result<std::optional<Effect>> find(const Reader& reader, std::string_view org, std::string_view key);
[[nodiscard]] Result<std::vector<Effect>> of_case(const Reader& reader, std::string_view org, std::string_view case_id);
[[nodiscard]] Result<std::vector<Effect>> dead(const Reader& reader, std::string_view org, std::size_t limit);
/// When there is next something of these kinds (empty: of any) to claim; cases::never when there is nothing.
[[nodiscard]] Result<Instant> next_at(const Reader& reader, std::string_view org, std::span<const std::string> kinds);
/// How long to wait before attempt `attempts` + 1: 2 s, 8 s, 32 s, 2 min, … up to 1 h.
[[nodiscard]] Microseconds back_off(std::uint32_t attempts) noexcept;

}  // namespace evenhand::store::outbox
