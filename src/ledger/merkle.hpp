/// @file merkle.hpp
/// @brief The Merkle tree of RFC 9162 (section 2.1) over event hashes in journal order: append, root, inclusion and
/// consistency proofs and their verification. A leaf's data is the event's 32-byte hash; leaf 0 is journal position 1.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/record.hpp"

namespace evenhand::ledger {

/// SHA-256(0x00, data)
[[nodiscard]] Hash leaf_hash(const Hash& event_hash);
/// SHA-256(0x01, left, right)
[[nodiscard]] Hash node_hash(const Hash& left, const Hash& right);

/// Leaves under one stored tile. A complete tile never changes again.
inline constexpr std::uint64_t tile_leaves = 256;

/// The right edge of a growing tree: at most 64 hashes, whatever its size.
class Frontier {
 public:
  void append(const Hash& event_hash);
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// Of the empty tree: SHA-256 of nothing.
  [[nodiscard]] Hash root() const;
  /// The root of the tile that the last append completed. Only when size() is a multiple of tile_leaves, and not zero.
  [[nodiscard]] Hash last_tile() const;
  /// Size and hashes as text, for storage.
  [[nodiscard]] std::string str() const;
  /// Error `ledger/bad-frontier`.
  [[nodiscard]] static Result<Frontier> parse(std::string_view text);

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> peaks_;  ///< roots of complete subtrees, largest first
};

/// A tree of fixed size for making proofs. Holds the nodes above tiles; reads at most one tile of leaves at a time.
class Tree {
 public:
  /// Event hashes with index begin (inclusive) to end (exclusive), at most tile_leaves of them.
  using LeafReader = std::function<Result<std::vector<Hash>>(std::uint64_t begin, std::uint64_t end)>;
  /// @param tiles  roots of all complete tiles of the first `size` leaves, in order.
  /// Errors: those of the reader, `ledger/bad-tree` when it gives another number of leaves.
  [[nodiscard]] static Result<Tree> make(std::uint64_t size, std::vector<Hash> tiles, LeafReader reader);
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] Hash root() const;
  /// Error `ledger/bad-index` at or past size, and those of the reader.
  [[nodiscard]] Result<std::vector<Hash>> inclusion(std::uint64_t index) const;
  /// From the tree's first `old_size` leaves (1 to size). Error `ledger/bad-index`.
  [[nodiscard]] Result<std::vector<Hash>> consistency(std::uint64_t old_size) const;

 private:
  Tree() = default;
  [[nodiscard]] Result<Hash> range_root(std::uint64_t begin, std::uint64_t end) const;
  [[nodiscard]] Result<const std::vector<Hash>*> leaves_of(std::uint64_t tile) const;
  std::uint64_t size_ = 0;
  std::vector<std::vector<Hash>> levels_;  ///< [0]: complete tiles; [n]: pairs of [n - 1] where both are there
  LeafReader reader_;
  mutable std::uint64_t cached_tile_ = ~std::uint64_t{0};
  mutable std::vector<Hash> cached_;
};

[[nodiscard]] bool verify_inclusion(const Hash& event_hash, std::uint64_t index, std::uint64_t size,
                                    std::span<const Hash> proof, const Hash& root);
[[nodiscard]] bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size, const Hash& root,
                                      std::span<const Hash> proof);

}  // namespace evenhand::ledger
