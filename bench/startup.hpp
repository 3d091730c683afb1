/// @file startup.hpp
/// @brief Starting the real program: from exec to its first answer.
#pragma once

#include <filesystem>

namespace evenhand::bench {

/// Runs `evenhand serve` (the one of this build) on a free port until it answers, then ends it.
/// @return seconds from exec until it answers, or a negative number when it did not within a minute
[[nodiscard]] double seconds_to_first_answer(const std::filesystem::path& data);

}  // namespace evenhand::bench
