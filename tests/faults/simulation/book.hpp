/// @file book.hpp
/// @brief What the simulation knows of one case from what it was told, never from the desk's tables: the acknowledged
/// events and what they come to. It finds fault by its own reading of the promises: timers, waits, effects, order.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "casework/engine.hpp"

namespace evenhand::simulation {

namespace cw = casework;

/// One event as it must be found again.
struct Seen {
  std::string_view type;
  std::int64_t at = 0;
  std::string actor;
  bool operator==(const Seen&) const = default;
};

class Book {
 public:
  Book(std::string case_id, cw::ProgramPtr of) : id(std::move(case_id)), program(std::move(of)) {}

  std::string id;
  cw::ProgramPtr program;
  cw::CaseState state;  ///< folded here from what was acknowledged
  std::vector<Seen> seen;
  std::map<std::string, std::string> effects;  ///< expected in the outbox: key -> kind
  std::size_t messages = 0;
  bool is_touched = false;  ///< since the last look at the whole database

  /// Takes acknowledged events in; what is wrong with them, or empty.
  [[nodiscard]] std::string take(const std::vector<cw::Recorded>& events);
  /// What the case goes on by: `closed`, `step`, `timer`, `message`, `approval`, `action`, `condition`, `paused`, `reopened`;
  /// empty: nothing, which must not be.
  [[nodiscard]] std::string goes_on_by() const;

 private:
  [[nodiscard]] std::string check(const cw::Recorded& recorded);
  [[nodiscard]] std::string check_armed(const cw::TimerArmed& armed, Instant at);
  void run_clocks(const cw::Recorded& recorded);
  [[nodiscard]] std::string check_clocks() const;

  std::map<std::string, std::set<std::int64_t>> armed_before_;
  std::map<std::string, int> results_;  ///< of actions, by key
  /// The clocks, run here from the events: since when the customer waits, and by when who has to have done something.
  Instant opened_, first_reply_, waiting_since_;
  std::map<std::string, Instant> due_;  ///< escalation rules about replies and the end, by timer
};

}  // namespace evenhand::simulation
