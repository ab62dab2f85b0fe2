// The right edge of a growing RFC 6962 tree: all that is needed to append and to know the root.
//
//   7 leaves = 0b111        root
//                          /    \          Kept are the roots of the complete subtrees
//                        A       \         that stand side by side, largest first: A over
//                      /   \     /  \      4 leaves, B over 2, leaf 6. There is one for
//                     .     .   B    6     each bit set in the size.
//                    0 1   2 3 4 5
//
// A value of some 2 KiB: copies are independent, so that a batch can be hashed on a copy which is
// dropped when the commit fails. One object is for one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/merkle/hash.h"

namespace tally {

class Frontier {
 public:
  Frontier() = default;
  // The frontier of `size` leaves from its subtree roots, largest first: as many as bits are set in
  // `size` (a programmer error otherwise).
  Frontier(std::uint64_t size, std::span<const Hash> subtrees);

  // Adds one leaf, which is already a leaf hash. One node hash on average, 63 at most.
  void append(const Hash& leaf);

  // Leaves appended so far.
  std::uint64_t size() const { return size_; }

  // The root over size() leaves; empty_root() for none. At most 63 node hashes.
  Hash root() const;

  // The roots of the complete subtrees, largest first. Valid until the next append().
  std::span<const Hash> subtrees() const;

 private:
  std::uint64_t size_ = 0;
  std::array<Hash, 64> subtrees_;
};

}  // namespace tally
