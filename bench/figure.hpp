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

/// @param aim  beside `limit`, in the figure's own unit
inline void figure(const std::string& part, const std::string& name, double value, const std::string& unit,
                   Aim aim = Aim::none, double limit = 0) {
  const bool met = aim == Aim::at_most ? value <= limit : value >= limit;
  const std::string goal =
      aim == Aim::none
          ? ""
          : fmt::format("  aim: at {} {:g}, {}", aim == Aim::at_most ? "most" : "least", limit, met ? "met" : "MISSED");
  fmt::print("{:<10} {:<52} {:>14.6g} {}{}\n", part, name, value, unit, goal);
  std::fflush(stdout);
  const char* path = std::getenv("EVENHAND_BENCH_RESULTS");
  if (path == nullptr) return;
  std::FILE* file = std::fopen(path, "a");
  if (file == nullptr) return;
  fmt::print(file, R"({{"part":"{}","name":"{}","value":{:.6g},"unit":"{}")", part, name, value, unit);
  if (aim != Aim::none)
    fmt::print(file, R"(,"aim":"{}","limit":{:g},"met":{})", aim == Aim::at_most ? "at most" : "at least", limit, met);
  fmt::print(file, "}}\n");
  std::fclose(file);
}

}  // namespace evenhand::bench
