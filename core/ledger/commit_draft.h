// The commit under construction: judges batches one after another, each as though those before it
// were recorded, and encodes what will be written (contracts C3).
//
// Belongs to the writer's role: one thread at a time. Rules and heads are changed while drafting;
// whoever drops the draft rolls them back to where they were.
#pragma once

#include <deque>
#include <unordered_map>
#include <variant>

#include "core/ledger/append.h"
#include "core/ledger/ledger.h"
#include "core/ledger/stream_heads.h"
#include "core/merkle/frontier.h"

namespace tally {

// What a draft stands on. References outlive it.
struct DraftGround {
  const EventStore& store;
  RuleState& rules;
  StreamHeads& heads;
  Random& random;
  const LedgerLimits& limits;
  TreeSize size;
  Frontier frontier;
  RecordedTime last;  // Of the last event; only used when size is not 0.
  RecordedTime now;
};

// An event of a batch: in the store already, or in this draft (by index).
using DraftedEvent = std::variant<AppendedEvent, std::size_t>;

// What will be said of a batch once the commit is durable.
struct DraftedBatch {
  std::vector<DraftedEvent> events;  // Empty when it failed.
  std::vector<bool> duplicate;
  std::optional<AppendFailure> failure;
  std::vector<std::pair<std::uint32_t, DraftedEvent>> recorded;  // For partly_recorded.
  // Some answer rests on events of this draft.
  bool rests_on_draft = false;
};

class CommitDraft final : public PastEvents {
 public:
  explicit CommitDraft(DraftGround ground);

  // Judges the batch and takes it in, or leaves no trace of it. Nothing: the commit is full, and
  // the batch belongs into the next one.
  std::optional<DraftedBatch> take(const AppendBatch& batch);

  bool empty() const { return drafted_.empty(); }
  std::size_t count() const { return drafted_.size(); }
  std::vector<NewRecord> records() const;
  CommitMark mark() const;
  // The receipt and flags that an event of this draft will have.
  AppendedEvent appended(std::size_t index) const;
  const std::vector<Hash>& leaves() const { return leaves_; }
  RecordedTime last_recorded() const { return last_; }

  Result<std::optional<PastEvent>> find(const EventId& id) const override;

 private:
  struct Drafted {
    Proposal proposal;
    Bytes payload;
    Bytes header;
    Bytes body;
    Revision revision;
    RecordedTime recorded_at;
    Channel channel;
    std::vector<Flag> flags;
  };
  struct Undo;

  Result<std::optional<DraftedEvent>> find_recorded(const ProposedEvent& event, Channel channel);
  Result<void> compare(const ProposedEvent& event, Channel channel, const Proposal& recorded,
                       ByteView payload, Channel recorded_channel) const;
  Result<AppendedEvent> compare_stored(const ProposedEvent& event, Channel channel,
                                       const StoredRecord& record) const;
  Result<void> draft(const ProposedEvent& event, Channel channel);
  Result<RecordedTime> recorded_time(const ProposedEvent& event, Channel channel) const;
  Result<Salt> seal(const ProposedEvent& event, Drafted& to) const;
  void roll_back(const Undo& undo);

  DraftGround ground_;
  Frontier frontier_;
  RecordedTime last_;
  std::deque<Drafted> drafted_;  // Stable addresses: records() hands out views.
  std::vector<Hash> leaves_;
  std::unordered_map<EventId, std::size_t> ids_;
  std::size_t bytes_ = 0;
};

}  // namespace tally
