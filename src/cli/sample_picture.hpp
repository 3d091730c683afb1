/// @file sample_picture.hpp
/// @brief A picture for the demo business: a parcel with a dent, drawn here so that the demo needs no file of its own.
#pragma once

#include <string>

namespace evenhand::cli {

/// A PNG of 240 by 160 pixels.
[[nodiscard]] std::string sample_picture();

}  // namespace evenhand::cli
