#include "tools/export/export_ledger.h"

#include <algorithm>

#include "core/base/hex.h"
#include "core/catalogue/registry.h"

namespace tally {
namespace {

constexpr std::string_view kCorrected = "event.corrected";
constexpr std::string_view kVoided = "event.voided";
constexpr std::string_view kListed = "project.listed";
constexpr std::string_view kOrganisation = "org.registered";

Result<Json> payload_of(const HeaderView& header, const protocol::RawRecord& record) {
  if (record.body.size() < kSaltBytes) {
    return Error(ErrorCode::corrupt, "the body is shorter than its salt", "body");
  }
  return payload_to_json(header.type, header.schema, body_payload(record.body));
}

// E, K and the root at K, as the ledger answers them with any view.
Result<ExportCut> resolve_cut(const ExportCalls& calls, const ExportOptions& options) {
  TALLY_ASSIGN(const auto status, calls.status());
  protocol::ViewRequest request;
  request.view = "targets";
  request.effective = options.effective;
  request.known = options.known;
  TALLY_ASSIGN(const auto reply, calls.view(request));
  if (options.known_root && *options.known_root != reply.root) {
    Error error(ErrorCode::corrupt, "the ledger is not the one that signed this checkpoint",
                "known");
    error.rule = "forked";
    return error;
  }
  ExportCut cut;
  cut.origin = status.origin;
  cut.currency = status.currency;
  cut.zone = status.zone;
  cut.sample = status.sample;
  cut.public_only = options.public_only;
  cut.effective = reply.effective;
  cut.known = reply.known;
  cut.root = reply.root;
  return cut;
}

}  // namespace

Json ExportCut::json() const {
  Json json;
  json.set("origin", origin).set("effective", effective.to_string());
  json.set("known_size", known.value).set("root", to_hex(root.view())).set("sample", sample);
  return json.set("visibility", public_only ? "public" : "all");
}

std::string rfc3339(Instant at, UtcOffset offset) {
  const Instant local{at.us + offset.minutes * 60 * kMicrosPerSecond};
  Effective effective;
  effective.date = local.date_at({});
  effective.time = Effective::Time{local.us - effective.date.days * kMicrosPerDay, offset};
  return effective.to_string();
}

std::string rfc3339(const Effective& at, UtcOffset offset) {
  Effective timed = at;
  if (!timed.time) timed.time = Effective::Time{0, offset};
  return timed.to_string();
}

std::string ExportEvent::time() const { return rfc3339(effective, recorded_offset); }
std::string ExportEvent::recorded_time() const { return rfc3339(recorded_at, recorded_offset); }

std::optional<std::string> text_member(const Json& object, std::string_view name) {
  const auto* member = object.find(name);
  if (!member || !member->string()) return std::nullopt;
  return *member->string();
}

Result<ExportLedger> ExportLedger::open(const ExportCalls& calls, const ExportOptions& options) {
  TALLY_ASSIGN(auto cut, resolve_cut(calls, options));
  ExportLedger ledger(calls, std::move(cut));
  TALLY_TRY(ledger.survey());
  return ledger;
}

// Page by page until the end or `take` says false.
Result<void> ExportLedger::read(protocol::ReadRequest request, const Take& take) const {
  for (;;) {
    TALLY_ASSIGN(const auto page, calls_.read(request));
    for (const auto& record : page.records) {
      if (record.position.value >= cut_.known.value) return {};
      if (calls_.progress) calls_.progress(record.position.value + 1, cut_.known.value);
      TALLY_ASSIGN(const bool more, take(record));
      if (!more) return {};
    }
    if (!page.next) return {};
    request.from = *page.next;
  }
}

Result<void> ExportLedger::survey() {
  std::vector<protocol::RawRecord> organisations;  // Read again once all corrections are known.
  const Take take = [&](const protocol::RawRecord& record) -> Result<bool> {
    TALLY_ASSIGN(const auto header, decode_header(record.header));
    TALLY_TRY(note(header, record));
    if (header.type == kOrganisation && !record.erased) organisations.push_back(record);
    return true;
  };
  TALLY_TRY(read({}, take));
  for (const auto& record : organisations) {
    TALLY_ASSIGN(const auto shown, event(record));
    if (shown && shown->counts) note_organisation(*shown);
  }
  return {};
}

Result<void> ExportLedger::note(const HeaderView& header, const protocol::RawRecord& record) {
  cut_.as_of = header.ledger.recorded_at;
  cut_.offset = header.ledger.recorded_offset;
  const bool shown = !cut_.public_only || header.visibility == Visibility::open;
  if (shown) {
    streams_.emplace(header.stream);
    types_.emplace(header.type);
  }
  const bool listed = header.type == kListed;
  if (record.erased || (!listed && header.type != kCorrected && header.type != kVoided)) return {};
  TALLY_ASSIGN(const auto payload, payload_of(header, record));
  if (listed) {
    lists_.insert(text_member(payload, "list").value_or(""));
    return {};
  }
  TALLY_ASSIGN(const auto target, EventId::parse(text_member(payload, "target").value_or("")));
  if (header.type == kVoided) {
    voids_.emplace(target, header.ledger.position.value);
    return {};
  }
  Correction correction;
  correction.id = header.id;
  correction.position = header.ledger.position.value;
  if (const auto* replacement = payload.find("replacement")) correction.replacement = *replacement;
  if (const auto day = text_member(payload, "effective")) {
    TALLY_ASSIGN(correction.effective, Effective::parse(*day));
  }
  correction.shown = shown;
  corrections_[target].push_back(std::move(correction));
  return {};
}

void ExportLedger::note_organisation(const ExportEvent& event) {
  Organisation organisation;
  organisation.name = text_member(event.payload, "name").value_or("");
  if (const auto* identifier = event.payload.find("identifier")) {
    organisation.party = text_member(*identifier, "scheme").value_or("") + "-" +
                         text_member(*identifier, "id").value_or("");
    party_names_[*organisation.party] = organisation.name;
  }
  organisations_[text_member(event.payload, "org_id").value_or("")] = std::move(organisation);
}

Result<std::optional<ExportEvent>> ExportLedger::event(const protocol::RawRecord& record) const {
  TALLY_ASSIGN(const auto header, decode_header(record.header));
  std::optional<ExportEvent> none;
  if (cut_.public_only && header.visibility != Visibility::open) return none;
  ExportEvent event;
  event.position = record.position.value;
  event.revision = header.ledger.revision.value;
  event.id = header.id;
  event.stream = header.stream;
  event.type = header.type;
  event.schema = header.schema;
  event.actor = header.actor;
  if (header.organisation) event.organisation = std::string(*header.organisation);
  if (header.role) event.role = std::string(*header.role);
  event.visibility = header.visibility;
  event.channel = header.ledger.channel;
  event.recorded_at = header.ledger.recorded_at;
  event.recorded_offset = header.ledger.recorded_offset;
  event.basis = header.basis();
  event.effective = header.effective_or_recorded();
  event.recorded_effective = event.effective;
  event.erased = record.erased;
  if (!record.erased) {
    TALLY_ASSIGN(event.payload, payload_of(header, record));
  }
  TALLY_ASSIGN(const bool shown, apply_versions(event));
  if (!shown) return none;
  return std::optional(std::move(event));
}

Result<bool> ExportLedger::apply_versions(ExportEvent& event) const {
  if (const auto voided = voids_.find(event.id); voided != voids_.end()) {
    event.voided_by = voided->second;
  }
  if (const auto found = corrections_.find(event.id); found != corrections_.end()) {
    for (auto at = found->second.rbegin(); at != found->second.rend(); ++at) {
      if (voids_.contains(at->id)) continue;
      if (!at->shown) return false;  // The original is known to be wrong, and why may not be told.
      event.corrected_by = at->position;
      event.recorded_payload = std::move(event.payload);
      event.payload = at->replacement;
      if (at->effective) event.effective = *at->effective;
      break;
    }
  }
  event.counts = !event.voided_by && !event.erased && event.type != kCorrected &&
                 event.type != kVoided && event.effective.date <= cut_.effective;
  return true;
}

Result<void> ExportLedger::each(const std::function<Result<void>(const ExportEvent&)>& take) const {
  return read({}, [&](const protocol::RawRecord& record) -> Result<bool> {
    TALLY_ASSIGN(const auto shown, event(record));
    if (shown) TALLY_TRY(take(*shown));
    return true;
  });
}

Result<std::vector<ExportEvent>> ExportLedger::facts(const std::string& stream) const {
  protocol::ReadRequest request;
  request.selection.scope = protocol::Selection::Scope::stream;
  request.selection.name = stream;
  std::vector<ExportEvent> facts;
  TALLY_TRY(read(request, [&](const protocol::RawRecord& record) -> Result<bool> {
    TALLY_ASSIGN(auto shown, event(record));
    if (shown && shown->counts) facts.push_back(std::move(*shown));
    return true;
  }));
  std::stable_sort(facts.begin(), facts.end(), [](const auto& a, const auto& b) {
    return fact_order(a.effective, a.position) < fact_order(b.effective, b.position);
  });
  return facts;
}

Result<std::vector<ExportLedger::View>> ExportLedger::views(std::string_view name) const {
  if (cut_.public_only) {
    return invalid("public", "views count every event; there is none of the public ones alone");
  }
  protocol::ViewRequest request;
  request.view = name;
  request.effective = cut_.effective;
  request.known.kind = protocol::Known::Kind::size;
  request.known.size = cut_.known;
  std::vector<View> views;
  auto whole = calls_.view(request);
  if (whole.ok()) {
    views.push_back({std::nullopt, std::move(whole).value()});
    return views;
  }
  if (whole.error().field != "list") return std::move(whole).error();
  for (const auto& list : lists_) {
    request.list = list;
    TALLY_ASSIGN(auto reply, calls_.view(request));
    views.push_back({list, std::move(reply)});
  }
  return views;
}

std::optional<std::string> ExportLedger::organisation_name(const std::string& id) const {
  if (const auto at = organisations_.find(id); at != organisations_.end()) return at->second.name;
  if (const auto at = party_names_.find(id); at != party_names_.end()) return at->second;
  return std::nullopt;
}

std::string ExportLedger::party_id(const std::string& org_id) const {
  const auto at = organisations_.find(org_id);
  return at != organisations_.end() && at->second.party ? *at->second.party : org_id;
}

}  // namespace tally
