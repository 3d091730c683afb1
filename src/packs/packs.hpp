/// @file packs.hpp
/// @brief The starter procedures and the packs of law facts of packs/, built into the binary so that one file is the whole product.
#pragma once

#include <span>
#include <string_view>

namespace evenhand::packs {

struct PackFile {
  std::string_view name;  ///< `refund-request.sop.md`, `us-ma.yaml`
  std::string_view text;
};

/// Sorted by name.
[[nodiscard]] std::span<const PackFile> starter_procedures();
[[nodiscard]] std::span<const PackFile> law_packs();

}  // namespace evenhand::packs
