/// @file checkpoints.hpp
/// @brief Signed checkpoints of the journal, the growing edge of its Merkle tree and the roots of its complete tiles.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/checkpoint.hpp"
#include "store/store.hpp"

namespace evenhand::store::checkpoints {

struct Signed {
  ledger::Checkpoint checkpoint;
  std::string signature;
};

/// Takes the events since the last checkpoint into the tree, at most `events_max` of them, and signs the new root.
/// @return the newest checkpoint; the old one when nothing happened since; empty for an empty journal.
[[nodiscard]] Result<std::optional<Signed>> advance(Writer& writer, std::string_view org, const ledger::SigningKey& key,
                                                    std::size_t events_max = 20'000);
[[nodiscard]] Result<std::optional<Signed>> latest(const Reader& reader, std::string_view org);
/// Newest first.
[[nodiscard]] Result<std::vector<Signed>> list(const Reader& reader, std::string_view org, std::size_t limit);
/// The ids of all keys that checkpoints were signed with.
[[nodiscard]] Result<std::vector<std::string>> signers(const Reader& reader, std::string_view org);
/// The roots of all complete tiles, in order, and the edge of the tree as it was stored.
struct Kept {
  std::vector<ledger::Hash> tiles;
  std::string edge;  ///< ledger::Frontier::str; empty: there is none yet
};
[[nodiscard]] Result<Kept> kept(const Reader& reader, std::string_view org);
/// The tree of a checkpoint's size, for proofs. It reads through `reader`: use it inside the same read.
[[nodiscard]] Result<ledger::Tree> tree(const Reader& reader, std::string_view org, std::uint64_t size);

}  // namespace evenhand::store::checkpoints
