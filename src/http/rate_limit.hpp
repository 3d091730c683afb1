/// @file rate_limit.hpp
/// @brief Token buckets by key (token, address). Each key may burst to `burst` requests and refills evenly; the number
/// of keys is bounded, the one unused for longest is forgotten first. Thread safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "http/message.hpp"

namespace evenhand::http {

/// What callers are counted by: the IPv4 address, or the IPv6 /64 that one subscriber usually holds whole.
/// @param address  as Request::remote_address has it; anything else comes back unchanged
[[nodiscard]] std::string network_of(std::string_view address);

struct RateLimit {
  std::uint32_t per_minute = 60;
  std::uint32_t burst = 0;  ///< 0: the same as per_minute
  std::size_t keys_max = 65'536;
};

struct RateDecision {
  bool allowed = true;
  std::uint32_t limit = 0;              ///< the burst
  std::uint32_t remaining = 0;          ///< whole requests left now
  std::chrono::seconds reset{0};        ///< until the bucket is full again, rounded up
  std::chrono::seconds retry_after{0};  ///< until the next request would be allowed, rounded up; 0 when this one was
};

class RateLimiter {
 public:
  /// The clock must outlive the limiter. A clock that was set back refills from its new time on.
  RateLimiter(RateLimit limit, const Clock& clock);
  ~RateLimiter();
  RateLimiter(const RateLimiter&) = delete;
  RateLimiter& operator=(const RateLimiter&) = delete;

  /// Takes `cost` from the key's bucket when there is as much, else takes nothing and refuses.
  [[nodiscard]] RateDecision take(std::string_view key, std::uint32_t cost = 1);
  /// Puts back what was taken for something that turned out not to count.
  void give_back(std::string_view key, std::uint32_t cost = 1);
  [[nodiscard]] std::size_t keys() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset; Retry-After too when refused.
void add_rate_limit_headers(Headers& headers, const RateDecision& decision);
/// 429 `http/rate-limited` with those headers.
[[nodiscard]] Response rate_limited_response(const RateDecision& decision);

}  // namespace evenhand::http
