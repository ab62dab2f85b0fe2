// The sections of the snapshot of the facts, as bytes (FORMAT.md).
#pragma once

#include <optional>

#include "core/rules/rules.h"
#include "projections/decoding.h"

namespace tally {

Bytes encode_identity(const std::optional<LedgerIdentity>& identity);
Result<std::optional<LedgerIdentity>> decode_identity(ByteView bytes);

Bytes encode_facts(const FactPart& part);
// Into an empty part, of no use after an error (`invalid`, with the field). `size`: of the events
// that the facts were made of.
Result<void> decode_facts(ByteView bytes, TreeSize size, FactPart& part);

}  // namespace tally
