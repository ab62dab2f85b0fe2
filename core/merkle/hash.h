// The hashes of an RFC 6962 Merkle tree (section 2.1). FORMAT.md draws them.
// Pure functions, safe from any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/sha256.h"

namespace tally {

// SHA-256(0x00 || entry): the prefix keeps a leaf from being passed off as an inner node.
Hash leaf_hash(ByteView entry);

// SHA-256(0x01 || left || right).
Hash node_hash(const Hash& left, const Hash& right);

// The root of the tree without leaves: SHA-256 of nothing.
Hash empty_root();

}  // namespace tally
