#include <fmt/format.h>

#include "core/base/hex.h"
#include "core/catalogue/registry.h"
#include "core/ledger/continuation.h"
#include "core/ledger/directory.h"
#include "tools/cli/verb.h"
#include "tools/cli/verify_copy.h"

namespace tally::cli {
namespace {

// Works on the ledger itself and takes the writer's lock: no server may be running.
class RecoverVerb final : public Verb {
 public:
  std::string_view name() const override { return "recover"; }
  Label summary() const override {
    return {"舍弃已损坏的末次提交，或经批准在签署数以下续记，均记录在案",
            "give up a log's damaged last commit, or go on below what was signed; recorded"};
  }
  std::string_view example() const override {
    return "  tally recover ./ledger --drop-tail --reason \"disk replaced after bad sectors\"\n"
           "  tally recover ./ledger --continue-as ledger.example/district/2 --approver chen "
           "--checkpoint published.txt --reason \"machine lost, backup of Friday\"";
  }
  void declare(CLI::App& app) override {
    app.add_option("DIR", directory_, "directory of the ledger")->required();
    app.add_flag("--drop-tail", drop_tail_,
                 "give up the last commit; its bytes are kept beside the log");
    app.add_option("--continue-as", origin_,
                   "go on, though less is there than was signed, under this new origin and a new "
                   "key");
    app.add_option("--reason", reason_, "why; stands in the event for ever")->required();
    app.add_option("--approver", approver_, "an enrolled person other than the one who records");
    app.add_option("--actor", actor_, "who records the continuation (default: the operator)");
    app.add_option("--checkpoint", checkpoint_files_,
                   "a checkpoint of the ledger that was kept elsewhere; repeatable");
  }
  int run(const Context& context) override {
    const auto done = recover(context);
    return done.ok() ? kOk : fail(context, done.error());
  }

 private:
  Result<void> recover(const Context& context) {
    if (reason_.empty()) return invalid("reason", "must say why");
    if (!drop_tail_ && origin_.empty()) {
      return invalid("recover", "give --drop-tail, --continue-as ORIGIN, or both");
    }
    if (!origin_.empty() && approver_.empty()) {
      return invalid("approver", "must be named: a recovery below what was signed is approved");
    }
    if (!drop_tail_) return go_on(context);
    if (!context.store.empty()) return invalid("store", "only a log has a tail to drop");
    return drop_tail(context);
  }

  Result<void> drop_tail(const Context& context) {
    const auto log = directory_ + "/log";
    TreeSize size;
    // Who goes on below what was signed may drop what was signed.
    if (origin_.empty()) {
      TALLY_ASSIGN(size, LedgerDirectory::signed_size(system_disk(), directory_));
    }
    const auto dropped = context.tail.drop(system_disk(), log, size);
    // What was dropped by a call that ended too soon is recorded by this one.
    TALLY_ASSIGN(const auto all, context.tail.dropped(system_disk(), log));
    if (!dropped.ok() && (dropped.error().code != ErrorCode::invalid || all.empty())) {
      return dropped.error();
    }
    if (!origin_.empty()) TALLY_TRY(go_on(context));
    TALLY_ASSIGN(const auto opened, open(context));
    std::size_t recorded = 0;
    for (const auto& tail : all) {
      TALLY_ASSIGN(const bool fresh, record(context, opened->ledger(), tail));
      if (fresh) ++recorded;
    }
    if (recorded == 0 && !dropped.ok()) return dropped.error();
    TALLY_TRY(opened->sign_checkpoint(true));
    return {};
  }

  Result<std::unique_ptr<LedgerDirectory>> open(const Context& context) const {
    static SystemClock clock;
    static SystemRandom random;
    return LedgerDirectory::open(system_disk(), clock, random, context.opener, directory_,
                                 DirectoryAccess::write);
  }

  Result<void> go_on(const Context& context) {
    ContinuationOptions options;
    options.origin = origin_;
    options.approver = approver_;
    options.reason = reason_;
    if (!actor_.empty()) options.actor = actor_;
    for (const auto& path : checkpoint_files_) {
      TALLY_ASSIGN(const auto bytes, read_file(system_disk(), path, 1 << 20));
      options.checkpoints.emplace_back(as_text(bytes));
    }
    // Whatever is lost, what is left must be sound.
    options.verify = [&](const OpenedStore& store) -> Result<void> {
      const auto verified = verify_copy(context, store);
      return verified.ok() ? Result<void>() : verified.error();
    };
    SystemClock clock;
    SystemRandom random;
    TALLY_ASSIGN(const auto report, continue_ledger(system_disk(), clock, random, context.opener,
                                                    directory_, options));
    tell(context, report);
    return {};
  }

  static void tell(const Context& context, const ContinuationReport& report) {
    const auto& event = report.continued;
    if (context.format != Format::table) {
      Json json;
      json.set("origin", event.origin).set("verifier_key", event.key);
      json.set("previous_origin", event.previous_origin).set("size", event.size);
      json.set("checkpoint_size", event.checkpoint_size).set("acknowledged", event.acknowledged);
      json.set("position", report.receipt.position.value);
      return print_line(to_json_text(json.set("former", report.former)));
    }
    print_line(fmt::format(
        fmt::runtime(context.say(
            "账本 {} 以 {} 条记录续记为 {}（曾签署 {} 条，曾确认 {} 条），已记为第 {} 条\n"
            "新公钥，请公布：{}\n原密钥与检查点存于 {}",
            "the ledger {} goes on with {} events as {} ({} had been signed, {} acknowledged); "
            "recorded as event {}\nthe new public key, to be published: {}\n"
            "the former key and checkpoint are kept in {}")),
        event.previous_origin, event.size, event.origin, event.checkpoint_size, event.acknowledged,
        report.receipt.position.value, event.key, report.former));
  }

  // A tail that was recorded before the ledger was continued is not recorded again.
  static Result<std::string> first_origin(const Ledger& ledger) {
    TALLY_ASSIGN(const auto page, ledger.store().read({0}, Direction::forward, {.records_max = 1}));
    if (page.records.empty()) return Error(ErrorCode::corrupt, "event 0 cannot be read");
    TALLY_ASSIGN(const auto opening, ledger.appended_event(page.records[0]));
    return opening.receipt.origin;
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
    TALLY_ASSIGN(const auto origin, first_origin(ledger));
    event.proposal.id = derived_event_id({"recover", origin, tail.name});
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
  std::string origin_;
  std::string reason_;
  std::string approver_;
  std::string actor_;
  std::vector<std::string> checkpoint_files_;
};

}  // namespace

std::unique_ptr<Verb> recover_verb() { return std::make_unique<RecoverVerb>(); }

}  // namespace tally::cli
