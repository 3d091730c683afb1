#include "ledger/merkle.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <charconv>

#include "base/text.hpp"

namespace evenhand::ledger {

namespace {

constexpr unsigned tile_level = 8;
constexpr std::size_t cached_tiles_max = 64;
static_assert(std::uint64_t{1} << tile_level == tile_leaves);

Hash hash_with_mark(char mark, std::string_view first, std::string_view second) {
  const std::array<std::string_view, 3> parts{std::string_view(&mark, 1), first, second};
  return sha256(parts);
}

/// The largest power of two below n; n is at least 2.
std::uint64_t split_point(std::uint64_t n) {
  return std::bit_ceil(n) / 2;
}

/// Adds the levels above levels[0], complete pairs only.
void build_up(std::vector<std::vector<Hash>>& levels) {
  while (levels.back().size() > 1) {
    const std::vector<Hash>& below = levels.back();
    std::vector<Hash> above;
    above.reserve(below.size() / 2);
    for (std::size_t i = 0; i + 1 < below.size(); i += 2) above.push_back(node_hash(below[i], below[i + 1]));
    levels.push_back(std::move(above));
  }
}

tl::unexpected<Error> bad_index(std::uint64_t index, std::uint64_t size) {
  return fail(ErrorKind::invalid, "ledger/bad-index", fmt::format("{} lies outside a tree of {} leaves.", index, size));
}

}  // namespace

Hash leaf_hash(const Hash& event_hash) {
  return hash_with_mark('\0', as_chars(event_hash), {});
}
Hash node_hash(const Hash& left, const Hash& right) {
  return hash_with_mark('\1', as_chars(left), as_chars(right));
}

void Frontier::append(const Hash& event_hash) {
  completed_tile_.reset();
  Hash node = leaf_hash(event_hash);
  for (unsigned level = 0; (size_ >> level & 1) != 0;) {
    node = node_hash(peaks_.back(), node);
    peaks_.pop_back();
    if (++level == tile_level) completed_tile_ = node;
  }
  peaks_.push_back(node);
  ++size_;
}

Hash Frontier::root() const {
  if (peaks_.empty()) return sha256(std::string_view{});
  Hash root = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i-- > 0;) root = node_hash(peaks_[i], root);
  return root;
}

std::string Frontier::str() const {
  std::string out = std::to_string(size_);
  for (const Hash& peak : peaks_) out += " " + hex(peak);
  return out;
}

Result<Frontier> Frontier::parse(std::string_view text) {
  const auto broken = [] {
    return fail(ErrorKind::corrupt, "ledger/bad-frontier", "The stored edge of the Merkle tree is damaged.",
                "Rebuild it from the events: evenhand doctor.");
  };
  const std::vector<std::string_view> words = text::split(text, ' ');
  Frontier out;
  const auto [end, error] = std::from_chars(words[0].data(), words[0].data() + words[0].size(), out.size_);
  if (error != std::errc() || end != words[0].data() + words[0].size()) return broken();
  if (words.size() - 1 != static_cast<std::size_t>(std::popcount(out.size_))) return broken();
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto bytes = unhex(words[i]);
    Hash peak{};
    if (!bytes || bytes->size() != peak.size()) return broken();
    std::copy(bytes->begin(), bytes->end(), peak.begin());
    out.peaks_.push_back(peak);
  }
  return out;
}

Result<Tree> Tree::make(std::uint64_t size, std::vector<Hash> tiles, LeafReader reader) {
  if (tiles.size() != size / tile_leaves) {
    return fail(
        ErrorKind::corrupt, "ledger/bad-tree",
        fmt::format("A tree of {} leaves has {} complete tiles, not {}.", size, size / tile_leaves, tiles.size()));
  }
  Tree tree;
  tree.size_ = size;
  tree.tiles_.push_back(std::move(tiles));
  build_up(tree.tiles_);
  tree.reader_ = std::move(reader);
  if (size == 0) {
    tree.root_ = sha256(std::string_view{});
    return tree;
  }
  auto root = tree.range_root(0, size);
  if (!root) return fail(root.error());
  tree.root_ = *root;
  return tree;
}

Result<const Tree::Levels*> Tree::inside_tile(std::uint64_t tile) const {
  if (const auto found = cache_.find(tile); found != cache_.end()) return &found->second;
  const std::uint64_t begin = tile * tile_leaves;
  const std::uint64_t end = std::min(size_, begin + tile_leaves);
  auto leaves = reader_(begin, end);
  if (!leaves) return fail(leaves.error());
  if (leaves->size() != end - begin) {
    return fail(ErrorKind::corrupt, "ledger/bad-tree",
                fmt::format("Leaves {} to {} are {}, not {}.", begin, end, leaves->size(), end - begin));
  }
  for (Hash& leaf : *leaves) leaf = leaf_hash(leaf);
  Levels levels{std::move(*leaves)};
  build_up(levels);
  if (cache_.size() >= cached_tiles_max) cache_.clear();
  return &cache_.emplace(tile, std::move(levels)).first->second;
}

/// The root of a complete subtree of 2^level leaves.
Result<Hash> Tree::node(unsigned level, std::uint64_t index) const {
  if (level >= tile_level) return tiles_[level - tile_level][index];
  const std::uint64_t first_leaf = index << level;
  auto levels = inside_tile(first_leaf / tile_leaves);
  if (!levels) return fail(levels.error());
  return (**levels)[level][first_leaf % tile_leaves >> level];
}

Result<Hash> Tree::range_root(std::uint64_t begin, std::uint64_t end) const {
  const std::uint64_t count = end - begin;
  if (std::has_single_bit(count)) {
    const auto level = static_cast<unsigned>(std::countr_zero(count));
    return node(level, begin >> level);
  }
  const std::uint64_t half = split_point(count);
  auto left = range_root(begin, begin + half);
  if (!left) return left;
  auto right = range_root(begin + half, end);
  if (!right) return right;
  return node_hash(*left, *right);
}

Result<std::vector<Hash>> Tree::inclusion(std::uint64_t index) const {
  if (index >= size_) return bad_index(index, size_);
  std::vector<Hash> path;  // from the root down; turned round at the end
  std::uint64_t begin = 0;
  std::uint64_t end = size_;
  while (end - begin > 1) {
    const std::uint64_t middle = begin + split_point(end - begin);
    const bool left = index < middle;
    auto sibling = left ? range_root(middle, end) : range_root(begin, middle);
    if (!sibling) return fail(sibling.error());
    path.push_back(*sibling);
    (left ? end : begin) = middle;
  }
  return std::vector<Hash>(path.rbegin(), path.rend());
}

Result<std::vector<Hash>> Tree::consistency(std::uint64_t old_size) const {
  if (old_size == 0 || old_size > size_) return bad_index(old_size, size_);
  std::vector<Hash> path;
  std::uint64_t begin = 0;
  std::uint64_t end = size_;
  bool whole_old_tree = true;  // the part of the old tree in [begin, end) is all of it: the verifier knows its root
  while (old_size != end) {
    const std::uint64_t middle = begin + split_point(end - begin);
    const bool left = old_size <= middle;
    auto sibling = left ? range_root(middle, end) : range_root(begin, middle);
    if (!sibling) return fail(sibling.error());
    path.push_back(*sibling);
    if (!left) whole_old_tree = false;
    (left ? end : begin) = middle;
  }
  if (!whole_old_tree) {
    auto rest = range_root(begin, end);
    if (!rest) return fail(rest.error());
    path.push_back(*rest);
  }
  return std::vector<Hash>(path.rbegin(), path.rend());
}

Hash NodeHashes::of(unsigned level, std::uint64_t index, const Hash& left, const Hash& right) {
  Pair& pair = pairs_[(index * 31 + level * 131) % places];
  if (!pair.is_known || pair.left != left || pair.right != right) pair = {left, right, node_hash(left, right), true};
  return pair.node;
}

// RFC 9162, 2.1.3.2.
bool verify_inclusion(const Hash& event_hash, std::uint64_t index, std::uint64_t size, std::span<const Hash> proof,
                      const Hash& root, NodeHashes* hashes) {
  if (index >= size) return false;
  std::uint64_t fn = index;
  std::uint64_t sn = size - 1;
  unsigned level = 0;
  const auto above = [&](const Hash& left, const Hash& right) {
    return hashes != nullptr ? hashes->of(level, fn >> 1, left, right) : node_hash(left, right);
  };
  Hash r = leaf_hash(event_hash);
  for (const Hash& p : proof) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      r = above(p, r);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
        ++level;
      }
    } else {
      r = above(r, p);
    }
    fn >>= 1;
    sn >>= 1;
    ++level;
  }
  return sn == 0 && r == root;
}

// RFC 9162, 2.1.4.2.
bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size, const Hash& root,
                        std::span<const Hash> proof) {
  if (old_size == 0 || old_size > size) return false;
  if (old_size == size) return proof.empty() && old_root == root;
  std::uint64_t fn = old_size - 1;
  std::uint64_t sn = size - 1;
  while ((fn & 1) != 0) {
    fn >>= 1;
    sn >>= 1;
  }
  // An old tree that is one complete subtree is its own first node.
  Hash first = old_root;
  if (!std::has_single_bit(old_size)) {
    if (proof.empty()) return false;
    first = proof.front();
    proof = proof.subspan(1);
  }
  Hash fr = first;
  Hash sr = first;
  for (const Hash& c : proof) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      fr = node_hash(c, fr);
      sr = node_hash(c, sr);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = node_hash(sr, c);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && fr == old_root && sr == root;
}

}  // namespace evenhand::ledger
