/// @file doctor_checks.hpp
/// @brief What `doctor` looks at around the ledger: files and the disk, the clock, what waits to leave the house.
#pragma once

#include <string>
#include <vector>

#include "desk/desk.hpp"

namespace evenhand::cli {

struct Finding {
  std::vector<std::string> problems;  ///< a sentence each, and what to do
  std::string fine;                   ///< when there is none
};
[[nodiscard]] Finding check_files(const std::string& folder);
[[nodiscard]] Finding check_disk(const std::string& folder);
[[nodiscard]] Finding check_clock(desk::Desk& desk);
[[nodiscard]] Finding check_outbox(desk::Desk& desk);

}  // namespace evenhand::cli
