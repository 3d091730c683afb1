/// @file output.hpp
/// @brief What every command prints in the same way: errors, exit codes, progress on a terminal and silence in a pipe.
#pragma once

#include <cstddef>
#include <cstdio>
#include <iosfwd>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace evenhand::cli {

/// Exit codes: 0 all is well, 1 the answer is no (errors found, proof broken, scenario failed), 2 it could not be tried.
inline constexpr int exit_ok = 0;
inline constexpr int exit_no = 1;
inline constexpr int exit_trouble = 2;

/// A line on standard error, with the program's name before it. Never throws.
void complain(std::string_view words);
/// Makes sure that all that was printed has arrived. @return `exit_code`, or exit_trouble, having said so, when it has not
int finish_output(int exit_code);
/// Says that standard output cannot be written. @param error  an errno @return exit_trouble
int report_output(int error);
/// Prints the error and its hint to standard error. @return exit_trouble
int report(const Error& error);
/// The bytes of a file, `-` for standard input. Errors `file/unreadable`, `file/too-large`.
[[nodiscard]] Result<std::string> read_file(const std::string& name, std::size_t bytes_max);
/// Error `file/unreadable`, for a folder too.
[[nodiscard]] Result<void> open_file(const std::string& name, std::ifstream& file);
enum class Readers { as_usual, owner_only };
/// Puts text into a file, `-` for standard output: all of it or nothing, under the mode that the file had, through a link
/// to where it leads. Error `file/unwritable`.
/// @param readers  owner_only: nobody else may read or write the file afterwards, whatever its mode was
[[nodiscard]] Result<void> write_file(const std::string& name, std::string_view text,
                                      Readers readers = Readers::as_usual);

/// Whether to colour what goes to this stream: a terminal that can, and nobody set NO_COLOR (https://no-color.org).
[[nodiscard]] bool wants_colours(std::FILE* stream);

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
