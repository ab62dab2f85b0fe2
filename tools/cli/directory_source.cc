#include <thread>

#include "core/ledger/directory.h"
#include "core/merkle/hash.h"
#include "projections/views_file.h"
#include "server/context.h"
#include "server/ledger_answers.h"
#include "server/read_page.h"
#include "tools/cli/source.h"
#include "tools/cli/version.h"

namespace tally::cli {
namespace {

// A ledger's directory, answered without a server. Nothing is written.
class DirectorySource final : public Source {
 public:
  explicit DirectorySource(std::unique_ptr<LedgerDirectory> directory)
      : directory_(std::move(directory)),
        views_file_(system_disk(), directory_->path(), ledger().identity().origin) {
    views_file_.look(head(), roots());
  }

  Result<protocol::ReadReply> read(const protocol::ReadRequest& request) override {
    return server::read_page(ledger(), request, {});
  }

  Result<protocol::ViewReply> view(const protocol::ViewRequest& request) override {
    TALLY_ASSIGN(const auto known, server::known_size(ledger(), request.known));
    if (projections_.folded() == TreeSize{}) {
      views_file_.load(projections_, head(), roots(),
                       std::max(1u, std::thread::hardware_concurrency()));
    }
    TALLY_TRY(projections_.catch_up(ledger().store(), head()));
    return server::view_reply(ledger(), projections_, request, known);
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
    return server::consistency_reply(ledger(), older, newer);
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
    auto reply = server::status_reply(state, projections_);
    reply.server = "tally " + std::string(kVersion) + " (offline)";
    reply.verifier_key = directory_->verifier_key();
    reply.read_only_reason = "a directory is read only offline";
    reply.warnings = state.warnings;
    for (const auto& note : directory_->report().notes) reply.warnings.push_back(note);
    for (const auto& note : views_file_.notes()) reply.warnings.push_back(note);
    return reply;
  }

  Result<protocol::Limits> limits() override { return server::default_limits(ledger().limits()); }
  LedgerDirectory* directory() override { return directory_.get(); }

 private:
  Ledger& ledger() { return directory_->ledger(); }
  ViewsFile::RootAt roots() {
    return [this](TreeSize size) { return ledger().root_at(size); };
  }
  TreeSize head() { return ledger().store().last_commit().size; }

  std::unique_ptr<LedgerDirectory> directory_;
  ViewsFile views_file_;
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
