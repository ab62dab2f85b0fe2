// SHA-256 (FIPS 180-4) by OpenSSL.
#pragma once

#include <array>
#include <compare>
#include <initializer_list>

#include "core/base/bytes.h"

namespace tally {

struct Hash {
  std::array<std::uint8_t, 32> bytes{};

  auto operator<=>(const Hash&) const = default;
  ByteView view() const { return bytes; }
};

Hash sha256(ByteView data);
// The hash of the parts in order, as though they were one string of bytes.
Hash sha256(std::initializer_list<ByteView> parts);

// Hashes data that arrives in pieces.
class Sha256 {
 public:
  Sha256();
  void update(ByteView data);
  // Ends the computation; the object then takes no more data.
  Hash finish();

 private:
  // Room for OpenSSL's SHA256_CTX, which is not named here to keep its header out.
  alignas(8) std::array<std::uint8_t, 128> context_;
};

}  // namespace tally
