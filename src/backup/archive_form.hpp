/// @file archive_form.hpp
/// @brief What both ends of an archive keep to. Private to this module.
#pragma once

#include <string>
#include <string_view>

#include "backup/digest.hpp"

namespace evenhand::backup {

// Kinds of records: a byte, four bytes of length (lowest first), the payload.
inline constexpr char begins_part = 'P', holds_data = 'D', ends_part = 'E', holds_manifest = 'M';
inline constexpr std::size_t record_bytes_max = 256u << 20;
inline constexpr std::size_t data_bytes = 256u << 10;      ///< a record of data is written once it has so many
inline constexpr std::size_t small_bytes_max = 16u << 20;  ///< manifests and files of the data folder

}  // namespace evenhand::backup
