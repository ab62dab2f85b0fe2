// The public probes of transparency-dev/merkle and its tree vectors.
#include "core/merkle/verify.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>

#include "core/base/hex.h"
#include "tests/core/merkle/slow_tree.h"
#include "tests/support/test_data.h"

namespace tally::test {
namespace {

namespace json = boost::json;

const std::string kMerkle = "transparency-dev-merkle";

// Some probes carry hashes of other lengths. Lengths are fixed by our types, so that such bytes can
// reach the verifier only through a decoder that refuses them, as is checked for leaf hashes below.
// Where the length is not the probe's point ("don't care 1") the bytes are padded with zeros.
Hash probe_hash(const json::value& value) {
  Hash hash;
  const auto bytes = from_base64(value.as_string()).value();
  std::copy_n(bytes.begin(), std::min<std::size_t>(bytes.size(), 32), hash.bytes.begin());
  return hash;
}

std::vector<Hash> probe_proof(const json::value& value) {
  std::vector<Hash> proof;
  if (!value.is_array()) return proof;  // null: none.
  for (const auto& item : value.as_array()) proof.push_back(probe_hash(item));
  return proof;
}

struct Counts {
  int all = 0;
  int refused = 0;
};

template <class Check>
Counts run_probes(const std::string& kind, Check check) {
  Counts counts;
  const auto folder = data_path(kMerkle + "/testdata/" + kind);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    const auto probe = json::parse(read_text(entry.path().string()));
    const Result<void> result = check(probe);
    const bool must_fail = probe.at("wantErr").as_bool();
    EXPECT_EQ(result.ok(), !must_fail) << entry.path() << ": " << probe.at("desc");
    ++counts.all;
    counts.refused += must_fail ? 1 : 0;
  }
  return counts;
}

TEST(PublicProbes, InclusionIsAsTheySay) {
  TALLY_NEEDS_DATA(kMerkle);
  const auto counts = run_probes("inclusion", [](const json::value& probe) -> Result<void> {
    if (from_base64(probe.at("leafHash").as_string()).value().size() != 32) {
      return invalid("leaf", "must be 32 bytes");
    }
    return verify_inclusion(probe_hash(probe.at("leafHash")),
                            probe.at("leafIdx").to_number<std::uint64_t>(),
                            probe.at("treeSize").to_number<std::uint64_t>(),
                            probe_proof(probe.at("proof")), probe_hash(probe.at("root")));
  });
  EXPECT_EQ(counts.all, 98);
  EXPECT_EQ(counts.refused, 92);
}

TEST(PublicProbes, ConsistencyIsAsTheySay) {
  TALLY_NEEDS_DATA(kMerkle);
  const auto counts = run_probes("consistency", [](const json::value& probe) {
    return verify_consistency(probe.at("size1").to_number<std::uint64_t>(),
                              probe.at("size2").to_number<std::uint64_t>(),
                              probe_proof(probe.at("proof")), probe_hash(probe.at("root1")),
                              probe_hash(probe.at("root2")));
  });
  EXPECT_EQ(counts.all, 98);
  EXPECT_EQ(counts.refused, 92);
}

TEST(PublicVectors, LeavesAndRootsOfTheFirstEightSizes) {
  TALLY_NEEDS_DATA(kMerkle);
  const auto vectors = json::parse(read_text(data_path(kMerkle + "/rfc6962_vectors.json")));
  const auto& inputs = vectors.at("leaf_inputs_hex").as_array();
  const auto& leaves = vectors.at("leaf_hashes_hex").as_array();
  const auto& roots = vectors.at("root_hashes_hex_by_tree_size_from_0").as_array();
  ASSERT_EQ(inputs.size(), 8u);
  ASSERT_EQ(roots.size(), 9u);
  EXPECT_EQ(to_hex(empty_root().view()), std::string_view(roots[0].as_string()));
  Frontier frontier;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Hash leaf = leaf_hash(from_hex(inputs[i].as_string()).value());
    EXPECT_EQ(to_hex(leaf.view()), std::string_view(leaves[i].as_string()));
    frontier.append(leaf);
    EXPECT_EQ(to_hex(frontier.root().view()), std::string_view(roots[i + 1].as_string())) << i;
  }
}

TEST(VerifyConsistency, SizeZeroIsRefusedEvenAgainstItself) {
  const auto result = verify_consistency(0, 0, {}, empty_root(), empty_root());
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().field, "size1");
}

TEST(VerifyInclusion, LargestNumbersDoNotOverflow) {
  const std::uint64_t most = ~std::uint64_t{0};
  std::vector<Hash> proof(64);
  EXPECT_EQ(verify_inclusion(Hash{}, most - 1, most, proof, Hash{}).error().code,
            ErrorCode::invalid);
  EXPECT_EQ(verify_inclusion(Hash{}, most, most, proof, Hash{}).error().field, "index");
  EXPECT_EQ(verify_inclusion(Hash{}, 0, most, proof, Hash{}).error().rule, "root_mismatch");
  EXPECT_FALSE(verify_consistency(most - 1, most, proof, Hash{}, Hash{}).ok());
  EXPECT_FALSE(verify_consistency(most, most, proof, Hash{}, Hash{}).ok());
}

}  // namespace
}  // namespace tally::test
