#include "cli/terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "base/printable.hpp"
#include "base/text.hpp"
#include "cli/output.hpp"

namespace evenhand::cli {
namespace {

/// Without control characters; `**bold**` as the two codes say, or without its marks.
std::string without_marks(std::string_view text, std::string_view on, std::string_view off) {
  const std::string safe = text::printable(text);
  std::string out;
  std::size_t at = 0;
  for (bool inside = false;; inside = !inside) {
    const std::size_t mark = safe.find("**", at);
    const bool closes = mark != std::string::npos && (inside || safe.find("**", mark + 2) != std::string::npos);
    out += safe.substr(at, closes ? mark - at : std::string::npos);
    if (!closes) return out;
    out += inside ? off : on;
    at = mark + 2;
  }
}

}  // namespace

Terminal::Terminal() : colours_(wants_colours(stdout)), echoes_(isatty(STDIN_FILENO) == 0) {}

void Terminal::say(std::string_view text) const {
  while (text.ends_with(' ')) text.remove_suffix(1);
  say_styled(colours_ ? without_marks(text, "\033[1m", "\033[22m") : without_marks(text, "", ""));
}

void Terminal::say_styled(std::string_view text) const {
  fmt::print("{}\n", text);
}

std::string Terminal::styled(std::string_view code, std::string_view text) const {
  const std::string safe = without_marks(text, "", "");
  return colours_ && !safe.empty() ? fmt::format("{}{}\033[0m", code, safe) : safe;
}

std::optional<std::string> Terminal::ask(std::string_view question) {
  fmt::print("{} ", without_marks(question, "", ""));
  std::fflush(stdout);
  std::string line;
  if (!std::getline(std::cin, line)) {
    ended_ = true;
    fmt::print("\n");
    return std::nullopt;
  }
  if (echoes_) fmt::print("{}\n", text::printable(line));
  return std::string(text::trim(line));
}

}  // namespace evenhand::cli
