#include "http/rate_limit.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/assert.hpp"
#include "http/problem.hpp"

namespace evenhand::http {
namespace {

/// Levels are integers: one request is this many units, so that a microsecond adds exactly `per_minute` of them.
constexpr std::int64_t units_per_request = 60'000'000;

struct Bucket {
  std::string key;
  std::int64_t level = 0;  ///< units left
  Instant updated;
};

std::chrono::seconds time_to_gain(std::int64_t units, std::uint32_t per_minute) {
  const std::int64_t units_per_second = std::int64_t{per_minute} * 1'000'000;
  return std::chrono::seconds((units + units_per_second - 1) / units_per_second);
}

}  // namespace

std::string network_of(std::string_view address) {
  boost::system::error_code ec;
  const auto parsed = boost::asio::ip::make_address(std::string(address), ec);
  if (ec || parsed.is_v4()) return std::string(address);
  auto bytes = parsed.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return boost::asio::ip::address_v6(bytes).to_string();
}

struct RateLimiter::Impl {
  RateLimit limit;
  const Clock& clock;
  std::int64_t capacity = 0;
  mutable std::mutex mutex;
  std::list<Bucket> buckets;                                                 ///< the one used last is first
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_key;  ///< views into the buckets' keys

  Impl(RateLimit l, const Clock& c) : limit(l), clock(c) {
    EH_ASSERT(limit.per_minute > 0 && limit.keys_max > 0);
    if (limit.burst == 0) limit.burst = limit.per_minute;
    capacity = std::int64_t{limit.burst} * units_per_request;
  }

  Bucket& bucket_of(std::string_view key, Instant now) {
    if (const auto found = by_key.find(key); found != by_key.end()) {
      buckets.splice(buckets.begin(), buckets, found->second);
      return buckets.front();
    }
    if (buckets.size() >= limit.keys_max) {
      by_key.erase(buckets.back().key);
      buckets.pop_back();
    }
    buckets.push_front(Bucket{std::string(key), capacity, now});
    by_key.emplace(buckets.front().key, buckets.begin());
    return buckets.front();
  }

  void refill(Bucket& bucket, Instant now) const {
    // Counted on from a clock that was set back: until it caught up nobody would be let in.
    const std::int64_t elapsed = std::max<std::int64_t>(0, (now - bucket.updated).count());
    const std::int64_t missing = capacity - bucket.level;
    // Compared as times first: the product could overflow after a long absence.
    bucket.level = elapsed > missing / limit.per_minute ? capacity : bucket.level + elapsed * limit.per_minute;
    bucket.updated = now;
  }
};

RateLimiter::RateLimiter(RateLimit limit, const Clock& clock) : impl_(std::make_unique<Impl>(limit, clock)) {}
RateLimiter::~RateLimiter() = default;

RateDecision RateLimiter::take(std::string_view key, std::uint32_t cost) {
  const std::scoped_lock lock(impl_->mutex);
  const Instant now = impl_->clock.now();
  Bucket& bucket = impl_->bucket_of(key, now);
  impl_->refill(bucket, now);
  const std::int64_t wanted = std::int64_t{cost} * units_per_request;
  RateDecision decision;
  decision.allowed = wanted <= bucket.level;
  if (decision.allowed) {
    bucket.level -= wanted;
  } else {
    // A cost above the burst never fits; the time to a full bucket is the honest answer then.
    const std::int64_t reachable = std::min(wanted, impl_->capacity);
    decision.retry_after =
        std::max(std::chrono::seconds(1), time_to_gain(reachable - bucket.level, impl_->limit.per_minute));
  }
  decision.limit = impl_->limit.burst;
  decision.remaining = static_cast<std::uint32_t>(bucket.level / units_per_request);
  decision.reset = time_to_gain(impl_->capacity - bucket.level, impl_->limit.per_minute);
  return decision;
}

void RateLimiter::give_back(std::string_view key, std::uint32_t cost) {
  const std::scoped_lock lock(impl_->mutex);
  const auto found = impl_->by_key.find(key);
  if (found == impl_->by_key.end()) return;
  found->second->level = std::min(impl_->capacity, found->second->level + std::int64_t{cost} * units_per_request);
}

std::size_t RateLimiter::keys() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->buckets.size();
}

void add_rate_limit_headers(Headers& headers, const RateDecision& decision) {
  headers.set("RateLimit-Limit", std::to_string(decision.limit));
  headers.set("RateLimit-Remaining", std::to_string(decision.remaining));
  headers.set("RateLimit-Reset", std::to_string(decision.reset.count()));
  if (!decision.allowed) headers.set("Retry-After", std::to_string(decision.retry_after.count()));
}

Response rate_limited_response(const RateDecision& decision) {
  Response response =
      problem_response(429, "http/rate-limited", "Too many requests.", "Wait for the seconds that Retry-After names.");
  add_rate_limit_headers(response.headers, decision);
  return response;
}

}  // namespace evenhand::http
