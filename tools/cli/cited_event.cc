#include "tools/cli/cited_event.h"

#include <fmt/format.h>

#include "core/catalogue/registry.h"
#include "core/event/record.h"

namespace tally::cli {
namespace {

std::string text_in(const Json& payload, std::string_view name) {
  const Json* value = payload.find(name);
  return value && value->string() ? *value->string() : std::string();
}

// What a correction or a void names.
Result<void> follow_target(Source& source, CitedEvent& event) {
  event.reason = text_in(event.payload, "reason");
  event.approver = text_in(event.payload, "approver");
  if (const Json* changed = event.payload.find("changed"); changed && changed->array()) {
    for (const auto& name : *changed->array()) {
      if (name.string()) event.changed.push_back(*name.string());
    }
  }
  TALLY_ASSIGN(const auto id, EventId::parse(text_in(event.payload, "target")));
  TALLY_ASSIGN(const auto answer, source.lookup(id));
  if (!answer.event) return {};
  event.target = answer.event->receipt.position.value;
  protocol::ReadRequest request;
  request.from = *event.target;
  request.records_max = 1;
  TALLY_ASSIGN(const auto page, source.read(request));
  if (page.records.empty()) return {};
  TALLY_ASSIGN(const auto header, decode_header(page.records[0].header));
  event.target_type = header.type;
  event.target_actor = header.actor;
  event.target_effective = header.effective_or_recorded().to_string();
  return {};
}

}  // namespace

Result<CitedEvent> cite(Source& source, const protocol::RawRecord& record) {
  TALLY_ASSIGN(const auto header, decode_header(record.header));
  CitedEvent event;
  event.position = record.position.value;
  event.stream = header.stream;
  event.type = header.type;
  event.id = header.id.to_string();
  if (const auto* type = find_type(header.type)) event.type_label = type->label;
  event.recorded_at = header.ledger.recorded_at.to_string();
  event.recorded_day = header.ledger.recorded_at.date_at(header.ledger.recorded_offset);
  event.effective = header.effective_or_recorded().to_string();
  event.actor = header.actor;
  if (header.organisation) event.org = std::string(*header.organisation);
  for (const auto& basis : header.basis()) event.basis.push_back(basis.number);
  if (record.erased || record.body.size() < kSaltBytes) return event;
  TALLY_ASSIGN(event.payload,
               payload_to_json(header.type, header.schema, body_payload(record.body)));
  if (event.type == "event.corrected" || event.type == "event.voided") {
    TALLY_TRY(follow_target(source, event));
  }
  return event;
}

Result<CitedEvent> cite(Source& source, std::uint64_t position) {
  protocol::ReadRequest request;
  request.from = position;
  request.records_max = 1;
  TALLY_ASSIGN(const auto page, source.read(request));
  if (page.records.empty()) return invalid("position", "is beyond the end");
  return cite(source, page.records[0]);
}

Json cited_json(const CitedEvent& event) {
  Json out;
  out.set("position", event.position).set("stream", event.stream).set("type", event.type);
  out.set("id", event.id).set("recorded_at", event.recorded_at);
  out.set("effective", event.effective).set("actor", event.actor);
  out.set("organisation", event.org ? Json(*event.org) : Json());
  Json::Array basis;
  for (const auto& number : event.basis) basis.push_back(number);
  out.set("basis", std::move(basis));
  if (!event.reason) return out;
  out.set("target", event.target ? Json(*event.target) : Json());
  out.set("target_type", event.target_type).set("target_effective", event.target_effective);
  out.set("target_actor", event.target_actor);
  return out.set("reason", *event.reason).set("approver", *event.approver);
}

std::string cited_text(const CitedEvent& event, Lang lang, std::size_t indent) {
  const bool zh = lang == Lang::zh;
  std::string name(pick(event.type_label, lang));
  if (name.empty()) name = event.type;
  std::string who = event.actor;
  if (event.org) who += filled(zh ? "（{}）" : " ({})", *event.org);
  std::string text =
      fmt::format("#{}  {}  {}  {}  {}", event.position, event.recorded_day.to_string(), name,
                  event.stream, filled(zh ? "{} 记" : "by {}", who));
  if (!event.reason) {
    return text + filled(zh ? "  生效 {}" : "  effective {}", event.effective);
  }
  std::string target_name = event.target_type;
  if (const auto* type = find_type(event.target_type)) target_name = pick(type->label, lang);
  const std::string pad(indent, ' ');
  text += "\n" + pad +
          filled(zh ? "针对 #{}（{}，生效 {}，{} 记）" : "of #{} ({}, effective {}, by {})",
                 event.target.value_or(0), target_name, event.target_effective, event.target_actor);
  return text + "\n" + pad +
         filled(zh ? "原因：{}；批准人：{}" : "reason: {}; approved by {}", *event.reason,
                *event.approver);
}

}  // namespace tally::cli
