// Checks of Merkle proofs by arithmetic alone: no tree, no store, nothing trusted but the roots the
// caller brings (RFC 9162, sections 2.1.3.2 and 2.1.4.2, on RFC 6962 hashes).
//
// A form that can never be right (index beyond the size, wrong number of hashes) is `invalid` with
// field "index", "size1" or "proof"; a well-formed proof that leads to another root is `corrupt`
// with rule "root_mismatch". Pure functions, safe from any thread.
#pragma once

#include <cstdint>
#include <span>

#include "core/base/result.h"
#include "core/merkle/hash.h"

namespace tally {

// That the leaf (already a leaf hash) stands at `index` (0-based) among `size` leaves under `root`.
Result<void> verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                              std::span<const Hash> proof, const Hash& root);

// That the tree of `size2` leaves begins with the tree of `size1` leaves. `size1` = 0 is refused
// even against itself: every tree begins with the empty one, so such a proof says nothing and must
// not look like an assurance.
Result<void> verify_consistency(std::uint64_t size1, std::uint64_t size2,
                                std::span<const Hash> proof, const Hash& root1, const Hash& root2);

}  // namespace tally
