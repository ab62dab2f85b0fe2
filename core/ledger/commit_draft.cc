#include "core/ledger/commit_draft.h"

#include <algorithm>

#include "core/base/wire.h"
#include "core/catalogue/registry.h"
#include "core/ledger/stored_event.h"
#include "core/merkle/ed25519.h"
#include "core/merkle/hash.h"

namespace tally {
namespace {

// C1: what an author signs.
Bytes author_message(std::string_view origin, std::uint8_t suite, ByteView proposal) {
  Bytes message = to_owned(as_bytes("tallystick/author/v1\n"));
  WireWriter out(message);
  out.text(origin);
  out.number(suite);
  out.raw(proposal);
  return message;
}

Error id_reused(std::string field) {
  return Error(ErrorCode::id_reused, "this event id is recorded with other content",
               std::move(field));
}

Result<void> check_expected(const ExpectedRevision& expected,
                            const std::optional<StreamHeads::Head>& head) {
  const auto conflict = [&](std::string message) {
    Error error(ErrorCode::conflict, std::move(message), "expect");
    error.rule = "ST03";
    if (head) error.revision = head->revision.value;
    return error;
  };
  switch (expected.kind) {
    case ExpectedRevision::Kind::any:
      return {};
    case ExpectedRevision::Kind::no_stream:
      if (head) return conflict("the stream exists already");
      return {};
    case ExpectedRevision::Kind::stream_exists:
      if (!head) return conflict("the stream does not exist");
      return {};
    case ExpectedRevision::Kind::exact:
      if (!head) return conflict("the stream does not exist");
      if (head->revision != expected.revision) {
        return conflict("the stream is at revision " + std::to_string(head->revision.value));
      }
      return {};
  }
  return {};
}

// The first two equal ids of a batch.
std::optional<std::pair<std::uint32_t, std::uint32_t>> equal_ids(const AppendBatch& batch) {
  std::unordered_map<EventId, std::uint32_t> seen;
  for (std::uint32_t i = 0; i < batch.events.size(); ++i) {
    const auto [at, fresh] = seen.emplace(batch.events[i].proposal.id, i);
    if (!fresh) return std::pair{at->second, i};
  }
  return std::nullopt;
}

}  // namespace

// What a batch may have changed before it failed.
struct CommitDraft::Undo {
  std::size_t rules;
  std::size_t heads;
  std::size_t events;
  std::size_t bytes;
  Frontier frontier;
  RecordedTime last;
};

CommitDraft::CommitDraft(DraftGround ground)
    : ground_(std::move(ground)), frontier_(ground_.frontier), last_(ground_.last) {}

void CommitDraft::roll_back(const Undo& undo) {
  ground_.rules.rollback(undo.rules);
  ground_.heads.rollback(undo.heads);
  for (; drafted_.size() > undo.events; drafted_.pop_back()) {
    ids_.erase(drafted_.back().proposal.id);
  }
  leaves_.resize(undo.events);
  bytes_ = undo.bytes;
  frontier_ = undo.frontier;
  last_ = undo.last;
}

std::optional<DraftedBatch> CommitDraft::take(const AppendBatch& batch) {
  DraftedBatch result;
  if (const auto equal = equal_ids(batch)) {
    result.failure.emplace();
    result.failure->error =
        invalid("id", "events " + std::to_string(equal->first) + " and " +
                          std::to_string(equal->second) + " of the batch have the same id")
            .at_index(equal->first);
    result.failure->other_index = equal->second;
    return result;
  }
  const auto fail = [&](Error error, std::uint32_t index) {
    result.events.clear();
    result.failure.emplace();
    result.failure->error = std::move(error).at_index(index);
    // A refusal judged after other batches of this commit holds only if those become durable.
    result.rests_on_draft = !drafted_.empty();
  };
  std::vector<std::optional<DraftedEvent>> recorded;
  for (std::uint32_t i = 0; i < batch.events.size(); ++i) {
    auto found = find_recorded(batch.events[i], batch.channel);
    if (!found.ok()) {
      fail(std::move(found).error(), i);
      return result;
    }
    recorded.push_back(std::move(found).value());
    if (recorded.back() && std::holds_alternative<std::size_t>(*recorded.back())) {
      result.rests_on_draft = true;
    }
  }
  const auto known = static_cast<std::size_t>(
      std::count_if(recorded.begin(), recorded.end(), [](const auto& e) { return e.has_value(); }));
  if (known == recorded.size()) {
    for (auto& event : recorded) result.events.push_back(std::move(*event));
    result.duplicate.assign(recorded.size(), true);
    return result;
  }
  if (known > 0) {
    result.failure.emplace();
    result.failure->error = Error(ErrorCode::partly_recorded,
                                  std::to_string(known) + " of " + std::to_string(recorded.size()) +
                                      " events are recorded already; nothing was appended");
    for (std::uint32_t i = 0; i < recorded.size(); ++i) {
      if (recorded[i]) result.recorded.emplace_back(i, std::move(*recorded[i]));
    }
    return result;
  }
  const Undo undo{
      ground_.rules.mark(), ground_.heads.mark(), drafted_.size(), bytes_, frontier_, last_};
  for (std::uint32_t i = 0; i < batch.events.size(); ++i) {
    auto drafted = draft(batch.events[i], batch.channel);
    if (!drafted.ok()) {
      roll_back(undo);
      fail(std::move(drafted).error(), i);
      return result;
    }
    result.events.emplace_back(drafted_.size() - 1);
  }
  if (drafted_.size() > kCommitRecordsMax || bytes_ > kCommitBytesMax) {
    const bool alone = undo.events == 0;
    roll_back(undo);
    if (!alone) return std::nullopt;
    fail(invalid("", "the batch is larger than a commit can be"), 0);
    return result;
  }
  result.duplicate.assign(result.events.size(), false);
  result.rests_on_draft = true;
  return result;
}

Result<std::optional<DraftedEvent>> CommitDraft::find_recorded(const ProposedEvent& event,
                                                               Channel channel) {
  if (const auto at = ids_.find(event.proposal.id); at != ids_.end()) {
    const auto& drafted = drafted_[at->second];
    TALLY_TRY(compare(event, channel, drafted.proposal, drafted.payload, drafted.channel));
    return std::optional<DraftedEvent>(at->second);
  }
  TALLY_ASSIGN(const auto position, ground_.store.find(event.proposal.id));
  if (!position) return std::optional<DraftedEvent>();
  TALLY_ASSIGN(const auto page, read_one(ground_.store, *position));
  TALLY_ASSIGN(auto appended, compare_stored(event, channel, page.records[0]));
  return std::optional<DraftedEvent>(std::move(appended));
}

Result<void> CommitDraft::compare(const ProposedEvent& event, Channel channel,
                                  const Proposal& recorded, ByteView payload,
                                  Channel recorded_channel) const {
  const bool both_imported = channel == Channel::import && recorded_channel == Channel::import;
  if (auto field = content_difference(event.proposal, recorded, both_imported)) {
    return id_reused(std::move(*field));
  }
  if (!equal(event.payload, payload)) return id_reused("payload");
  return {};
}

Result<AppendedEvent> CommitDraft::compare_stored(const ProposedEvent& event, Channel channel,
                                                  const StoredRecord& record) const {
  TALLY_ASSIGN(const auto header, decode_header(record.header));
  AppendedEvent appended;
  if (record.erased) {
    appended.compared_without_payload =
        !event.salt || payload_commitment(*event.salt, event.payload) != header.commitment;
    TALLY_TRY(compare(event, channel, header.proposal(), event.payload, header.ledger.channel));
  } else {
    TALLY_TRY(compare(event, channel, header.proposal(), body_payload(record.body),
                      header.ledger.channel));
  }
  TALLY_ASSIGN(appended.receipt, receipt_of(ground_.rules.identity()->origin, record));
  appended.duplicate = true;
  appended.flags = ground_.rules.flags(record.position);
  return appended;
}

Result<RecordedTime> CommitDraft::recorded_time(const ProposedEvent& event, Channel channel) const {
  const auto& identity = ground_.rules.identity();
  const bool sample = identity && identity->sample;
  const bool first = ground_.size.value + drafted_.size() == 0;
  if (event.recorded_at) {
    if (!sample && channel != Channel::local) {
      return invalid("recorded_at", "is taken in sample ledgers only");
    }
    if (!first && event.recorded_at->at < last_.at) {
      return invalid("recorded_at", "lies before the last event's, " + last_.at.to_string());
    }
    return *event.recorded_at;
  }
  if (sample && !first) return RecordedTime{{last_.at.us + kMicrosPerSecond}, last_.offset};
  if (first || last_.at < ground_.now.at) return ground_.now;
  return RecordedTime{last_.at, ground_.now.offset};
}

// Fills salt and commitment of an unsigned event, or checks those of a signed one.
Result<Salt> CommitDraft::seal(const ProposedEvent& event, Drafted& to) const {
  Salt salt{};
  if (event.salt) {
    salt = *event.salt;
    if (salt == Salt{}) return invalid("salt", "must not be all zero");
  } else if (event.signature) {
    return invalid("salt", "must come with a signed event");
  } else {
    while (salt == Salt{}) ground_.random.fill(salt);
  }
  const auto commitment = payload_commitment(salt, to.payload);
  if (!event.signature) {
    to.proposal.commitment = commitment;
    return salt;
  }
  if (to.proposal.commitment != commitment) {
    return invalid("commitment", "is not the hash of the salt and the payload");
  }
  const auto key = ground_.rules.actor_key(to.proposal.actor);
  const auto& identity = ground_.rules.identity();
  if (!key || !identity) return invalid("signature", "the actor has no enrolled key");
  Ed25519PublicKey public_key;
  std::copy(key->begin(), key->end(), public_key.begin());
  const auto message =
      author_message(identity->origin, identity->suite, encode_proposal(to.proposal));
  if (!ed25519_verify(public_key, message, *event.signature)) {
    return invalid("signature", "is not the actor's over this proposal");
  }
  return salt;
}

Result<void> CommitDraft::draft(const ProposedEvent& event, Channel channel) {
  TALLY_TRY(check_proposal(event.proposal));
  if (event.payload.size() > ground_.limits.payload_bytes_max) {
    return invalid("payload", "holds " + std::to_string(event.payload.size()) +
                                  " bytes; the limit is " +
                                  std::to_string(ground_.limits.payload_bytes_max));
  }
  auto payload = decode_payload(event.proposal.type, event.proposal.schema, event.payload);
  if (!payload.ok()) return std::move(payload).error().within("payload");
  Drafted next{event.proposal, event.payload, {}, {}, {}, {}, channel, {}};
  TALLY_ASSIGN(next.recorded_at, recorded_time(event, channel));
  const auto head = ground_.heads.find(event.proposal.stream);
  TALLY_TRY(check_expected(event.expected, head));
  const Position position{ground_.size.value + drafted_.size()};
  const RuleEvent judged{
      next.proposal,           *payload, next.payload, position, next.recorded_at.at,
      next.recorded_at.offset, channel};
  TALLY_ASSIGN(next.flags, ground_.rules.judge(judged, *this));
  TALLY_ASSIGN(const auto salt, seal(event, next));

  LedgerPart part{position,
                  head ? Revision{head->revision.value + 1} : Revision{},
                  head ? std::optional(head->last) : std::nullopt,
                  next.recorded_at.at,
                  next.recorded_at.offset,
                  channel};
  next.revision = part.revision;
  const auto& identity = ground_.rules.identity();
  next.header = encode_header(identity ? identity->suite : kSuiteSha256Ed25519,
                              encode_proposal(next.proposal), part, event.signature);
  if (next.header.size() > kHeaderBytesMax) {
    return invalid("", "the header would hold " + std::to_string(next.header.size()) +
                           " bytes; the limit is " + std::to_string(kHeaderBytesMax));
  }
  next.body = encode_body(salt, next.payload);
  ground_.rules.apply(judged, next.flags, *this);
  ground_.heads.set(next.proposal.stream, {part.revision, position});
  leaves_.push_back(leaf_hash(next.header));
  frontier_.append(leaves_.back());
  last_ = next.recorded_at;
  bytes_ += next.header.size() + next.body.size();
  ids_.emplace(next.proposal.id, drafted_.size());
  drafted_.push_back(std::move(next));
  return {};
}

std::vector<NewRecord> CommitDraft::records() const {
  std::vector<NewRecord> records;
  records.reserve(drafted_.size());
  for (const auto& event : drafted_) {
    records.push_back({event.header, event.body, event.proposal.id, event.proposal.stream});
  }
  return records;
}

CommitMark CommitDraft::mark() const {
  return {TreeSize{ground_.size.value + drafted_.size()}, frontier_.root()};
}

AppendedEvent CommitDraft::appended(std::size_t index) const {
  const auto& event = drafted_[index];
  AppendedEvent appended;
  appended.receipt.origin = ground_.rules.identity()->origin;
  appended.receipt.position = Position{ground_.size.value + index};
  appended.receipt.id = event.proposal.id;
  appended.receipt.revision = event.revision;
  appended.receipt.recorded_at = event.recorded_at.at;
  appended.receipt.leaf = leaves_[index];
  appended.flags = event.flags;
  return appended;
}

Result<std::optional<PastEvent>> CommitDraft::find(const EventId& id) const {
  if (const auto at = ids_.find(id); at != ids_.end()) {
    const auto& event = drafted_[at->second];
    PastEvent past;
    past.position = Position{ground_.size.value + at->second};
    past.proposal = event.proposal;
    past.payload_bytes = event.payload;
    past.recorded_at = event.recorded_at.at;
    past.recorded_offset = event.recorded_at.offset;
    TALLY_ASSIGN(past.payload,
                 decode_payload(event.proposal.type, event.proposal.schema, event.payload));
    return std::optional<PastEvent>(std::move(past));
  }
  TALLY_ASSIGN(const auto position, ground_.store.find(id));
  if (!position) return std::optional<PastEvent>();
  TALLY_ASSIGN(const auto page, read_one(ground_.store, *position));
  TALLY_ASSIGN(auto past, past_event(page.records[0]));
  return std::optional<PastEvent>(std::move(past));
}

}  // namespace tally
