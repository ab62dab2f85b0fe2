#include "server/protocol/message.h"

namespace tally::protocol {

void put(WireWriter& to, const std::optional<std::uint64_t>& value) {
  to.flag(value.has_value());
  if (value) to.number(*value);
}

void put(WireWriter& to, const std::optional<std::string>& value) {
  to.flag(value.has_value());
  if (value) to.text(*value);
}

void put(WireWriter& to, const std::vector<std::string>& values) {
  to.number(static_cast<std::uint32_t>(values.size()));
  for (const auto& value : values) to.text(value);
}

void put(WireWriter& to, const Hash& hash) { to.raw(hash.view()); }
void put(WireWriter& to, const EventId& id) { to.raw(id.view()); }

void put(WireWriter& to, const Error& error) {
  to.number(static_cast<std::uint16_t>(error.code));
  to.text(error.message);
  to.text(error.field);
  to.text(error.rule);
  to.text(error.message_zh);
  to.flag(error.index.has_value());
  if (error.index) to.number(*error.index);
  put(to, error.revision);
}

void put(WireWriter& to, const std::vector<Flag>& flags) {
  to.number(static_cast<std::uint32_t>(flags.size()));
  for (const auto& flag : flags) {
    to.text(flag.rule);
    to.text(flag.field);
  }
}

void put(WireWriter& to, const AppendedEvent& event) {
  to.text(event.receipt.origin);
  to.number(event.receipt.position.value);
  put(to, event.receipt.id);
  to.number(event.receipt.revision.value);
  to.number(event.receipt.recorded_at.us);
  put(to, event.receipt.leaf);
  to.flag(event.duplicate);
  put(to, event.flags);
  to.flag(event.compared_without_payload);
}

std::optional<std::uint64_t> get_optional_number(WireReader& from, std::string_view field) {
  if (!from.flag(field)) return std::nullopt;
  return from.number<std::uint64_t>(field);
}

std::optional<std::string> get_optional_text(WireReader& from, std::string_view field,
                                             std::size_t bytes_max) {
  if (!from.flag(field)) return std::nullopt;
  return get_text(from, field, bytes_max);
}

std::string get_text(WireReader& from, std::string_view field, std::size_t bytes_max) {
  return std::string(from.text(field, bytes_max));
}

std::vector<std::string> get_texts(WireReader& from, std::string_view field, std::size_t count_max,
                                   std::size_t bytes_max) {
  std::vector<std::string> texts(get_count(from, field, sizeof(std::uint32_t), count_max));
  for (auto& text : texts) text = get_text(from, field, bytes_max);
  return texts;
}

Hash get_hash(WireReader& from, std::string_view field) {
  Hash hash;
  const auto bytes = from.raw(hash.bytes.size(), field);
  std::copy(bytes.begin(), bytes.end(), hash.bytes.begin());
  return hash;
}

EventId get_event_id(WireReader& from, std::string_view field) {
  EventId id;
  const auto bytes = from.raw(id.bytes.size(), field);
  std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
  return id;
}

Error get_error(WireReader& from) {
  Error error;
  const auto number = from.number<std::uint16_t>("code");
  const auto code = error_from_number(number);
  if (!code && !from.failed())
    from.fail("code", "no error has the number " + std::to_string(number));
  error.code = code.value_or(ErrorCode::invalid);
  error.message = get_text(from, "message");
  error.field = get_text(from, "field");
  error.rule = get_text(from, "rule");
  error.message_zh = get_text(from, "message_zh");
  if (from.flag("index")) error.index = from.number<std::uint32_t>("index");
  error.revision = get_optional_number(from, "revision");
  return error;
}

std::vector<Flag> get_flags(WireReader& from) {
  std::vector<Flag> flags(get_count(from, "flags", 2 * sizeof(std::uint32_t)));
  for (auto& flag : flags) {
    flag.rule = get_text(from, "flags.rule");
    flag.field = get_text(from, "flags.field");
  }
  return flags;
}

AppendedEvent get_appended_event(WireReader& from) {
  AppendedEvent event;
  event.receipt.origin = get_text(from, "origin");
  event.receipt.position.value = from.number<std::uint64_t>("position");
  event.receipt.id = get_event_id(from, "id");
  event.receipt.revision.value = from.number<std::uint64_t>("revision");
  event.receipt.recorded_at.us = from.number<std::int64_t>("recorded_at");
  event.receipt.leaf = get_hash(from, "leaf");
  event.duplicate = from.flag("duplicate");
  event.flags = get_flags(from);
  event.compared_without_payload = from.flag("compared_without_payload");
  return event;
}

std::uint32_t get_count(WireReader& from, std::string_view field, std::size_t element_bytes_min,
                        std::size_t count_max) {
  const auto count = from.number<std::uint32_t>(field);
  if (from.failed()) return 0;
  if (count > count_max) {
    from.fail(field, "has " + std::to_string(count) + " elements; at most " +
                         std::to_string(count_max) + " are allowed");
    return 0;
  }
  if (count > from.remaining() / element_bytes_min) {
    from.fail(field, "has more elements than bytes remain for");
    return 0;
  }
  return count;
}

Bytes ErrorReply::encode() const {
  Bytes body;
  WireWriter to(body);
  put(to, error);
  return body;
}

Result<ErrorReply> ErrorReply::decode(ByteView body) {
  WireReader from(body);
  return finished(from, ErrorReply{get_error(from)});
}

}  // namespace tally::protocol
