// The origins that a ledger has had, as its events tell (contracts C5): for whoever recomputes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalogue/ledger/ledger_continued.h"

namespace tally {

// What an approved recovery gave up.
struct FormerOriginSeen {
  std::string origin;
  std::uint64_t end = 0;  // Its events are those before; event `end` tells of the recovery.
  std::uint64_t checkpoint_size = 0;
};

class OriginHistory {
 public:
  void open(std::string origin) { current_ = std::move(origin); }
  // Takes in the event at `position`, behind events with this root. What is wrong with it, each in
  // a sentence without its subject; none if it holds together.
  std::vector<std::string> take(const LedgerContinued& event, std::uint64_t position,
                                const Hash& root_before);

  const std::string& current() const { return current_; }
  const std::vector<FormerOriginSeen>& formers() const { return formers_; }
  // Of a former origin; null for the current one and for one that was never the ledger's.
  const FormerOriginSeen* former(std::string_view origin) const;

 private:
  std::string current_;
  std::optional<std::string> key_;  // Of the current origin, if an event has named it.
  std::vector<FormerOriginSeen> formers_;
};

}  // namespace tally
