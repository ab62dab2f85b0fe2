// What the ledger holds in memory of its log, made by reading the log from its start, or from where
// a snapshot ends.
#pragma once

#include "core/ledger/append.h"
#include "core/ledger/stream_heads.h"
#include "core/merkle/tree.h"
#include "core/rules/rules.h"
#include "core/store/event_store.h"

namespace tally {

struct ReplayedState {
  RuleState rules;
  StreamHeads heads;
  Tree tree;
  RecordedTime last;  // Of the last event; only of use when there is one.
};

// Takes in the events from position tree.size() on, up to `to` or until at least `events_max` are
// taken. `corrupt` if an event does not follow those before. After an error the state holds the
// events before the one at fault, and can go on from there.
Result<void> replay(const EventStore& store, TreeSize to, ReplayedState& state,
                    std::uint64_t events_max = UINT64_MAX);

}  // namespace tally
