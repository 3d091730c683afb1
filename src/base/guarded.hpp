/// @file guarded.hpp
/// @brief The wall of a thread that serves others: an exception (there is no memory, a library threw) ends the one piece of
/// work that it came from, not the process.
#pragma once

#include <exception>
#include <string_view>

#include "base/log.hpp"

namespace evenhand {

/// Also when there is no memory left to say it.
inline void log_caught(std::string_view where, std::string_view what) noexcept {
  try {
    log::error("caught an exception and goes on", {{"where", where}, {"what", what}});
  } catch (...) {}
}

/// Runs `work`. @return whether it came to its end; otherwise what it threw is logged with `where`.
template <class Work>
bool guarded(std::string_view where, Work&& work) noexcept {
  try {
    work();
    return true;
  } catch (const std::exception& error) { log_caught(where, error.what()); } catch (...) {
    log_caught(where, "no std::exception");
  }
  return false;
}

}  // namespace evenhand
