#include "core/merkle/checkpoint.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/merkle/frontier.h"
#include "core/merkle/tree.h"
#include "core/merkle/verify.h"
#include "tests/core/merkle/slow_tree.h"
#include "tests/support/fixed_sources.h"
#include "tests/support/test_data.h"

namespace tally::test {
namespace {

const std::string kOrigin = "example.org/ledger/2026";

class CheckpointTest : public ::testing::Test {
 protected:
  static NoteSigner key(const std::string& name, std::uint64_t seed) {
    SeededRandom random(seed);
    return NoteSigner::generate(name, random).value();
  }
  std::string signed_text() const { return sign_checkpoint(checkpoint_, signer_).value(); }

  NoteSigner signer_ = key(kOrigin, 5);
  Checkpoint checkpoint_{kOrigin, 1234, sha256(as_bytes("root")), {}};
};

TEST_F(CheckpointTest, BodyIsThreeLines) {
  EXPECT_EQ(checkpoint_body(checkpoint_), kOrigin +
                                              "\n1234\n"
                                              "SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=\n");
}

TEST_F(CheckpointTest, SignedCheckpointOpensToItself) {
  EXPECT_EQ(open_checkpoint(signed_text(), signer_.verifier()).value(), checkpoint_);
  checkpoint_.extensions = {"opaque", "two words"};
  EXPECT_EQ(open_checkpoint(signed_text(), signer_.verifier()).value(), checkpoint_);
  checkpoint_.size = ~std::uint64_t{0};
  EXPECT_EQ(open_checkpoint(signed_text(), signer_.verifier()).value(), checkpoint_);
}

TEST_F(CheckpointTest, EveryDamagedByteIsNoticed) {
  const std::string good = signed_text();
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const int bit : {0, 1, 5, 7}) {
      std::string damaged = good;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      const auto result = open_checkpoint(damaged, signer_.verifier());
      ASSERT_FALSE(result.ok()) << i << " bit " << bit;
      const Error& error = result.error();
      if (error.code == ErrorCode::invalid) {
        EXPECT_EQ(error.field, "checkpoint");
      } else {
        EXPECT_EQ(error.code, ErrorCode::corrupt);
        EXPECT_EQ(error.rule, "bad_signature");
      }
    }
  }
}

TEST_F(CheckpointTest, EveryCutIsNoticed) {
  const std::string good = signed_text();
  for (std::size_t n = 0; n < good.size(); ++n) {
    EXPECT_FALSE(open_checkpoint(good.substr(0, n), signer_.verifier()).ok()) << n;
  }
}

TEST_F(CheckpointTest, AnotherKeyOfTheSameNameIsABadSignature) {
  const auto other = key(kOrigin, 6);
  const auto result = open_checkpoint(signed_text(), other.verifier());
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::corrupt);
  EXPECT_EQ(result.error().rule, "bad_signature");
}

TEST_F(CheckpointTest, WitnessSignaturesAreIgnored) {
  const auto witness = key("witness.example", 7);
  const auto text = sign_note(checkpoint_body(checkpoint_), {&witness, &signer_}).value();
  EXPECT_EQ(open_checkpoint(text, signer_.verifier()).value(), checkpoint_);
}

TEST_F(CheckpointTest, OriginMustBeTheNameOfTheKey) {
  const auto other = key("example.org/other", 7);
  EXPECT_EQ(sign_checkpoint(checkpoint_, other).error().field, "checkpoint");
  const auto text = sign_note(checkpoint_body(checkpoint_), {&other}).value();
  EXPECT_EQ(open_checkpoint(text, other.verifier()).error().field, "checkpoint");
}

TEST_F(CheckpointTest, LinesThatWouldBreakTheTextAreNotSigned) {
  for (const char* bad : {"", "two\nlines", "tab\t", "\xff"}) {
    checkpoint_.extensions = {bad};
    EXPECT_EQ(sign_checkpoint(checkpoint_, signer_).error().field, "checkpoint") << bad;
  }
}

TEST_F(CheckpointTest, OtherFormsOfTheBodyAreRefused) {
  const std::string hash = to_base64(checkpoint_.root.view());
  ASSERT_TRUE(parse_checkpoint_body("o\n0\n" + hash + "\n").ok());
  ASSERT_TRUE(parse_checkpoint_body("o\n18446744073709551615\n" + hash + "\nx\n").ok());
  std::string loose = hash;  // The same 32 bytes for a decoder that ignores unused bits.
  loose[42] = static_cast<char>(loose[42] + 1);
  for (const std::string& bad : std::vector<std::string>{"",
                                                         "\n",
                                                         "o\n1\n" + hash,
                                                         "o\n01\n" + hash + "\n",
                                                         "o\n00\n" + hash + "\n",
                                                         "o\n-1\n" + hash + "\n",
                                                         "o\n+1\n" + hash + "\n",
                                                         "o\n 1\n" + hash + "\n",
                                                         "o\n1 \n" + hash + "\n",
                                                         "o\n0x1\n" + hash + "\n",
                                                         "o\n\n" + hash + "\n",
                                                         "o\n18446744073709551616\n" + hash + "\n",
                                                         "\n1\n" + hash + "\n",
                                                         "o\n1\n\n",
                                                         "o\n1\n",
                                                         "o\n1\n" + hash.substr(0, 40) + "\n",
                                                         "o\n1\n" + hash + " \n",
                                                         "o\n1\n" + hash + "\n\n",
                                                         "o\n1\n" + hash + "\n\nx\n",
                                                         "o\r\n1\n" + hash + "\n",
                                                         "o\n1\n" + loose + "\n",
                                                         "\xff\n1\n" + hash + "\n"}) {
    const auto result = parse_checkpoint_body(bad);
    ASSERT_FALSE(result.ok()) << bad;
    EXPECT_EQ(result.error().code, ErrorCode::invalid);
    EXPECT_EQ(result.error().field, "checkpoint");
  }
}

TEST(Origin, IsASchemaLessUrl) {
  for (const char* good : {"example.org", "example.org/ledger", "localhost:7007/a/b",
                           "city-01.example/tally/2026~a_b.c", "example.org/%E5%B8%90"}) {
    EXPECT_TRUE(check_origin(good).ok()) << good;
  }
  for (const char* bad :
       {"", "https://example.org", "example.org/", "/ledger", "example.org//a", "example.org/a b",
        "example.org/a+b", "exa+mple.org", "example.org/a\n", "example.org/%4", "example.org/%zz",
        "example.org/\xe5\xb8\x90", "example.org:/a", "example.org:http/a", "example.org/a?b",
        "example.org/a\xc2\xa0", "-example.org", "a@example.org"}) {
    const auto result = check_origin(bad);
    ASSERT_FALSE(result.ok()) << bad;
    EXPECT_EQ(result.error().field, "origin");
  }
  EXPECT_FALSE(check_origin("example.org/" + std::string(300, 'a')).ok());
}

// A whole public log of 15 entries by another implementation, with the checkpoint of every size.
class TesseraLog : public ::testing::Test {
 protected:
  static std::string text(const std::string& name) {
    return read_text(data_path("tessera-testlog/testdata/log/" + name));
  }
  NoteVerifier verifier_ =
      NoteVerifier::parse(
          "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")
          .value();
};

TEST_F(TesseraLog, EveryCheckpointOpensAndIsTheRootOfItsLeaves) {
  TALLY_NEEDS_DATA("tessera-testlog");
  const std::string entries = text("tile/entries/000.p/15");
  const std::string tile = text("tile/0/000.p/15");
  ASSERT_EQ(tile.size(), 15u * 32);
  Tree tree;
  std::vector<Hash> roots;
  std::size_t at = 0;
  for (std::uint64_t size = 0; size <= 15; ++size) {
    const auto checkpoint = open_checkpoint(text("checkpoint." + std::to_string(size)), verifier_);
    ASSERT_TRUE(checkpoint.ok()) << size << ": " << checkpoint.error().to_string();
    EXPECT_EQ(checkpoint->origin, "example.com/log/testdata");
    EXPECT_EQ(checkpoint->size, size);
    EXPECT_EQ(checkpoint->root, tree.root()) << size;
    EXPECT_TRUE(checkpoint->extensions.empty());
    roots.push_back(checkpoint->root);
    if (size == 15) break;
    // Entries stand in the bundle behind their big-endian 16-bit length.
    const auto raw = as_bytes(entries);
    const std::size_t length = static_cast<std::size_t>(raw[at]) << 8 | raw[at + 1];
    const Hash leaf = leaf_hash(raw.subspan(at + 2, length));
    at += 2 + length;
    EXPECT_TRUE(equal(leaf.view(), as_bytes(tile).subspan(size * 32, 32))) << size;
    tree.append(leaf);
  }
  EXPECT_EQ(at, entries.size());
  const ListedLeaves none({});
  for (std::size_t older = 1; older <= 15; ++older) {
    for (std::size_t newer = older; newer <= 15; ++newer) {
      const auto proof = tree.consistency_proof(older, newer, none).value();
      EXPECT_TRUE(verify_consistency(older, newer, proof, roots[older], roots[newer]).ok());
    }
  }
}

TEST_F(TesseraLog, LatestCheckpointIsThatOfSize15) {
  TALLY_NEEDS_DATA("tessera-testlog");
  EXPECT_EQ(text("checkpoint"), text("checkpoint.15"));
  EXPECT_EQ(open_checkpoint(text("checkpoint"), verifier_)->size, 15u);
}

// FORMAT.md shows these very lines.
TEST(WorkedExample, IsWhatFormatMdShows) {
  Bytes seed(32);
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(i);
  class Fixed final : public Random {
   public:
    explicit Fixed(Bytes bytes) : bytes_(std::move(bytes)) {}
    void fill(std::span<std::uint8_t> to) override {
      std::copy_n(bytes_.begin(), to.size(), to.begin());
    }
    Bytes bytes_;
  } random(seed);
  const auto signer = NoteSigner::generate("example.org/ledger", random).value();
  Frontier frontier;
  std::vector<Hash> leaves;
  for (const char* entry : {"one", "two", "three"}) {
    leaves.push_back(leaf_hash(as_bytes(entry)));
    frontier.append(leaves.back());
  }
  const auto text = sign_checkpoint({"example.org/ledger", 3, frontier.root(), {}}, signer).value();
  const auto format = read_text(test::source_path("core/merkle/FORMAT.md"));
  for (const std::string& shown :
       {text, signer.verifier().line(), signer.private_text(), to_hex(leaves[0].view()),
        to_hex(leaves[1].view()), to_hex(leaves[2].view()),
        to_hex(node_hash(leaves[0], leaves[1]).view()), to_hex(frontier.root().view())}) {
    EXPECT_NE(format.find(shown), std::string::npos) << shown;
  }
}

}  // namespace
}  // namespace tally::test
