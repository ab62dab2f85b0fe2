// Where a verb gets its answers: a server (by the client library) or a directory (offline, read
// only). Both speak in the messages of the protocol.
#pragma once

#include <functional>
#include <memory>

#include "core/ledger/append.h"
#include "core/store/open_store.h"
#include "server/protocol/messages_proof.h"
#include "server/protocol/messages_read.h"
#include "server/protocol/messages_session.h"
#include "server/protocol/messages_view.h"

namespace tally {
class Client;
class LedgerDirectory;
}  // namespace tally

namespace tally::cli {

class Source {
 public:
  virtual ~Source() = default;
  virtual Result<protocol::ReadReply> read(const protocol::ReadRequest& request) = 0;
  virtual Result<protocol::ViewReply> view(const protocol::ViewRequest& request) = 0;
  virtual Result<LookupAnswer> lookup(const EventId& id) = 0;
  virtual Result<protocol::InclusionProof> prove_inclusion(Position position,
                                                           std::optional<TreeSize> size) = 0;
  virtual Result<protocol::ConsistencyProof> prove_consistency(TreeSize older,
                                                               std::optional<TreeSize> newer) = 0;
  // A server signs its durable head when `fresh`; a directory gives the last one signed.
  virtual Result<protocol::CheckpointReply> checkpoint(bool fresh) = 0;
  virtual Result<protocol::StatusReply> status() = 0;
  virtual Result<protocol::Limits> limits() = 0;

  // The one that there is; the other is null.
  virtual Client* client() { return nullptr; }
  virtual LedgerDirectory* directory() { return nullptr; }
};

// "HOST:PORT", "HOST" or ":PORT". `invalid`, field "server"; `io`, field "connect".
Result<std::unique_ptr<Source>> connect_source(const std::string& server);
// Opens the directory for reading, beside a live server or without one.
Result<std::unique_ptr<Source>> open_source(const StoreOpener& opener,
                                            const std::string& directory);

// Page by page until the end, request.to, or `each` returns false.
Result<void> read_all(Source& source, protocol::ReadRequest request,
                      const std::function<bool(const protocol::RawRecord&)>& each);

}  // namespace tally::cli
