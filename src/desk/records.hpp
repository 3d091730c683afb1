/// @file records.hpp
/// @brief Exports that prove themselves: cases with their events, the texts in force, a signed checkpoint and proofs.
#pragma once

#include <string>
#include <vector>

#include "desk/desk.hpp"

namespace evenhand::desk {

struct ExportOptions {
  bool personal = false;  ///< add the customers' keys, so that sealed values can be read
  std::string made_by;    ///< person id
};

/// One pack for these cases, in whatever order they are named, and however often. Signs a checkpoint first, so that it covers everything. Errors: `case/not-found`,
/// `ledger/erased` when personal values are asked for and gone.
[[nodiscard]] Result<std::string> export_pack(Desk& desk, const std::vector<std::string>& case_ids,
                                              const ExportOptions& options);

}  // namespace evenhand::desk
