#include "tools/cli/event_json.h"

#include "core/base/hex.h"
#include "core/catalogue/registry.h"
#include "core/merkle/hash.h"

namespace tally::cli {

Json flags_json(const std::vector<Flag>& flags, Lang lang) {
  Json list{Json::Array{}};
  for (const auto& flag : flags) {
    const auto text = rule_text(flag.rule);
    Json item;
    item.set("rule", flag.rule).set("field", flag.field);
    list.push(item.set("text", lang == Lang::zh ? text.zh : text.en));
  }
  return list;
}

Result<Json> event_json(const protocol::RawRecord& record, Lang lang) {
  TALLY_ASSIGN(const auto header, decode_header(record.header));
  Json json;
  json.set("position", record.position.value);
  json.set("stream", header.stream);
  json.set("revision", header.ledger.revision.value);
  json.set("id", header.id.to_string());
  json.set("type", header.type);
  json.set("recorded_at", header.ledger.recorded_at.to_string());
  json.set("effective", header.effective ? Json(header.effective->to_string()) : Json());
  json.set("actor", header.actor);
  if (record.erased) {
    json.set("payload", nullptr).set("erased", true);
  } else {
    if (record.body.size() < kSaltBytes) {
      return Error(ErrorCode::corrupt, "the body is shorter than its salt", "body");
    }
    TALLY_ASSIGN(auto payload,
                 payload_to_json(header.type, header.schema, body_payload(record.body)));
    json.set("payload", std::move(payload));
  }
  json.set("leaf_hash", to_hex(leaf_hash(record.header).view()));
  return json.set("flags", flags_json(record.flags, lang));
}

Json receipt_json(const AppendedEvent& event, TreeSize size, const Hash& root, Lang lang) {
  Json json;
  json.set("position", event.receipt.position.value);
  json.set("revision", event.receipt.revision.value);
  json.set("id", event.receipt.id.to_string());
  json.set("recorded_at", event.receipt.recorded_at.to_string());
  json.set("leaf_hash", to_hex(event.receipt.leaf.view()));
  json.set("size", size.value);
  json.set("root", to_hex(root.view()));
  json.set("duplicate", event.duplicate);
  json.set("flags", flags_json(event.flags, lang));
  if (event.compared_without_payload) json.set("compared_without_payload", true);
  return json;
}

Json error_json(const Error& error, std::uint64_t line, Lang lang) {
  Json json;
  if (line > 0) json.set("line", line);
  json.set("error", error_name(error.code));
  json.set("number", static_cast<std::int64_t>(error.code));
  json.set("field", error.field);
  json.set("rule", error.rule);
  json.set("message",
           lang == Lang::zh && !error.message_zh.empty() ? error.message_zh : error.message);
  if (error.revision) json.set("revision", *error.revision);
  if (error.index) json.set("index", static_cast<std::int64_t>(*error.index));
  return json;
}

}  // namespace tally::cli
