/// @file simulate.hpp
/// @brief Plays a procedure through the real engine without any store: scenarios of a Training section, rows of a CSV,
/// random paths in property tests, charts in corpus tests. Time is a ManualClock that jumps to the next timer.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "casework/engine.hpp"

namespace evenhand::casework {

/// One command as it was given; a list of these can be given again elsewhere (the demo business is made that way).
struct Submitted {
  Instant at;
  Command command;
  Actor actor;
};

struct SimulationResult {
  bool finished = false;
  bool out_of_time = false;  ///< the deadline passed first: the rest says how far it came
  std::string outcome;
  CaseState state;
  std::vector<Recorded> history;
  std::vector<std::string> problems;  ///< expectations that were not met, or why it could not go on
  std::vector<std::string> actions;   ///< done, in order
  std::vector<Submitted> commands;    ///< accepted, in order; the first opens the case
  [[nodiscard]] bool ok() const noexcept { return problems.empty(); }
};

/// Works the case until it closes or nothing is left to do; answers come from the scenario. Facts the scenario does not
/// give are a problem that names them.
/// @param deadline  looked at before each thing that is done; one of those takes a second or two at the very most
[[nodiscard]] SimulationResult simulate(const ProgramPtr& program, const procedure::Scenario& scenario, Instant start,
                                        const std::optional<Deadline>& deadline = std::nullopt);

/// A case in memory, driven command by command; what `evenhand run` and tests use.
class Session {
 public:
  Session(ProgramPtr program, Surroundings surroundings);
  /// Decides and applies; history grows.
  tl::expected<std::vector<Event>, Refusal> submit(const Command& command, const Actor& actor);
  /// Moves time to the next timer and fires it; false when there is none.
  bool advance_to_next_timer();
  [[nodiscard]] const CaseState& state() const noexcept { return state_; }
  [[nodiscard]] const std::vector<Recorded>& history() const noexcept { return history_; }
  /// Commands that were accepted, in order.
  [[nodiscard]] const std::vector<Submitted>& commands() const noexcept { return commands_; }
  [[nodiscard]] const Program& program() const noexcept { return *program_; }
  [[nodiscard]] Surroundings& surroundings() noexcept { return surroundings_; }
  [[nodiscard]] const Surroundings& surroundings() const noexcept { return surroundings_; }

 private:
  ProgramPtr program_;
  Surroundings surroundings_;
  CaseState state_;
  std::vector<Recorded> history_;
  std::vector<Submitted> commands_;
};

}  // namespace evenhand::casework
