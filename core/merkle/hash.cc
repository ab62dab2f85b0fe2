#include "core/merkle/hash.h"

namespace tally {
namespace {

constexpr std::uint8_t kLeafPrefix[] = {0x00};

}  // namespace

Hash leaf_hash(ByteView entry) { return sha256({ByteView(kLeafPrefix), entry}); }

Hash node_hash(const Hash& left, const Hash& right) {
  // One buffer and one call: this is the hash that a large tree consists of.
  std::array<std::uint8_t, 65> data;
  data[0] = 0x01;
  std::memcpy(data.data() + 1, left.bytes.data(), 32);
  std::memcpy(data.data() + 33, right.bytes.data(), 32);
  return sha256(ByteView(data));
}

Hash empty_root() { return sha256(ByteView()); }

}  // namespace tally
