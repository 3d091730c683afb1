/// @file restore.hpp
/// @brief A backup put into an empty place, or into one that is moved aside: built beside it, held against its manifest and its
/// ledger, and only then put there.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "backup/archive.hpp"
#include "backup/rewind.hpp"
#include "backup/stop.hpp"
#include "store/place.hpp"

namespace evenhand::backup {

struct RestoreOptions {
  std::filesystem::path file;
  std::filesystem::path secret_key_file;  ///< empty: the backup is not encrypted
  store::Place database;
  std::filesystem::path folder;  ///< the data folder: where keys and connectors.json go
  std::optional<Instant> to;     ///< the state as of this moment; none: all of it
  bool force = false;            ///< a place that holds something is moved aside
};

struct RestoreDone {
  Manifest manifest;
  std::uint64_t cases = 0, events = 0, signed_events = 0;
  std::filesystem::path aside;  ///< where what was there is now; empty: nothing was
  Rewound rewound;              ///< with `to`
};

/// Errors: those of read_archive, `backup/newer-schema`, `backup/not-empty`, `backup/other-organisation`, `backup/keys-missing`,
/// `ledger/key-wrong`, `store/locked`, `backup/ledger-broken`, `backup/stopped`. After every one of them the place is as it was.
[[nodiscard]] Result<RestoreDone> restore(const RestoreOptions& options, const Clock& clock, const Watch& watch);

}  // namespace evenhand::backup
