/// @file journal_check.hpp
/// @brief Reads the whole journal and holds it against itself: the chain of every case, the cases' rows, the order of
/// positions, the tree that the newest checkpoint signed, and what is stored of that tree. For `doctor`.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "desk/desk.hpp"

namespace evenhand::desk {

struct JournalReport {
  std::uint64_t events = 0, cases = 0;
  std::uint64_t signed_events = 0;    ///< that the newest checkpoint covers
  std::vector<std::string> problems;  ///< a sentence each
};

/// What it cannot find: that the newest events are gone together with all that speaks of them, rows and checkpoints; a pack
/// or a checkpoint kept elsewhere shows that. A signature of a key that was replaced is not checked.
/// @param step  called after every 1,000 events, with how many events there are to read. Errors: those of reading.
[[nodiscard]] Result<JournalReport> check_journal(Desk& desk, const std::function<void(std::uint64_t)>& step = {});
/// The same of a database that no desk is open on.
/// @param key  null: signatures are not checked
[[nodiscard]] Result<JournalReport> check_journal(const store::Reader& reader, const std::string& org,
                                                  const ledger::SigningKey* key,
                                                  const std::function<void(std::uint64_t)>& step = {});

}  // namespace evenhand::desk
