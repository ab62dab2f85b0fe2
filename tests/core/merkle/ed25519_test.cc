#include "core/merkle/ed25519.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "core/base/hex.h"
#include "tests/support/fixed_sources.h"
#include "tests/support/test_data.h"

namespace tally::test {
namespace {

namespace json = boost::json;

Bytes hex(std::string_view text) { return from_hex(text).value(); }

TEST(Ed25519, AnswersAllWycheproofTests) {
  TALLY_NEEDS_DATA("wycheproof");
  const auto file = json::parse(read_text(data_path("wycheproof/ed25519_test.json")));
  int tests = 0;
  int valid = 0;
  for (const auto& group : file.at("testGroups").as_array()) {
    const auto key_bytes = hex(group.at("publicKey").at("pk").as_string());
    ASSERT_EQ(key_bytes.size(), 32u);
    Ed25519PublicKey key;
    std::copy(key_bytes.begin(), key_bytes.end(), key.begin());
    for (const auto& test : group.at("tests").as_array()) {
      const bool expected = test.at("result").as_string() == "valid";
      const auto message = hex(test.at("msg").as_string());
      const auto signature = hex(test.at("sig").as_string());
      EXPECT_EQ(ed25519_verify(key, message, signature), expected)
          << test.at("tcId") << " " << test.at("comment");
      ++tests;
      valid += expected ? 1 : 0;
    }
  }
  EXPECT_EQ(tests, 151);
  EXPECT_EQ(tests, file.at("numberOfTests").to_number<int>());
  EXPECT_GT(valid, 50);
}

// RFC 8032, section 7.1, tests 1 and 2.
TEST(Ed25519, SignsAsTheRfcShows) {
  const auto empty_key = Ed25519Key::from_seed(
      hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  EXPECT_EQ(to_hex(empty_key.public_key()),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(
      to_hex(empty_key.sign({})),
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
      "1cf9b46bd25bf5f0595bbe24655141438e7a100b");
  const auto key = Ed25519Key::from_seed(
      hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  EXPECT_EQ(
      to_hex(key.sign(hex("72"))),
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
      "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST(Ed25519, GeneratedKeyIsTheRandomSeedAndVerifiesItsOwnSignatures) {
  SeededRandom random(8032);
  SeededRandom same(8032);
  const auto key = Ed25519Key::generate(random);
  Bytes seed(32);
  same.fill(seed);
  EXPECT_TRUE(equal(key.seed(), seed));
  const auto other = Ed25519Key::generate(random);
  EXPECT_NE(key.public_key(), other.public_key());
  const auto message = as_bytes("recorded");
  const auto signature = key.sign(message);
  EXPECT_TRUE(ed25519_verify(key.public_key(), message, signature));
  EXPECT_FALSE(ed25519_verify(other.public_key(), message, signature));
  EXPECT_FALSE(ed25519_verify(key.public_key(), as_bytes("Recorded"), signature));
  EXPECT_FALSE(ed25519_verify(key.public_key(), message, ByteView(signature).subspan(1)));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    auto damaged = signature;
    damaged[i] ^= 0x10;
    EXPECT_FALSE(ed25519_verify(key.public_key(), message, damaged)) << i;
  }
}

}  // namespace
}  // namespace tally::test
