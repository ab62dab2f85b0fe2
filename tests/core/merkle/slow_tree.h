// RFC 6962, section 2.1, written down as it stands there: slow, recursive, over all leaves. The
// reference for the real tree, sharing nothing with it but SHA-256.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/hex.h"
#include "core/base/sha256.h"
#include "core/merkle/tree.h"

namespace tally::test {

using Leaves = std::span<const Hash>;

inline Hash slow_node(const Hash& left, const Hash& right) {
  Bytes data{0x01};
  append(data, left.view());
  append(data, right.view());
  return sha256(data);
}

inline std::size_t slow_split(std::size_t n) {
  std::size_t k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

// MTH(D[n]).
inline Hash slow_root(Leaves d) {
  if (d.empty()) return sha256(ByteView());
  if (d.size() == 1) return d[0];
  const auto k = slow_split(d.size());
  return slow_node(slow_root(d.subspan(0, k)), slow_root(d.subspan(k)));
}

// PATH(m, D[n]).
inline std::vector<Hash> slow_path(std::size_t m, Leaves d) {
  if (d.size() == 1) return {};
  const auto k = slow_split(d.size());
  std::vector<Hash> path;
  if (m < k) {
    path = slow_path(m, d.subspan(0, k));
    path.push_back(slow_root(d.subspan(k)));
  } else {
    path = slow_path(m - k, d.subspan(k));
    path.push_back(slow_root(d.subspan(0, k)));
  }
  return path;
}

// SUBPROOF(m, D[n], whole).
inline std::vector<Hash> slow_subproof(std::size_t m, Leaves d, bool whole) {
  if (m == d.size()) return whole ? std::vector<Hash>{} : std::vector<Hash>{slow_root(d)};
  const auto k = slow_split(d.size());
  std::vector<Hash> proof;
  if (m <= k) {
    proof = slow_subproof(m, d.subspan(0, k), whole);
    proof.push_back(slow_root(d.subspan(k)));
  } else {
    proof = slow_subproof(m - k, d.subspan(k), false);
    proof.push_back(slow_root(d.subspan(0, k)));
  }
  return proof;
}

// Distinct leaf hashes 0 .. count-1.
inline std::vector<Hash> numbered_leaves(std::size_t count) {
  std::vector<Hash> leaves;
  for (std::size_t i = 0; i < count; ++i) {
    leaves.push_back(sha256(as_bytes("leaf " + std::to_string(i))));
  }
  return leaves;
}

// Leaves in memory, counting what is asked of them.
class ListedLeaves final : public LeafSource {
 public:
  explicit ListedLeaves(std::vector<Hash> leaves) : leaves_(std::move(leaves)) {}

  Result<std::vector<Hash>> leaves(std::uint64_t first, std::size_t count) const override {
    ++reads;
    if (first + count > leaves_.size()) return Error(ErrorCode::io, "read past the end");
    const auto from = leaves_.begin() + static_cast<std::ptrdiff_t>(first);
    return std::vector<Hash>(from, from + static_cast<std::ptrdiff_t>(count));
  }

  mutable int reads = 0;
  std::vector<Hash> leaves_;
};

inline Hash hash_from_hex(std::string_view text) {
  Hash hash;
  const auto bytes = from_hex(text).value();
  std::copy(bytes.begin(), bytes.end(), hash.bytes.begin());
  return hash;
}

}  // namespace tally::test
