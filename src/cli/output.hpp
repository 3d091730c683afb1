/// @file output.hpp
/// @brief What every command prints in the same way: errors, exit codes, progress on a terminal and silence in a pipe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace evenhand::cli {

/// Exit codes: 0 all is well, 1 the answer is no (errors found, proof broken, scenario failed), 2 it could not be tried.
inline constexpr int exit_ok = 0;
inline constexpr int exit_no = 1;
inline constexpr int exit_trouble = 2;

/// Prints the error and its hint to standard error. @return exit_trouble
int report(const Error& error);
/// The bytes of a file, `-` for standard input. Errors `file/unreadable`, `file/too-large`.
[[nodiscard]] Result<std::string> read_file(const std::string& name, std::size_t bytes_max);
[[nodiscard]] Result<void> write_file(const std::string& name, std::string_view text);

/// One problem as every `--json` has it.
[[nodiscard]] json::Value as_json(const Diagnostic& diagnostic);

/// A progress bar on standard error while it lives; nothing when that is no terminal.
class Progress {
 public:
  Progress(std::string title, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void step();

 private:
  void draw() const;
  const std::string title_;
  const std::size_t total_;
  const bool on_terminal_;
  std::size_t done_ = 0;
};

}  // namespace evenhand::cli
