/// @file constant_time.hpp
/// @brief Comparing secrets without telling by the time it takes how much of a guess was right.
#pragma once

#include <string_view>

namespace evenhand {

/// Takes the same time wherever the two differ. Their lengths are not hidden.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

}  // namespace evenhand
