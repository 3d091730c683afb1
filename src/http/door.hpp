/// @file door.hpp
/// @brief Says, before anything is done for a request, whether it would be answered in time. By Little's law a new one waits for
/// as long as those inside take to leave at the pace of late; past a bound it is turned away at once, which costs little and
/// leaves the others their speed. One that waits in a queue until nobody waits for it any more helps no one.
///
///   auto place = door.enter();
///   if (!place) return busy(door.retry_after());
///   ... the place is given back when it is destroyed
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/limits.hpp"

namespace evenhand::http {

/// Thread safe; a lock is held for some additions.
class Door {
 public:
  using Clock = std::chrono::steady_clock;
  struct Limits {
    std::size_t inside_max = limits::requests_inside_max;    ///< never more at once
    std::size_t inside_free = limits::requests_inside_free;  ///< so many come in whatever the wait
    std::chrono::milliseconds wait_max{limits::request_wait_ms_max};
  };

  /// One that is inside. Movable; an empty one holds no place.
  class Place {
   public:
    Place() = default;
    Place(Place&& other) noexcept = default;
    Place& operator=(Place&& other) noexcept;
    ~Place() { leave(); }
    /// At most once; `now` is for tests.
    void leave(Clock::time_point now = Clock::now());

   private:
    friend class Door;
    struct State;
    explicit Place(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_;
  };

  Door();
  explicit Door(Limits limits);

  /// Empty: turned away, and counted.
  [[nodiscard]] std::optional<Place> enter(Clock::time_point now = Clock::now());
  /// Whether `enter` would let one in.
  [[nodiscard]] bool is_open(Clock::time_point now = Clock::now()) const;
  /// How long those inside will take, at least 1 s and at most 30.
  [[nodiscard]] std::chrono::seconds retry_after(Clock::time_point now = Clock::now()) const;
  [[nodiscard]] std::size_t inside() const;
  [[nodiscard]] std::uint64_t turned_away() const;

 private:
  std::shared_ptr<Place::State> state_;
};

}  // namespace evenhand::http
