/// @file case_check.hpp
/// @brief One case of content_check: its events played again from the first, and all that is stored of it held against them.
/// Private to this module.
#pragma once

#include <string>
#include <vector>

#include "desk/library.hpp"
#include "ledger/seal.hpp"
#include "store/store.hpp"

namespace evenhand::desk {

struct CaseSurroundings {
  const store::Reader& reader;
  const std::string& org;
  const ledger::KeyRing* ring;  ///< null: sealed values are not opened
  Library& library;
};

/// @return a sentence for each problem. Errors: those of reading.
[[nodiscard]] Result<std::vector<std::string>> check_case(const CaseSurroundings& around, const std::string& case_id);

}  // namespace evenhand::desk
