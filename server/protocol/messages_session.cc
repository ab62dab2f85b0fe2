#include "server/protocol/messages_session.h"

namespace tally::protocol {
namespace {

constexpr std::size_t kWarningsMax = 64;

// One list for both directions, in the order of the struct.
template <class Limits, class Visit>
void each_limit(Limits& l, Visit visit) {
  visit("frame_body_bytes_max", l.frame_body_bytes_max);
  visit("header_bytes_max", l.header_bytes_max);
  visit("payload_bytes_max", l.payload_bytes_max);
  visit("batch_events_max", l.batch_events_max);
  visit("batch_bytes_max", l.batch_bytes_max);
  visit("commit_events_max", l.commit_events_max);
  visit("commit_bytes_max", l.commit_bytes_max);
  visit("stream_name_bytes_max", l.stream_name_bytes_max);
  visit("queue_batches_max", l.queue_batches_max);
  visit("queue_bytes_max", l.queue_bytes_max);
  visit("connections_max", l.connections_max);
  visit("subscriptions_max", l.subscriptions_max);
  visit("in_flight_max", l.in_flight_max);
  visit("read_records_max", l.read_records_max);
  visit("read_bytes_max", l.read_bytes_max);
  visit("credit_max", l.credit_max);
  visit("hello_ms", l.hello_ms);
  visit("frame_ms", l.frame_ms);
  visit("idle_ms", l.idle_ms);
  visit("write_ms", l.write_ms);
  visit("heartbeat_ms", l.heartbeat_ms);
}

void put_limits(WireWriter& to, const Limits& limits) {
  each_limit(limits, [&](std::string_view, const std::uint32_t& value) { to.number(value); });
}

Limits get_limits(WireReader& from) {
  Limits limits;
  each_limit(limits, [&](std::string_view field, std::uint32_t& value) {
    value = from.number<std::uint32_t>(field);
  });
  return limits;
}

}  // namespace

Bytes Hello::encode() const {
  Bytes body;
  WireWriter to(body);
  to.number(version_min);
  to.number(version_max);
  to.text(client);
  return body;
}

Result<Hello> Hello::decode(ByteView body) {
  WireReader from(body);
  Hello hello;
  hello.version_min = from.number<std::uint16_t>("version_min");
  hello.version_max = from.number<std::uint16_t>("version_max");
  if (hello.version_max < hello.version_min) from.fail("version_max", "lies below version_min");
  hello.client = get_text(from, "client", kNameBytesMax);
  return finished(from, std::move(hello));
}

Bytes HelloReply::encode() const {
  Bytes body;
  WireWriter to(body);
  to.number(version);
  to.text(server);
  to.text(origin);
  to.number(size.value);
  put(to, root);
  to.flag(sample);
  put_limits(to, limits);
  put(to, warnings);
  return body;
}

Result<HelloReply> HelloReply::decode(ByteView body) {
  WireReader from(body);
  HelloReply reply;
  reply.version = from.number<std::uint16_t>("version");
  reply.server = get_text(from, "server", kNameBytesMax);
  reply.origin = get_text(from, "origin");
  reply.size.value = from.number<std::uint64_t>("size");
  reply.root = get_hash(from, "root");
  reply.sample = from.flag("sample");
  reply.limits = get_limits(from);
  reply.warnings = get_texts(from, "warnings", kWarningsMax, kTextBytesMax);
  return finished(from, std::move(reply));
}

Bytes LimitsReply::encode() const {
  Bytes body;
  WireWriter to(body);
  put_limits(to, limits);
  return body;
}

Result<LimitsReply> LimitsReply::decode(ByteView body) {
  WireReader from(body);
  return finished(from, LimitsReply{get_limits(from)});
}

Bytes Goodbye::encode() const { return ErrorReply{reason}.encode(); }

Result<Goodbye> Goodbye::decode(ByteView body) {
  WireReader from(body);
  return finished(from, Goodbye{get_error(from)});
}

}  // namespace tally::protocol
