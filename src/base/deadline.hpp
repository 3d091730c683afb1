/// @file deadline.hpp
/// @brief When work that someone waits for has to end: at a time, or sooner when it is called off.
#pragma once

#include <atomic>
#include <chrono>

namespace evenhand {

/// A plain value; the flag has to outlive it.
class Deadline {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// @param called_off  null: nobody calls it off
  explicit Deadline(TimePoint at, const std::atomic<bool>* called_off = nullptr) noexcept
      : at_(at), called_off_(called_off) {}
  [[nodiscard]] static Deadline in(std::chrono::milliseconds time, const std::atomic<bool>* called_off = nullptr) {
    return Deadline(std::chrono::steady_clock::now() + time, called_off);
  }

  [[nodiscard]] bool has_passed() const noexcept {
    if (called_off_ != nullptr && called_off_->load(std::memory_order_relaxed)) return true;
    return std::chrono::steady_clock::now() > at_;
  }

 private:
  TimePoint at_;
  const std::atomic<bool>* called_off_;
};

}  // namespace evenhand
