#include "ledger/merkle.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>

namespace evenhand::ledger {
namespace {

Hash event_of(std::uint64_t index) {
  return sha256("event " + std::to_string(index));
}

/// MTH of RFC 9162, 2.1.1, word for word.
Hash reference_root(std::uint64_t begin, std::uint64_t end) {
  if (begin == end) return sha256(std::string_view{});
  if (end - begin == 1) return leaf_hash(event_of(begin));
  const std::uint64_t k = std::bit_ceil(end - begin) / 2;
  return node_hash(reference_root(begin, begin + k), reference_root(begin + k, end));
}

Tree tree_of(std::uint64_t size) {
  std::vector<Hash> tiles;
  for (std::uint64_t i = 0; i + tile_leaves <= size; i += tile_leaves)
    tiles.push_back(reference_root(i, i + tile_leaves));
  auto tree =
      Tree::make(size, std::move(tiles), [](std::uint64_t begin, std::uint64_t end) -> Result<std::vector<Hash>> {
        EXPECT_LE(end - begin, tile_leaves);
        std::vector<Hash> out;
        for (std::uint64_t i = begin; i < end; ++i) out.push_back(event_of(i));
        return out;
      });
  EXPECT_TRUE(tree);
  return std::move(*tree);
}

TEST(MerkleTest, LeavesAndNodesAreMarkedApart) {
  // RFC 9162, 2.1.1: a leaf is hashed with 0x00 in front, a node with 0x01; the empty tree is the hash of nothing.
  EXPECT_EQ(hex(Frontier().root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const Hash zero{};
  EXPECT_EQ(leaf_hash(zero), sha256(std::string(33, '\0')));
  EXPECT_EQ(node_hash(zero, zero), sha256("\x01" + std::string(64, '\0')));
}

TEST(MerkleTest, EverySmallTreeHasTheStandardsRootAndProofs) {
  Frontier frontier;
  for (std::uint64_t size = 1; size <= 33; ++size) {
    frontier.append(event_of(size - 1));
    const Hash root = reference_root(0, size);
    ASSERT_EQ(frontier.root(), root) << size;
    const Tree tree = tree_of(size);
    ASSERT_EQ(tree.root(), root) << size;
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto proof = tree.inclusion(index);
      ASSERT_TRUE(proof);
      EXPECT_TRUE(verify_inclusion(event_of(index), index, size, *proof, root)) << index << " of " << size;
      EXPECT_FALSE(verify_inclusion(event_of(index + 1), index, size, *proof, root));
      for (std::uint64_t other = 0; other < size + 2; ++other) {
        if (other == index) continue;
        EXPECT_FALSE(verify_inclusion(event_of(index), other, size, *proof, root)) << other;
      }
    }
    for (std::uint64_t old = 1; old <= size; ++old) {
      const auto proof = tree.consistency(old);
      ASSERT_TRUE(proof);
      const Hash old_root = reference_root(0, old);
      EXPECT_TRUE(verify_consistency(old, old_root, size, root, *proof)) << old << " of " << size;
      EXPECT_FALSE(verify_consistency(old, event_of(99), size, root, *proof));
      EXPECT_FALSE(verify_consistency(old, old_root, size, event_of(99), *proof));
    }
  }
}

TEST(MerkleTest, AProofWithAnythingChangedFails) {
  const Tree tree = tree_of(21);
  const auto inclusion = tree.inclusion(17).value();
  const auto consistency = tree.consistency(13).value();
  const Hash old_root = reference_root(0, 13);
  for (std::size_t i = 0; i < inclusion.size(); ++i) {
    auto altered = inclusion;
    altered[i][5] ^= 1;
    EXPECT_FALSE(verify_inclusion(event_of(17), 17, 21, altered, tree.root()));
    altered = inclusion;
    altered.erase(altered.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(verify_inclusion(event_of(17), 17, 21, altered, tree.root()));
  }
  auto longer = inclusion;
  longer.push_back(Hash{});
  EXPECT_FALSE(verify_inclusion(event_of(17), 17, 21, longer, tree.root()));
  for (std::size_t i = 0; i < consistency.size(); ++i) {
    auto altered = consistency;
    altered[i][31] ^= 128;
    EXPECT_FALSE(verify_consistency(13, old_root, 21, tree.root(), altered));
    altered = consistency;
    altered.erase(altered.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(verify_consistency(13, old_root, 21, tree.root(), altered));
  }
}

TEST(MerkleTest, TilesGiveTheSameTree) {
  Frontier frontier;
  std::vector<Hash> tiles;
  const std::vector<std::uint64_t> sizes{255, 256, 257, 511, 512, 513, 767, 768, 1000};
  for (std::uint64_t size = 1; size <= sizes.back(); ++size) {
    frontier.append(event_of(size - 1));
    EXPECT_EQ(frontier.completed_tile().has_value(), size % tile_leaves == 0) << size;
    if (frontier.completed_tile()) tiles.push_back(*frontier.completed_tile());
    if (std::find(sizes.begin(), sizes.end(), size) == sizes.end()) continue;
    const Tree tree = tree_of(size);
    ASSERT_EQ(tree.root(), frontier.root()) << size;
    for (const std::uint64_t index : {std::uint64_t{0}, size / 3, size / 2, size - 1}) {
      EXPECT_TRUE(verify_inclusion(event_of(index), index, size, tree.inclusion(index).value(), tree.root())) << size;
      EXPECT_TRUE(verify_consistency(index + 1, reference_root(0, index + 1), size, tree.root(),
                                     tree.consistency(index + 1).value()))
          << size;
    }
  }
  ASSERT_EQ(tiles.size(), 3u);
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    EXPECT_EQ(tiles[i], reference_root(i * tile_leaves, (i + 1) * tile_leaves));
  }
}

TEST(MerkleTest, TheFrontierGoesOnFromItsText) {
  Frontier straight;
  Frontier saved;
  for (std::uint64_t i = 0; i < 600; ++i) {
    straight.append(event_of(i));
    saved = Frontier::parse(saved.str()).value();
    saved.append(event_of(i));
    ASSERT_EQ(saved.str(), straight.str());
    ASSERT_EQ(saved.completed_tile(), straight.completed_tile());
  }
  EXPECT_EQ(saved.root(), straight.root());
}

TEST(MerkleTest, ADamagedFrontierIsRefused) {
  Frontier frontier;
  for (std::uint64_t i = 0; i < 3; ++i) frontier.append(event_of(i));
  const std::string text = frontier.str();
  for (const std::string& damaged : {std::string(), std::string("x"), text + " 00", text.substr(0, text.size() - 1),
                                     "7" + text.substr(1), "-" + text}) {
    EXPECT_EQ(Frontier::parse(damaged).error().code, "ledger/bad-frontier") << damaged;
  }
}

TEST(MerkleTest, ErrorsSayWhatIsWrong) {
  const Tree tree = tree_of(5);
  EXPECT_EQ(tree.inclusion(5).error().code, "ledger/bad-index");
  EXPECT_EQ(tree.consistency(0).error().code, "ledger/bad-index");
  EXPECT_EQ(tree.consistency(6).error().code, "ledger/bad-index");
  EXPECT_EQ(tree_of(0).root(), sha256(std::string_view{}));
  const auto reader = [](std::uint64_t, std::uint64_t) -> Result<std::vector<Hash>> { return std::vector<Hash>(1); };
  EXPECT_EQ(Tree::make(300, {}, reader).error().code, "ledger/bad-tree");
  EXPECT_EQ(Tree::make(5, {}, reader).error().code, "ledger/bad-tree");
}

RC_GTEST_PROP(MerkleTest, NoProofOfNoiseVerifies, (const std::vector<std::uint64_t>& noise)) {
  std::vector<Hash> proof;
  for (const std::uint64_t n : noise) proof.push_back(event_of(n));
  const std::uint64_t size = 2 + noise.size() * 3;
  RC_ASSERT(!verify_inclusion(event_of(1), 1, size, proof, reference_root(0, size)));
  RC_ASSERT(!verify_consistency(1, event_of(5), size, reference_root(0, size), proof));
}

}  // namespace
}  // namespace evenhand::ledger
