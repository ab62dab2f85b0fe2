#include "server/protocol/messages_view.h"

#include "server/protocol/frame.h"

namespace tally::protocol {
namespace {

constexpr std::size_t kViewsMax = 1024;
constexpr std::size_t kWarningsMax = 1024;
// Name, version, position, state.
constexpr std::size_t kViewStateBytesMin = 4 + 4 + 8 + 4;

Date get_date(WireReader& from, std::string_view field) {
  const Date date{from.number<std::int32_t>(field)};
  if (date < kFirstDate || date > kLastDate)
    from.fail(field, "lies outside the years 0001 to 9999");
  return date;
}

void put(WireWriter& to, const Known& known) {
  to.number(static_cast<std::uint8_t>(known.kind));
  switch (known.kind) {
    case Known::Kind::head:
      break;
    case Known::Kind::size:
      to.number(known.size.value);
      break;
    case Known::Kind::day:
      to.number(known.day.days);
      break;
    case Known::Kind::instant:
      to.number(known.instant.us);
      break;
  }
}

Known get_known(WireReader& from) {
  Known known;
  const auto kind = from.number<std::uint8_t>("known");
  if (kind > static_cast<std::uint8_t>(Known::Kind::instant)) {
    from.fail("known", "must be 0 (head), 1 (size), 2 (day) or 3 (instant)");
    return known;
  }
  known.kind = static_cast<Known::Kind>(kind);
  switch (known.kind) {
    case Known::Kind::head:
      break;
    case Known::Kind::size:
      known.size.value = from.number<std::uint64_t>("known.size");
      break;
    case Known::Kind::day:
      known.day = get_date(from, "known.day");
      break;
    case Known::Kind::instant:
      known.instant.us = from.number<std::int64_t>("known.instant");
      break;
  }
  return known;
}

}  // namespace

Bytes ViewRequest::encode() const {
  Bytes body;
  WireWriter to(body);
  to.text(view);
  to.flag(effective.has_value());
  if (effective) to.number(effective->days);
  put(to, known);
  protocol::put(to, list);
  protocol::put(to, project);
  to.flag(year.has_value());
  if (year) to.number(*year);
  to.flag(with_positions);
  return body;
}

Result<ViewRequest> ViewRequest::decode(ByteView body) {
  WireReader from(body);
  ViewRequest request;
  request.view = get_text(from, "view", kNameBytesMax);
  if (from.flag("effective")) request.effective = get_date(from, "effective");
  request.known = get_known(from);
  request.list = get_optional_text(from, "list", kNameBytesMax);
  request.project = get_optional_text(from, "project", kNameBytesMax);
  if (from.flag("year")) request.year = from.number<std::int32_t>("year");
  request.with_positions = from.flag("with_positions");
  return finished(from, std::move(request));
}

Bytes ViewReply::encode() const {
  Bytes body;
  WireWriter to(body);
  to.text(view);
  to.number(version);
  to.number(effective.days);
  to.number(known.value);
  protocol::put(to, root);
  protocol::put(to, state_hash);
  to.flag(sample);
  to.number(rows);
  to.text(json);
  return body;
}

Result<ViewReply> ViewReply::decode(ByteView body) {
  WireReader from(body);
  ViewReply reply;
  reply.view = get_text(from, "view", kNameBytesMax);
  reply.version = from.number<std::uint32_t>("version");
  reply.effective = get_date(from, "effective");
  reply.known.value = from.number<std::uint64_t>("known");
  reply.root = get_hash(from, "root");
  reply.state_hash = get_hash(from, "state_hash");
  reply.sample = from.flag("sample");
  reply.rows = from.number<std::uint32_t>("rows");
  reply.json = get_text(from, "json", kFrameBodyBytesMax);
  return finished(from, std::move(reply));
}

Bytes StatusReply::encode() const {
  Bytes body;
  WireWriter to(body);
  to.text(server);
  to.text(origin);
  to.number(suite);
  to.text(currency);
  to.text(zone);
  to.flag(sample);
  to.text(operator_id);
  to.number(head.value);
  protocol::put(to, root);
  to.text(verifier_key);
  to.text(identity);
  to.number(queued_batches);
  to.text(read_only_reason);
  to.number(connections);
  to.number(subscriptions);
  to.number(static_cast<std::uint32_t>(views.size()));
  for (const auto& state : views) {
    to.text(state.name);
    to.number(state.version);
    to.number(state.position.value);
    to.text(state.state);
  }
  protocol::put(to, warnings);
  return body;
}

Result<StatusReply> StatusReply::decode(ByteView body) {
  WireReader from(body);
  StatusReply reply;
  reply.server = get_text(from, "server");
  reply.origin = get_text(from, "origin");
  reply.suite = from.number<std::uint8_t>("suite");
  reply.currency = get_text(from, "currency");
  reply.zone = get_text(from, "zone");
  reply.sample = from.flag("sample");
  reply.operator_id = get_text(from, "operator");
  reply.head.value = from.number<std::uint64_t>("head");
  reply.root = get_hash(from, "root");
  reply.verifier_key = get_text(from, "verifier_key");
  reply.identity = get_text(from, "identity");
  reply.queued_batches = from.number<std::uint64_t>("queued_batches");
  reply.read_only_reason = get_text(from, "read_only_reason");
  reply.connections = from.number<std::uint32_t>("connections");
  reply.subscriptions = from.number<std::uint32_t>("subscriptions");
  reply.views.resize(get_count(from, "views", kViewStateBytesMin, kViewsMax));
  for (auto& state : reply.views) {
    state.name = get_text(from, "views.name", kNameBytesMax);
    state.version = from.number<std::uint32_t>("views.version");
    state.position.value = from.number<std::uint64_t>("views.position");
    state.state = get_text(from, "views.state");
  }
  reply.warnings = get_texts(from, "warnings", kWarningsMax, kTextBytesMax);
  return finished(from, std::move(reply));
}

}  // namespace tally::protocol
