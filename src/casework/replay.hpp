/// @file replay.hpp
/// @brief A case that is over, played again: what people, connectors, customer and clock said in it becomes a scenario, which any
/// version can be given. For the question which way it would have gone under another text. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "casework/simulate.hpp"

namespace evenhand::casework {

/// What was answered in a case.
struct Answers {
  procedure::Scenario scenario;
  std::string missing;  ///< why it cannot be played again: `customer pin was never stored`; empty: it can
};
/// @param program  what the case ran under
[[nodiscard]] Answers answers_of(std::span<const Recorded> history, const Program& program);

/// The way a case took: the steps it came to, what was done, sent and approved, in order, without what people said.
[[nodiscard]] std::vector<std::string> way_of(std::span<const Recorded> history, const Program& program);

}  // namespace evenhand::casework
