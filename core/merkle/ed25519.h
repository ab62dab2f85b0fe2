// Ed25519 signatures (RFC 8032, pure) by OpenSSL. Safe from any thread.
#pragma once

#include <array>
#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/random.h"

namespace tally {

using Ed25519PublicKey = std::array<std::uint8_t, 32>;
using Ed25519Signature = std::array<std::uint8_t, 64>;

// The private key is its 32-byte seed (RFC 8032, section 5.1.5), wiped from memory when dropped.
class Ed25519Key {
 public:
  // A new key of 32 bytes of `random`.
  static Ed25519Key generate(Random& random);
  // `seed` is 32 bytes.
  static Ed25519Key from_seed(ByteView seed);
  ~Ed25519Key();
  Ed25519Key(const Ed25519Key&) = default;
  Ed25519Key& operator=(const Ed25519Key&) = default;

  const Ed25519PublicKey& public_key() const { return public_key_; }
  ByteView seed() const { return seed_; }  // Secret.

  // Deterministic: the same message always gives the same signature.
  Ed25519Signature sign(ByteView message) const;

 private:
  Ed25519Key() = default;

  std::array<std::uint8_t, 32> seed_{};
  Ed25519PublicKey public_key_{};
};

// False for a wrong signature, a wrong length, or bytes that are no point of the curve.
bool ed25519_verify(const Ed25519PublicKey& key, ByteView message, ByteView signature);

}  // namespace tally
