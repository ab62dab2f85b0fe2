// The commit under construction: judges batches one after another, each as though those before it
// were recorded, and encodes what will be written (contracts C3).
//
// Belongs to the writer's role: one thread at a time. Rules and heads are changed while drafting;
// whoever drops the draft rolls them back to where they were.
#pragma once

#include <unordered_map>
#include <variant>

#include "core/ledger/draft_ids.h"
#include "core/ledger/ledger.h"
#include "core/ledger/prepared_batch.h"
#include "core/ledger/stream_heads.h"
#include "core/merkle/frontier.h"

namespace tally {

// Where events stand in the store, of the ids that a draft will ask for: what is not among them is
// taken as not recorded. If it is after all, the store refuses the commit.
using FoundIds = std::unordered_map<EventId, Position>;

// What a draft stands on. References outlive it.
struct DraftGround {
  const EventStore& store;
  const FoundIds* found;  // Null: the store is asked for each.
  RuleState& rules;
  StreamHeads& heads;
  TreeSize size;
  Frontier frontier;
  RecordedTime last;  // Of the last event; only used when size is not 0.
  RecordedTime now;
};

// An event of a batch: in the store already, or in this draft (by index).
using DraftedEvent = std::variant<AppendedEvent, std::size_t>;

// What will be said of a batch once the commit is durable.
struct DraftedBatch {
  // New events: so many of this draft, from `first` on. None when it failed or was known already.
  std::size_t first = 0;
  std::size_t count = 0;
  std::vector<DraftedEvent> known;  // All events were recorded before.
  std::optional<AppendFailure> failure;
  std::vector<std::pair<std::uint32_t, DraftedEvent>> recorded;  // For partly_recorded.
  // Some answer rests on events of this draft.
  bool rests_on_draft = false;
};

class CommitDraft final : public PastEvents {
 public:
  explicit CommitDraft(DraftGround ground);

  // Judges the batch and takes it in, or leaves no trace of it. Nothing: the commit is full, and
  // the batch belongs into the next one. A batch stays where it is while the draft lives.
  std::optional<DraftedBatch> take(const PreparedBatch& batch);

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
  // An event of the commit; what the author said stands in its batch.
  struct Drafted {
    const PreparedBatch* batch;
    std::uint32_t index;
    std::size_t header_end;  // In headers_; it begins where the one before ends.
    Revision revision;
    RecordedTime recorded_at;
    std::vector<Flag> flags;

    const ProposedEvent& event() const { return batch->request.events[index]; }
    Channel channel() const { return batch->request.channel; }
    ByteView payload() const { return body_payload(batch->body(index)); }
  };
  struct Undo;

  // What is known of the batch already, by index; empty if nothing is.
  Result<std::vector<std::optional<DraftedEvent>>> find_all(const PreparedBatch& batch,
                                                            std::uint32_t& at_fault);
  Result<std::optional<DraftedEvent>> find_recorded(const ProposedEvent& event, Channel channel);
  Result<std::optional<Position>> recorded_position(const EventId& id) const;
  Result<void> compare(const ProposedEvent& event, Channel channel, const Proposal& recorded,
                       ByteView payload, Channel recorded_channel) const;
  Result<AppendedEvent> compare_stored(const ProposedEvent& event, Channel channel,
                                       const StoredRecord& record) const;
  Result<void> draft(const PreparedBatch& batch, std::uint32_t index);
  Result<RecordedTime> recorded_time(const ProposedEvent& event, Channel channel) const;
  Result<void> check_signature(const PreparedBatch& batch, std::uint32_t index) const;
  std::optional<std::size_t> drafted_index(const EventId& id) const;
  ByteView header(std::size_t index) const;
  void roll_back(const Undo& undo);

  DraftGround ground_;
  Frontier frontier_;
  RecordedTime last_;
  std::vector<Drafted> drafted_;
  Bytes headers_;
  std::vector<Hash> leaves_;
  DraftIds ids_;
  std::size_t body_bytes_ = 0;
};

}  // namespace tally
