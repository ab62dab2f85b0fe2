#include "tools/cli/source.h"

#include <charconv>

#include "server/client/client.h"

namespace tally::cli {
namespace {

class ServerSource final : public Source {
 public:
  explicit ServerSource(Client client) : client_(std::move(client)) {}

  Result<protocol::ReadReply> read(const protocol::ReadRequest& request) override {
    return client_.read(request);
  }
  Result<protocol::ViewReply> view(const protocol::ViewRequest& request) override {
    return client_.view(request);
  }
  Result<LookupAnswer> lookup(const EventId& id) override { return client_.lookup(id); }
  Result<protocol::InclusionProof> prove_inclusion(Position position,
                                                   std::optional<TreeSize> size) override {
    return client_.prove_inclusion(position, size);
  }
  Result<protocol::ConsistencyProof> prove_consistency(TreeSize older,
                                                       std::optional<TreeSize> newer) override {
    return client_.prove_consistency(older, newer);
  }
  Result<protocol::CheckpointReply> checkpoint(bool fresh) override {
    return client_.checkpoint(fresh);
  }
  Result<protocol::StatusReply> status() override { return client_.status(); }
  Result<protocol::Limits> limits() override { return client_.limits(); }
  Client* client() override { return &client_; }

 private:
  Client client_;
};

}  // namespace

Result<std::unique_ptr<Source>> connect_source(const std::string& server) {
  ClientOptions options;
  options.name = "tally";
  std::string host = server;
  if (const auto colon = server.find_last_of(':'); colon != std::string::npos) {
    host = server.substr(0, colon);
    const char* end = server.data() + server.size();
    const auto read = std::from_chars(server.data() + colon + 1, end, options.port);
    if (read.ec != std::errc() || read.ptr != end || options.port == 0) {
      return invalid("server", "must be HOST:PORT with a port from 1 to 65535");
    }
  }
  if (!host.empty()) options.host = host;
  TALLY_ASSIGN(auto client, Client::connect(options));
  return std::unique_ptr<Source>(std::make_unique<ServerSource>(std::move(client)));
}

Result<void> read_all(Source& source, protocol::ReadRequest request,
                      const std::function<bool(const protocol::RawRecord&)>& each) {
  for (;;) {
    TALLY_ASSIGN(const auto page, source.read(request));
    for (const auto& record : page.records) {
      if (!each(record)) return {};
    }
    if (!page.next) return {};
    request.from = *page.next;
  }
}

}  // namespace tally::cli
