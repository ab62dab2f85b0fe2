// An RFC 6962 tree of which only the upper part is in memory.
//
// Kept are the roots of complete tiles (256 leaves each), every complete node above them, and the
// leaves of the last, partial tile: about a quarter of a byte for each leaf. Nodes inside a
// complete tile are hashed again from the leaves that a LeafSource reads, one tile at a time.
//
// Threads: append() excludes everything else; the const functions may run side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/merkle/frontier.h"
#include "core/merkle/hash.h"

namespace tally {

// Where the leaf hashes of complete tiles are read from, usually the stored headers.
class LeafSource {
 public:
  virtual ~LeafSource() = default;
  // Exactly `count` leaf hashes from leaf `first` on (0-based), or an error. The tree asks for one
  // whole tile at a time: at most 256, and never beyond what was appended to it.
  virtual Result<std::vector<Hash>> leaves(std::uint64_t first, std::size_t count) const = 0;
};

class Tree {
 public:
  static constexpr std::size_t kTileLeaves = 256;

  // Adds one leaf, which is already a leaf hash.
  void append(const Hash& leaf);

  std::uint64_t size() const;
  // The root over size() leaves; needs no source.
  Hash root() const;
  // The right edge, to hash a batch on before it is committed.
  Frontier frontier() const;

  // The root when the tree had `size` leaves. `invalid`, field "size", beyond size(). Errors of the
  // source are handed on, here and below; leaves that do not hash to the kept tile root are
  // `corrupt`.
  Result<Hash> root_at(std::uint64_t size, const LeafSource& source) const;

  // The audit path of leaf `index` (0-based) in the tree of `size` leaves, from the leaf upwards
  // (RFC 6962, section 2.1.1). `invalid`, field "size" beyond size(), "index" if not below `size`.
  Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                            const LeafSource& source) const;

  // Proof that the tree of `newer` leaves begins with that of `older` (section 2.1.2); empty when
  // they are equal. `invalid`, field "size" if `newer` is beyond size(), "older" if `older` is 0
  // (nothing is proven by it) or above `newer`.
  Result<std::vector<Hash>> consistency_proof(std::uint64_t older, std::uint64_t newer,
                                              const LeafSource& source) const;

  // What a snapshot keeps: the roots of complete tiles, then the leaves of the last one.
  std::vector<Hash> kept() const;
  // The tree of `size` leaves of which kept() gave this; nothing if the number of hashes is wrong.
  // The caller compares its root.
  static std::optional<Tree> from_kept(std::uint64_t size, std::span<const Hash> kept);

  // Heap bytes held.
  std::size_t memory_bytes() const;

 private:
  friend class TreeReader;

  void add_tile(Hash root);

  Frontier tile_;                  // The right edge within the last, partial tile.
  std::vector<Hash> tile_leaves_;  // Its leaves: 0 to 255.
  std::vector<std::vector<Hash>>
      levels_;  // levels_[k][i] covers leaves [i << (8+k), (i+1) << (8+k)).
};

}  // namespace tally
