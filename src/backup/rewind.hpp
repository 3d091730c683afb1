/// @file rewind.hpp
/// @brief Turns a restored database back to a moment: the journal is cut behind the last event of that moment, and every case that
/// has later events is rebuilt from the ones before.
#pragma once

#include <cstdint>

#include "backup/stop.hpp"
#include "base/instant.hpp"
#include "ledger/seal.hpp"
#include "store/store.hpp"

namespace evenhand::backup {

struct Rewound {
  std::uint64_t events_dropped = 0, cases_dropped = 0, cases_rebuilt = 0;
  std::uint64_t actions_unknown = 0;  ///< carried out, but the record no longer says with what result: not done again
};

/// @param store  a copy that nobody serves. Errors: `backup/too-early` when there was no event yet, `backup/stopped`, and those of
/// opening events and compiling the procedures that the cases follow.
[[nodiscard]] Result<Rewound> rewind(store::Store& store, const std::string& org, const ledger::KeyRing& keys,
                                     Instant to, const Watch& watch);

}  // namespace evenhand::backup
