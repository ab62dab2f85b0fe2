// CRC-32C and SHA-256 against published vectors.
#include <gtest/gtest.h>

#include "core/base/crc32c.h"
#include "core/base/hex.h"
#include "core/base/sha256.h"
#include "tests/support/fixed_sources.h"

namespace tally {
namespace {

TEST(Crc32c, VectorsOfRfc3720) {
  Bytes rising(32);
  for (std::size_t i = 0; i < rising.size(); ++i) rising[i] = static_cast<std::uint8_t>(i);
  const Bytes falling(rising.rbegin(), rising.rend());
  EXPECT_EQ(crc32c(Bytes(32, 0x00)), 0x8a9136aau);
  EXPECT_EQ(crc32c(Bytes(32, 0xff)), 0x62a8ab43u);
  EXPECT_EQ(crc32c(rising), 0x46dd794eu);
  EXPECT_EQ(crc32c(falling), 0x113fdb5cu);
  EXPECT_EQ(crc32c(as_bytes("123456789")), 0xe3069283u);
  EXPECT_EQ(crc32c({}), 0u);
}

TEST(Crc32c, TheTableAgreesWithTheMachine) {
  constexpr std::uint64_t kSeed = 3;
  test::SeededRandom random(kSeed);
  Bytes bytes(300);
  random.fill(bytes);
  for (std::size_t from = 0; from < 9; ++from) {
    for (std::size_t size = 0; from + size <= bytes.size(); ++size) {
      const auto part = ByteView(bytes).subspan(from, size);
      const auto seed = static_cast<std::uint32_t>(random.next());
      ASSERT_EQ(crc32c(part, seed), detail::crc32c_portable(part, seed))
          << "seed " << kSeed << " from " << from << " size " << size;
    }
  }
}

TEST(Crc32c, PiecesChain) {
  const auto whole = as_bytes("certified progress of contract C-2025-001");
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    EXPECT_EQ(crc32c(whole.subspan(cut), crc32c(whole.first(cut))), crc32c(whole));
  }
}

TEST(Crc32c, EverySingleBitCounts) {
  Bytes bytes = to_owned(as_bytes("0123456789abcdef!"));
  const auto before = crc32c(bytes);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1u << bit % 8));
    EXPECT_NE(crc32c(bytes), before);
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1u << bit % 8));
  }
}

TEST(Sha256, VectorsOfFips180) {
  const auto hex = [](std::string_view text) { return to_hex(sha256(as_bytes(text)).view()); };
  EXPECT_EQ(hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PartsAndPiecesAreOneString) {
  const auto whole = as_bytes("tallystick/payload/v1\n and what follows it");
  Sha256 pieces;
  for (const auto& byte : whole) pieces.update({&byte, 1});
  EXPECT_EQ(pieces.finish(), sha256(whole));
  EXPECT_EQ(sha256({whole.first(5), {}, whole.subspan(5)}), sha256(whole));
}

}  // namespace
}  // namespace tally
