#include "http/rate_limit.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace evenhand::http {
namespace {

using namespace std::chrono_literals;
constexpr Instant start{1'700'000'000'000'000};

TEST(RateLimiter, SpendsTheBurstAndRefillsEvenly) {
  ManualClock clock(start);
  RateLimiter limiter({.per_minute = 60, .burst = 3}, clock);
  for (std::uint32_t left = 3; left-- > 0;) {
    const RateDecision decision = limiter.take("a");
    EXPECT_TRUE(decision.allowed);
    EXPECT_EQ(decision.remaining, left);
    EXPECT_EQ(decision.limit, 3u);
  }
  const RateDecision refused = limiter.take("a");
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.retry_after, 1s);
  EXPECT_EQ(refused.reset, 3s);
  EXPECT_TRUE(limiter.take("b").allowed) << "keys are apart";
  clock.advance(999'999us);
  EXPECT_FALSE(limiter.take("a").allowed);
  clock.advance(1us);
  EXPECT_TRUE(limiter.take("a").allowed);
  EXPECT_FALSE(limiter.take("a").allowed);
  clock.advance(std::chrono::hours(24 * 365 * 100));
  EXPECT_EQ(limiter.take("a").remaining, 2u);
}

TEST(RateLimiter, AClockThatWasSetBackRefillsFromItsNewTimeOn) {
  ManualClock clock(start);
  RateLimiter limiter({.per_minute = 60, .burst = 1}, clock);
  EXPECT_TRUE(limiter.take("a").allowed);
  clock.set(start - 1h);
  EXPECT_FALSE(limiter.take("a").allowed) << "going back gives nothing";
  clock.set(start - 1h + 999ms);
  EXPECT_FALSE(limiter.take("a").allowed);
  clock.set(start - 1h + 1s);
  EXPECT_TRUE(limiter.take("a").allowed);
  EXPECT_FALSE(limiter.take("a").allowed);
}

TEST(RateLimiter, ForgetsTheKeyUnusedForLongest) {
  ManualClock clock(start);
  RateLimiter limiter({.per_minute = 60, .burst = 1, .keys_max = 2}, clock);
  EXPECT_TRUE(limiter.take("a").allowed);
  EXPECT_TRUE(limiter.take("b").allowed);
  EXPECT_FALSE(limiter.take("a").allowed);
  EXPECT_TRUE(limiter.take("c").allowed);
  EXPECT_EQ(limiter.keys(), 2u);
  EXPECT_FALSE(limiter.take("a").allowed) << "a was used after b, so b went";
  EXPECT_TRUE(limiter.take("b").allowed);
}

TEST(RateLimiter, CountsByNetwork) {
  EXPECT_EQ(network_of("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
  EXPECT_EQ(network_of("2001:db8:1:2:ffff::"), network_of("2001:db8:1:2::1")) << "one subscriber's addresses are one";
  EXPECT_NE(network_of("2001:db8:1:3::1"), network_of("2001:db8:1:2::1"));
  EXPECT_EQ(network_of("::1"), "::");
  EXPECT_EQ(network_of("made up"), "made up");
}

TEST(RateLimiter, HeadersNameTheNumbers) {
  ManualClock clock(start);
  RateLimiter limiter({.per_minute = 2}, clock);
  Headers headers;
  add_rate_limit_headers(headers, limiter.take("a"));
  EXPECT_EQ(headers.value_or("RateLimit-Limit", ""), "2");
  EXPECT_EQ(headers.value_or("RateLimit-Remaining", ""), "1");
  EXPECT_EQ(headers.value_or("RateLimit-Reset", ""), "30");
  EXPECT_FALSE(headers.contains("Retry-After"));
  const Response refused = rate_limited_response(limiter.take("a", 2));
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.value_or("Retry-After", ""), "30");
}

/// In any stretch of time no key gets more than its burst and the refill of that stretch, nor less when it asks enough.
RC_GTEST_PROP(RateLimiter, NeverMoreThanBurstAndRefill, ()) {
  const auto per_minute = *rc::gen::inRange<std::uint32_t>(1, 10'000);
  const auto burst = *rc::gen::inRange<std::uint32_t>(1, 50);
  ManualClock clock(start);
  RateLimiter limiter({.per_minute = per_minute, .burst = burst}, clock);
  std::int64_t allowed = 0;
  std::int64_t elapsed = 0;
  const auto steps = *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 2'000'000));
  for (const std::int64_t micros : steps) {
    clock.advance(Microseconds(micros));
    elapsed += micros;
    if (limiter.take("k").allowed) ++allowed;
    RC_ASSERT(allowed * 60'000'000 <= std::int64_t{burst} * 60'000'000 + elapsed * per_minute);
  }
}

}  // namespace
}  // namespace evenhand::http
