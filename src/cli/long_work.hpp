/// @file long_work.hpp
/// @brief How far work that takes minutes is: a bar on a terminal, a line now and then elsewhere. SIGINT and SIGTERM ask it to stop.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace evenhand::cli {

/// While it lives signals do not end the process: `step` answers false from then on. One at a time.
class LongWork {
 public:
  explicit LongWork(std::string title);
  ~LongWork();
  LongWork(const LongWork&) = delete;
  LongWork& operator=(const LongWork&) = delete;

  /// @param total  0: not known @return false: somebody asked to stop
  bool step(std::string_view what, std::uint64_t done, std::uint64_t total);

 private:
  const std::string title_;
  const bool on_terminal_;
  std::string what_;
  std::chrono::steady_clock::time_point shown_{};
};

}  // namespace evenhand::cli
