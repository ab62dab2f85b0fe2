#include "server/client/propose.h"

#include "core/base/hex.h"

namespace tally {
namespace {

EventId new_id() {
  SystemRandom random;
  return random_event_id(random);
}

Result<std::string> text_of(const Json& value, std::string_view field) {
  if (const auto* text = value.string()) return *text;
  return invalid(std::string(field), "must be text");
}

Result<Hash> hash_of(const Json& value) {
  TALLY_ASSIGN(const auto text, text_of(value, "basis.sha256"));
  const auto bytes = from_hex(text);
  if (!bytes || bytes->size() != sizeof(Hash::bytes)) {
    return invalid("basis.sha256", "must be 64 lower-case hexadecimal digits");
  }
  Hash hash;
  std::copy(bytes->begin(), bytes->end(), hash.bytes.begin());
  return hash;
}

Result<std::vector<Basis>> basis_of(const Json& value) {
  const auto* list = value.array();
  if (!list) return invalid("basis", "must be a list");
  std::vector<Basis> basis;
  for (const auto& entry : *list) {
    if (!entry.object()) return invalid("basis", "must be a list of objects");
    Basis document;
    for (const auto& [key, member] : *entry.object()) {
      if (key == "number") {
        TALLY_ASSIGN(document.number, text_of(member, "basis.number"));
      } else if (key == "sha256") {
        TALLY_ASSIGN(document.sha256, hash_of(member));
      } else {
        return invalid("basis." + key, "is not known");
      }
    }
    basis.push_back(std::move(document));
  }
  return basis;
}

Result<ExpectedRevision> expected_of(const Json& value) {
  using Kind = ExpectedRevision::Kind;
  if (const auto* number = value.integer(); number && *number >= 0) {
    return ExpectedRevision{Kind::exact, {static_cast<std::uint64_t>(*number)}};
  }
  if (const auto* text = value.string()) {
    if (*text == "any") return ExpectedRevision{Kind::any, {}};
    if (*text == "no_stream") return ExpectedRevision{Kind::no_stream, {}};
    if (*text == "stream_exists") return ExpectedRevision{Kind::stream_exists, {}};
  }
  return invalid("expect", "must be \"any\", \"no_stream\", \"stream_exists\" or a revision");
}

Result<RecordedTime> recorded_of(const std::string& text) {
  TALLY_ASSIGN(const auto effective, Effective::parse(text));
  if (!effective.time) return invalid("recorded_at", "must have a time and an offset");
  return RecordedTime{effective.instant(), effective.time->offset};
}

Result<Salt> salt_of(const std::string& text) {
  const auto bytes = from_hex(text);
  if (!bytes || bytes->size() != kSaltBytes) {
    return invalid("salt", "must be 32 lower-case hexadecimal digits");
  }
  Salt salt;
  std::copy(bytes->begin(), bytes->end(), salt.begin());
  return salt;
}

// Members that are text.
Result<void> take_text(ProposedEvent& event, const std::string& key, const std::string& text) {
  auto& proposal = event.proposal;
  if (key == "stream") {
    proposal.stream = text;
  } else if (key == "type") {
    proposal.type = text;
  } else if (key == "actor") {
    proposal.actor = text;
  } else if (key == "org") {
    proposal.organisation = text;
  } else if (key == "role") {
    proposal.role = text;
  } else if (key == "id") {
    TALLY_ASSIGN(proposal.id, EventId::parse(text));
  } else if (key == "causation") {
    TALLY_ASSIGN(proposal.causation, EventId::parse(text));
  } else if (key == "correlation") {
    TALLY_ASSIGN(proposal.correlation, EventId::parse(text));
  } else if (key == "effective") {
    TALLY_ASSIGN(proposal.effective, Effective::parse(text));
  } else if (key == "recorded_at") {
    TALLY_ASSIGN(event.recorded_at, recorded_of(text));
  } else if (key == "salt") {
    TALLY_ASSIGN(event.salt, salt_of(text));
  } else if (key == "visibility") {
    const auto visibility = visibility_from_name(text);
    if (!visibility) return invalid(key, "is not a visibility");
    proposal.visibility = *visibility;
  } else {
    return invalid(key, "is not known");
  }
  return {};
}

Result<void> take_member(ProposedEvent& event, const std::string& key, const Json& value) {
  if (key == "payload") return {};  // Read last, when type and schema are known.
  if (key == "basis") {
    TALLY_ASSIGN(event.proposal.basis, basis_of(value));
    return {};
  }
  if (key == "expect") {
    TALLY_ASSIGN(event.expected, expected_of(value));
    return {};
  }
  if (key == "schema") {
    const auto* number = value.integer();
    if (!number || *number < 1 || *number > UINT16_MAX) {
      return invalid("schema", "must be a number from 1 to 65535");
    }
    event.proposal.schema = static_cast<std::uint16_t>(*number);
    return {};
  }
  TALLY_ASSIGN(const auto text, text_of(value, key));
  auto taken = take_text(event, key, text);
  // Parsers of dates and ids name no field: it is the member itself.
  if (!taken && taken.error().field.empty()) return invalid(key, taken.error().message);
  return taken;
}

Result<void> derive_stream(ProposedEvent& event) {
  if (!event.proposal.stream.empty()) return {};
  TALLY_ASSIGN(const auto payload,
               decode_payload(event.proposal.type, event.proposal.schema, event.payload));
  event.proposal.stream = stream_of(payload).value_or("");
  if (event.proposal.stream.empty()) {
    return invalid("stream", "must be given: this type does not name it in its payload");
  }
  return {};
}

}  // namespace

Result<ProposedEvent> propose(std::string_view actor, const Payload& payload) {
  const auto* type = type_of(payload);
  if (!type) return invalid("type", "is not in the catalogue");
  ProposedEvent event;
  event.proposal.id = new_id();
  event.proposal.type = type->name;
  event.proposal.schema = type->schema;
  event.proposal.actor = actor;
  event.proposal.stream = stream_of(payload).value_or("");
  auto bytes = encode_payload(payload);
  if (!bytes) return std::move(bytes).error().within("payload");
  event.payload = std::move(*bytes);
  return event;
}

Result<ProposedEvent> propose_open(std::string_view actor, std::string_view type,
                                   std::string_view stream, const Json& payload) {
  if (!is_open_type(type)) return invalid("type", "is not an open type");
  ProposedEvent event;
  event.proposal.id = new_id();
  event.proposal.type = type;
  event.proposal.actor = actor;
  event.proposal.stream = stream;
  auto bytes = payload_from_json(type, event.proposal.schema, payload);
  if (!bytes) return std::move(bytes).error().within("payload");
  event.payload = std::move(*bytes);
  return event;
}

Result<ProposedEvent> event_from_json(const Json& json, const EventDefaults& defaults) {
  const auto* members = json.object();
  if (!members) return invalid("", "an event is an object");
  ProposedEvent event;
  event.proposal.actor = defaults.actor;
  for (std::size_t i = 0; i < members->size(); ++i) {
    const auto& [key, value] = (*members)[i];
    for (std::size_t k = 0; k < i; ++k) {
      if ((*members)[k].first == key) return invalid(key, "stands there twice");
    }
    TALLY_TRY(take_member(event, key, value));
  }
  if (!json.find("id")) event.proposal.id = defaults.id ? *defaults.id : new_id();
  const auto* payload = json.find("payload");
  if (!payload) return invalid("payload", "is absent");
  auto bytes = payload_from_json(event.proposal.type, event.proposal.schema, *payload);
  if (!bytes && (bytes.error().field == "type" || bytes.error().field == "schema") &&
      payload->find(bytes.error().field) == nullptr) {
    return std::move(bytes).error();  // Of the event, not of its payload.
  }
  if (!bytes) return std::move(bytes).error().within("payload");
  event.payload = std::move(*bytes);
  TALLY_TRY(derive_stream(event));
  TALLY_TRY(check_proposal(event.proposal));
  return event;
}

AppendBatch batch_of(ProposedEvent event) {
  AppendBatch batch;
  batch.events.push_back(std::move(event));
  return batch;
}

}  // namespace tally
