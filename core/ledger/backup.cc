#include "core/ledger/backup.h"

#include "core/ledger/contains.h"
#include "core/ledger/copy_store.h"
#include "core/ledger/whole_directory.h"

namespace tally {
namespace {

Result<void> check_target(Disk& disk, const std::string& to, const std::string& verifier_line) {
  TALLY_ASSIGN(const auto key, disk.exists(to + "/key"));
  if (key) return invalid("directory", to + " is a ledger that is written to, not a backup");
  TALLY_ASSIGN(const auto known, disk.exists(to + "/key.pub"));
  if (!known) return invalid("directory", to + " exists and is no backup");
  TALLY_ASSIGN(const auto text, read_file(disk, to + "/key.pub", 1 << 20));
  if (as_text(text) == verifier_line) return {};
  return invalid("directory", to + " is the backup of another ledger");
}

Result<void> make_empty(Disk& disk, const std::string& making, const std::string& verifier_line,
                        const StoreOpener& log) {
  TALLY_TRY(replace_file(disk, making, "key.pub", as_bytes(verifier_line)));
  const auto made = log(disk, making + "/log", StoreAccess::create);
  return made.ok() ? Result<void>() : made.error();
}

// A backup of no events, or the one that stands there.
Result<OpenedStore> open_target(Disk& disk, const std::string& to, const std::string& verifier_line,
                                const StoreOpener& log) {
  TALLY_ASSIGN(const auto there, disk.exists(to));
  const auto ready = there ? check_target(disk, to, verifier_line)
                           : make_whole_directory(disk, to, [&](const std::string& making) {
                               return make_empty(disk, making, verifier_line, log);
                             });
  if (!ready.ok()) return ready.error();
  return log(disk, to + "/log", StoreAccess::write);
}

// The newest of the checkpoints, all of which the ledger must contain.
Result<std::optional<std::string>> newest_checkpoint(LedgerDirectory& ledger,
                                                     const std::vector<std::string>& kept) {
  TALLY_ASSIGN(auto newest, ledger.last_checkpoint());
  TALLY_ASSIGN(const auto verifier, NoteVerifier::parse(ledger.verifier_key()));
  TreeSize newest_size;
  if (newest) {
    TALLY_ASSIGN(const auto own, open_checkpoint(*newest, verifier));
    newest_size.value = own.size;
  }
  for (const auto& text : kept) {
    TALLY_ASSIGN(const auto checkpoint, open_checkpoint(text, verifier));
    TALLY_TRY(check_contains(ledger.ledger(), checkpoint));
    if (newest && checkpoint.size <= newest_size.value) continue;
    newest = text;
    newest_size.value = checkpoint.size;
  }
  return newest;
}

Result<void> check_key(const std::string& text, const std::string& verifier_line) {
  TALLY_ASSIGN(const auto signer, NoteSigner::parse(text));
  if (signer.verifier().line() == verifier_line) return {};
  return invalid("key", "the signing key belongs to another ledger");
}

}  // namespace

Result<BackupReport> back_up(Disk& disk, LedgerDirectory& from, const StoreOpener& log,
                             const std::string& to) {
  const auto line = from.verifier_key() + "\n";
  TALLY_ASSIGN(const auto target, open_target(disk, to, line, log));
  const auto before = target.store->last_commit().size.value;
  TALLY_TRY(copy_records(from.ledger().store(), *target.store));
  // The checkpoint last: it never speaks of what is not there yet.
  TALLY_ASSIGN(const auto checkpoint, from.last_checkpoint());
  if (checkpoint) TALLY_TRY(replace_file(disk, to, "checkpoint", as_bytes(*checkpoint)));
  const auto held = target.store->last_commit();
  return BackupReport{held, TreeSize{held.size.value - before}};
}

Result<BackupReport> restore(Disk& disk, Clock& clock, Random& random, const std::string& backup,
                             const StoreOpener& log, const std::string& to,
                             const StoreOpener& opener, const RestoreOptions& options) {
  TALLY_ASSIGN(const auto from,
               LedgerDirectory::open(disk, clock, random, log, backup, DirectoryAccess::read_only));
  if (options.key) TALLY_TRY(check_key(*options.key, from->verifier_key()));
  TALLY_ASSIGN(const auto checkpoint, newest_checkpoint(*from, options.checkpoints));
  BackupReport report;
  const auto fill = [&](const std::string& making) -> Result<void> {
    if (options.key) {
      TALLY_TRY(replace_file(disk, making, "key", as_bytes(*options.key + "\n"),
                             OpenMode::create_private));
    }
    TALLY_TRY(replace_file(disk, making, "key.pub", as_bytes(from->verifier_key() + "\n")));
    if (checkpoint) TALLY_TRY(replace_file(disk, making, "checkpoint", as_bytes(*checkpoint)));
    TALLY_ASSIGN(const auto target, opener(disk, making + "/log", StoreAccess::create));
    TALLY_TRY(copy_records(from->ledger().store(), *target.store));
    report.held = target.store->last_commit();
    report.added = report.held.size;
    return {};
  };
  TALLY_TRY(make_whole_directory(disk, to, fill));
  return report;
}

}  // namespace tally
