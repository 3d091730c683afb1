#include "casework/simulate.hpp"

#include <algorithm>

namespace evenhand::casework {

Session::Session(ProgramPtr program, Surroundings surroundings)
    : program_(std::move(program)), surroundings_(std::move(surroundings)) {}

tl::expected<std::vector<Event>, Refusal> Session::submit(const Command& command, const Actor& actor) {
  auto events = decide(state_, command, actor, *program_, surroundings_);
  if (!events) return events;
  commands_.push_back({surroundings_.now, command, actor});
  for (const auto& event : *events) {
    Recorded recorded{state_.seq + 1,     std::max(surroundings_.now, state_.changed_at),
                      actor.id,           actor.name,
                      surroundings_.door, event};
    apply(state_, recorded);
    history_.push_back(std::move(recorded));
  }
  return events;
}

bool Session::advance_to_next_timer() {
  const auto first = std::min_element(state_.timers.begin(), state_.timers.end(),
                                      [](const auto& a, const auto& b) { return a.second < b.second; });
  if (first == state_.timers.end()) return false;
  const std::string id = first->first;
  surroundings_.now = std::max(surroundings_.now, first->second);
  Actor system;
  system.id = system.name = "system";
  return submit(FireTimer{id}, system).has_value();
}

}  // namespace evenhand::casework
