/// @file background.hpp
/// @brief What the desk does by itself: fires timers that are due, carries out effects of the outbox, signs checkpoints, removes
/// files that nothing refers to.
/// Each runs on a thread of its own and sleeps until there is something to do; nothing here is lost when the process dies,
/// because all of it starts from rows that are already durable.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/bounded_queue.hpp"
#include "connect/connector.hpp"
#include "desk/desk.hpp"
#include "store/outbox.hpp"

namespace evenhand::desk {

/// A thread that runs `round` whenever it is poked or the time that `round` returned has come.
class Ticker {
 public:
  /// @param round  does what is due and returns when it wants to be called again at the latest.
  Ticker(const Clock& clock, std::function<Instant()> round);
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;
  /// Something may be due at `due`; wakes the thread when that is earlier than planned. Never blocks for long.
  void poke(Instant due);
  void stop();

 private:
  void run();
  const Clock& clock_;
  std::function<Instant()> round_;
  std::mutex mutex_;
  std::condition_variable wake_;
  Instant planned_{};
  bool stopping_ = false;
  std::thread thread_;
};

class Timers {
 public:
  explicit Timers(Desk& desk) : desk_(desk) {}
  /// Fires all timers due now, as commands of the system. @return how many fired.
  std::size_t fire_due();
  [[nodiscard]] Instant next() const;

 private:
  Desk& desk_;
};

class Outbox {
 public:
  Outbox(Desk& desk, connect::Connectors connectors) : desk_(desk), connectors_(std::move(connectors)) {}
  /// Claims what is due and calls the connectors, `threads` at a time. @return how many effects were tried.
  std::size_t run_due(std::size_t threads);
  [[nodiscard]] Instant next() const;

 private:
  void carry_out(const store::outbox::Effect& effect);
  void give_up(const store::outbox::Effect& effect, const std::string& action_key, const std::string& why);
  Desk& desk_;
  const connect::Connectors connectors_;
};

}  // namespace evenhand::desk
