// C2SP tlog-checkpoints (c2sp.org/tlog-checkpoint): the size and root of a tree, signed by the
// log's key. FORMAT.md holds the grammar and what a checkpoint can and cannot show (contracts C5).
//
// Form errors are `invalid` with field "checkpoint"; a missing or wrong signature is `corrupt` with
// rule "bad_signature". Pure functions, safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/merkle/hash.h"
#include "core/merkle/note.h"

namespace tally {

struct Checkpoint {
  std::string origin;      // Who is logging: also the name of the signing key.
  std::uint64_t size = 0;  // Leaves.
  Hash root;
  std::vector<std::string> extensions;  // Opaque lines, kept as they are; ours has none.

  bool operator==(const Checkpoint&) const = default;
};

inline constexpr std::size_t kOriginBytesMax = 255;

// What we accept as the origin of a new ledger: a schema-less URL such as "example.org/tally/2026":
// a host of letters, digits, '.' and '-', an optional port, then an optional path of unreserved
// characters and %XX. No spaces, no '+', at most 255 bytes. `invalid`, field "origin".
Result<void> check_origin(std::string_view origin);

// The note text, three lines and the extensions. The checkpoint's origin and extensions must be
// non-empty lines of UTF-8 (a programmer error otherwise).
std::string checkpoint_body(const Checkpoint& checkpoint);

// Strict: checkpoint_body(parse_checkpoint_body(x)) is x. Origins of other logs are not held to
// check_origin, as the specification asks.
Result<Checkpoint> parse_checkpoint_body(std::string_view body);

// The signed text. `invalid`, field "checkpoint", if the origin is not the signer's name or a line
// is not fit to sign.
Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& signer);

// The checkpoint in a signed text, if this key has signed it and its name is the origin.
Result<Checkpoint> open_checkpoint(std::string_view text, const NoteVerifier& verifier);

}  // namespace tally
