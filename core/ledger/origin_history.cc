#include "core/ledger/origin_history.h"

#include "core/merkle/checkpoint.h"

namespace tally {
namespace {

// The checkpoint must be what the event says of it, signed with the key that it names.
std::optional<std::string> fault_of_checkpoint(const LedgerContinued& event) {
  const auto verifier = NoteVerifier::parse(event.previous_key);
  if (!verifier.ok()) return "names a former key that does not parse";
  const auto checkpoint = open_checkpoint(event.checkpoint, *verifier);
  if (!checkpoint.ok()) return "names a checkpoint that its former key did not sign";
  const bool as_said = checkpoint->origin == event.previous_origin &&
                       checkpoint->size == static_cast<std::uint64_t>(event.checkpoint_size) &&
                       checkpoint->root == event.checkpoint_root;
  if (!as_said) return "says something else than the checkpoint that it names";
  return std::nullopt;
}

bool is_key_of(const std::string& line, const std::string& origin) {
  const auto verifier = NoteVerifier::parse(line);
  return verifier.ok() && verifier->name() == origin;
}

}  // namespace

std::vector<std::string> OriginHistory::take(const LedgerContinued& event, std::uint64_t position,
                                             const Hash& root_before) {
  std::vector<std::string> faults;
  if (event.previous_origin != current_) faults.push_back("continues another origin");
  if (key_ && event.previous_key != *key_) faults.push_back("names another former key");
  if (event.origin == current_ || former(event.origin)) {
    faults.push_back("takes an origin that was used before");
  }
  if (static_cast<std::uint64_t>(event.size) != position) {
    faults.push_back("says another number of recovered events");
  }
  if (event.root != root_before) faults.push_back("says another root of the recovered events");
  if (!is_key_of(event.key, event.origin)) faults.push_back("names a key of another origin");
  if (auto fault = fault_of_checkpoint(event)) faults.push_back(std::move(*fault));
  formers_.push_back({current_, position, static_cast<std::uint64_t>(event.checkpoint_size)});
  current_ = event.origin;
  key_ = event.key;
  return faults;
}

const FormerOriginSeen* OriginHistory::former(std::string_view origin) const {
  for (const auto& former : formers_) {
    if (former.origin == origin) return &former;
  }
  return nullptr;
}

}  // namespace tally
