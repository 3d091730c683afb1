/// @file figure.hpp
/// @brief One figure of a run: printed for people, and as a line of JSON to the file that EVENHAND_BENCH_RESULTS names, from
/// which script/bench makes docs/performance.md.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace evenhand::bench {

enum class Aim : char { none, at_most, at_least };

/// What a figure is held against, in its own unit.
struct Beside {
  std::string name;  ///< of the floor or peer; empty: none
  double value = 0;
};

/// A name `what/system/callers`, with `/cpu`, `/median` or `/p99` behind it for a further measure, goes into a table of callers.
/// @param aim  beside `limit`, in the figure's own unit
inline void figure(const std::string& part, const std::string& name, double value, const std::string& unit,
                   Aim aim = Aim::none, double limit = 0, const Beside& beside = {}) {
  const bool met = aim == Aim::at_most ? value <= limit : value >= limit;
  const std::string goal =
      aim == Aim::none
          ? ""
          : fmt::format("  aim: at {} {:g}, {}", aim == Aim::at_most ? "most" : "least", limit, met ? "met" : "MISSED");
  const std::string other = beside.name.empty() ? "" : fmt::format("  beside {}: {:.6g}", beside.name, beside.value);
  fmt::print("{:<10} {:<52} {:>14.6g} {}{}{}\n", part, name, value, unit, other, goal);
  std::fflush(stdout);
  const char* path = std::getenv("EVENHAND_BENCH_RESULTS");
  if (path == nullptr) return;
  std::FILE* file = std::fopen(path, "a");
  if (file == nullptr) return;
  fmt::print(file, R"({{"part":"{}","name":"{}","value":{:.6g},"unit":"{}")", part, name, value, unit);
  if (aim != Aim::none)
    fmt::print(file, R"(,"aim":"{}","limit":{:g},"met":{})", aim == Aim::at_most ? "at most" : "at least", limit, met);
  if (!beside.name.empty()) fmt::print(file, R"(,"beside":{{"name":"{}","value":{:.6g}}})", beside.name, beside.value);
  fmt::print(file, "}}\n");
  std::fclose(file);
}

}  // namespace evenhand::bench
