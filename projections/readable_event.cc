#include "projections/readable_event.h"

#include "core/base/hex.h"
#include "core/catalogue/registry.h"

namespace tally {
namespace {

constexpr std::string_view kPictureOfNul = "\xe2\x90\x80";

void show_nul(std::string& text) {
  for (std::size_t at = 0; (at = text.find('\0', at)) != std::string::npos;) {
    text.replace(at, 1, kPictureOfNul);
  }
}

Json optional_json(const std::optional<std::string_view>& text) {
  return text ? Json(*text) : Json();
}
Json optional_json(const std::optional<EventId>& id) { return id ? Json(id->to_string()) : Json(); }

Json basis_json(const std::vector<Basis>& basis) {
  Json list{Json::Array{}};
  for (const auto& document : basis) {
    Json item;
    item.set("number", document.number);
    item.set("sha256", document.sha256 ? Json(to_hex(document.sha256->view())) : Json());
    list.push(std::move(item));
  }
  return list;
}

Json flags_json(const std::vector<Flag>& flags) {
  Json list{Json::Array{}};
  for (const auto& flag : flags) {
    Json item;
    list.push(item.set("rule", flag.rule).set("field", flag.field));
  }
  return list;
}

}  // namespace

void show_nul(Json& value) {
  if (auto* const array = value.array()) {
    for (auto& item : *array) show_nul(item);
  } else if (auto* const object = value.object()) {
    for (auto& [name, member] : *object) {
      show_nul(name);
      show_nul(member);
    }
  } else if (const auto* const text = value.string();
             text && text->find('\0') != std::string::npos) {
    auto shown = *text;
    show_nul(shown);
    value = Json(std::move(shown));
  }
}

Result<std::string> readable_event(const StoredRecord& record, const std::vector<Flag>& flags) {
  TALLY_ASSIGN(const auto header, decode_header(record.header));
  const auto& ledger = header.ledger;
  Json row = Json::object_of(21);
  row.set("position", ledger.position.value);
  row.set("id", header.id.to_string());
  row.set("stream", header.stream);
  row.set("revision", ledger.revision.value);
  row.set("type", header.type);
  row.set("schema", std::int64_t{header.schema});
  row.set("recorded_at", ledger.recorded_at.to_string());
  row.set("recorded_on", ledger.recorded_at.date_at(ledger.recorded_offset).to_string());
  row.set("effective", header.effective_or_recorded().date.to_string());
  row.set("effective_stated", header.effective ? Json(header.effective->to_string()) : Json());
  row.set("actor", header.actor);
  row.set("org", optional_json(header.organisation));
  row.set("role", optional_json(header.role));
  row.set("channel", channel_name(ledger.channel));
  row.set("visibility", visibility_name(header.visibility));
  row.set("causation", optional_json(header.causation));
  row.set("correlation", optional_json(header.correlation));
  row.set("basis", basis_json(header.basis()));
  row.set("flags", flags_json(flags));
  row.set("erased", record.erased);
  if (!record.erased) {
    if (record.body.size() < kSaltBytes) {
      return Error(ErrorCode::corrupt, "the body is shorter than its salt", "body");
    }
    TALLY_ASSIGN(auto payload,
                 payload_to_json(header.type, header.schema, body_payload(record.body)));
    row.set("payload", std::move(payload));
  }
  show_nul(row);
  return to_json_text(row);
}

}  // namespace tally
