/// @file load.hpp
/// @brief Callers over HTTP, all on one thread: each keeps one connection and one request under way, as a caller that waits
/// for its answer does. One thread for all of them, so that the machine's cores are left to the server.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace evenhand::bench {

struct LoadRow {
  std::vector<double> latencies_ms;  ///< of answered requests, sorted; from when each was due
  double seconds = 0;
  double cpu_seconds = 0;  ///< of the load's own thread
  std::string failure;     ///< what the first answer that was not 200 said; then nothing more is sent
};

/// One caller for each of `requests` (whole HTTP messages), on loopback, for `seconds`.
/// @param pace_per_second  0: the next request leaves when the answer has come; else requests fall due evenly over all callers
[[nodiscard]] LoadRow run_load(std::uint16_t port, const std::vector<std::string>& requests, double seconds,
                               double pace_per_second);

}  // namespace evenhand::bench
