// A proof in one file, made by `prove` and checked by `check` without the ledger.
#pragma once

#include "core/base/result.h"
#include "core/codec/json.h"
#include "server/protocol/messages_proof.h"

namespace tally::cli {

// {"proof":"inclusion","position","size","root","leaf_hash","path","header","checkpoint",
//  "verifier_key"}
Json inclusion_json(const protocol::InclusionProof& proof, ByteView header,
                    const protocol::CheckpointReply& checkpoint);
// {"proof":"consistency","older","older_root","newer","newer_root","path"}
Json consistency_json(const protocol::ConsistencyProof& proof);

// What a checked proof shows, in words; an error when it does not hold. `verifier_key` is the
// reader's own; empty: the one in the file is believed, and the answer says so.
struct CheckedProof {
  std::string shown;
  std::vector<std::string> not_checked;
};
Result<CheckedProof> check_proof(const Json& proof, const std::string& verifier_key);

}  // namespace tally::cli
