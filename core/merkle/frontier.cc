#include "core/merkle/frontier.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "core/base/check.h"

namespace tally {

Frontier::Frontier(std::uint64_t size, std::span<const Hash> subtrees) : size_(size) {
  TALLY_CHECK(subtrees.size() == static_cast<std::size_t>(std::popcount(size)));
  std::copy(subtrees.begin(), subtrees.end(), subtrees_.begin());
}

void Frontier::append(const Hash& leaf) {
  TALLY_CHECK(size_ < std::numeric_limits<std::uint64_t>::max());
  auto count = static_cast<std::size_t>(std::popcount(size_));
  Hash carried = leaf;
  // As in adding one to a binary number: each low bit that is set is a subtree of the carried
  // one's size standing to its left.
  for (std::uint64_t bits = size_; (bits & 1) != 0; bits >>= 1) {
    carried = node_hash(subtrees_[--count], carried);
  }
  subtrees_[count] = carried;
  ++size_;
}

Hash Frontier::root() const {
  auto count = static_cast<std::size_t>(std::popcount(size_));
  if (count == 0) return empty_root();
  Hash root = subtrees_[--count];
  while (count > 0) root = node_hash(subtrees_[--count], root);
  return root;
}

std::span<const Hash> Frontier::subtrees() const {
  return {subtrees_.data(), static_cast<std::size_t>(std::popcount(size_))};
}

}  // namespace tally
