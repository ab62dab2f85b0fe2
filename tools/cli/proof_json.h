// A proof in one file, made by `prove` and checked by `check` without the ledger.
#pragma once

#include "core/base/result.h"
#include "core/codec/json.h"
#include "core/merkle/note.h"
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

// The members that all proofs are made of. `invalid` with the member's name.
Json path_json(const std::vector<Hash>& path);
Result<std::string> text_in(const Json& json, std::string_view name);
Result<std::uint64_t> number_in(const Json& json, std::string_view name);
Result<Hash> hash_in(const Json& json, std::string_view name);
Result<std::vector<Hash>> path_in(const Json& json);
// The key to check signatures with: the reader's own, or else the file's, which is then noted as
// not checked.
Result<NoteVerifier> verifier_for(const Json& proof, const std::string& own_key,
                                  CheckedProof& checked);

}  // namespace tally::cli
