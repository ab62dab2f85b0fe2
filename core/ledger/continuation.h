// Going on with a ledger that holds less than was signed, or something else, by a decision that is
// itself recorded (contracts C5). LEDGER.md says what it means for receipts and checkpoints.
//
//   DIR/key.next     the signing key of the new origin, while this is under way
//   DIR/former-N/    what key, key.pub and checkpoint were before event N
//
// In this order, each durable before the next: key.next; the event ledger.continued; former-N; a
// checkpoint of the new origin; key; key.pub; key.next is removed. While key.next is there nobody
// opens the directory, and a call that was cut short is gone on with by another.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/ledger/ledger_continued.h"
#include "core/ledger/append.h"
#include "core/ledger/ledger.h"
#include "core/store/open_store.h"

namespace tally {

struct ContinuationOptions {
  std::string origin;    // A new one.
  std::string approver;  // Enrolled among the events that are there, and not the actor.
  std::string reason;
  std::optional<std::string> actor;  // Else the operator.
  // Checkpoints of the former origin that were kept elsewhere.
  std::vector<std::string> checkpoints;
  // Looks at the records before anything is changed; an error ends it.
  std::function<Result<void>(const OpenedStore&)> verify;
};

struct ContinuationReport {
  LedgerContinued continued;
  Receipt receipt;
  std::string former;  // Directory of what was replaced.
};

// Records the continuation as the next event and gives the directory its new key. No tallyd may
// run on it. The former signing key is not needed. Nothing is changed on
//   invalid    field "checkpoint": all that was signed and acknowledged is there, or no checkpoint
//              is known; field "origin": not a good one, or another recovery was begun
//   refused    by the rules: no such approver, an origin that was used
//   in_doubt   nobody knows whether it is recorded: call again
Result<ContinuationReport> continue_ledger(Disk& disk, Clock& clock, Random& random,
                                           const StoreOpener& opener, const std::string& directory,
                                           const ContinuationOptions& options);

// `invalid`, field "directory", if a continuation was begun there and not finished.
Result<void> check_no_continuation(Disk& disk, const std::string& directory);

}  // namespace tally
