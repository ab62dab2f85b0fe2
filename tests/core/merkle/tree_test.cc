#include "core/merkle/tree.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "core/merkle/verify.h"
#include "tests/core/merkle/slow_tree.h"
#include "tests/support/fixed_sources.h"

namespace tally::test {
namespace {

constexpr std::size_t kSizes = 600;

class TreeTest : public ::testing::Test {
 protected:
  TreeTest() : source_(numbered_leaves(kSizes)) {
    for (std::size_t n = 0; n <= kSizes; ++n) roots_.push_back(slow_root(first(n)));
  }

  Leaves first(std::size_t n) const { return Leaves(source_.leaves_).subspan(0, n); }
  Tree tree_of(std::size_t n) const {
    Tree tree;
    for (const Hash& leaf : first(n)) tree.append(leaf);
    return tree;
  }

  ListedLeaves source_;
  std::vector<Hash> roots_;
};

TEST_F(TreeTest, FrontierAndTreeGiveTheRootOfEverySize) {
  Frontier frontier;
  Tree tree;
  for (std::size_t n = 0;; ++n) {
    ASSERT_EQ(frontier.size(), n);
    ASSERT_EQ(tree.size(), n);
    ASSERT_EQ(frontier.root(), roots_[n]) << n;
    ASSERT_EQ(tree.root(), roots_[n]) << n;
    if (n == kSizes) break;
    frontier.append(source_.leaves_[n]);
    tree.append(source_.leaves_[n]);
  }
  EXPECT_EQ(source_.reads, 0);
}

TEST_F(TreeTest, FrontierOfATreeGrowsOnLikeTheTree) {
  for (std::size_t n = 0; n < kSizes; ++n) {
    Frontier frontier = tree_of(n).frontier();
    ASSERT_EQ(frontier.size(), n);
    frontier.append(source_.leaves_[n]);
    ASSERT_EQ(frontier.root(), roots_[n + 1]) << n;
    const Frontier restored(frontier.size(), frontier.subtrees());
    ASSERT_EQ(restored.root(), roots_[n + 1]) << n;
  }
}

TEST_F(TreeTest, CopyOfAFrontierIsIndependent) {
  Frontier kept;
  for (const Hash& leaf : first(300)) kept.append(leaf);
  Frontier tried = kept;
  for (const Hash& leaf : first(17)) tried.append(leaf);
  EXPECT_EQ(kept.size(), 300u);
  EXPECT_EQ(kept.root(), roots_[300]);
  EXPECT_NE(tried.root(), kept.root());
}

TEST_F(TreeTest, EarlierRootsAreRecomputed) {
  for (const std::size_t grown : {std::size_t{255}, std::size_t{256}, std::size_t{511}, kSizes}) {
    const Tree tree = tree_of(grown);
    for (std::size_t n = 0; n <= grown; ++n) {
      const auto root = tree.root_at(n, source_);
      ASSERT_TRUE(root.ok()) << root.error().to_string();
      ASSERT_EQ(*root, roots_[n]) << n << " of " << grown;
    }
  }
}

TEST_F(TreeTest, EveryInclusionProofIsThatOfTheReferenceAndVerifies) {
  const Tree tree = tree_of(kSizes);
  for (std::size_t n = 1; n <= kSizes; ++n) {
    // All indexes of the small trees; of the large ones every 13th and the edges.
    for (std::size_t i = 0; i < n; ++i) {
      if (n > 130 && i % 13 != n % 13 && i + 2 < n && i != 255 && i != 256) continue;
      const auto proof = tree.inclusion_proof(i, n, source_);
      ASSERT_TRUE(proof.ok()) << proof.error().to_string();
      if (i % 5 == n % 5) {
        ASSERT_EQ(*proof, slow_path(i, first(n))) << i << " of " << n;
      }
      const auto good = verify_inclusion(source_.leaves_[i], i, n, *proof, roots_[n]);
      ASSERT_TRUE(good.ok()) << i << " of " << n << ": " << good.error().to_string();
    }
  }
}

TEST_F(TreeTest, EveryConsistencyProofVerifies) {
  const Tree tree = tree_of(kSizes);
  for (std::size_t newer = 1; newer <= kSizes; ++newer) {
    for (std::size_t older = 1; older <= newer; ++older) {
      const auto proof = tree.consistency_proof(older, newer, source_);
      ASSERT_TRUE(proof.ok()) << proof.error().to_string();
      const auto good = verify_consistency(older, newer, *proof, roots_[older], roots_[newer]);
      ASSERT_TRUE(good.ok()) << older << " to " << newer << ": " << good.error().to_string();
    }
  }
}

TEST_F(TreeTest, ConsistencyProofsAreThoseOfTheReference) {
  const Tree tree = tree_of(kSizes);
  const auto expect_same = [&](std::size_t older, std::size_t newer) {
    const auto proof = tree.consistency_proof(older, newer, source_);
    ASSERT_TRUE(proof.ok()) << proof.error().to_string();
    ASSERT_EQ(*proof, slow_subproof(older, first(newer), true)) << older << " to " << newer;
  };
  for (std::size_t newer = 1; newer <= 130; ++newer) {
    for (std::size_t older = 1; older <= newer; ++older) expect_same(older, newer);
  }
  SeededRandom random(6962);
  std::printf("seed 6962\n");
  for (int i = 0; i < 3000; ++i) {
    const std::size_t newer = 131 + random.below(kSizes - 130);
    expect_same(1 + random.below(newer), newer);
  }
}

TEST_F(TreeTest, ProofsOfASmallerTreeAreTheSameFromALargerOne) {
  // What is kept in memory and what is recomputed depends on how far the tree has grown.
  const Tree grown = tree_of(kSizes);
  for (const std::size_t n : {1u, 2u, 255u, 256u, 257u, 300u, 511u, 512u, 513u}) {
    const Tree tree = tree_of(n);
    for (std::size_t i = 0; i < n; i += 7) {
      EXPECT_EQ(*tree.inclusion_proof(i, n, source_), *grown.inclusion_proof(i, n, source_));
      EXPECT_EQ(*tree.consistency_proof(i + 1, n, source_),
                *grown.consistency_proof(i + 1, n, source_));
    }
  }
}

TEST_F(TreeTest, AChangedBitAnywhereInAProofIsRefused) {
  const Tree tree = tree_of(kSizes);
  SeededRandom random(42);
  std::printf("seed 42\n");
  for (int i = 0; i < 500; ++i) {
    const std::size_t newer = 2 + random.below(kSizes - 1);
    const std::size_t older = 1 + random.below(newer - 1);
    auto inclusion = *tree.inclusion_proof(older, newer, source_);
    auto consistency = *tree.consistency_proof(older, newer, source_);
    const auto flip = [&](std::vector<Hash>& proof) {
      proof[random.below(proof.size())].bytes[random.below(32)] ^=
          static_cast<std::uint8_t>(1u << random.below(8));
    };
    flip(inclusion);
    flip(consistency);
    const auto leaf = source_.leaves_[older];
    EXPECT_EQ(verify_inclusion(leaf, older, newer, inclusion, roots_[newer]).error().rule,
              "root_mismatch");
    EXPECT_EQ(
        verify_consistency(older, newer, consistency, roots_[older], roots_[newer]).error().rule,
        "root_mismatch");
  }
}

TEST_F(TreeTest, AProofOfAnotherLengthIsRefused) {
  const Tree tree = tree_of(kSizes);
  for (std::size_t n = 2; n <= kSizes; n += 3) {
    auto inclusion = *tree.inclusion_proof(n / 2, n, source_);
    auto consistency = *tree.consistency_proof((n + 1) / 2, n, source_);
    const auto check = [&] {
      const auto leaf = source_.leaves_[n / 2];
      EXPECT_FALSE(verify_inclusion(leaf, n / 2, n, inclusion, roots_[n]).ok()) << n;
      EXPECT_FALSE(
          verify_consistency((n + 1) / 2, n, consistency, roots_[(n + 1) / 2], roots_[n]).ok())
          << n;
    };
    inclusion.push_back(Hash{});
    consistency.push_back(Hash{});
    check();
    inclusion.resize(inclusion.size() - 2);
    consistency.resize(consistency.size() - 2);
    check();
  }
}

TEST_F(TreeTest, ImpossibleSizesAndIndexesAreInvalid) {
  const Tree tree = tree_of(10);
  EXPECT_EQ(tree.root_at(11, source_).error().field, "size");
  EXPECT_EQ(tree.inclusion_proof(0, 11, source_).error().field, "size");
  EXPECT_EQ(tree.inclusion_proof(10, 10, source_).error().field, "index");
  EXPECT_EQ(tree.inclusion_proof(0, 0, source_).error().field, "index");
  EXPECT_EQ(tree.consistency_proof(5, 11, source_).error().field, "size");
  EXPECT_EQ(tree.consistency_proof(0, 10, source_).error().field, "older");
  EXPECT_EQ(tree.consistency_proof(8, 7, source_).error().field, "older");
  EXPECT_EQ(tree.consistency_proof(8, 7, source_).error().code, ErrorCode::invalid);
  EXPECT_EQ(*tree.root_at(0, source_), empty_root());
  EXPECT_TRUE(tree.consistency_proof(10, 10, source_)->empty());
}

TEST_F(TreeTest, ChangedOrMissingStoredLeavesAreCorruptNotAWrongProof) {
  const Tree tree = tree_of(kSizes);
  source_.leaves_[100].bytes[31] ^= 1;
  const auto proof = tree.inclusion_proof(3, kSizes, source_);
  ASSERT_FALSE(proof.ok());
  EXPECT_EQ(proof.error().code, ErrorCode::corrupt);
  EXPECT_EQ(proof.error().rule, "root_mismatch");
  EXPECT_TRUE(tree.inclusion_proof(300, kSizes, source_).ok());  // Another tile.
  source_.leaves_.resize(200);
  EXPECT_EQ(tree.root_at(77, source_).error().code, ErrorCode::io);
}

TEST_F(TreeTest, AProofReadsEachTileOnce) {
  const Tree tree = tree_of(kSizes);
  source_.reads = 0;
  ASSERT_TRUE(tree.inclusion_proof(3, kSizes, source_).ok());
  EXPECT_EQ(source_.reads, 1);
  ASSERT_TRUE(tree.consistency_proof(77, 300, source_).ok());
  EXPECT_EQ(source_.reads, 3);  // The tile of 77 and that of 300.
  ASSERT_TRUE(tree.inclusion_proof(599, kSizes, source_).ok());
  EXPECT_EQ(source_.reads, 3);  // The last tile is in memory.
}

TEST(TreeMemory, IsAboutAQuarterOfAByteForEachLeaf) {
  Tree tree;
  for (std::size_t i = 0; i < 300'000; ++i) tree.append(Hash{});
  EXPECT_LT(tree.memory_bytes(), 300'000u);  // Vectors may hold twice what they use.
  EXPECT_GT(tree.memory_bytes(), 70'000u);
}

}  // namespace
}  // namespace tally::test
