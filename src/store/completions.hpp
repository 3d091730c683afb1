/// @file completions.hpp
/// @brief Tells callers what became of their jobs, on a thread of its own and in order of commit, so that the writer goes on
/// with the next group at once: answering costs about as much as a third of the SQL. Private to this module.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/guarded.hpp"
#include "store/store.hpp"

namespace evenhand::store {

class Completions {
 public:
  /// What one job ended with. The job itself goes along: what it holds is then given back here too.
  struct Finished {
    Store::Job job;
    Store::Done done;
    Result<void> outcome;
  };

  using Group = std::vector<Finished>;

  Completions() = default;
  ~Completions() { close(); }
  Completions(const Completions&) = delete;
  Completions& operator=(const Completions&) = delete;

  void start() {
    thread_ = std::thread([this] { run(); });
  }

  /// Takes the jobs of one commit. Waits while `groups_max` groups are not told yet. Only between `start` and `close`.
  void add(Group group) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return groups_.size() < groups_max; });
    groups_.push_back(std::move(group));
    if (groups_.size() == 1) changed_.notify_all();
  }

  /// Gives the turn to tell to the caller, who then calls `tell_here` with the jobs of the commit it made. False, and nothing
  /// taken, while others are still to be told.
  [[nodiscard]] bool take_turn() {
    const std::lock_guard lock(mutex_);
    if (is_telling() || !groups_.empty()) return false;
    teller_ = std::this_thread::get_id();
    return true;
  }
  void tell_here(Group group) {
    tell(group);
    group.clear();
    const std::lock_guard lock(mutex_);
    teller_ = {};
    // Under the lock: whoever waits for this may be about to destroy it.
    if (!groups_.empty() || closing_) changed_.notify_all();
  }

  /// Whether this thread is telling just now, so that a `Done` runs on it.
  [[nodiscard]] bool is_telling_here() const {
    const std::lock_guard lock(mutex_);
    return teller_ == std::this_thread::get_id();
  }

  /// Tells all that is left, then ends the thread.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

 private:
  static constexpr std::size_t groups_max = 4;

  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return !is_telling() && (closing_ || !groups_.empty()); });
      if (groups_.empty()) return;
      Group group = std::move(groups_.front());
      groups_.pop_front();
      if (groups_.size() == groups_max - 1) changed_.notify_all();
      teller_ = std::this_thread::get_id();
      lock.unlock();
      tell(group);
      group.clear();
      lock.lock();
      teller_ = {};
    }
  }

  [[nodiscard]] bool is_telling() const { return teller_ != std::thread::id(); }

  static void tell(Group& group) {
    for (Finished& one : group) guarded("telling what became of a command", [&] { one.done(std::move(one.outcome)); });
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Group> groups_;
  bool closing_ = false;
  std::thread::id teller_;  ///< none: nobody tells
  std::thread thread_;
};

}  // namespace evenhand::store
