// The one-shot EVP calls allocate for every hash; the low-level ones do not and
// use the same SHA extensions. They are deprecated as an interface, not as code.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "core/base/sha256.h"

#include <openssl/sha.h>

#include <new>

#include "core/base/check.h"

namespace tally {
namespace {

SHA256_CTX* context_of(std::array<std::uint8_t, 128>& room) {
  static_assert(sizeof(SHA256_CTX) <= 128);
  return std::launder(reinterpret_cast<SHA256_CTX*>(room.data()));
}

}  // namespace

Sha256::Sha256() {
  new (context_.data()) SHA256_CTX;
  TALLY_CHECK(SHA256_Init(context_of(context_)) == 1);
}

void Sha256::update(ByteView data) {
  TALLY_CHECK(SHA256_Update(context_of(context_), data.data(), data.size()) == 1);
}

Hash Sha256::finish() {
  Hash hash;
  TALLY_CHECK(SHA256_Final(hash.bytes.data(), context_of(context_)) == 1);
  return hash;
}

Hash sha256(ByteView data) { return sha256({data}); }

Hash sha256(std::initializer_list<ByteView> parts) {
  Sha256 hasher;
  for (const auto part : parts) hasher.update(part);
  return hasher.finish();
}

}  // namespace tally
