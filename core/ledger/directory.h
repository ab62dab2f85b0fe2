// A ledger in a directory: the log, its key and its last signed checkpoint (contracts C5).
//
//   DIR/log/…            segments (core/log/FORMAT.md)
//   DIR/key              the Ed25519 signing key, mode 0600
//   DIR/key.pub          the verifier key, one line
//   DIR/checkpoint       the last signed checkpoint
//   DIR/state            the saved state (state_file.h), disposable
#pragma once

#include <memory>
#include <string>

#include "core/base/background.h"
#include "core/ledger/ledger.h"
#include "core/store/open_store.h"

namespace tally {

enum class DirectoryAccess : std::uint8_t { write, read_only };

struct OpenReport {
  std::vector<std::string> notes;  // What recovery found and did, for people.
};

// An open ledger with what it stands on. Writing takes the lock; reading stops at the durable size
// and never repairs.
class LedgerDirectory {
 public:
  // Makes the directory, its key and its first events, under a temporary name that is renamed last:
  // there is a whole ledger or none. `invalid`, field "directory", if anything stands there.
  static Result<void> init(Disk& disk, Clock& clock, Random& random, const StoreOpener& opener,
                           const std::string& directory, const InitOptions& options);
  // `not_found`: no ledger there. `overloaded`, field "lock": another process writes. `corrupt`
  // with rule "behind_checkpoint" or "forked": the log is shorter than, or differs from, its last
  // signed checkpoint. `corrupt` with file and offset for damage. With a background, which outlives
  // the ledger, the state is saved beside the writer as the log grows.
  static Result<std::unique_ptr<LedgerDirectory>> open(Disk& disk, Clock& clock, Random& random,
                                                       const StoreOpener& opener,
                                                       const std::string& directory,
                                                       DirectoryAccess access,
                                                       LedgerLimits limits = {},
                                                       Background* background = nullptr);
  // The size of the last signed checkpoint in a directory, 0 if none was signed; the log is not
  // looked at. `not_found` if there is no ledger, `corrupt` if the checkpoint does not check.
  static Result<TreeSize> signed_size(Disk& disk, const std::string& directory);
  ~LedgerDirectory();

  Ledger& ledger();
  const OpenReport& report() const;
  const std::string& path() const;

  // The verifier key line ("name+hash+base64").
  const std::string& verifier_key() const;
  // Signs the durable head and stores it; at most one signature a second unless `now`. Off the
  // writer: any thread, one at a time inside. Read-only access gives the stored one.
  Result<std::string> sign_checkpoint(bool now);
  // The last stored checkpoint's text, if any.
  Result<std::optional<std::string>> last_checkpoint() const;
  // Saves the state, so that the next opening is fast, unless few events have come since it was
  // saved last. For clean shutdown: appends wait meanwhile. Read-only access saves nothing.
  Result<void> save_state();
  // What the store found wrong with itself up to the size, read from the disk again.
  Result<StoreCheck> check_store(TreeSize size) const;
  // The readable rows beside the records, each held against what `readable` makes of its record
  // again. Nothing where the store has none.
  Result<std::optional<StoreCheck>> check_readable(TreeSize size,
                                                   const ReadableEvent& readable) const;

 private:
  class State;
  explicit LedgerDirectory(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tally
