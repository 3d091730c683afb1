#include "http/door.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <string>

#include "base/log.hpp"

namespace evenhand::http {
namespace {

using Seconds = std::chrono::duration<double>;

/// The pace is that of about the last second in which there was enough to do.
constexpr double pace_memory_s = 1.0;
/// Less than this says nothing of the pace: commits are answered in groups.
constexpr double pace_measured_s_min = 0.1;
/// After so long with little to do an older pace is forgotten.
constexpr std::chrono::seconds pace_kept{5};
constexpr std::chrono::seconds said_again_after{10};

}  // namespace

struct Door::Place::State {
  explicit State(Limits some_limits) : most(some_limits) {}

  const Limits most;
  mutable std::mutex mutex;
  std::size_t inside = 0;
  double left = 0, time_s = 0;  ///< how many left in how much time, both fading
  Clock::time_point last_left{};
  std::uint64_t turned_away = 0;
  Clock::time_point said{};

  /// With few inside the pace is theirs, not ours: it is measured when there is something to do.
  [[nodiscard]] bool is_measuring() const { return 2 * inside >= most.inside_free; }

  [[nodiscard]] double wait_s(Clock::time_point now) const {
    const double measured = time_s >= pace_measured_s_min ? static_cast<double>(inside) * time_s / left : 0;
    const double since_last = is_measuring() ? Seconds(now - last_left).count() : 0;
    return std::max(measured, since_last);
  }
  [[nodiscard]] bool is_open(Clock::time_point now) const {
    if (inside < most.inside_free) return true;
    return inside < most.inside_max && wait_s(now) <= Seconds(most.wait_max).count();
  }
  void note_entry(Clock::time_point now) {
    const bool was_measuring = is_measuring();
    ++inside;
    if (was_measuring || !is_measuring()) return;
    if (now - last_left > pace_kept) left = time_s = 0;
    last_left = now;
  }
  void note_exit(Clock::time_point now) {
    if (is_measuring()) {
      const double passed = std::max(0.0, Seconds(now - last_left).count());
      const double kept = std::exp(-passed / pace_memory_s);
      left = left * kept + 1;
      time_s = time_s * kept + passed;
      last_left = std::max(last_left, now);
    }
    --inside;
  }
};

Door::Place& Door::Place::operator=(Place&& other) noexcept {
  leave();
  state_ = std::move(other.state_);
  return *this;
}

void Door::Place::leave(Clock::time_point now) {
  if (!state_) return;
  const std::shared_ptr<State> state = std::move(state_);
  const std::scoped_lock lock(state->mutex);
  state->note_exit(now);
}

Door::Door() : Door(Limits{}) {}

Door::Door(Limits limits) : state_(std::make_shared<Place::State>(limits)) {}

std::optional<Door::Place> Door::enter(Clock::time_point now) {
  Place::State& state = *state_;
  std::unique_lock lock(state.mutex);
  if (state.is_open(now)) {
    state.note_entry(now);
    return Place(state_);
  }
  ++state.turned_away;
  if (state.turned_away > 1 && now - state.said < said_again_after) return std::nullopt;
  state.said = now;
  const std::string inside = std::to_string(state.inside), away = std::to_string(state.turned_away);
  const std::string wait_ms = std::to_string(std::lround(state.wait_s(now) * 1000));
  lock.unlock();
  log::warning("more requests than can be answered in time: some are refused with 503",
               {{"inside", inside}, {"wait_ms", wait_ms}, {"refused_since_start", away}});
  return std::nullopt;
}

bool Door::is_open(Clock::time_point now) const {
  const std::scoped_lock lock(state_->mutex);
  return state_->is_open(now);
}

std::chrono::seconds Door::retry_after(Clock::time_point now) const {
  const std::scoped_lock lock(state_->mutex);
  return std::chrono::seconds(std::clamp(std::lround(std::ceil(state_->wait_s(now))), 1L, 30L));
}

std::size_t Door::inside() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->inside;
}

std::uint64_t Door::turned_away() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->turned_away;
}

}  // namespace evenhand::http
