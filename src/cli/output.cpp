#include "cli/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

namespace evenhand::cli {
namespace {
constexpr std::size_t bar_width = 30;
}

int report(const Error& error) {
  fmt::print(stderr, "evenhand: {} [{}]\n", error.message, error.code);
  if (!error.hint.empty()) fmt::print(stderr, "  {}\n", error.hint);
  return exit_trouble;
}

Result<std::string> read_file(const std::string& name, std::size_t bytes_max) {
  std::ifstream file;
  if (name != "-") {
    file.open(name, std::ios::binary);
    if (!file)
      return fail(ErrorKind::not_found, "file/unreadable", "The file " + name + " cannot be read.",
                  "Check its name and who may read it.");
  }
  std::istream& in = name == "-" ? std::cin : file;
  std::string text;
  char buffer[65536];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (text.size() > bytes_max)
      return fail(ErrorKind::too_large, "file/too-large",
                  "The file " + name + " is larger than " + std::to_string(bytes_max) + " bytes.");
  }
  if (in.bad())
    return fail(ErrorKind::not_found, "file/unreadable", "The file " + name + " cannot be read to its end.");
  return text;
}

Result<void> write_file(const std::string& name, std::string_view text) {
  if (name == "-") {
    std::cout << text << std::flush;
    return {};
  }
  std::ofstream out(name, std::ios::binary | std::ios::trunc);
  out << text;
  out.flush();
  if (!out)
    return fail(ErrorKind::unavailable, "file/unwritable", "The file " + name + " cannot be written.",
                "Check the folder, the disk's space and who may write there.");
  return {};
}

json::Value as_json(const Diagnostic& d) {
  const std::string_view severity = d.severity == Severity::error     ? "error"
                                    : d.severity == Severity::warning ? "warning"
                                                                      : "note";
  json::Value value;
  value.set("severity", severity).set("code", d.code).set("message", d.message).set("hint", d.hint);
  value.set("line", d.span.line)
      .set("column", d.span.column)
      .set("end_line", d.span.end_line)
      .set("end_column", d.span.end_column);
  return value;
}

Progress::Progress(std::string title, std::size_t total)
    : title_(std::move(title)), total_(std::max<std::size_t>(total, 1)), on_terminal_(isatty(STDERR_FILENO) == 1) {
  draw();
}

Progress::~Progress() {
  if (on_terminal_) fmt::print(stderr, "\r\033[K");
}

void Progress::step() {
  ++done_;
  draw();
}

void Progress::draw() const {
  if (!on_terminal_) return;
  const std::size_t full = std::min(bar_width, done_ * bar_width / total_);
  fmt::print(stderr, "\r{} [{}{}] {}/{}", title_, std::string(full, '='), std::string(bar_width - full, ' '), done_,
             total_);
  std::fflush(stderr);
}

}  // namespace evenhand::cli
