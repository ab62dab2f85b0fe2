#include <fmt/format.h>

#include "core/ledger/directory.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

class InitVerb final : public Verb {
 public:
  std::string_view name() const override { return "init"; }
  Label summary() const override { return {"新建账本", "make a new ledger in a directory"}; }
  std::string_view example() const override {
    return "  tally init ./ledger --origin ledger.example/district --currency CNY";
  }
  void declare(CLI::App& app) override {
    app.add_option("DIR", directory_, "directory to make; must not exist")->required();
    app.add_option("--origin", options_.origin,
                   "the ledger's name for ever: a schema-less URL, e.g. ledger.example/district")
        ->required();
    app.add_option("--currency", currency_, "ISO 4217 code")->capture_default_str();
    app.add_option("--zone", options_.zone, "time zone of the office")->capture_default_str();
    app.add_option("--operator", options_.operator_id, "first enrolled actor")
        ->capture_default_str();
    app.add_flag("--sample", options_.sample,
                 "a sample ledger: invented data, recorded_at may be given");
  }
  int run(const Context& context) override {
    const auto made = make(context);
    if (!made.ok()) return fail(context, made.error());
    return kOk;
  }

 private:
  Result<void> make(const Context& context) {
    auto currency = Currency::parse(currency_);
    if (!currency.ok()) return std::move(currency).error().within("currency");
    options_.currency = *currency;
    SystemClock clock;
    SystemRandom random;
    TALLY_TRY(
        LedgerDirectory::init(system_disk(), clock, random, context.opener, directory_, options_));
    TALLY_ASSIGN(const auto opened,
                 LedgerDirectory::open(system_disk(), clock, random, context.opener, directory_,
                                       DirectoryAccess::write));
    TALLY_TRY(opened->sign_checkpoint(true));
    const auto size = opened->ledger().status().head.size.value;
    if (context.format == Format::table) {
      print_line(
          fmt::format(fmt::runtime(context.say("账本已建立：{}，{} 条记录\n公钥：{}",
                                               "ledger made: {}, {} events\npublic key: {}")),
                      directory_, size, opened->verifier_key()));
      if (options_.sample) print_line("SAMPLE/样例");
      return {};
    }
    Json json;
    json.set("directory", directory_).set("origin", options_.origin).set("size", size);
    json.set("sample", options_.sample).set("verifier_key", opened->verifier_key());
    print_line(to_json_text(json));
    return {};
  }

  std::string directory_;
  std::string currency_ = "CNY";
  InitOptions options_;
};

}  // namespace

std::unique_ptr<Verb> init_verb() { return std::make_unique<InitVerb>(); }

}  // namespace tally::cli
