// A figure, proven in one file: the figure and its definition, the events behind it with their
// payloads and inclusion proofs, the signed checkpoint, and the proof that the ledger at K is a
// beginning of the one signed. `check` recomputes the figure from the file alone.
//
// What it shows: these events were in the ledger at K, and they give this figure. That no other
// event at K would change it is shown only by a complete proof, which carries every event.
#pragma once

#include "tools/cli/proof_json.h"
#include "tools/cli/view_options.h"

namespace tally::cli {

// {"proof":"figure","view","version","row","figure","value","definition_id","definition",
//  "filters","effective","known_size","root","complete","events":[{"position","header","body",
//  "path"}],"consistency","published_checkpoint","checkpoint","verifier_key"}
// `corrupt`, field "figure": the events behind the row do not give the figure alone; ask for a
// complete one.
Result<Json> prove_figure(Source& source, const std::string& view, const std::string& figure,
                          const ViewOptions& options, const KnownText& known, bool complete);

// As check_proof().
Result<CheckedProof> check_figure(const Json& proof, const std::string& own_key);

}  // namespace tally::cli
