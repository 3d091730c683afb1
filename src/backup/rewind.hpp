/// @file rewind.hpp
/// @brief Turns a restored database back to a moment: the journal is cut behind the last event of that moment, and every case that
/// has later events is rebuilt from the ones before.
#pragma once

#include <cstdint>

#include "backup/stop.hpp"
#include "base/instant.hpp"
#include "ledger/seal.hpp"
#include "ledger/checkpoint.hpp"
#include "store/store.hpp"

namespace evenhand::backup {

struct Rewound {
  std::uint64_t events_dropped = 0, cases_dropped = 0, cases_rebuilt = 0;
  std::uint64_t effects_kept_done = 0;  ///< carried out after the moment: not done again
};

}  // namespace evenhand::backup
