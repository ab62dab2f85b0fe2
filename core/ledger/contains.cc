#include "core/ledger/contains.h"

namespace tally {

Error checkpoint_error(std::string rule, std::string message) {
  Error error(ErrorCode::corrupt, std::move(message), "checkpoint");
  error.rule = std::move(rule);
  return error;
}

Result<void> check_contains(const Ledger& ledger, const Checkpoint& checkpoint) {
  const auto size = ledger.status().head.size.value;
  if (checkpoint.size > size) {
    return checkpoint_error("behind_checkpoint",
                            "the log holds " + std::to_string(size) + " events, fewer than the " +
                                std::to_string(checkpoint.size) + " of a signed checkpoint");
  }
  TALLY_ASSIGN(const auto root, ledger.root_at(TreeSize{checkpoint.size}));
  if (root == checkpoint.root) return {};
  return checkpoint_error("forked", "the log differs from the signed checkpoint of size " +
                                        std::to_string(checkpoint.size));
}

}  // namespace tally
