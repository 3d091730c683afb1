/// @file move_store.hpp
/// @brief All rows of one database into another, of whatever kind, to the last change: what is there already is compared and left,
/// so that a copy that was broken off, or made while the server still ran, is finished by doing it again.
#pragma once

#include <filesystem>
#include <string>

#include "backup/stop.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "store/place.hpp"

namespace evenhand::backup {

struct MoveOptions {
  store::Place from, to;
  bool restart = false;   ///< drop what an earlier run copied
  bool snapshot = false;  ///< put it in place although the source is still served: later changes are not in it
};

struct MoveDone {
  std::uint64_t rows = 0;     ///< in the source
  std::uint64_t written = 0;  ///< added, changed or removed by this run
  std::uint64_t cases = 0, events = 0;
  bool resumed = false;
  bool in_place = false;  ///< false: the source is still served; the copy waits to be finished
};

/// @param on_resumed  told how many rows are there already
/// Errors: those of open_snapshot and Staging::begin, `move/same-place`, `move/not-empty`, `move/other-copy`, `move/mismatch`,
/// `move/ledger-broken`, `move/stopped`. What was copied stays for the next run.
[[nodiscard]] Result<MoveDone> move_store(const MoveOptions& options, const Clock& clock, const Watch& watch,
                                          const std::function<void(std::uint64_t)>& on_resumed);

}  // namespace evenhand::backup
