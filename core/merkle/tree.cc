#include "core/merkle/tree.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

namespace tally {
namespace {

constexpr unsigned kTileLevel = 8;  // A tile root stands 8 levels above the leaves.
static_assert(Tree::kTileLeaves == std::size_t{1} << kTileLevel);

// Root of the complete subtree over these leaves; their number is a power of two.
Hash complete_root(std::span<const Hash> leaves) {
  Frontier frontier;
  for (const Hash& leaf : leaves) frontier.append(leaf);
  return frontier.root();
}

// RFC 6962 splits n leaves at the largest power of two smaller than n; n is at least 2.
std::uint64_t split_point(std::uint64_t n) { return std::bit_floor(n - 1); }

}  // namespace

// Computes nodes of the tree for one proof. Leaves of a complete tile are read once and kept until
// the proof is done; a proof touches the tiles at its ends only.
class TreeReader {
 public:
  TreeReader(const Tree& tree, const LeafSource& source) : tree_(tree), source_(source) {}

  // Root over the leaves [first, end), a node of the tree of `end` leaves or fewer.
  Result<Hash> range_root(std::uint64_t first, std::uint64_t end) {
    const std::uint64_t count = end - first;
    if (std::has_single_bit(count)) {
      const auto level = static_cast<unsigned>(std::countr_zero(count));
      return node(level, first >> level);
    }
    const std::uint64_t middle = first + split_point(count);
    TALLY_ASSIGN(const Hash left, range_root(first, middle));
    TALLY_ASSIGN(const Hash right, range_root(middle, end));
    return node_hash(left, right);
  }

 private:
  // The complete subtree of 2^level leaves from leaf index * 2^level on.
  Result<Hash> node(unsigned level, std::uint64_t index) {
    if (level >= kTileLevel) return tree_.levels_[level - kTileLevel][index];
    const std::uint64_t first = index << level;
    TALLY_ASSIGN(const std::span<const Hash> leaves, tile_leaves(first >> kTileLevel));
    return complete_root(leaves.subspan(first % Tree::kTileLeaves, std::size_t{1} << level));
  }

  Result<std::span<const Hash>> tile_leaves(std::uint64_t tile) {
    const std::uint64_t complete = tree_.levels_.empty() ? 0 : tree_.levels_[0].size();
    if (tile == complete) return std::span<const Hash>(tree_.tile_leaves_);
    for (const auto& [number, leaves] : tiles_) {
      if (number == tile) return std::span<const Hash>(leaves);
    }
    TALLY_ASSIGN(std::vector<Hash> leaves, source_.leaves(tile << kTileLevel, Tree::kTileLeaves));
    // A proof made of leaves that have changed on disk would only fail at whoever checks it.
    if (leaves.size() != Tree::kTileLeaves || complete_root(leaves) != tree_.levels_[0][tile]) {
      Error error(ErrorCode::corrupt, "the leaves from " + std::to_string(tile << kTileLevel) +
                                          " on are not those that were appended");
      error.rule = "root_mismatch";
      return error;
    }
    tiles_.emplace_back(tile, std::move(leaves));
    return std::span<const Hash>(tiles_.back().second);
  }

  const Tree& tree_;
  const LeafSource& source_;
  std::vector<std::pair<std::uint64_t, std::vector<Hash>>> tiles_;
};

namespace {

Error beyond_tree(std::uint64_t size, std::uint64_t have) {
  return invalid("size",
                 "the tree has " + std::to_string(have) + " leaves, not " + std::to_string(size));
}

}  // namespace

void Tree::append(const Hash& leaf) {
  tile_.append(leaf);
  tile_leaves_.push_back(leaf);
  if (tile_leaves_.size() < kTileLeaves) return;
  const Hash tile_root = tile_.root();
  tile_ = Frontier();
  tile_leaves_.clear();
  add_tile(tile_root);
}

// And the nodes above it that are complete now.
void Tree::add_tile(Hash node) {
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    auto& nodes = levels_[level];
    nodes.push_back(node);
    if (nodes.size() % 2 != 0) return;
    node = node_hash(nodes[nodes.size() - 2], nodes.back());
  }
}

std::uint64_t Tree::size() const {
  const std::uint64_t tiles = levels_.empty() ? 0 : levels_[0].size();
  return (tiles << kTileLevel) + tile_leaves_.size();
}

Hash Tree::root() const { return frontier().root(); }

Frontier Tree::frontier() const {
  std::vector<Hash> subtrees;
  for (std::size_t level = levels_.size(); level-- > 0;) {
    // An odd last node has no parent yet: it is one of the subtrees side by side.
    if (levels_[level].size() % 2 != 0) subtrees.push_back(levels_[level].back());
  }
  const auto edge = tile_.subtrees();
  subtrees.insert(subtrees.end(), edge.begin(), edge.end());
  return Frontier(size(), subtrees);
}

Result<Hash> Tree::root_at(std::uint64_t at_size, const LeafSource& source) const {
  if (at_size > size()) return beyond_tree(at_size, size());
  if (at_size == 0) return empty_root();
  return TreeReader(*this, source).range_root(0, at_size);
}

Result<std::vector<Hash>> Tree::inclusion_proof(std::uint64_t index, std::uint64_t at_size,
                                                const LeafSource& source) const {
  if (at_size > size()) return beyond_tree(at_size, size());
  if (index >= at_size) return invalid("index", "must be below the size of the tree");
  TreeReader reader(*this, source);
  std::vector<Hash> proof;
  // From the root down, keeping at each step the half in which the leaf is not.
  std::uint64_t first = 0;
  std::uint64_t end = at_size;
  while (end - first > 1) {
    const std::uint64_t middle = first + split_point(end - first);
    const bool left = index < middle;
    TALLY_ASSIGN(const Hash sibling,
                 left ? reader.range_root(middle, end) : reader.range_root(first, middle));
    proof.push_back(sibling);
    (left ? end : first) = middle;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

Result<std::vector<Hash>> Tree::consistency_proof(std::uint64_t older, std::uint64_t newer,
                                                  const LeafSource& source) const {
  if (newer > size()) return beyond_tree(newer, size());
  if (older == 0) return invalid("older", "must be above 0: every tree begins with the empty one");
  if (older > newer) return invalid("older", "must not be above the newer size");
  TreeReader reader(*this, source);
  std::vector<Hash> proof;
  // From the root down to the node at whose right end the older tree ends.
  std::uint64_t first = 0;
  std::uint64_t end = newer;
  while (end != older) {
    const std::uint64_t middle = first + split_point(end - first);
    const bool left = older <= middle;
    TALLY_ASSIGN(const Hash sibling,
                 left ? reader.range_root(middle, end) : reader.range_root(first, middle));
    proof.push_back(sibling);
    (left ? end : first) = middle;
  }
  // Whoever checks has the older root; any other node he must be given.
  if (first != 0) {
    TALLY_ASSIGN(const Hash node, reader.range_root(first, end));
    proof.push_back(node);
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

std::vector<Hash> Tree::kept() const {
  std::vector<Hash> hashes;
  if (!levels_.empty()) hashes = levels_[0];
  hashes.insert(hashes.end(), tile_leaves_.begin(), tile_leaves_.end());
  return hashes;
}

std::optional<Tree> Tree::from_kept(std::uint64_t size, std::span<const Hash> kept) {
  const auto tiles = size >> kTileLevel;
  if (kept.size() != tiles + size % kTileLeaves) return std::nullopt;
  Tree tree;
  for (const auto& root : kept.first(tiles)) tree.add_tile(root);
  for (const auto& leaf : kept.subspan(tiles)) tree.append(leaf);
  return tree;
}

std::size_t Tree::memory_bytes() const {
  std::size_t bytes =
      tile_leaves_.capacity() * sizeof(Hash) + levels_.capacity() * sizeof(std::vector<Hash>);
  for (const auto& nodes : levels_) bytes += nodes.capacity() * sizeof(Hash);
  return bytes;
}

}  // namespace tally
