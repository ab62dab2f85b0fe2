#include "tests/sim/model.h"

#include <unordered_set>

#include "core/base/check.h"
#include "core/catalogue/registry.h"

namespace tally::test {
namespace {

bool same_content(const ProposedEvent& a, const ProposedEvent& b) {
  return a.payload == b.payload && !content_difference(a.proposal, b.proposal, false);
}

bool fits(const ExpectedRevision& expected, std::uint64_t count) {
  switch (expected.kind) {
    case ExpectedRevision::Kind::any:
      return true;
    case ExpectedRevision::Kind::no_stream:
      return count == 0;
    case ExpectedRevision::Kind::stream_exists:
      return count > 0;
    case ExpectedRevision::Kind::exact:
      return count == expected.revision.value + 1;
  }
  return false;
}

std::optional<std::string> enrols(const ProposedEvent& event) {
  if (event.proposal.type != ActorEnrolled::kType.name) return std::nullopt;
  const auto payload = decode_payload(event.proposal.type, event.proposal.schema, event.payload);
  const auto* enrolled = payload.ok() ? std::get_if<ActorEnrolled>(&*payload) : nullptr;
  return enrolled ? std::optional(enrolled->actor_id) : std::nullopt;
}

}  // namespace

std::optional<ErrorCode> Model::judge_ids(const AppendBatch& batch, bool& duplicate) const {
  std::unordered_set<EventId> seen;
  std::size_t known = 0;
  for (const auto& event : batch.events) {
    if (!seen.insert(event.proposal.id).second) return ErrorCode::invalid;
  }
  for (const auto& event : batch.events) {
    const auto* other = find(event.proposal.id);
    if (!other) continue;
    ++known;
    if (!same_content(event, other->proposed)) return ErrorCode::id_reused;
  }
  duplicate = known == batch.events.size();
  if (!duplicate && known > 0) return ErrorCode::partly_recorded;
  return std::nullopt;
}

// In the order of contracts C3: ids first, then for each event revision, authority and rules.
Judgement Model::judge(const AppendBatch& batch) const {
  Judgement judgement;
  judgement.error = judge_ids(batch, judgement.duplicate);
  if (judgement.error || judgement.duplicate) return judgement;
  std::unordered_map<std::string, std::uint64_t> added;
  std::unordered_set<std::string> actors;
  for (const auto& event : batch.events) {
    const auto& proposal = event.proposal;
    if (!fits(event.expected, stream_size(proposal.stream) + added[proposal.stream])) {
      judgement.error = ErrorCode::conflict;
    } else if (!enrolled(proposal.actor) && actors.count(proposal.actor) == 0) {
      judgement.error = ErrorCode::not_authorized;
    }
    if (judgement.error) return judgement;
    if (!is_open_type(proposal.type)) judgement.may_be_refused = true;
    if (const auto actor = enrols(event)) actors.insert(*actor);
    ++added[proposal.stream];
  }
  return judgement;
}

void Model::add(const AppendBatch& batch, const std::vector<AppendedEvent>& events) {
  TALLY_CHECK(batch.events.size() == events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    take({batch.events[i], events[i].receipt, events[i].flags, {}, {}, {}});
  }
}

Result<void> Model::add_first(const StoredRecord& record, const Receipt& receipt) {
  TALLY_ASSIGN(const auto header, decode_header(record.header));
  ProposedEvent event;
  event.proposal = header.proposal();
  event.payload = to_owned(body_payload(record.body));
  take({std::move(event), receipt, {}, {}, {}, {}});
  ++first_events_;
  return {};
}

void Model::take(Known known) {
  positions_[known.receipt.id] = events_.size();
  ++streams_[known.proposed.proposal.stream];
  if (const auto actor = enrols(known.proposed)) actors_.insert(*actor);
  events_.push_back(std::move(known));
}

void Model::close_commit(std::uint64_t begin) {
  if (size() > begin) commits_.push_back(begin);
}

Result<void> Model::fill(const EventStore& store) {
  while (leaves_.size() < size()) {
    TALLY_ASSIGN(const auto page,
                 store.read(Position{leaves_.size()}, Direction::forward, ReadLimits()));
    if (page.records.empty()) return broken("an acknowledged event cannot be read");
    for (const auto& record : page.records) {
      if (leaves_.size() == size()) return broken("more is recorded than was acknowledged");
      auto& known = events_[leaves_.size()];
      known.header = to_owned(record.header);
      known.body = to_owned(record.body);
      Bytes preimage{0x00};
      append(preimage, record.header);
      known.leaf = sha256(preimage);
      TALLY_TRY(hold_against_proposal(known));
      leaves_.push_back(known.leaf);
    }
  }
  return {};
}

Result<void> Model::hold_against_proposal(const Known& known) const {
  const auto position = leaves_.size();
  const auto at = "event " + std::to_string(position);
  TALLY_ASSIGN(const auto header, decode_header(known.header));
  const auto& sent = known.proposed;
  if (header.ledger.position.value != position || known.receipt.position.value != position) {
    return broken(at + " has another position than its receipt");
  }
  if (header.id != sent.proposal.id || known.receipt.id != sent.proposal.id ||
      content_difference(header.proposal(), sent.proposal, false)) {
    return broken(at + " is not what was sent");
  }
  if (known.body.size() < kSaltBytes || to_owned(body_payload(known.body)) != sent.payload) {
    return broken(at + " holds another payload than was sent");
  }
  if (payload_commitment(body_salt(known.body), sent.payload) != header.commitment) {
    return broken(at + " is not committed to its payload");
  }
  if (known.receipt.leaf != known.leaf) return broken(at + " has another leaf than its receipt");
  if (position > 0 && known.receipt.recorded_at.us < events_[position - 1].receipt.recorded_at.us) {
    return broken(at + " is recorded before the event before it");
  }
  return {};
}

std::uint64_t Model::last_commit_begin() const {
  return commits_.empty() ? size() : commits_.back();
}

void Model::drop_last_commit() {
  const auto begin = last_commit_begin();
  while (events_.size() > begin) {
    const auto& known = events_.back();
    positions_.erase(known.receipt.id);
    --streams_[known.proposed.proposal.stream];
    if (const auto actor = enrols(known.proposed)) actors_.erase(*actor);
    events_.pop_back();
  }
  if (leaves_.size() > begin) leaves_.resize(begin);
  commits_.pop_back();
}

const Known* Model::find(const EventId& id) const {
  const auto found = positions_.find(id);
  return found == positions_.end() ? nullptr : &events_[found->second];
}

std::uint64_t Model::stream_size(const std::string& stream) const {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? 0 : found->second;
}

}  // namespace tally::test
