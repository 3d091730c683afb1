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
    if (telling_ || !groups_.empty()) return false;
    telling_ = true;
    return true;
  }
  void tell_here(Group group) {
    tell(group);
    {
      const std::lock_guard lock(mutex_);
      telling_ = false;
      if (groups_.empty() && !closing_) return;
    }
    changed_.notify_all();
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
      changed_.wait(lock, [this] { return !telling_ && (closing_ || !groups_.empty()); });
      if (groups_.empty()) return;
      Group group = std::move(groups_.front());
      groups_.pop_front();
      if (groups_.size() == groups_max - 1) changed_.notify_all();
      telling_ = true;
      lock.unlock();
      tell(group);
      group.clear();
      lock.lock();
      telling_ = false;
    }
  }

  static void tell(Group& group) {
    for (Finished& one : group) guarded("telling what became of a command", [&] { one.done(std::move(one.outcome)); });
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Group> groups_;
  bool closing_ = false, telling_ = false;
  std::thread thread_;
};

}  // namespace evenhand::store
