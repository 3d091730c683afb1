#include "cli/long_work.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace evenhand::cli {
namespace {

constexpr std::size_t bar_width = 30;
constexpr auto bar_every = std::chrono::milliseconds(100);
constexpr auto line_every = std::chrono::seconds(10);

std::atomic<bool> stop_asked{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void ask_to_stop(int) {
  stop_asked = true;
}

void take_signals(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool obeys_codes() {
  const char* kind = std::getenv("TERM");
  return isatty(fileno(stderr)) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

}  // namespace

LongWork::LongWork(std::string title) : title_(std::move(title)), on_terminal_(obeys_codes()) {
  stop_asked = false;
  take_signals(&ask_to_stop);
}

LongWork::~LongWork() {
  if (on_terminal_ && !what_.empty()) std::fputs("\r\033[K", stderr);
  take_signals(SIG_DFL);
}

bool LongWork::step(std::string_view what, std::uint64_t done, std::uint64_t total) {
  const auto now = std::chrono::steady_clock::now();
  const bool is_new = what != what_;
  if (is_new) what_ = what;
  if (on_terminal_ && (is_new || now - shown_ >= bar_every)) {
    const std::uint64_t of = std::max<std::uint64_t>(total, 1);
    const auto full = static_cast<std::size_t>(std::min<std::uint64_t>(bar_width, done * bar_width / of));
    std::fputs(fmt::format("\r\033[K{} {:<20} [{}{}] {}{}", title_, what, std::string(full, '='),
                           std::string(bar_width - full, ' '), done, total > 0 ? fmt::format("/{}", total) : "")
                   .c_str(),
               stderr);
    shown_ = now;
  } else if (!on_terminal_ && now - shown_ >= line_every) {
    // The first line comes once it has taken a while: what is quick says nothing in a pipe.
    if (shown_ != std::chrono::steady_clock::time_point{})
      std::fputs(
          fmt::format("{}: {} {}{}\n", title_, what, done, total > 0 ? fmt::format(" of {}", total) : "").c_str(),
          stderr);
    shown_ = now;
  }
  return !stop_asked;
}

}  // namespace evenhand::cli
