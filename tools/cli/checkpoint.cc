#include "core/merkle/checkpoint.h"

#include "core/base/file.h"
#include "core/base/hex.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

class CheckpointVerb final : public Verb {
 public:
  std::string_view name() const override { return "checkpoint"; }
  Label summary() const override {
    return {"签发或显示日志检查点", "sign and show the log checkpoint"};
  }
  std::string_view example() const override {
    return "  tally checkpoint > 2025-09-30.checkpoint      keep it where others can see it";
  }
  void declare(CLI::App&) override {}
  int run(const Context& context) override {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      TALLY_ASSIGN(const auto reply, source.checkpoint(true));
      if (context.format == Format::table || context.format == Format::csv) {
        print(reply.text);
        return kOk;
      }
      TALLY_ASSIGN(const auto verifier, NoteVerifier::parse(reply.verifier_key));
      TALLY_ASSIGN(const auto checkpoint, open_checkpoint(reply.text, verifier));
      Json json;
      json.set("origin", checkpoint.origin).set("size", checkpoint.size);
      json.set("root", to_hex(checkpoint.root.view()));
      json.set("checkpoint", reply.text).set("verifier_key", reply.verifier_key);
      print_line(to_json_text(json));
      return kOk;
    });
  }
};

}  // namespace

std::unique_ptr<Verb> checkpoint_verb() { return std::make_unique<CheckpointVerb>(); }

}  // namespace tally::cli
