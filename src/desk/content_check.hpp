/// @file content_check.hpp
/// @brief Holds what stands beside the journal against what its events say: rows of cases, timers, messages, effects, notices,
/// snapshots, files, entries of the search index, versions of procedures, and every sealed value. What a database's own check does
/// not see, since a text with a flipped bit is a text. For `doctor`; run it on a journal that check_journal found whole.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ledger/checkpoint.hpp"
#include "ledger/seal.hpp"
#include "store/store.hpp"

namespace evenhand::desk {

struct ContentReport {
  std::uint64_t cases = 0, rows = 0;
  std::vector<std::string> problems;  ///< a sentence each
};

/// What the check may open and verify with.
struct ContentKeys {
  const ledger::KeyRing* ring = nullptr;        ///< null: sealed values, and what was made of them, are not looked at
  const ledger::SigningKey* signing = nullptr;  ///< null: signatures are not checked
};

/// Everything is seen through `reader`, so as of one moment, and one case is in memory at a time.
/// What it cannot find: another plain value in what nothing else speaks of, such as a person's name or what a setting says. Of
/// customers who were erased, only what is not sealed is looked at.
/// @param step  called after every case, with how many there are. Errors: those of reading.
[[nodiscard]] Result<ContentReport> check_content(const store::Reader& reader, const std::string& org,
                                                  const ContentKeys& keys,
                                                  const std::function<void(std::uint64_t)>& step = {});

}  // namespace evenhand::desk
