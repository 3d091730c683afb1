/// @file ticker.hpp
/// @brief A thread that does something when its time has come, and how long it waits when that does not work.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace evenhand::desk {

/// A thread that runs `round` whenever it is poked or the time that `round` returned has come. A round that throws is logged
/// and comes again after a while.
class Ticker {
 public:
  /// @param round       does what is due and returns when it wants to be called again at the latest.
  /// @param look_again  how often to look at the clock, which may have been set; and how long to wait after an exception
  Ticker(const Clock& clock, std::function<Instant()> round, Microseconds look_again = std::chrono::seconds(5));
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;
  /// The first round begins now: once everything that it uses is there.
  void start();
  /// Something may be due at `due`; wakes the thread when that is earlier than planned. Never blocks for long.
  void poke(Instant due);
  void stop();

 private:
  void run();
  const Clock& clock_;
  const std::function<Instant()> round_;
  const Microseconds look_again_;
  std::mutex mutex_;
  std::condition_variable wake_;
  Instant planned_{};
  bool stopping_ = false;
  std::thread thread_;
};

/// For work that may fail again and again, as with a full disk: it is tried again after a second, then ever later, up to a
/// minute. The log has the first failure, and then how many there were, once a minute. For one thread.
class Patience {
 public:
  /// @param what  for the log: "timers that are due"
  explicit Patience(std::string what) : what_(std::move(what)) {}
  /// @return when to try again.
  [[nodiscard]] Instant failed(const Error& error, Instant now);
  void worked();

 private:
  const std::string what_;
  std::uint64_t failures_ = 0;
};

}  // namespace evenhand::desk
