/// @file idempotency.hpp
/// @brief Answers kept under the caller's Idempotency-Key, in the transaction of the command, so that a repeated
/// request gets the first one's answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/store.hpp"

namespace evenhand::store::idempotency {

struct Entry {
  std::string key;
  std::string actor_id;      ///< keys of different callers do not meet
  std::string request_hash;  ///< of method, target and body
  int status = 0;            ///< HTTP status of the answer; 0: the request is under way, there is none yet
  std::string case_id;       ///< the case the answer shows: `response` is sealed for it; empty: it is plain
  std::string response;      ///< the answer's body
  Instant expires_at;
};

/// Empty when there is none that is still good at `now`. The caller compares request_hash.
[[nodiscard]] Result<std::optional<Entry>> find(const Reader& reader, std::string_view org, std::string_view actor_id,
                                                std::string_view key, Instant now);
/// `idempotency/exists`
[[nodiscard]] Error came_first();
/// Error `idempotency/exists` (conflict) when a good one is there: another request with this key came first.
[[nodiscard]] Result<void> add(Writer& writer, std::string_view org, const Entry& entry, Instant now);
/// Puts the answer in the place that an entry of status 0 keeps for it. No error when that is gone.
[[nodiscard]] Result<void> finish(Writer& writer, std::string_view org, const Entry& entry);
/// Frees the place of a request that came to nothing.
[[nodiscard]] Result<void> release(Writer& writer, std::string_view org, std::string_view actor_id,
                                   std::string_view key);
[[nodiscard]] Result<std::int64_t> sweep(Writer& writer, std::string_view org, Instant now);

}  // namespace evenhand::store::idempotency
