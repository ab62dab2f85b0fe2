#include "core/ledger/prepared_batch.h"

#include <algorithm>

#include "core/catalogue/registry.h"

namespace tally {
namespace {

// Events that bring no salt and may do so.
bool lacks_salt(const ProposedEvent& event) { return !event.salt && !event.signature; }

Result<void> check_form(const ProposedEvent& event, std::size_t payload_bytes_max) {
  TALLY_TRY(check_proposal(event.proposal));
  if (event.payload.size() > payload_bytes_max) {
    return invalid("payload", "holds " + std::to_string(event.payload.size()) +
                                  " bytes; the limit is " + std::to_string(payload_bytes_max));
  }
  return {};
}

// Fills the commitment of an unsigned event, or checks salt and commitment of a signed one.
Result<void> seal(ProposedEvent& event, const Salt& salt) {
  if (!event.salt && event.signature) return invalid("salt", "must come with a signed event");
  if (salt == Salt{}) return invalid("salt", "must not be all zero");
  const auto commitment = payload_commitment(salt, event.payload);
  if (!event.signature) {
    event.proposal.commitment = commitment;
  } else if (event.proposal.commitment != commitment) {
    return invalid("commitment", "is not the hash of the salt and the payload");
  }
  return {};
}

std::size_t bytes_needed(const AppendBatch& request) {
  // The fixed parts of a proposal and the salt take some 130 bytes.
  std::size_t bytes = 0;
  for (const auto& event : request.events) {
    const auto& proposal = event.proposal;
    bytes += 160 + proposal.stream.size() + proposal.type.size() + proposal.actor.size() +
             event.payload.size();
  }
  return bytes;
}

std::vector<std::pair<EventId, std::uint32_t>> sorted_ids(const AppendBatch& request) {
  std::vector<std::pair<EventId, std::uint32_t>> ids;
  ids.reserve(request.events.size());
  for (const auto& event : request.events) {
    ids.emplace_back(event.proposal.id, static_cast<std::uint32_t>(ids.size()));
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

std::vector<Salt> SaltSource::draw(std::size_t count) {
  std::vector<Salt> salts;
  salts.reserve(count);
  const std::lock_guard lock(mutex_);
  while (salts.size() < count) {
    if (const auto salt = next(); salt != Salt{}) salts.push_back(salt);
  }
  return salts;
}

Salt SaltSource::next() {
  static_assert(sizeof(ahead_) == kAhead * kSaltBytes);
  if (left_ == 0) {
    random_.fill({ahead_[0].data(), sizeof(ahead_)});
    left_ = kAhead;
  }
  return std::exchange(ahead_[--left_], Salt{});
}

bool PreparedBatch::holds(const EventId& id) const {
  const auto at = std::lower_bound(
      ids.begin(), ids.end(), id,
      [](const auto& entry, const EventId& wanted) { return entry.first < wanted; });
  return at != ids.end() && at->first == id;
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> PreparedBatch::equal_ids() const {
  std::optional<std::pair<std::uint32_t, std::uint32_t>> first;
  for (std::size_t i = 1; i < ids.size(); ++i) {
    if (ids[i - 1].first != ids[i].first) continue;
    if (!first || ids[i].second < first->second) first = {ids[i - 1].second, ids[i].second};
  }
  return first;
}

PreparedBatch prepare(AppendBatch request, std::size_t payload_bytes_max, SaltSource& salts) {
  PreparedBatch batch;
  batch.ids = sorted_ids(request);
  const auto drawn = salts.draw(static_cast<std::size_t>(
      std::count_if(request.events.begin(), request.events.end(), lacks_salt)));
  auto next_salt = drawn.begin();
  batch.bytes.reserve(bytes_needed(request));
  batch.events.reserve(request.events.size());
  for (auto& event : request.events) {
    const auto salt = lacks_salt(event) ? *next_salt++ : event.salt.value_or(Salt{});
    if (auto form = check_form(event, payload_bytes_max); !form.ok()) {
      batch.form_error = std::move(form).error();
      break;
    }
    auto& prepared = batch.events.emplace_back();
    auto decoded = decode_payload_into(prepared.payload, event.proposal.type, event.proposal.schema,
                                       event.payload);
    if (!decoded.ok()) {
      batch.form_error = std::move(decoded).error().within("payload");
      batch.events.pop_back();
      break;
    }
    if (auto sealed = seal(event, salt); !sealed.ok()) {
      batch.seal_error = std::move(sealed).error();
      break;
    }
    prepared.proposal_at = batch.bytes.size();
    append_proposal(batch.bytes, event.proposal);
    prepared.body_at = batch.bytes.size();
    append(batch.bytes, salt);
    append(batch.bytes, event.payload);
    prepared.end = batch.bytes.size();
  }
  batch.request = std::move(request);
  return batch;
}

}  // namespace tally
