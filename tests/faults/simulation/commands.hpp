/// @file commands.hpp
/// @brief What people would ask of a case next: mostly what it waits for, now and then anything anywhere.
#pragma once

#include "api/testing_random_commands.hpp"

namespace evenhand::simulation {

class Commands : public api::testing::RandomCommands {
 public:
  [[nodiscard]] casework::Command next(const casework::Program& program, const casework::CaseState& state);

 private:
  using Values = std::vector<std::pair<std::string, feel::Value>>;
  [[nodiscard]] casework::Command at(const casework::Program& program, const casework::CaseState& state,
                                     const casework::Place& place);
  [[nodiscard]] casework::Command in_free_order(const casework::Program& program);
  [[nodiscard]] casework::Command report(const casework::Program& program, const std::string& key,
                                         const casework::PendingAction& pending);
  [[nodiscard]] Values outputs(const casework::Program& program, const casework::Place* place,
                               const procedure::Action* action);
};

}  // namespace evenhand::simulation
