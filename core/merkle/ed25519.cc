#include "core/merkle/ed25519.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "core/base/check.h"

namespace tally {
namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using EvpKey = std::unique_ptr<EVP_PKEY, FreeKey>;
using EvpContext = std::unique_ptr<EVP_MD_CTX, FreeContext>;

EvpKey private_key(ByteView seed) {
  EvpKey key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  TALLY_CHECK(key != nullptr);
  return key;
}

}  // namespace

Ed25519Key Ed25519Key::generate(Random& random) {
  std::array<std::uint8_t, 32> seed{};
  random.fill(seed);
  Ed25519Key key = from_seed(seed);
  OPENSSL_cleanse(seed.data(), seed.size());
  return key;
}

Ed25519Key Ed25519Key::from_seed(ByteView seed) {
  Ed25519Key key;
  TALLY_CHECK(seed.size() == key.seed_.size());
  std::copy(seed.begin(), seed.end(), key.seed_.begin());
  std::size_t size = key.public_key_.size();
  const EvpKey evp = private_key(seed);
  TALLY_CHECK(EVP_PKEY_get_raw_public_key(evp.get(), key.public_key_.data(), &size) == 1);
  TALLY_CHECK(size == key.public_key_.size());
  return key;
}

Ed25519Key::~Ed25519Key() { OPENSSL_cleanse(seed_.data(), seed_.size()); }

Ed25519Signature Ed25519Key::sign(ByteView message) const {
  const EvpKey evp = private_key(seed_);
  const EvpContext context(EVP_MD_CTX_new());
  TALLY_CHECK(context != nullptr);
  TALLY_CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, evp.get()) == 1);
  Ed25519Signature signature{};
  std::size_t size = signature.size();
  TALLY_CHECK(
      EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) == 1);
  TALLY_CHECK(size == signature.size());
  return signature;
}

bool ed25519_verify(const Ed25519PublicKey& key, ByteView message, ByteView signature) {
  if (signature.size() != std::tuple_size_v<Ed25519Signature>) return false;
  const EvpKey evp(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
  const EvpContext context(EVP_MD_CTX_new());
  TALLY_CHECK(evp != nullptr && context != nullptr);
  TALLY_CHECK(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, evp.get()) == 1);
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

}  // namespace tally
