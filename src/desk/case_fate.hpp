/// @file case_fate.hpp
/// @brief What becomes of the commits of one case that are under way, and who waits for that: those who look, to be told what is so,
/// and, when one came to nothing, the commands that have to be decided again, in the order they came in.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace evenhand::desk {

/// Where a command stands among those of its shard, and how often others were before it.
struct Place {
  std::uint64_t ticket = 0;
  unsigned tries = 0;
};

/// A command that waits to be decided again.
struct Held {
  Place place;
  std::function<void()> decide;
  std::function<void(Error)> refuse;
};

/// Thread safe: the shard begins, the store's threads end. Lives as long as any of them knows it.
class CaseFate {
 public:
  using Told = std::function<void(bool)>;  ///< whether all went well

  void begin() {
    const std::lock_guard lock(mutex_);
    ++begun_;
  }
  /// A commit came to nothing: what was decided on top of it will too.
  void spoil() { is_broken_.store(true, std::memory_order_release); }
  [[nodiscard]] bool is_broken() const { return is_broken_.load(std::memory_order_acquire); }

  /// A commit has ended, and whoever asked for it was told.
  /// @return who is to be told now; and through `tries`, when commands wait to be decided again and nothing is under way any more,
  ///         how often the first of them was tried.
  [[nodiscard]] std::vector<Told> end(std::optional<unsigned>& tries) {
    std::vector<Told> told;
    const std::lock_guard lock(mutex_);
    ++ended_;
    while (!awaiting_.empty() && awaiting_.front().first <= ended_) {
      told.push_back(std::move(awaiting_.front().second));
      awaiting_.pop_front();
    }
    if (ended_ == begun_ && !line_.empty()) {
      tries = 0;
      for (const auto& [ticket, held] : line_) tries = std::max(*tries, held.place.tries);
    }
    return told;
  }

  /// `told` will be called once all commits begun so far have ended. False when none is under way: then it is not kept.
  [[nodiscard]] bool await(Told told) {
    const std::lock_guard lock(mutex_);
    if (begun_ == ended_) return false;
    awaiting_.emplace_back(begun_, std::move(told));
    return true;
  }

  /// Puts a command in its place in the line. False when nothing is under way and nobody waits: then it may go on at once.
  [[nodiscard]] bool hold(Held&& held) {
    const std::lock_guard lock(mutex_);
    if (begun_ == ended_ && line_.empty()) return false;
    const std::uint64_t ticket = held.place.ticket;
    line_.insert_or_assign(ticket, std::move(held));
    return true;
  }
  /// Hands the line to `take`, first things first, before anyone else can come between. @return those that it would not have.
  [[nodiscard]] std::vector<Held> release(const std::function<bool(Held&)>& take) {
    std::vector<Held> refused;
    const std::lock_guard lock(mutex_);
    for (auto& [ticket, held] : line_)
      if (!take(held)) refused.push_back(std::move(held));
    line_.clear();
    return refused;
  }

  /// Nothing is under way and nobody waits.
  [[nodiscard]] bool is_idle() const {
    const std::lock_guard lock(mutex_);
    return begun_ == ended_ && line_.empty();
  }

 private:
  std::atomic<bool> is_broken_{false};
  mutable std::mutex mutex_;  ///< guards the rest
  std::uint64_t begun_ = 0, ended_ = 0;
  std::deque<std::pair<std::uint64_t, Told>> awaiting_;
  std::map<std::uint64_t, Held> line_;  ///< by ticket
};

}  // namespace evenhand::desk
