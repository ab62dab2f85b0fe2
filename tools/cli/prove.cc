#include <charconv>

#include "core/merkle/checkpoint.h"
#include "tools/cli/figure_proof.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

class ProveVerb final : public Verb {
 public:
  std::string_view name() const override { return "prove"; }
  Label summary() const override {
    return {"出具证明：某事件在账，新账含旧账，或某数字由哪些事件得出",
            "prove an event, a figure, or that a ledger contains an earlier one"};
  }
  std::string_view example() const override {
    return "  tally prove 1234 > event-1234.proof.json\n"
           "  tally prove --consistency 1000 --size 20000\n"
           "  tally prove figure pipeline class=completed.count --known then.checkpoint "
           "> completed.proof.json";
  }
  void declare(CLI::App& app) override {
    // Together, so that words are taken in this order.
    auto* group = app.add_option_group("what");
    auto* what = group->add_option("WHAT", what_, "position of an event, or the word figure");
    group->add_option("VIEW", view_, "with figure: " + ViewOptions::view_names());
    group->add_option("FIGURE", figure_,
                      "with figure: CONDITIONS.FIGURE, as tally explain takes it");
    group->add_option("--consistency", older_, "an older tree size")->excludes(what);
    group->require_option(1, 3);
    app.add_option("--size", size_, "the newer tree size (consistency); default: the head");
    options_.declare(app);
    app.add_option("--known", known_,
                   "with figure: K; a checkpoint file goes into the proof as what was published");
    app.add_flag("--complete", complete_,
                 "with figure: carry every event known at K, so that nothing can be left out");
  }
  int run(const Context& context) override {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      TALLY_ASSIGN(const auto proof, prove(source));
      print_line(to_json_text(proof));
      return kOk;
    });
  }

 private:
  Result<Json> prove(Source& source) const {
    if (older_) return consistency(source);
    if (what_ == "figure") {
      if (view_.empty() || figure_.empty()) {
        return invalid("figure",
                       "tally prove figure VIEW FIGURE, for instance: tally prove figure "
                       "pipeline class=completed.count");
      }
      TALLY_ASSIGN(const auto known, parse_known(known_));
      return prove_figure(source, view_, figure_, options_, known, complete_);
    }
    std::uint64_t position = 0;
    const char* end = what_.data() + what_.size();
    const auto read = std::from_chars(what_.data(), end, position);
    if (read.ec != std::errc() || read.ptr != end) {
      return invalid("WHAT", "must be the position of an event, or the word figure");
    }
    return inclusion(source, position);
  }

  // Against the signed checkpoint, so that the file stands on its own.
  static Result<Json> inclusion(Source& source, std::uint64_t position) {
    TALLY_ASSIGN(const auto reply, source.checkpoint(true));
    TALLY_ASSIGN(const auto verifier, NoteVerifier::parse(reply.verifier_key));
    TALLY_ASSIGN(const auto checkpoint, open_checkpoint(reply.text, verifier));
    TALLY_ASSIGN(const auto proof,
                 source.prove_inclusion(Position{position}, TreeSize{checkpoint.size}));
    protocol::ReadRequest request;
    request.from = position;
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

  std::string what_;
  std::optional<std::uint64_t> older_;
  std::optional<std::uint64_t> size_;
  std::string view_;
  std::string figure_;
  ViewOptions options_;
  std::string known_;
  bool complete_ = false;
};

}  // namespace

std::unique_ptr<Verb> prove_verb() { return std::make_unique<ProveVerb>(); }

}  // namespace tally::cli
