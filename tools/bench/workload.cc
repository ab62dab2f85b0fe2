#include "tools/bench/workload.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "core/catalogue/registry.h"
#include "server/protocol/frame.h"
#include "server/protocol/messages_append.h"

namespace tally::bench {
namespace {

constexpr std::size_t kDigits = 5;
constexpr std::uint32_t kMarkProject = 90'909;  // Stands nowhere else in a request.

Result<ProposedEvent> proposed(std::uint32_t project, const Payload& payload, Random& random) {
  ProposedEvent event;
  event.proposal.id = random_event_id(random);
  event.proposal.actor = "operator";
  event.proposal.stream = "project-" + project_name(project);
  event.proposal.effective = Effective{Date::of(2025, 1, 1), std::nullopt};
  event.proposal.type = type_of(payload)->name;
  TALLY_ASSIGN(event.payload, encode_payload(payload));
  return event;
}

Result<FundingDisbursed> disbursed(std::uint32_t project, std::size_t filling) {
  FundingDisbursed paid;
  paid.project = project_name(project);
  TALLY_ASSIGN(const auto currency, Currency::parse("CNY"));
  paid.amount = {std::int64_t{project} * 100 + 100, currency};
  paid.payee.kind = PayeeKind::persons;
  paid.payee.count = 1;
  paid.bank_ref = std::string(std::max<std::size_t>(filling, 1), 'b');
  return paid;
}

std::vector<std::size_t> places(const Bytes& in, ByteView what) {
  std::vector<std::size_t> offsets;
  for (auto at = in.begin();;) {
    at = std::search(at, in.end(), what.begin(), what.end());
    if (at == in.end()) return offsets;
    offsets.push_back(static_cast<std::size_t>(at - in.begin()));
    at += static_cast<std::ptrdiff_t>(what.size());
  }
}

}  // namespace

std::string project_name(std::uint32_t project) {
  char name[16];
  std::snprintf(name, sizeof(name), "B-%05u", project % kStreamsMax);
  return name;
}

Result<ProposedEvent> registration(std::uint32_t project, Random& random) {
  ProjectRegistered registered;
  registered.project_id = project_name(project);
  registered.name = "bench " + project_name(project);
  return proposed(project, registered, random);
}

Result<ProposedEvent> payment(std::uint32_t project, std::uint32_t payload_bytes, Random& random) {
  TALLY_ASSIGN(const auto smallest, disbursed(project, 1));
  TALLY_ASSIGN(const auto encoded, encode_payload(smallest));
  const std::size_t missing = payload_bytes > encoded.size() ? payload_bytes - encoded.size() : 0;
  TALLY_ASSIGN(const auto paid, disbursed(project, 1 + missing));
  return proposed(project, paid, random);
}

Result<RequestStamp> RequestStamp::make(What what, std::uint32_t per_request, std::uint32_t streams,
                                        std::uint32_t payload_bytes, Random& random) {
  protocol::AppendRequest request;
  for (std::uint32_t i = 0; i < per_request; ++i) {
    TALLY_ASSIGN(auto event, what == What::registrations
                                 ? registration(kMarkProject, random)
                                 : payment(kMarkProject, payload_bytes, random));
    request.batch.events.push_back(std::move(event));
  }
  RequestStamp stamp;
  stamp.body_ = request.encode();
  for (const auto& event : request.batch.events) {
    const auto found = places(stamp.body_, event.proposal.id.view());
    TALLY_CHECK(found.size() == 1);
    stamp.id_offsets_.push_back(found[0]);
  }
  const auto name = project_name(kMarkProject);
  for (const auto offset : places(stamp.body_, as_bytes(name))) {
    stamp.project_offsets_.push_back(offset + name.size() - kDigits);
  }
  TALLY_CHECK(stamp.project_offsets_.size() % per_request == 0);
  stamp.projects_per_event_ = stamp.project_offsets_.size() / per_request;
  stamp.event_bytes_ = stamp.body_.size() / per_request;
  stamp.streams_ = std::clamp<std::uint32_t>(streams, 1, kStreamsMax);
  random.fill({reinterpret_cast<std::uint8_t*>(&stamp.random_state_), sizeof(random_state_)});
  return stamp;
}

// splitmix64: ids need to be different, not secret.
std::uint64_t RequestStamp::next_random() {
  auto z = random_state_ += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

void RequestStamp::stamp(std::uint64_t request_id, Bytes& to) {
  std::size_t place = 0;
  for (const auto id : id_offsets_) {
    store_le(&body_[id], (next_random() & ~0x00f0000000000000u) | 0x0040000000000000u);
    store_le(&body_[id + 8], (next_random() & ~0xc0u) | 0x80u);
    auto digits = next_project_;
    char text[kDigits];
    for (auto i = kDigits; i-- > 0; digits /= 10) text[i] = static_cast<char>('0' + digits % 10);
    for (std::size_t i = 0; i < projects_per_event_; ++i, ++place) {
      std::memcpy(&body_[project_offsets_[place]], text, kDigits);
    }
    next_project_ = next_project_ + 1 == streams_ ? 0 : next_project_ + 1;
  }
  append(to, protocol::encode_frame(protocol::Kind::append, request_id, body_));
}

}  // namespace tally::bench
