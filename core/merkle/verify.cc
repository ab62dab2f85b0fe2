#include "core/merkle/verify.h"

#include <bit>
#include <string>

namespace tally {
namespace {

Error mismatch(const char* message) {
  Error error(ErrorCode::corrupt, message);
  error.rule = "root_mismatch";
  return error;
}

Error wrong_length() { return invalid("proof", "has the wrong number of hashes for these sizes"); }

// Where a climb from a leaf or node towards the root stands: `node` is its number within its
// level, `last` that of the level's last node. On the right edge a level may have no sibling to
// the right: such levels are passed without a hash.
struct Climb {
  std::uint64_t node;
  std::uint64_t last;

  bool at_root() const { return last == 0; }
  bool sibling_is_left() const { return (node & 1) != 0 || node == last; }
  // Moves to the parent of the node just hashed.
  void rise() {
    if (node == last) {
      while ((node & 1) == 0 && node != 0) shift();
    }
    shift();
  }
  void shift() {
    node >>= 1;
    last >>= 1;
  }
};

}  // namespace

Result<void> verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                              std::span<const Hash> proof, const Hash& root) {
  if (index >= size) return invalid("index", "must be below the size of the tree");
  Climb climb{index, size - 1};
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (climb.at_root()) return wrong_length();
    hash = climb.sibling_is_left() ? node_hash(sibling, hash) : node_hash(hash, sibling);
    climb.rise();
  }
  if (!climb.at_root()) return wrong_length();
  if (hash != root) return mismatch("the proof does not lead from the leaf to the root");
  return {};
}

Result<void> verify_consistency(std::uint64_t size1, std::uint64_t size2,
                                std::span<const Hash> proof, const Hash& root1, const Hash& root2) {
  if (size1 == 0) return invalid("size1", "must be above 0: the empty tree proves nothing");
  if (size1 > size2) return invalid("size1", "must not be above size2");
  if (size1 == size2) {
    if (!proof.empty()) return wrong_length();
    if (root1 != root2) return mismatch("two trees of the same size have different roots");
    return {};
  }
  // The climb starts at the largest complete subtree on the older tree's right edge. If that is
  // the whole older tree, the proof leaves it out.
  Climb climb{size1 - 1, size2 - 1};
  while ((climb.node & 1) != 0) climb.shift();
  Hash older = root1;
  if (!std::has_single_bit(size1)) {
    if (proof.empty()) return wrong_length();
    older = proof.front();
    proof = proof.subspan(1);
  }
  Hash newer = older;
  for (const Hash& sibling : proof) {
    if (climb.at_root()) return wrong_length();
    if (climb.sibling_is_left()) {
      older = node_hash(sibling, older);
      newer = node_hash(sibling, newer);
    } else {
      newer = node_hash(newer, sibling);
    }
    climb.rise();
  }
  if (!climb.at_root()) return wrong_length();
  if (older != root1) return mismatch("the proof does not lead to the older root");
  if (newer != root2) return mismatch("the proof does not lead to the newer root");
  return {};
}

}  // namespace tally
