#include "core/ledger/continuation.h"

#include "core/catalogue/registry.h"
#include "core/ledger/contains.h"
#include "core/ledger/stored_event.h"
#include "core/merkle/checkpoint.h"

namespace tally {
namespace {

constexpr char kNextKey[] = "key.next";
constexpr std::uint64_t kSmallFileMax = 1 << 20;

Result<std::optional<std::string>> read_text(Disk& disk, const std::string& path) {
  TALLY_ASSIGN(const auto there, disk.exists(path));
  if (!there) return std::optional<std::string>();
  TALLY_ASSIGN(const auto bytes, read_file(disk, path, kSmallFileMax));
  return std::optional<std::string>(as_text(bytes));
}

std::string without_line_end(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

class Continuation {
 public:
  Continuation(Disk& disk, Clock& clock, Random& random, const std::string& directory,
               const ContinuationOptions& options)
      : disk_(disk), clock_(clock), random_(random), directory_(directory), options_(options) {}

  Result<ContinuationReport> run(const StoreOpener& opener) {
    TALLY_TRY(read_keys());
    TALLY_ASSIGN(store_, opener(disk_, directory_ + "/log", StoreAccess::resume));
    if (options_.verify) TALLY_TRY(options_.verify(store_));
    TALLY_ASSIGN(ledger_, Ledger::open({*store_.store, clock_, random_}));
    TALLY_ASSIGN(const auto known, ledger_->lookup(id()));
    if (known.state != LookupAnswer::State::recorded) {
      TALLY_TRY(describe());
      TALLY_TRY(record());
    }
    TALLY_TRY(read_recorded());
    TALLY_TRY(keep_former());
    TALLY_TRY(switch_over());
    return std::move(report_);
  }

 private:
  EventId id() const { return derived_event_id({"continue", options_.origin}); }

  Result<void> read_keys() {
    TALLY_TRY(check_origin(options_.origin));
    TALLY_ASSIGN(const auto line, read_text(disk_, directory_ + "/key.pub"));
    if (!line) {
      return Error(ErrorCode::not_found, directory_ + " holds no ledger", "directory");
    }
    TALLY_ASSIGN(present_, NoteVerifier::parse(without_line_end(*line)));
    TALLY_ASSIGN(const auto next, read_text(disk_, directory_ + "/" + kNextKey));
    if (next) {
      TALLY_ASSIGN(next_, NoteSigner::parse(without_line_end(*next)));
      if (next_->name() == options_.origin) return {};
      return invalid("origin", "a recovery that goes on as " + next_->name() +
                                   " was begun here: that one is to be finished");
    }
    if (present_->name() != options_.origin) return {};
    return invalid("origin", "is the ledger's own: a recovery takes a new one");
  }

  // What is to be recorded, if there is anything to approve.
  Result<void> describe() {
    const auto head = ledger_->status().head;
    if (ledger_->identity().origin != present_->name()) {
      return Error(ErrorCode::corrupt, "the key belongs to another ledger", "key");
    }
    auto& event = report_.continued;
    event.origin = options_.origin;
    event.previous_origin = present_->name();
    event.previous_key = present_->line();
    event.size = static_cast<std::int64_t>(head.size.value);
    event.root = head.root;
    event.reason = options_.reason;
    event.approver = options_.approver;
    TALLY_ASSIGN(const bool lacks_signed, choose_checkpoint());
    TALLY_ASSIGN(const bool lacks_acknowledged, compare_acknowledged());
    if (lacks_signed || lacks_acknowledged) return {};
    return invalid("checkpoint",
                   "the ledger holds all that was signed and acknowledged: there is nothing to "
                   "approve");
  }

  // Names the last checkpoint that the ledger does not contain, or the last one. True if there is
  // one that it does not contain.
  Result<bool> choose_checkpoint() {
    auto texts = options_.checkpoints;
    TALLY_ASSIGN(const auto own, read_text(disk_, directory_ + "/checkpoint"));
    if (own) texts.push_back(*own);
    if (texts.empty()) {
      return invalid("checkpoint", "no signed checkpoint is known: give the last that was kept");
    }
    bool lacks_any = false;
    auto& event = report_.continued;
    for (const auto& text : texts) {
      TALLY_ASSIGN(const auto checkpoint, open_checkpoint(text, *present_));
      const auto contained = check_contains(*ledger_, checkpoint);
      const bool lacks = !contained.ok();
      if (lacks && contained.error().rule.empty()) return contained.error();
      const auto size = static_cast<std::int64_t>(checkpoint.size);
      const bool better = lacks == lacks_any ? size > event.checkpoint_size : lacks;
      if (!better) continue;
      event.checkpoint = text;
      event.checkpoint_size = size;
      event.checkpoint_root = checkpoint.root;
      lacks_any = lacks;
    }
    return lacks_any;
  }

  Result<bool> compare_acknowledged() {
    auto& event = report_.continued;
    event.acknowledged = std::max(event.size, event.checkpoint_size);
    if (!store_.acknowledged) return false;
    const auto& [size, root] = *store_.acknowledged;
    event.acknowledged = std::max(event.acknowledged, static_cast<std::int64_t>(size.value));
    if (size > ledger_->status().head.size) return true;
    TALLY_ASSIGN(const auto found, ledger_->root_at(size));
    return found != root;
  }

  // The key is on the disk before anything names it. One that nothing names is taken away again,
  // unless it stood there before: then an earlier call may have recorded it after all.
  Result<void> record() {
    const bool begun = next_.has_value();
    if (!begun) {
      TALLY_ASSIGN(next_, NoteSigner::generate(options_.origin, random_));
      TALLY_TRY(replace_file(disk_, directory_, kNextKey, as_bytes(next_->private_text() + "\n"),
                             OpenMode::create_private));
    }
    const auto recorded = append();
    if (!recorded.ok() && !begun && recorded.error().code != ErrorCode::in_doubt) {
      TALLY_TRY(disk_.remove(directory_ + "/" + kNextKey));
      TALLY_TRY(disk_.sync_directory(directory_));
    }
    return recorded;
  }

  Result<void> append() {
    report_.continued.key = next_->verifier().line();
    ProposedEvent event;
    const auto* type = type_of(report_.continued);
    event.proposal.id = id();
    event.proposal.type = type->name;
    event.proposal.schema = type->schema;
    event.proposal.stream = *stream_of(report_.continued);
    event.proposal.actor = options_.actor.value_or(ledger_->identity().operator_id);
    TALLY_ASSIGN(event.payload, encode_payload(report_.continued));
    AppendBatch batch;
    batch.channel = Channel::local;
    batch.events.push_back(std::move(event));
    std::optional<AppendResult> result;
    TALLY_TRY(ledger_->submit(std::move(batch), [&](AppendResult r) { result = std::move(r); }));
    ledger_->step();
    TALLY_CHECK(result.has_value());
    if (auto* failed = std::get_if<AppendFailure>(&*result)) return std::move(failed->error);
    return {};
  }

  Result<void> read_recorded() {
    TALLY_ASSIGN(const auto found, ledger_->lookup(id()));
    if (!found.event) return Error(ErrorCode::corrupt, "what was recorded is not found again");
    report_.receipt = found.event->receipt;
    TALLY_ASSIGN(const auto page, read_one(*store_.store, report_.receipt.position));
    TALLY_ASSIGN(auto past, past_event(page.records[0]));
    auto* continued = std::get_if<LedgerContinued>(&past.payload);
    if (!continued) return invalid("origin", "names an event that is no continuation");
    report_.continued = std::move(*continued);
    report_.former = directory_ + "/former-" + std::to_string(report_.receipt.position.value);
    if (!next_) {
      return invalid("origin",
                     "the ledger goes on under it already; its key is where that was done");
    }
    if (next_->verifier().line() == report_.continued.key) return {};
    return Error(ErrorCode::corrupt, directory_ + "/" + kNextKey + " is not the key recorded",
                 "key");
  }

  // Only what is of the former origin: an earlier call may have replaced some of it already.
  Result<void> keep_former() {
    if (present_->line() != report_.continued.previous_key) return {};
    TALLY_ASSIGN(const auto there, disk_.exists(report_.former));
    if (!there) TALLY_TRY(disk_.make_directory(report_.former));
    TALLY_ASSIGN(const auto key, read_text(disk_, directory_ + "/key"));
    if (key) {
      const auto signer = NoteSigner::parse(without_line_end(*key));
      if (signer.ok() && signer->verifier().line() == present_->line()) {
        TALLY_TRY(
            replace_file(disk_, report_.former, "key", as_bytes(*key), OpenMode::create_private));
      }
    }
    TALLY_TRY(replace_file(disk_, report_.former, "key.pub", as_bytes(present_->line() + "\n")));
    TALLY_TRY(
        replace_file(disk_, report_.former, "checkpoint", as_bytes(report_.continued.checkpoint)));
    return disk_.sync_directory(directory_);
  }

  Result<void> switch_over() {
    const auto head = ledger_->status().head;
    TALLY_TRY(store_.keep_durable_size(head));
    TALLY_ASSIGN(const auto text,
                 sign_checkpoint({options_.origin, head.size.value, head.root, {}}, *next_));
    TALLY_TRY(replace_file(disk_, directory_, "checkpoint", as_bytes(text)));
    TALLY_TRY(replace_file(disk_, directory_, "key", as_bytes(next_->private_text() + "\n"),
                           OpenMode::create_private));
    TALLY_TRY(
        replace_file(disk_, directory_, "key.pub", as_bytes(next_->verifier().line() + "\n")));
    TALLY_TRY(disk_.remove(directory_ + "/" + kNextKey));
    return disk_.sync_directory(directory_);
  }

  Disk& disk_;
  Clock& clock_;
  Random& random_;
  const std::string& directory_;
  const ContinuationOptions& options_;
  std::optional<NoteVerifier> present_;  // Of DIR/key.pub: the former one until the very end.
  std::optional<NoteSigner> next_;
  OpenedStore store_;
  std::unique_ptr<Ledger> ledger_;
  ContinuationReport report_;
};

}  // namespace

Result<ContinuationReport> continue_ledger(Disk& disk, Clock& clock, Random& random,
                                           const StoreOpener& opener, const std::string& directory,
                                           const ContinuationOptions& options) {
  return Continuation(disk, clock, random, directory, options).run(opener);
}

Result<void> check_no_continuation(Disk& disk, const std::string& directory) {
  TALLY_ASSIGN(const auto begun, disk.exists(directory + "/" + kNextKey));
  if (!begun) return {};
  return invalid("directory", directory +
                                  " is in the midst of an approved recovery: run the same tally "
                                  "recover --continue-as once more");
}

}  // namespace tally
