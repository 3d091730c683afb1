/// @file merkle.hpp
/// @brief The Merkle tree of RFC 9162 (section 2.1) over event hashes in journal order: append, root, inclusion and
/// consistency proofs and their verification. A leaf's data is the event's 32-byte hash; leaf 0 is journal position 1.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
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
  /// The root of the tile that the last append completed; empty when it completed none.
  [[nodiscard]] const std::optional<Hash>& completed_tile() const noexcept { return completed_tile_; }
  /// Size and hashes as text, for storage.
  [[nodiscard]] std::string str() const;
  /// Error `ledger/bad-frontier`.
  [[nodiscard]] static Result<Frontier> parse(std::string_view text);

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> peaks_;  ///< roots of complete subtrees, largest first
  std::optional<Hash> completed_tile_;
};

/// A tree of fixed size for making proofs. Holds the nodes above tiles in memory (64 bytes a tile) and reads one tile
/// of leaves at a time. For one thread.
class Tree {
 public:
  /// Event hashes with index begin (inclusive) to end (exclusive), at most tile_leaves of them.
  using LeafReader = std::function<Result<std::vector<Hash>>(std::uint64_t begin, std::uint64_t end)>;
  /// @param tiles  roots of all complete tiles of the first `size` leaves, in order.
  /// Errors: those of the reader, `ledger/bad-tree` when it gives another number of leaves.
  [[nodiscard]] static Result<Tree> make(std::uint64_t size, std::vector<Hash> tiles, LeafReader reader);
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] const Hash& root() const noexcept { return root_; }
  /// Error `ledger/bad-index` at or past size, and those of the reader.
  [[nodiscard]] Result<std::vector<Hash>> inclusion(std::uint64_t index) const;
  /// From the tree's first `old_size` leaves (1 to size). Error `ledger/bad-index`.
  [[nodiscard]] Result<std::vector<Hash>> consistency(std::uint64_t old_size) const;

 private:
  using Levels = std::vector<std::vector<Hash>>;  ///< [0] the lowest; [n]: parents of complete pairs of [n - 1]
  Tree() = default;
  [[nodiscard]] Result<Hash> range_root(std::uint64_t begin, std::uint64_t end) const;
  [[nodiscard]] Result<Hash> node(unsigned level, std::uint64_t index) const;
  [[nodiscard]] Result<const Levels*> inside_tile(std::uint64_t tile) const;
  std::uint64_t size_ = 0;
  Hash root_{};
  Levels tiles_;
  LeafReader reader_;
  mutable std::map<std::uint64_t, Levels> cache_;  ///< the insides of a few tiles
};

/// Hashes pairs of nodes and remembers the last it met at each of some places, so that proofs with steps in common cost what
/// they do not share. It answers for a pair only what that pair hashed to. For one thread.
class NodeHashes {
 public:
  /// @param level, index  where in the tree: decides what is forgotten for it, nothing else
  [[nodiscard]] Hash of(unsigned level, std::uint64_t index, const Hash& left, const Hash& right);

 private:
  struct Pair {
    Hash left{}, right{}, node{};
    bool is_known = false;
  };
  static constexpr std::size_t places = 4096;
  std::vector<Pair> pairs_ = std::vector<Pair>(places);
};

/// @param hashes  kept by whoever verifies many proofs of one tree; null: there is one
[[nodiscard]] bool verify_inclusion(const Hash& event_hash, std::uint64_t index, std::uint64_t size,
                                    std::span<const Hash> proof, const Hash& root, NodeHashes* hashes = nullptr);
[[nodiscard]] bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size,
                                      const Hash& root, std::span<const Hash> proof);

}  // namespace evenhand::ledger
