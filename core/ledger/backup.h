// Backup and restore of a ledger, whichever store holds its records.
//
//   TO/log/…        the records, byte for byte, in the embedded store
//   TO/key.pub      the verifier key
//   TO/checkpoint   the last checkpoint that was signed over them, if any
//
// The signing key is in no backup (contracts C5); keep it elsewhere. So a backup is a ledger that
// can be read, queried and verified where it lies, and that nobody can write to.
#pragma once

#include <string>
#include <vector>

#include "core/ledger/directory.h"

namespace tally {

struct BackupReport {
  CommitMark held;  // What the copy holds now.
  TreeSize added;   // Events that it had not held before.
};

// Brings the backup up to the ledger as it was when `from` was opened, beside a live writer or
// without one; makes it if it is missing. Copying that was cut short is gone on with by the next
// call. `invalid`, field "directory", if something else than a backup of this ledger stands there;
// `corrupt`, rule "forked", if the backup holds other events than the ledger. `log` opens the
// embedded store.
Result<BackupReport> back_up(Disk& disk, LedgerDirectory& from, const StoreOpener& log,
                             const std::string& to);

struct RestoreOptions {
  // The signing key's text (PRIVATE+KEY+…). Without it the ledger can be read and not written.
  std::optional<std::string> key;
  // Checkpoints of the ledger that were kept elsewhere.
  std::vector<std::string> checkpoints;
};

// Makes a ledger's directory of a backup, with the records in the store of `opener`: whole, or not
// at all. It is made only if the backup holds what was signed, by its own checkpoint and by each of
// the others: else `corrupt` with rule "behind_checkpoint" or "forked". `invalid`, field
// "directory", if something stands there; field "key" for a key of another ledger.
Result<BackupReport> restore(Disk& disk, Clock& clock, Random& random, const std::string& backup,
                             const StoreOpener& log, const std::string& to,
                             const StoreOpener& opener, const RestoreOptions& options);

}  // namespace tally
