/// @file instant.hpp
/// @brief Points in time and the injected clock. An Instant is microseconds since 1970 in UTC; wall-clock text is
/// RFC 3339. Nothing below the desk reads the system clock: it takes an Instant or a `Clock&`.
#pragma once

#include <atomic>
#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace evenhand {

using Microseconds = std::chrono::microseconds;

struct Instant {
  std::int64_t micros = 0;  ///< since 1970-01-01T00:00:00Z, leap seconds not counted
  auto operator<=>(const Instant&) const = default;
  [[nodiscard]] Instant operator+(Microseconds d) const noexcept { return {micros + d.count()}; }
  [[nodiscard]] Instant operator-(Microseconds d) const noexcept { return {micros - d.count()}; }
  [[nodiscard]] Microseconds operator-(Instant other) const noexcept { return Microseconds{micros - other.micros}; }
};

/// `2026-11-22T09:30:00Z`, with six decimals only when they are not zero.
[[nodiscard]] std::string format_rfc3339(Instant instant);
/// Takes any RFC 3339 offset. Error `time/invalid`.
[[nodiscard]] Result<Instant> parse_rfc3339(std::string_view text);

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};
/// The operating system's clock.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
};
/// A clock that stands still until it is set: tests, scenarios, replays. May be set while other threads read it.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_micros_(start.micros) {}
  [[nodiscard]] Instant now() const override { return {now_micros_.load(std::memory_order_relaxed)}; }
  void set(Instant instant) { now_micros_.store(instant.micros, std::memory_order_relaxed); }
  void advance(Microseconds d) { now_micros_.fetch_add(d.count(), std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> now_micros_;
};

}  // namespace evenhand
