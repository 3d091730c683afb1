/// @file findings.hpp
/// @brief Problems found in several files, printed, counted and summed up the same way by `check` and `dmn check`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "cli/commands.hpp"

namespace evenhand::cli {

/// Prints problems with their excerpts on standard error.
void print(const Diagnostics& diagnostics, const std::string& file, std::string_view source);
/// `1 file`, `2 files`, `2 mismatches`.
[[nodiscard]] std::string count_of(std::size_t count, std::string_view one, std::string_view ending = "s");

class Findings {
 public:
  explicit Findings(const CheckOptions& options) : options_(options) {}
  void add(const Diagnostics& diagnostics, const std::string& file, std::string_view source);
  /// Prints the sum. @param what  was looked at: `2 tables`
  /// @param answer  the first members of the answer as JSON
  /// @return the exit code
  [[nodiscard]] int finish(std::string_view what, json::Value answer);

 private:
  const CheckOptions& options_;
  std::size_t errors_ = 0, warnings_ = 0;
  json::Array all_;
};

}  // namespace evenhand::cli
