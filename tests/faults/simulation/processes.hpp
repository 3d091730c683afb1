/// @file processes.hpp
/// @brief Worlds in processes of their own, several side by side: each begins with what its parent compiled, and none sees
/// another's draws or disk.
#pragma once

#include <functional>

#include "world.hpp"

namespace evenhand::simulation {

struct Life {
  Plan plan;
  Tally tally;
  std::uint64_t trace = 0;
  std::string broken;  ///< empty: all promises were kept
};

/// Runs what `next` gives until it gives nothing, `side_by_side` at a time, and hands each to `done` as it ends. When `done`
/// says false no more are begun.
void run_worlds(const std::map<std::string, Text>& library, std::size_t side_by_side,
                const std::function<std::optional<Plan>()>& next, const std::function<bool(const Life&)>& done);
[[nodiscard]] Life run_world(const std::map<std::string, Text>& library, const Plan& plan);

}  // namespace evenhand::simulation
