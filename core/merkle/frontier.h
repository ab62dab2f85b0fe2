// The right edge of a growing RFC 6962 tree: all that is needed to append and to know the root.
//
//   size 7 = 0b111           o            kept: the roots of the complete subtrees
//                        .       .        that stand side by side, largest first
//                      A       B   .
//                    .   .   .   .  \     A covers 4 leaves, B 2, C 1
//                   0 1 2 3  4  5    C
//
// A value: copies are independent, so that a batch can be hashed on a copy and the copy be dropped
// when the commit fails. One object is for one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/merkle/hash.h"

namespace tally {

class Frontier {
 public:
  Frontier() = default;
  // A copy takes only the hashes in use, at most 64.
  Frontier(const Frontier& other);
  Frontier& operator=(const Frontier& other);

  // Adds one leaf, which is already a leaf hash. Amortised: one node hash.
  void append(const Hash& leaf);

  // Leaves appended so far.
  std::uint64_t size() const { return size_; }

  // The root over size() leaves; empty_root() for none. At most 63 node hashes.
  Hash root() const;

 private:
  std::size_t count() const;  // Subtrees kept: one for each bit set in size_.

  std::uint64_t size_ = 0;
  std::array<Hash, 64> subtrees_;  // The first count() are in use, largest subtree first.
};

}  // namespace tally
