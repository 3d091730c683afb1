/// @file background.hpp
/// @brief What the desk does by itself: fires timers that are due, carries out effects of the outbox, signs checkpoints, removes
/// files that nothing refers to.
/// Each runs on a thread of its own and sleeps until there is something to do; nothing here is lost when the process dies,
/// because all of it starts from rows that are already durable.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "base/worker_pool.hpp"
#include "connect/connector.hpp"
#include "desk/desk.hpp"
#include "desk/ticker.hpp"
#include "store/outbox.hpp"
#include "store/timers.hpp"

namespace evenhand::desk {

/// Ends what a process before this one held, for a database that no other process can have open: its effects and timers would wait
/// for the end of leases that nobody has any more.
[[nodiscard]] Result<void> end_claims(store::Store& store, const std::string& org, Instant now);

class Timers {
 public:
  /// @param at_once  how many timers are fired together, so that they share commits; 1: each when the one before is done
  Timers(Desk& desk, std::size_t at_once) : desk_(desk), at_once_(at_once) {}
  /// Fires all timers due now, as commands of the system. @return how many were due.
  Result<std::size_t> fire_due();
  /// One round in the background. @return when to come again.
  Instant round();

 private:
  void fire(std::span<const store::timers::Timer> timers);
  void note(const store::timers::Timer& timer, tl::expected<Outcome, Failure> answer);
  Desk& desk_;
  const std::size_t at_once_;
  Patience patience_{"firing timers"};
};

/// Carries out effects on threads of its own. Claims no more than there are threads free, and lets no connector have all of
/// them: a service that hangs delays its own effects alone.
class Outbox {
 public:
  /// @param threads  2 or more
  Outbox(Desk& desk, connect::Connectors connectors, std::size_t threads);
  ~Outbox() { stop(); }
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  /// All that is due, on this thread. @return how many effects were tried.
  Result<std::size_t> run_due();
  /// One round in the background: hands out what is due. @return when to come again; with all threads busy that is when one
  /// is free.
  Instant round();
  /// Called when a thread is free again. Before the first round.
  void on_free(std::function<void()> callback) { on_free_ = std::move(callback); }
  /// Breaks off what is under way, gives back what was claimed, and ends the threads. Idempotent.
  void stop();

 private:
  /// The calls of one connector.
  struct Line {
    std::size_t busy = 0;
    Microseconds took = std::chrono::seconds(1);  ///< the last call
    Instant next_turn;                            ///< after those that were told to come again
  };
  [[nodiscard]] Result<std::vector<store::outbox::Effect>> claim(std::size_t count_max);
  void carry_out(const store::outbox::Effect& effect);
  [[nodiscard]] static std::string sealed_reason(const ledger::SealScope& scope, const std::string& why);
  void finish(const store::outbox::Effect& effect, const ledger::SealScope& scope, const connect::Answer& answer);
  /// Later with each attempt, and not before `wait`.
  void try_again(const store::outbox::Effect& effect, Microseconds wait, const std::string& sealed_why);
  void not_recorded(const store::outbox::Effect& effect, const ledger::SealScope& scope, const Error& error);
  void give_up(const store::outbox::Effect& effect, const ledger::SealScope& scope, const std::string& action_key,
               const std::string& why);
  void give_back(const store::outbox::Effect& effect, Instant ready_at);
  /// Takes one of the connector's places; when there is none, the time to come again.
  [[nodiscard]] std::optional<Instant> enter(const std::string& connector);
  void leave(const std::string& connector, Microseconds took);

  Desk& desk_;
  const connect::Connectors connectors_;
  const std::size_t threads_;
  std::function<void()> on_free_;
  Patience patience_{"claiming effects"};
  std::atomic<bool> called_off_{false};
  std::atomic<std::size_t> busy_{0};
  std::mutex mutex_;
  std::map<std::string, Line> lines_;  ///< by connector
  WorkerPool pool_;                    ///< last: its threads use the rest
};

}  // namespace evenhand::desk
