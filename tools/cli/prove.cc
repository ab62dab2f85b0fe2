#include "core/merkle/checkpoint.h"
#include "tools/cli/proof_json.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

class ProveVerb final : public Verb {
 public:
  std::string_view name() const override { return "prove"; }
  Label summary() const override {
    return {"出具证明：某事件在账，或新账含旧账",
            "prove that an event is in the ledger, or that a ledger contains an earlier one"};
  }
  std::string_view example() const override {
    return "  tally prove 1234 > event-1234.proof.json\n"
           "  tally prove --consistency 1000 --size 20000";
  }
  void declare(CLI::App& app) override {
    auto* what = app.add_option_group("what");
    what->add_option("POSITION", position_, "of the event");
    what->add_option("--consistency", older_, "an older tree size");
    what->require_option(1);
    app.add_option("--size", size_, "the newer tree size (consistency); default: the head");
  }
  int run(const Context& context) override {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      TALLY_ASSIGN(const auto proof, older_ ? consistency(source) : inclusion(source));
      print_line(to_json_text(proof));
      return kOk;
    });
  }

 private:
  // Against the signed checkpoint, so that the file stands on its own.
  Result<Json> inclusion(Source& source) const {
    TALLY_ASSIGN(const auto reply, source.checkpoint(true));
    TALLY_ASSIGN(const auto verifier, NoteVerifier::parse(reply.verifier_key));
    TALLY_ASSIGN(const auto checkpoint, open_checkpoint(reply.text, verifier));
    TALLY_ASSIGN(const auto proof,
                 source.prove_inclusion(Position{*position_}, TreeSize{checkpoint.size}));
    protocol::ReadRequest request;
    request.from = *position_;
    request.records_max = 1;
    TALLY_ASSIGN(const auto page, source.read(request));
    if (page.records.empty()) return invalid("POSITION", "is beyond the end");
    return inclusion_json(proof, page.records[0].header, reply);
  }

  Result<Json> consistency(Source& source) const {
    std::optional<TreeSize> newer;
    if (size_) newer = TreeSize{*size_};
    TALLY_ASSIGN(const auto proof, source.prove_consistency(TreeSize{*older_}, newer));
    return consistency_json(proof);
  }

  std::optional<std::uint64_t> position_;
  std::optional<std::uint64_t> older_;
  std::optional<std::uint64_t> size_;
};

}  // namespace

std::unique_ptr<Verb> prove_verb() { return std::make_unique<ProveVerb>(); }

}  // namespace tally::cli
