#include "core/ledger/directory.h"

#include <mutex>

#include "core/ledger/contains.h"
#include "core/ledger/continuation.h"
#include "core/ledger/state_saving.h"
#include "core/ledger/whole_directory.h"
#include "core/merkle/checkpoint.h"

namespace tally {
namespace {

constexpr std::uint64_t kSmallFileMax = 1 << 20;
// So many events are replayed in less time than it takes to notice.
constexpr std::uint64_t kUnsavedEventsMax = 10'000;

Result<std::string> read_line(Disk& disk, const std::string& path) {
  TALLY_ASSIGN(const auto bytes, read_file(disk, path, kSmallFileMax));
  std::string text(as_text(bytes));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

// What a file of the directory says wrong is damage of that file.
Error damage_of(const std::string& path, Error error) {
  if (error.code == ErrorCode::invalid) error.code = ErrorCode::corrupt;
  error.message = path + ": " + error.message;
  return error;
}

}  // namespace

class LedgerDirectory::State {
 public:
  State(Disk& disk_in, Clock& clock_in, std::string path_in)
      : disk(disk_in), clock(clock_in), path(std::move(path_in)) {}

  Result<void> read_verifier() {
    TALLY_ASSIGN(const auto there, disk.exists(path + "/key.pub"));
    if (!there) {
      return Error(ErrorCode::not_found, path + " holds no ledger; make one with tally init",
                   "directory");
    }
    TALLY_ASSIGN(verifier_line, read_line(disk, path + "/key.pub"));
    auto parsed = NoteVerifier::parse(verifier_line);
    if (!parsed.ok()) return damage_of(path + "/key.pub", std::move(parsed).error());
    verifier = std::move(parsed).value();
    return {};
  }

  // The last stored checkpoint, opened with our key.
  Result<void> read_checkpoint() {
    TALLY_ASSIGN(const auto there, disk.exists(path + "/checkpoint"));
    if (!there) return {};
    TALLY_ASSIGN(const auto bytes, read_file(disk, path + "/checkpoint", kSmallFileMax));
    checkpoint_text = std::string(as_text(bytes));
    auto opened = open_checkpoint(*checkpoint_text, *verifier);
    if (!opened.ok()) return damage_of(path + "/checkpoint", std::move(opened).error());
    checkpoint = std::move(opened).value();
    return {};
  }

  // C5: the log must hold what was signed.
  Result<void> hold_against_checkpoint() const {
    if (!checkpoint) return {};
    return check_contains(*ledger, *checkpoint);
  }

  // C12: and what this machine knows to have been acknowledged.
  Result<void> hold_against_acknowledged() const {
    if (!store.acknowledged) return {};
    const auto& [size, root] = *store.acknowledged;
    TALLY_ASSIGN(const auto found, ledger->root_at(size));
    if (found == root) return {};
    return checkpoint_error("forked", "the records differ from what was acknowledged at size " +
                                          std::to_string(size.value));
  }

  void save_beside_the_writer(Background& background) {
    saving = std::make_unique<StateSaving>(*store.store, *state_file, background);
    saving->grown(store.store->last_commit().size);
    ledger->on_commit([this](TreeSize size) {
      if (saving) saving->grown(size);
    });
  }

  Disk& disk;
  Clock& clock;
  std::string path;
  OpenedStore store;
  OpenReport report;
  std::optional<StateFile> state_file;
  std::unique_ptr<Ledger> ledger;
  std::unique_ptr<StateSaving> saving;
  std::optional<NoteSigner> signer;  // Only with write access.
  std::optional<NoteVerifier> verifier;
  std::string verifier_line;

  mutable std::mutex mutex;  // Guards what follows.
  std::optional<Checkpoint> checkpoint;
  std::optional<std::string> checkpoint_text;
  std::int64_t signed_at_us = INT64_MIN;
};

LedgerDirectory::LedgerDirectory(std::unique_ptr<State> state) : state_(std::move(state)) {}
LedgerDirectory::~LedgerDirectory() = default;

Result<void> LedgerDirectory::init(Disk& disk, Clock& clock, Random& random,
                                   const StoreOpener& opener, const std::string& directory,
                                   const InitOptions& options) {
  TALLY_TRY(check_origin(options.origin));
  return make_whole_directory(disk, directory, [&](const std::string& making) -> Result<void> {
    TALLY_ASSIGN(const auto signer, NoteSigner::generate(options.origin, random));
    TALLY_TRY(replace_file(disk, making, "key", as_bytes(signer.private_text() + "\n"),
                           OpenMode::create_private));
    TALLY_TRY(replace_file(disk, making, "key.pub", as_bytes(signer.verifier().line() + "\n")));
    TALLY_ASSIGN(const auto opened, opener(disk, making + "/log", StoreAccess::create));
    return init_ledger({*opened.store, clock, random}, options);
  });
}

Result<std::unique_ptr<LedgerDirectory>> LedgerDirectory::open(
    Disk& disk, Clock& clock, Random& random, const StoreOpener& opener,
    const std::string& directory, DirectoryAccess access, LedgerLimits limits,
    Background* background) {
  TALLY_TRY(check_no_continuation(disk, directory));
  auto state = std::make_unique<State>(disk, clock, directory);
  const bool writes = access == DirectoryAccess::write;
  TALLY_TRY(state->read_verifier());
  if (writes) {
    TALLY_ASSIGN(const auto text, read_line(disk, directory + "/key"));
    auto signer = NoteSigner::parse(text);
    if (!signer.ok()) return damage_of(directory + "/key", std::move(signer).error());
    state->signer = std::move(signer).value();
    if (state->signer->verifier().line() != state->verifier_line) {
      return Error(ErrorCode::corrupt, directory + ": key and key.pub do not belong together",
                   "key");
    }
  }
  // Before the store: beside a live writer the log may grow meanwhile, never fall behind.
  TALLY_TRY(state->read_checkpoint());
  state->state_file.emplace(disk, directory, state->verifier->name());
  state->state_file->look();
  TALLY_ASSIGN(state->store, opener(disk, directory + "/log",
                                    writes ? StoreAccess::write : StoreAccess::read_only));
  state->report.notes = state->store.notes;
  TALLY_ASSIGN(state->ledger, Ledger::open({*state->store.store, clock, random,  //
                                            &*state->state_file},
                                           limits));
  for (const auto& note : state->state_file->notes()) state->report.notes.push_back(note);
  if (state->store.store->last_commit().size.value == 0) {
    return Error(ErrorCode::not_found, directory + " holds a log without events", "directory");
  }
  if (state->ledger->identity().origin != state->verifier->name()) {
    return Error(ErrorCode::corrupt, "the key belongs to another ledger", "key");
  }
  TALLY_TRY(state->hold_against_checkpoint());
  TALLY_TRY(state->hold_against_acknowledged());
  if (writes && background) state->save_beside_the_writer(*background);
  return std::unique_ptr<LedgerDirectory>(new LedgerDirectory(std::move(state)));
}

Result<TreeSize> LedgerDirectory::signed_size(Disk& disk, const std::string& directory) {
  SystemClock unused;
  State state(disk, unused, directory);
  TALLY_TRY(state.read_verifier());
  TALLY_TRY(state.read_checkpoint());
  return TreeSize{state.checkpoint ? state.checkpoint->size : 0};
}

Ledger& LedgerDirectory::ledger() { return *state_->ledger; }
const OpenReport& LedgerDirectory::report() const { return state_->report; }
const std::string& LedgerDirectory::path() const { return state_->path; }
const std::string& LedgerDirectory::verifier_key() const { return state_->verifier_line; }

Result<std::string> LedgerDirectory::sign_checkpoint(bool now) {
  auto& state = *state_;
  const std::lock_guard lock(state.mutex);
  const auto head = state.ledger->status().head;
  const auto clock_us = state.clock.monotonic_us();
  const bool fresh = state.checkpoint && state.checkpoint->size == head.size.value;
  const bool soon =
      state.signed_at_us != INT64_MIN && clock_us - state.signed_at_us < kMicrosPerSecond && !now;
  if (state.checkpoint_text && (fresh || soon || !state.signer)) return *state.checkpoint_text;
  if (!state.signer) {
    return Error(ErrorCode::not_found, "no checkpoint has been signed yet", "checkpoint");
  }
  if (const auto origin = state.ledger->origin(); origin != state.signer->name()) {
    return Error(ErrorCode::read_only, "the ledger is continued under the origin " + origin,
                 "checkpoint");
  }
  TALLY_TRY(state.hold_against_checkpoint());
  // The tree holds a commit only after the store has published its size. With that on the disk, a
  // log that has lost what is signed here is refused as it is, before its end is repaired.
  TALLY_ASSIGN(const auto root, state.ledger->root_at(head.size));
  if (root != head.root) return checkpoint_error("forked", "the tree differs from the log");
  TALLY_TRY(state.store.keep_durable_size(head));
  const Checkpoint next{state.ledger->identity().origin, head.size.value, head.root, {}};
  TALLY_ASSIGN(auto text, tally::sign_checkpoint(next, *state.signer));
  TALLY_TRY(replace_file(state.disk, state.path, "checkpoint", as_bytes(text)));
  state.checkpoint = next;
  state.checkpoint_text = text;
  state.signed_at_us = clock_us;
  return text;
}

Result<std::optional<std::string>> LedgerDirectory::last_checkpoint() const {
  const std::lock_guard lock(state_->mutex);
  return state_->checkpoint_text;
}

Result<void> LedgerDirectory::save_state() {
  auto& state = *state_;
  if (!state.signer) return {};
  state.saving.reset();  // It would write the same file.
  const auto size = state.store.store->last_commit().size.value;
  if (size < state.state_file->saved_size().value + kUnsavedEventsMax) return {};
  return state.ledger->save_state(*state.state_file);
}

Result<StoreCheck> LedgerDirectory::check_store(TreeSize size) const {
  return state_->store.check(size);
}

Result<std::optional<StoreCheck>> LedgerDirectory::check_readable(
    TreeSize size, const ReadableEvent& readable) const {
  if (!state_->store.check_readable) return std::optional<StoreCheck>();
  TALLY_ASSIGN(auto check, state_->store.check_readable(size, readable));
  return std::optional(std::move(check));
}

}  // namespace tally
