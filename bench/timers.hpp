/// @file timers.hpp
/// @brief How late timers fire in a desk at work, beside all that are armed already.
#pragma once

#include <cstddef>
#include <filesystem>

namespace evenhand::bench {

struct Lateness {
  double first_ms = 0, median_ms = 0, last_ms = 0;  ///< from the due time to the commit of what it led to
};

/// Opens a desk on `data`, and in it `count` cases whose timers are due at one moment.
[[nodiscard]] Lateness fire_timers(const std::filesystem::path& data, std::size_t count);

}  // namespace evenhand::bench
