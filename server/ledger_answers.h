// What a ledger answers in the messages of the protocol, whoever asks: a server's handlers, and the
// command line that reads a directory offline. Any thread.
#pragma once

#include "core/ledger/ledger.h"
#include "projections/projections.h"
#include "server/protocol/messages_proof.h"
#include "server/protocol/messages_view.h"

namespace tally::server {

// K as a size; the default is the durable head. `invalid`, field "known", beyond it.
Result<TreeSize> known_size(const Ledger& ledger, const protocol::Known& known);

// The view at the request's E (default: the ledger's today) and at `known`, which must be folded.
Result<protocol::ViewReply> view_reply(const Ledger& ledger, const Projections& projections,
                                       const protocol::ViewRequest& request, TreeSize known);

Result<protocol::ConsistencyProof> consistency_reply(const Ledger& ledger, TreeSize older,
                                                     std::optional<TreeSize> newer);

// Origin, identity, head and views; the rest is for the caller to fill in.
protocol::StatusReply status_reply(const LedgerStatus& status, const Projections& projections);

}  // namespace tally::server
