#include "core/ledger/directory.h"
#include "core/merkle/hash.h"
#include "projections/projections.h"
#include "server/context.h"
#include "server/read_page.h"
#include "tools/cli/source.h"
#include "tools/cli/version.h"

namespace tally::cli {
namespace {

// A ledger's directory, answered without a server. Nothing is written.
class DirectorySource final : public Source {
 public:
  explicit DirectorySource(std::unique_ptr<LedgerDirectory> directory)
      : directory_(std::move(directory)) {}

  Result<protocol::ReadReply> read(const protocol::ReadRequest& request) override {
    return server::read_page(ledger(), request, {});
  }

  Result<protocol::ViewReply> view(const protocol::ViewRequest& request) override {
    ViewQuery query;
    TALLY_ASSIGN(query.cut.known, known_size(request.known));
    query.cut.effective = request.effective.value_or(ledger().today());
    query.list = request.list;
    query.project = request.project;
    if (request.year) query.year = *request.year;
    query.with_positions = request.with_positions;
    TALLY_TRY(projections_.catch_up(ledger().store(), head()));
    TALLY_ASSIGN(const auto result, projections_.view(request.view, query, [this](TreeSize size) {
      return ledger().root_at(size);
    }));
    protocol::ViewReply reply;
    reply.view = result.view;
    reply.version = result.version;
    reply.effective = result.cut.effective;
    reply.known = result.cut.known;
    reply.root = result.root;
    reply.state_hash = result.state_hash;
    reply.sample = result.sample;
    reply.rows = static_cast<std::uint32_t>(result.rows.size());
    reply.json = to_json_text(view_json(result, request.with_positions));
    return reply;
  }

  Result<LookupAnswer> lookup(const EventId& id) override { return ledger().lookup(id); }

  Result<protocol::InclusionProof> prove_inclusion(Position position,
                                                   std::optional<TreeSize> size) override {
    protocol::InclusionProof proof;
    proof.position = position;
    proof.size = size.value_or(head());
    TALLY_ASSIGN(proof.root, ledger().root_at(proof.size));
    TALLY_ASSIGN(proof.path, ledger().inclusion_proof(position, proof.size));
    TALLY_ASSIGN(const auto page,
                 ledger().store().read(position, Direction::forward, {.records_max = 1}));
    if (page.records.empty()) return invalid("position", "is beyond the end");
    proof.leaf = leaf_hash(page.records[0].header);
    return proof;
  }

  Result<protocol::ConsistencyProof> prove_consistency(TreeSize older,
                                                       std::optional<TreeSize> newer) override {
    protocol::ConsistencyProof proof;
    proof.older = older;
    proof.newer = newer.value_or(head());
    TALLY_ASSIGN(proof.older_root, ledger().root_at(proof.older));
    TALLY_ASSIGN(proof.newer_root, ledger().root_at(proof.newer));
    TALLY_ASSIGN(proof.path, ledger().consistency_proof(proof.older, proof.newer));
    return proof;
  }

  Result<protocol::CheckpointReply> checkpoint(bool) override {
    TALLY_ASSIGN(const auto text, directory_->last_checkpoint());
    if (!text) {
      return Error(ErrorCode::not_found, "no checkpoint has been signed yet", "checkpoint");
    }
    return protocol::CheckpointReply{*text, directory_->verifier_key()};
  }

  Result<protocol::StatusReply> status() override {
    const auto state = ledger().status();
    protocol::StatusReply reply;
    reply.server = "tally " + std::string(kVersion) + " (offline)";
    reply.origin = state.identity.origin;
    reply.suite = state.identity.suite;
    reply.currency = state.identity.currency.code();
    reply.zone = state.identity.zone;
    reply.sample = state.identity.sample;
    reply.operator_id = state.identity.operator_id;
    reply.head = state.head.size;
    reply.root = state.head.root;
    reply.verifier_key = directory_->verifier_key();
    reply.identity = "asserted";
    reply.read_only_reason = "a directory is read only offline";
    for (auto& view : projections_.status()) {
      reply.views.push_back(
          {std::move(view.name), view.version, view.position, std::move(view.state)});
    }
    reply.warnings = state.warnings;
    for (const auto& note : directory_->report().notes) reply.warnings.push_back(note);
    return reply;
  }

  Result<protocol::Limits> limits() override { return server::default_limits(ledger().limits()); }
  LedgerDirectory* directory() override { return directory_.get(); }

 private:
  Ledger& ledger() { return directory_->ledger(); }
  TreeSize head() { return ledger().store().last_commit().size; }

  Result<TreeSize> known_size(const protocol::Known& known) {
    switch (known.kind) {
      case protocol::Known::Kind::head:
        return head();
      case protocol::Known::Kind::size:
        if (known.size > head()) {
          return invalid("known", "is beyond the " + std::to_string(head().value) + " events here");
        }
        return known.size;
      case protocol::Known::Kind::day:
        return ledger().size_known_on(known.day);
      case protocol::Known::Kind::instant:
        return ledger().size_known_at(known.instant);
    }
    return head();
  }

  std::unique_ptr<LedgerDirectory> directory_;
  Projections projections_;
};

}  // namespace

Result<std::unique_ptr<Source>> open_source(const StoreOpener& opener,
                                            const std::string& directory) {
  static SystemClock clock;
  static SystemRandom random;
  TALLY_ASSIGN(auto opened, LedgerDirectory::open(system_disk(), clock, random, opener, directory,
                                                  DirectoryAccess::read_only));
  return std::unique_ptr<Source>(std::make_unique<DirectorySource>(std::move(opened)));
}

}  // namespace tally::cli
