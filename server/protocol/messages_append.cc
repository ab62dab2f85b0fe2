#include "server/protocol/messages_append.h"

namespace tally::protocol {
namespace {

// Lengths of proposal and payload, expected kind, three presence bytes.
constexpr std::size_t kEventBytesMin = 4 + 4 + 1 + 1 + 1 + 1;
// Origin, position, id, revision, time, leaf, duplicate, flags, compared.
constexpr std::size_t kAppendedEventBytesMin = 4 + 8 + 16 + 8 + 8 + 32 + 1 + 4 + 1;
// For reserving: with an origin of usual length; with a proposal beside the payload.
constexpr std::size_t kAppendedEventBytesUsual = kAppendedEventBytesMin + 48;
constexpr std::size_t kEventBytesUsual = 256;

void put_expected(WireWriter& to, const ExpectedRevision& expected) {
  to.number(static_cast<std::uint8_t>(expected.kind));
  if (expected.kind == ExpectedRevision::Kind::exact) to.number(expected.revision.value);
}

ExpectedRevision get_expected(WireReader& from) {
  ExpectedRevision expected;
  const auto kind = from.number<std::uint8_t>("expected");
  if (kind > static_cast<std::uint8_t>(ExpectedRevision::Kind::exact)) {
    from.fail("expected", "is not one of 0 to 3");
    return expected;
  }
  expected.kind = static_cast<ExpectedRevision::Kind>(kind);
  if (expected.kind == ExpectedRevision::Kind::exact) {
    expected.revision.value = from.number<std::uint64_t>("expected.revision");
  }
  return expected;
}

void put_event(WireWriter& to, const ProposedEvent& event) {
  to.bytes(encode_proposal(event.proposal));
  to.bytes(event.payload);
  put_expected(to, event.expected);
  to.flag(event.salt.has_value());
  if (event.salt) to.raw(*event.salt);
  to.flag(event.signature.has_value());
  if (event.signature) to.raw(*event.signature);
  to.flag(event.recorded_at.has_value());
  if (event.recorded_at) {
    to.number(event.recorded_at->at.us);
    to.number(event.recorded_at->offset.minutes);
  }
}

template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> get_optional_array(WireReader& from,
                                                              std::string_view field) {
  if (!from.flag(field)) return std::nullopt;
  std::array<std::uint8_t, N> array{};
  const auto bytes = from.raw(N, field);
  std::copy(bytes.begin(), bytes.end(), array.begin());
  return array;
}

std::optional<RecordedTime> get_recorded_at(WireReader& from) {
  if (!from.flag("recorded_at")) return std::nullopt;
  RecordedTime time;
  time.at.us = from.number<std::int64_t>("recorded_at");
  time.offset.minutes = from.number<std::int16_t>("recorded_at.offset");
  constexpr std::int64_t kFirst = std::int64_t{kFirstDate.days} * kMicrosPerDay;
  constexpr std::int64_t kEnd = (std::int64_t{kLastDate.days} + 1) * kMicrosPerDay;
  if (time.at.us < kFirst || time.at.us >= kEnd) {
    from.fail("recorded_at", "lies outside the years 0001 to 9999");
  }
  if (time.offset.minutes < -18 * 60 || time.offset.minutes > 18 * 60) {
    from.fail("recorded_at.offset", "lies outside -18:00 to +18:00");
  }
  return time;
}

Result<ProposedEvent> get_event(WireReader& from) {
  const auto proposal = from.bytes("proposal", kHeaderBytesMax);
  const auto payload = from.bytes("payload", kPayloadBytesMax);
  ProposedEvent event;
  event.expected = get_expected(from);
  event.salt = get_optional_array<kSaltBytes>(from, "salt");
  event.signature = get_optional_array<std::tuple_size_v<Signature>>(from, "signature");
  event.recorded_at = get_recorded_at(from);
  TALLY_TRY(from.status());
  TALLY_ASSIGN(event.proposal, decode_proposal(proposal));
  event.payload = to_owned(payload);
  return event;
}

}  // namespace

Bytes AppendRequest::encode() const {
  Bytes body;
  std::size_t payloads = 0;
  for (const auto& event : batch.events) payloads += event.payload.size();
  body.reserve(payloads + batch.events.size() * kEventBytesUsual);
  WireWriter to(body);
  to.number(static_cast<std::uint8_t>(batch.channel));
  to.number(static_cast<std::uint32_t>(batch.events.size()));
  for (const auto& event : batch.events) put_event(to, event);
  return body;
}

Result<AppendRequest> AppendRequest::decode(ByteView body) {
  WireReader from(body);
  AppendRequest request;
  const auto channel = from.number<std::uint8_t>("channel");
  if (channel > static_cast<std::uint8_t>(Channel::interface)) {
    from.fail("channel", "must be 0 (tcp), 1 (import) or 2 (interface)");
  }
  const auto count = get_count(from, "events", kEventBytesMin);
  TALLY_TRY(from.status());
  request.batch.channel = static_cast<Channel>(channel);
  for (std::uint32_t i = 0; i < count; ++i) {
    auto event = get_event(from);
    if (!event) return std::move(event).error().at_index(i);
    request.batch.events.push_back(std::move(*event));
  }
  return finished(from, std::move(request));
}

Bytes AppendReply::encode() const {
  Bytes body;
  body.reserve(sizeof(std::uint64_t) + sizeof(Hash) + sizeof(std::uint32_t) +
               appended.events.size() * kAppendedEventBytesUsual);
  WireWriter to(body);
  to.number(appended.size.value);
  put(to, appended.root);
  to.number(static_cast<std::uint32_t>(appended.events.size()));
  for (const auto& event : appended.events) put(to, event);
  return body;
}

Result<AppendReply> AppendReply::decode(ByteView body) {
  WireReader from(body);
  AppendReply reply;
  reply.appended.size.value = from.number<std::uint64_t>("size");
  reply.appended.root = get_hash(from, "root");
  const auto count = get_count(from, "events", kAppendedEventBytesMin);
  for (std::uint32_t i = 0; i < count; ++i) {
    reply.appended.events.push_back(get_appended_event(from));
  }
  return finished(from, std::move(reply));
}

Bytes AppendFailedReply::encode() const {
  Bytes body;
  WireWriter to(body);
  put(to, failure.error);
  to.number(static_cast<std::uint32_t>(failure.recorded.size()));
  for (const auto& [index, event] : failure.recorded) {
    to.number(index);
    put(to, event);
  }
  to.flag(failure.other_index.has_value());
  if (failure.other_index) to.number(*failure.other_index);
  return body;
}

Result<AppendFailedReply> AppendFailedReply::decode(ByteView body) {
  WireReader from(body);
  AppendFailedReply reply;
  reply.failure.error = get_error(from);
  const auto count = get_count(from, "recorded", sizeof(std::uint32_t) + kAppendedEventBytesMin);
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto index = from.number<std::uint32_t>("recorded.index");
    reply.failure.recorded.emplace_back(index, get_appended_event(from));
  }
  if (from.flag("other_index"))
    reply.failure.other_index = from.number<std::uint32_t>("other_index");
  return finished(from, std::move(reply));
}

Bytes LookupRequest::encode() const { return to_owned(id.view()); }

Result<LookupRequest> LookupRequest::decode(ByteView body) {
  WireReader from(body);
  return finished(from, LookupRequest{get_event_id(from, "id")});
}

Bytes LookupReply::encode() const {
  Bytes body;
  WireWriter to(body);
  to.number(static_cast<std::uint8_t>(answer.state));
  to.number(answer.size.value);
  to.flag(answer.event.has_value());
  if (answer.event) put(to, *answer.event);
  return body;
}

Result<LookupReply> LookupReply::decode(ByteView body) {
  WireReader from(body);
  LookupReply reply;
  const auto state = from.number<std::uint8_t>("state");
  if (state > static_cast<std::uint8_t>(LookupAnswer::State::not_recorded)) {
    from.fail("state", "is not one of 0 to 2");
  }
  reply.answer.state = static_cast<LookupAnswer::State>(state);
  reply.answer.size.value = from.number<std::uint64_t>("size");
  if (from.flag("event")) reply.answer.event = get_appended_event(from);
  if (!from.failed() &&
      reply.answer.event.has_value() != (reply.answer.state == LookupAnswer::State::recorded)) {
    from.fail("event", "stands there exactly when the state is recorded");
  }
  return finished(from, std::move(reply));
}

}  // namespace tally::protocol
