/// @file value_text.hpp
/// @brief The ways to write a value as text. Private to this module; others use value.hpp's functions.
#pragma once

#include <cstddef>
#include <limits>
#include <string>

#include "feel/value.hpp"

namespace evenhand::feel {

enum class TextStyle {
  feel,     ///< FEEL source of the same value
  text,     ///< as the function `string` writes it: texts inside collections quoted, dates as their ISO text
  display,  ///< for people
};

/// Stops soon after that many bytes.
[[nodiscard]] std::string to_text(const Value& value, TextStyle style,
                                  std::size_t bytes_max = std::numeric_limits<std::size_t>::max());

}  // namespace evenhand::feel
