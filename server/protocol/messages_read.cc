#include "server/protocol/messages_read.h"

namespace tally::protocol {
namespace {

// Position, erased, lengths of header and body, count of flags.
constexpr std::size_t kRawRecordBytesMin = 8 + 1 + 4 + 4 + 4;

void put(WireWriter& to, const Selection& selection) {
  to.number(static_cast<std::uint8_t>(selection.scope));
  to.text(selection.name);
  protocol::put(to, selection.types);
}

Selection get_selection(WireReader& from) {
  Selection selection;
  const auto scope = from.number<std::uint8_t>("scope");
  if (scope > static_cast<std::uint8_t>(Selection::Scope::category)) {
    from.fail("scope", "must be 0 (all), 1 (stream) or 2 (category)");
  }
  selection.scope = static_cast<Selection::Scope>(scope);
  selection.name = get_text(from, "name", kNameBytesMax);
  if (!from.failed() && selection.name.empty() != (selection.scope == Selection::Scope::all)) {
    from.fail("name", "stands there exactly when a stream or category is read");
  }
  selection.types = get_texts(from, "types", kTypeFilterMax, kNameBytesMax);
  return selection;
}

void put(WireWriter& to, Position position, const RecordView& record,
         const std::vector<Flag>& flags) {
  to.number(position.value);
  to.flag(record.erased);
  to.bytes(record.header);
  to.bytes(record.body);
  protocol::put(to, flags);
}

void put(WireWriter& to, const std::vector<RawRecord>& records) {
  to.number(static_cast<std::uint32_t>(records.size()));
  for (const auto& record : records) put(to, record.position, record.view(), record.flags);
}

// For reserving: what the records come to, but for their flags.
template <class Records>
std::size_t bytes_of(const Records& records) {
  std::size_t bytes = sizeof(std::uint32_t);
  for (const auto& record : records) {
    bytes += kRawRecordBytesMin + record.header.size() + record.body.size();
  }
  return bytes;
}

void get_record(WireReader& from, RecordInReply& to) {
  auto& [header, body, erased] = to.bytes;
  to.position.value = from.number<std::uint64_t>("records.position");
  erased = from.flag("records.erased");
  header = from.bytes("records.header", kHeaderBytesMax);
  body = from.bytes("records.body", kSaltBytes + kPayloadBytesMax);
  // A body holds at least its salt, so that whoever takes it apart need not look.
  if (!from.failed() && (erased ? !body.empty() : body.size() < kSaltBytes)) {
    from.fail("records.body", "is empty exactly when erased, and else holds a salt");
  }
  to.flags = get_flags(from);
}

std::vector<RawRecord> get_records(WireReader& from) {
  std::vector<RawRecord> records(get_count(from, "records", kRawRecordBytesMin));
  for (auto& record : records) {
    RecordInReply read;
    get_record(from, read);
    if (from.failed()) break;
    record = {read.position, read.bytes.erased, to_owned(read.bytes.header),
              to_owned(read.bytes.body), std::move(read.flags)};
  }
  return records;
}

void put(WireWriter& to, const Progress& progress) {
  to.number(progress.scanned_to.value);
  to.number(progress.head.value);
}

Progress get_progress(WireReader& from) {
  Progress progress;
  progress.scanned_to.value = from.number<std::uint64_t>("scanned_to");
  progress.head.value = from.number<std::uint64_t>("head");
  return progress;
}

Bytes encode_progress(const Progress& progress) {
  Bytes body;
  WireWriter to(body);
  put(to, progress);
  return body;
}

}  // namespace

Bytes ReadRequest::encode() const {
  Bytes body;
  WireWriter out(body);
  put(out, selection);
  out.number(static_cast<std::uint8_t>(direction));
  out.number(from);
  protocol::put(out, to);
  out.number(records_max);
  out.flag(with_flags);
  return body;
}

Result<ReadRequest> ReadRequest::decode(ByteView body) {
  WireReader in(body);
  ReadRequest request;
  request.selection = get_selection(in);
  const auto direction = in.number<std::uint8_t>("direction");
  if (direction > static_cast<std::uint8_t>(Direction::backward)) {
    in.fail("direction", "must be 0 (forward) or 1 (backward)");
  }
  request.direction = static_cast<Direction>(direction);
  request.from = in.number<std::uint64_t>("from");
  request.to = get_optional_number(in, "to");
  request.records_max = in.number<std::uint32_t>("records_max");
  request.with_flags = in.flag("with_flags");
  return finished(in, std::move(request));
}

Bytes ReadReply::encode() const {
  Bytes body;
  body.reserve(bytes_of(records) + 2 * sizeof(std::uint64_t) + 1);
  WireWriter to(body);
  put(to, records);
  protocol::put(to, next);
  to.number(head.value);
  return body;
}

Result<ReadReply> ReadReply::decode(ByteView body) {
  WireReader from(body);
  ReadReply reply;
  reply.records = get_records(from);
  reply.next = get_optional_number(from, "next");
  reply.head.value = from.number<std::uint64_t>("head");
  return finished(from, std::move(reply));
}

Result<ReadReplyView> ReadReplyView::decode(Bytes body) {
  ReadReplyView reply;
  reply.body = std::move(body);
  WireReader from(reply.body);
  reply.records.resize(get_count(from, "records", kRawRecordBytesMin));
  for (auto& record : reply.records) {
    get_record(from, record);
    if (from.failed()) break;
  }
  reply.next = get_optional_number(from, "next");
  reply.head.value = from.number<std::uint64_t>("head");
  return finished(from, std::move(reply));
}

ReadReplyWriter::ReadReplyWriter() : body_(sizeof(std::uint32_t)) {}

void ReadReplyWriter::expect(std::span<const StoredRecord> records) {
  body_.reserve(body_.size() + bytes_of(records) + 2 * sizeof(std::uint64_t) + 1);
}

void ReadReplyWriter::add(const StoredRecord& record, const std::vector<Flag>& flags) {
  WireWriter to(body_);
  put(to, record.position, record.view(), flags);
  ++count_;
}

Bytes ReadReplyWriter::finish(std::optional<std::uint64_t> next, TreeSize head) {
  store_le(body_.data(), count_);
  WireWriter to(body_);
  protocol::put(to, next);
  to.number(head.value);
  return std::move(body_);
}

Bytes SubscribeRequest::encode() const {
  Bytes body;
  WireWriter to(body);
  put(to, selection);
  to.number(from.value);
  to.number(credit);
  to.flag(with_flags);
  return body;
}

Result<SubscribeRequest> SubscribeRequest::decode(ByteView body) {
  WireReader in(body);
  SubscribeRequest request;
  request.selection = get_selection(in);
  request.from.value = in.number<std::uint64_t>("from");
  request.credit = in.number<std::uint32_t>("credit");
  request.with_flags = in.flag("with_flags");
  return finished(in, std::move(request));
}

Bytes SubscribeReply::encode() const { return encode_progress(progress); }

Result<SubscribeReply> SubscribeReply::decode(ByteView body) {
  WireReader from(body);
  return finished(from, SubscribeReply{get_progress(from)});
}

Bytes Credit::encode() const {
  Bytes body;
  WireWriter to(body);
  to.number(records);
  return body;
}

Result<Credit> Credit::decode(ByteView body) {
  WireReader from(body);
  return finished(from, Credit{from.number<std::uint32_t>("credit")});
}

Bytes Events::encode() const {
  Bytes body;
  body.reserve(bytes_of(records) + 2 * sizeof(std::uint64_t));
  WireWriter to(body);
  put(to, progress);
  put(to, records);
  return body;
}

Result<Events> Events::decode(ByteView body) {
  WireReader from(body);
  Events events;
  events.progress = get_progress(from);
  events.records = get_records(from);
  return finished(from, std::move(events));
}

Bytes Heartbeat::encode() const { return encode_progress(progress); }

Result<Heartbeat> Heartbeat::decode(ByteView body) {
  WireReader from(body);
  return finished(from, Heartbeat{get_progress(from)});
}

Bytes SubscriptionEnd::encode() const {
  Bytes body;
  WireWriter to(body);
  to.flag(error.has_value());
  if (error) protocol::put(to, *error);
  return body;
}

Result<SubscriptionEnd> SubscriptionEnd::decode(ByteView body) {
  WireReader from(body);
  SubscriptionEnd end;
  if (from.flag("error")) end.error = get_error(from);
  return finished(from, std::move(end));
}

}  // namespace tally::protocol
