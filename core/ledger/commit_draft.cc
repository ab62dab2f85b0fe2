#include "core/ledger/commit_draft.h"

#include <algorithm>

#include "core/base/wire.h"
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
  const auto conflict = [&](std::string message, std::string zh) {
    Error error(ErrorCode::conflict, std::move(message), "expect");
    error.message_zh = std::move(zh);
    error.rule = "ST03";
    if (head) error.revision = head->revision.value;
    return error;
  };
  switch (expected.kind) {
    case ExpectedRevision::Kind::any:
      return {};
    case ExpectedRevision::Kind::no_stream:
      if (head) return conflict("the stream exists already", "该流已存在");
      return {};
    case ExpectedRevision::Kind::stream_exists:
      if (!head) return conflict("the stream does not exist", "该流尚不存在");
      return {};
    case ExpectedRevision::Kind::exact:
      if (!head) return conflict("the stream does not exist", "该流尚不存在");
      if (head->revision != expected.revision) {
        const auto revision = std::to_string(head->revision.value);
        return conflict("the stream is at revision " + revision,
                        "该流现为第 " + revision + " 版，请核对后按此版本号重发");
      }
      return {};
  }
  return {};
}

// Sorts what is known of a batch into its answer: all of it, or the reason why it cannot be taken.
void answer_known(std::vector<std::optional<DraftedEvent>> recorded, DraftedBatch& result) {
  const auto known = static_cast<std::size_t>(
      std::count_if(recorded.begin(), recorded.end(), [](const auto& e) { return e.has_value(); }));
  for (const auto& event : recorded) {
    if (event && std::holds_alternative<std::size_t>(*event)) result.rests_on_draft = true;
  }
  if (known == recorded.size()) {
    for (auto& event : recorded) result.known.push_back(std::move(*event));
    return;
  }
  result.failure.emplace();
  result.failure->error = Error(ErrorCode::partly_recorded,
                                std::to_string(known) + " of " + std::to_string(recorded.size()) +
                                    " events are recorded already; nothing was appended");
  for (std::uint32_t i = 0; i < recorded.size(); ++i) {
    if (recorded[i]) result.recorded.emplace_back(i, std::move(*recorded[i]));
  }
}

}  // namespace

// What a batch may have changed before it failed.
struct CommitDraft::Undo {
  std::size_t rules;
  std::size_t heads;
  std::size_t events;
  std::size_t body_bytes;
  Frontier frontier;
  RecordedTime last;
};

CommitDraft::CommitDraft(DraftGround ground)
    : ground_(std::move(ground)), frontier_(ground_.frontier), last_(ground_.last) {}

ByteView CommitDraft::header(std::size_t index) const {
  const auto begin = index == 0 ? 0 : drafted_[index - 1].header_end;
  return ByteView(headers_).subspan(begin, drafted_[index].header_end - begin);
}

std::optional<std::size_t> CommitDraft::drafted_index(const EventId& id) const {
  return ids_.find(
      id, [this](std::size_t i) -> const EventId& { return drafted_[i].event().proposal.id; });
}

void CommitDraft::roll_back(const Undo& undo) {
  ground_.rules.rollback(undo.rules);
  ground_.heads.rollback(undo.heads);
  for (; drafted_.size() > undo.events; drafted_.pop_back()) {
    ids_.pop(drafted_.back().event().proposal.id);
  }
  headers_.resize(drafted_.empty() ? 0 : drafted_.back().header_end);
  leaves_.resize(undo.events);
  body_bytes_ = undo.body_bytes;
  frontier_ = undo.frontier;
  last_ = undo.last;
}

std::optional<DraftedBatch> CommitDraft::take(const PreparedBatch& batch) {
  DraftedBatch result;
  if (const auto equal = batch.equal_ids()) {
    result.failure.emplace();
    result.failure->error =
        invalid("id", "events " + std::to_string(equal->first) + " and " +
                          std::to_string(equal->second) + " of the batch have the same id")
            .at_index(equal->first);
    result.failure->other_index = equal->second;
    return result;
  }
  const auto fail = [&](Error error, std::uint32_t index) {
    result.failure.emplace();
    result.failure->error = std::move(error).at_index(index);
    // A refusal judged after other batches of this commit holds only if those become durable.
    result.rests_on_draft = !drafted_.empty();
  };
  std::uint32_t at_fault = 0;
  auto found = find_all(batch, at_fault);
  if (!found.ok()) {
    fail(std::move(found).error(), at_fault);
    return result;
  }
  if (!found->empty()) {
    answer_known(std::move(found).value(), result);
    return result;
  }
  const Undo undo{
      ground_.rules.mark(), ground_.heads.mark(), drafted_.size(), body_bytes_, frontier_, last_};
  const auto count = static_cast<std::uint32_t>(batch.request.events.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    auto drafted = draft(batch, i);
    if (!drafted.ok()) {
      roll_back(undo);
      fail(std::move(drafted).error(), i);
      return result;
    }
  }
  if (drafted_.size() > kCommitRecordsMax || headers_.size() + body_bytes_ > kCommitBytesMax) {
    const bool alone = undo.events == 0;
    roll_back(undo);
    if (!alone) return std::nullopt;
    fail(invalid("", "the batch is larger than a commit can be"), 0);
    return result;
  }
  result.first = undo.events;
  result.count = count;
  result.rests_on_draft = true;
  return result;
}

Result<std::vector<std::optional<DraftedEvent>>> CommitDraft::find_all(const PreparedBatch& batch,
                                                                       std::uint32_t& at_fault) {
  const auto& events = batch.request.events;
  std::vector<std::optional<DraftedEvent>> recorded;
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    at_fault = i;
    TALLY_ASSIGN(auto found, find_recorded(events[i], batch.request.channel));
    if (!found) continue;
    recorded.resize(events.size());
    recorded[i] = std::move(found);
  }
  return recorded;
}

Result<std::optional<DraftedEvent>> CommitDraft::find_recorded(const ProposedEvent& event,
                                                               Channel channel) {
  if (const auto at = drafted_index(event.proposal.id)) {
    const auto& drafted = drafted_[*at];
    TALLY_TRY(
        compare(event, channel, drafted.event().proposal, drafted.payload(), drafted.channel()));
    return std::optional<DraftedEvent>(*at);
  }
  TALLY_ASSIGN(const auto position, recorded_position(event.proposal.id));
  if (!position) return std::optional<DraftedEvent>();
  TALLY_ASSIGN(const auto page, read_one(ground_.store, *position));
  TALLY_ASSIGN(auto appended, compare_stored(event, channel, page.records[0]));
  return std::optional<DraftedEvent>(std::move(appended));
}

Result<std::optional<Position>> CommitDraft::recorded_position(const EventId& id) const {
  if (!ground_.found) return ground_.store.find(id);
  const auto found = ground_.found->find(id);
  return found == ground_.found->end() ? std::nullopt : std::optional(found->second);
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
  TALLY_ASSIGN(appended.receipt, receipt_of(ground_.rules.origin_at(record.position), record));
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

// Salt and commitment were checked when the batch was prepared; the actor's key is the ledger's to
// say.
Result<void> CommitDraft::check_signature(const PreparedBatch& batch, std::uint32_t index) const {
  const auto& event = batch.request.events[index];
  const auto key = ground_.rules.actor_key(event.proposal.actor);
  const auto& identity = ground_.rules.identity();
  if (!key || !identity) return invalid("signature", "the actor has no enrolled key");
  Ed25519PublicKey public_key;
  std::copy(key->begin(), key->end(), public_key.begin());
  const auto message =
      author_message(identity->origin, identity->suite, batch.proposal_bytes(index));
  if (!ed25519_verify(public_key, message, *event.signature)) {
    return invalid("signature", "is not the actor's over this proposal");
  }
  return {};
}

Result<void> CommitDraft::draft(const PreparedBatch& batch, std::uint32_t index) {
  if (index == batch.events.size()) return *batch.form_error;
  const auto& event = batch.request.events[index];
  const auto& proposal = event.proposal;
  Drafted next{&batch, index, 0, {}, {}, {}};
  TALLY_ASSIGN(next.recorded_at, recorded_time(event, batch.request.channel));
  const auto head = ground_.heads.find(proposal.stream);
  TALLY_TRY(check_expected(event.expected, head));
  const Position position{ground_.size.value + drafted_.size()};
  const RuleEvent judged{proposal,
                         batch.events[index].payload,
                         event.payload,
                         position,
                         next.recorded_at.at,
                         next.recorded_at.offset,
                         batch.request.channel};
  TALLY_ASSIGN(next.flags, ground_.rules.judge(judged, *this));
  if (batch.seal_error && index + 1 == batch.events.size()) return *batch.seal_error;
  if (event.signature) TALLY_TRY(check_signature(batch, index));

  const LedgerPart part{position,
                        head ? Revision{head->revision.value + 1} : Revision{},
                        head ? std::optional(head->last) : std::nullopt,
                        next.recorded_at.at,
                        next.recorded_at.offset,
                        batch.request.channel};
  next.revision = part.revision;
  const auto& identity = ground_.rules.identity();
  const auto begin = headers_.size();
  append_header(headers_, identity ? identity->suite : kSuiteSha256Ed25519,
                batch.proposal_bytes(index), part, event.signature);
  next.header_end = headers_.size();
  const auto header = ByteView(headers_).subspan(begin);
  if (header.size() > kHeaderBytesMax) {
    return invalid("", "the header would hold " + std::to_string(header.size()) +
                           " bytes; the limit is " + std::to_string(kHeaderBytesMax));
  }
  ground_.rules.apply(judged, next.flags, *this);
  ground_.heads.set(proposal.stream, {part.revision, position});
  leaves_.push_back(leaf_hash(header));
  frontier_.append(leaves_.back());
  last_ = next.recorded_at;
  body_bytes_ += batch.body(index).size();
  ids_.push(proposal.id,
            [this](std::size_t i) -> const EventId& { return drafted_[i].event().proposal.id; });
  drafted_.push_back(std::move(next));
  return {};
}

std::vector<NewRecord> CommitDraft::records() const {
  std::vector<NewRecord> records;
  records.reserve(drafted_.size());
  for (std::size_t i = 0; i < drafted_.size(); ++i) {
    const auto& drafted = drafted_[i];
    const auto& proposal = drafted.event().proposal;
    records.push_back(
        {header(i), drafted.batch->body(drafted.index), proposal.id, proposal.stream});
  }
  return records;
}

CommitMark CommitDraft::mark() const {
  return {TreeSize{ground_.size.value + drafted_.size()}, frontier_.root()};
}

AppendedEvent CommitDraft::appended(std::size_t index) const {
  const auto& event = drafted_[index];
  AppendedEvent appended;
  appended.receipt.position = Position{ground_.size.value + index};
  appended.receipt.origin = ground_.rules.origin_at(appended.receipt.position);
  appended.receipt.id = event.event().proposal.id;
  appended.receipt.revision = event.revision;
  appended.receipt.recorded_at = event.recorded_at.at;
  appended.receipt.leaf = leaves_[index];
  appended.flags = event.flags;
  return appended;
}

Result<std::optional<PastEvent>> CommitDraft::find(const EventId& id) const {
  if (const auto at = drafted_index(id)) {
    const auto& drafted = drafted_[*at];
    PastEvent past;
    past.position = Position{ground_.size.value + *at};
    past.proposal = drafted.event().proposal;
    past.payload = drafted.batch->events[drafted.index].payload;
    past.payload_bytes = drafted.event().payload;
    past.recorded_at = drafted.recorded_at.at;
    past.recorded_offset = drafted.recorded_at.offset;
    return std::optional<PastEvent>(std::move(past));
  }
  TALLY_ASSIGN(const auto position, ground_.store.find(id));
  if (!position) return std::optional<PastEvent>();
  TALLY_ASSIGN(const auto page, read_one(ground_.store, *position));
  TALLY_ASSIGN(auto past, past_event(page.records[0]));
  return std::optional<PastEvent>(std::move(past));
}

}  // namespace tally
