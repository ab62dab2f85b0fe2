#include <fmt/format.h>

#include "core/base/hex.h"
#include "core/catalogue/registry.h"
#include "core/ledger/directory.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

// Works on the files and takes the writer's lock: no server may be running.
class RecoverVerb final : public Verb {
 public:
  std::string_view name() const override { return "recover"; }
  Label summary() const override {
    return {"舍弃已损坏的最后一次提交，并记录在案",
            "give up the damaged last commit of a log, and record that"};
  }
  std::string_view example() const override {
    return "  tally recover ./ledger --drop-tail --reason \"disk replaced after bad sectors\"";
  }
  void declare(CLI::App& app) override {
    app.add_option("DIR", directory_, "directory of the ledger")->required();
    app.add_flag("--drop-tail", drop_tail_,
                 "give up the last commit; its bytes are kept beside the log")
        ->required();
    app.add_option("--reason", reason_, "why; stands in the event for ever")->required();
    app.add_option("--approver", approver_, "an enrolled person other than the operator");
  }
  int run(const Context& context) override {
    const auto done = recover(context);
    return done.ok() ? kOk : fail(context, done.error());
  }

 private:
  Result<void> recover(const Context& context) {
    if (reason_.empty()) return invalid("reason", "must say why");
    const auto log = directory_ + "/log";
    TALLY_ASSIGN(const auto size, LedgerDirectory::signed_size(system_disk(), directory_));
    const auto dropped = context.tail.drop(system_disk(), log, size);
    // What was dropped by a call that ended too soon is recorded by this one.
    TALLY_ASSIGN(const auto all, context.tail.dropped(system_disk(), log));
    if (!dropped.ok() && (dropped.error().code != ErrorCode::invalid || all.empty())) {
      return dropped.error();
    }
    SystemClock clock;
    SystemRandom random;
    TALLY_ASSIGN(const auto opened,
                 LedgerDirectory::open(system_disk(), clock, random, context.opener, directory_,
                                       DirectoryAccess::write));
    std::size_t recorded = 0;
    for (const auto& tail : all) {
      TALLY_ASSIGN(const bool fresh, record(context, opened->ledger(), tail));
      if (fresh) ++recorded;
    }
    if (recorded == 0 && !dropped.ok()) return dropped.error();
    TALLY_TRY(opened->sign_checkpoint(true));
    return {};
  }

  // False if it is recorded already.
  Result<bool> record(const Context& context, Ledger& ledger, const DroppedTail& tail) {
    LedgerRecovered recovered;
    recovered.size = static_cast<std::int64_t>(tail.size.value);
    recovered.acknowledged = static_cast<std::int64_t>(tail.acknowledged.value);
    recovered.dropped_bytes = static_cast<std::int64_t>(tail.bytes);
    recovered.dropped_sha256 = tail.sha256;
    recovered.reason = reason_;
    if (!approver_.empty()) recovered.approver = approver_;
    ProposedEvent event;
    const auto* type = type_of(recovered);
    event.proposal.id = derived_event_id({"recover", ledger.identity().origin, tail.name});
    TALLY_ASSIGN(const auto known, ledger.lookup(event.proposal.id));
    if (known.state == LookupAnswer::State::recorded) return false;
    event.proposal.type = type->name;
    event.proposal.schema = type->schema;
    event.proposal.stream = *stream_of(recovered);
    event.proposal.actor = ledger.identity().operator_id;
    TALLY_ASSIGN(event.payload, encode_payload(recovered));
    AppendBatch batch;
    batch.channel = Channel::local;
    batch.events.push_back(std::move(event));
    std::optional<AppendResult> result;
    TALLY_TRY(ledger.submit(std::move(batch), [&](AppendResult r) { result = std::move(r); }));
    ledger.step();
    if (auto* failed = std::get_if<AppendFailure>(&*result)) return std::move(failed->error);
    tell(context, tail, std::get<Appended>(*result).events[0].receipt);
    return true;
  }

  static void tell(const Context& context, const DroppedTail& tail, const Receipt& receipt) {
    if (context.format != Format::table) {
      Json json;
      json.set("position", receipt.position.value).set("id", receipt.id.to_string());
      json.set("size", tail.size.value).set("acknowledged", tail.acknowledged.value);
      json.set("dropped_bytes", tail.bytes).set("dropped_sha256", to_hex(tail.sha256.view()));
      return print_line(to_json_text(json.set("kept_as", tail.name)));
    }
    print_line(fmt::format(
        fmt::runtime(
            context.say("已舍弃末次提交 {} 字节，保留 {} 条记录（曾确认 {} 条），原字节存于 "
                        "log/{}；已记为第 {} 条",
                        "dropped a last commit of {} bytes; {} events stand ({} had been "
                        "acknowledged); its bytes are kept in log/{}; recorded as event {}")),
        tail.bytes, tail.size.value, tail.acknowledged.value, tail.name, receipt.position.value));
  }

  std::string directory_;
  bool drop_tail_ = false;
  std::string reason_;
  std::string approver_;
};

}  // namespace

std::unique_ptr<Verb> recover_verb() { return std::make_unique<RecoverVerb>(); }

}  // namespace tally::cli
