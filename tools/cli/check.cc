#include "core/base/file.h"
#include "core/merkle/checkpoint.h"
#include "tools/cli/proof_json.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

// A complete proof of a figure carries the whole ledger.
constexpr std::uint64_t kProofBytesMax = std::uint64_t{1} << 30;

class CheckVerb final : public Verb {
 public:
  std::string_view name() const override { return "check"; }
  Label summary() const override {
    return {"离线核对证明或检查点文件", "check a proof or checkpoint file, offline"};
  }
  std::string_view example() const override {
    return "  tally check event-1234.proof.json --key ledger.pub";
  }
  void declare(CLI::App& app) override {
    app.add_option("FILE", file_, "made by tally prove or tally checkpoint")->required();
    app.add_option("--key", key_file_, "verifier key line kept by yourself");
  }
  int run(const Context& context) override {
    const auto checked = check();
    if (!checked.ok()) {
      const int code = fail(context, checked.error());
      return checked.error().field == "version" ? kCannotCheck : code;
    }
    print_line(std::string(context.say("成立：", "holds: ")) + checked->shown);
    for (const auto& what : checked->not_checked) {
      print_line(std::string(context.say("  未核对：", "  not checked: ")) + what);
    }
    return kOk;
  }

 private:
  Result<CheckedProof> check() const {
    TALLY_ASSIGN(const auto bytes, read_file(system_disk(), file_, kProofBytesMax));
    std::string key;
    if (!key_file_.empty()) {
      TALLY_ASSIGN(const auto line, read_file(system_disk(), key_file_, 4096));
      key = std::string(as_text(line));
      while (!key.empty() && key.back() == '\n') key.pop_back();
    }
    if (!bytes.empty() && bytes.front() != '{') return check_checkpoint(as_text(bytes), key);
    TALLY_ASSIGN(const auto json, parse_json(as_text(bytes)));
    return check_proof(json, key);
  }

  static Result<CheckedProof> check_checkpoint(std::string_view text, const std::string& key) {
    if (key.empty()) return invalid("key", "a checkpoint is checked with --key FILE");
    TALLY_ASSIGN(const auto verifier, NoteVerifier::parse(key));
    TALLY_ASSIGN(const auto checkpoint, open_checkpoint(text, verifier));
    CheckedProof checked;
    checked.shown =
        checkpoint.origin + " signed the tree of " + std::to_string(checkpoint.size) + " events";
    checked.not_checked.push_back("the events themselves: tally verify --checkpoint FILE");
    return checked;
  }

  std::string file_;
  std::string key_file_;
};

}  // namespace

std::unique_ptr<Verb> check_verb() { return std::make_unique<CheckVerb>(); }

}  // namespace tally::cli
