#include "tools/export/oc4ids_project.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace tally {
namespace {

struct StageStatus {
  std::string_view stage;
  std::string_view status;
};
// Domain §3. `suspended` keeps the status before it; `permitting` is implementation from the first
// tender or contract on.
constexpr std::array<StageStatus, 12> kStatuses = {{{"reserve", "identification"},
                                                    {"initiation", "identification"},
                                                    {"feasibility", "preparation"},
                                                    {"design", "preparation"},
                                                    {"permitting", "preparation"},
                                                    {"procurement", "implementation"},
                                                    {"construction", "implementation"},
                                                    {"acceptance", "completion"},
                                                    {"settlement", "completion"},
                                                    {"final_accounts", "completion"},
                                                    {"operation", "maintenance"},
                                                    {"cancelled", "cancelled"}}};

std::string_view status_of(std::string_view stage) {
  for (const auto& each : kStatuses) {
    if (each.stage == stage) return each.status;
  }
  return "";
}

}  // namespace

Json oc4ids_value(const Json* money, bool negative) {
  const auto* minor = money ? money->find("minor") : nullptr;
  const auto code = money ? text_member(*money, "currency") : std::nullopt;
  if (!minor || !minor->string() || !code) return {};
  const auto currency = Currency::parse(*code);
  if (!currency.ok()) return {};
  Money amount{0, *currency};
  const auto& digits = *minor->string();
  std::from_chars(digits.data(), digits.data() + digits.size(), amount.minor);
  if (negative) amount.minor = -amount.minor;
  Json value;
  value.set("amount", JsonNumber{amount.to_decimal()});
  return value.set("currency", *code);
}

void set_filled(Json& object, std::string_view name, Json value) {
  if (value.is_null()) return;
  if (value.string() && value.string()->empty()) return;
  if (value.array() && value.array()->empty()) return;
  if (value.object() && value.object()->empty()) return;
  object.set(name, std::move(value));
}

Json Oc4idsParties::reference(const std::string& id, Party party, std::string_view role) {
  auto [at, made] = parties_.emplace(id, std::move(party));
  at->second.roles.emplace(role);
  Json json;
  json.set("id", id);
  set_filled(json, "name", at->second.name);
  return json;
}

Json Oc4idsParties::identified(const Json& identifier, std::string_view role) {
  if (text_member(identifier, "kind") == "persons") {
    const auto* count = identifier.find("count");
    const auto number = count && count->integer() ? std::to_string(*count->integer()) : "?";
    return reference("persons-" + number, {"个人 persons: " + number, {}, {}}, role);
  }
  const auto scheme = text_member(identifier, "scheme");
  const auto id = text_member(identifier, "id");
  if (!scheme || !id) return {};
  const auto party = *scheme + "-" + *id;
  Json shown;
  shown.set("scheme", *scheme).set("id", *id);
  return reference(party, {ledger_.organisation_name(party).value_or(""), shown, {}}, role);
}

Json Oc4idsParties::registered(const std::string& org_id, std::string_view role) {
  return reference(ledger_.party_id(org_id),
                   {ledger_.organisation_name(org_id).value_or(""), {}, {}}, role);
}

Json Oc4idsParties::json() const {
  Json list;
  for (const auto& [id, party] : parties_) {
    Json json;
    json.set("id", id);
    set_filled(json, "name", party.name);
    if (party.identifier) json.set("identifier", *party.identifier);
    Json roles{Json::Array{}};
    for (const auto& role : party.roles) roles.push(role);
    list.push(json.set("roles", std::move(roles)));
  }
  return list;
}

void put_identity(Json& project, const Oc4idsFacts& facts, Oc4idsParties& parties) {
  std::map<std::string, std::string> codes;  // By scheme; the last one counts.
  const auto take_code = [&](const ExportEvent& event) {
    codes[text_member(event.payload, "scheme").value_or("CN-PROJECT-CODE")] =
        text_member(event.payload, "project_code").value_or("");
  };
  facts.each("project.code_assigned", take_code);
  facts.each("project.code_replaced", take_code);
  Json identifiers;
  for (const auto& [scheme, code] : codes) {
    Json identifier;
    identifiers.push(identifier.set("id", code).set("scheme", scheme));
  }
  set_filled(project, "identifiers", std::move(identifiers));
  facts.each("project.registered", [&](const ExportEvent& event) {
    if (project.find("title")) return;
    const auto& stated = event.payload;
    set_filled(project, "title", text_member(stated, "name").value_or(""));
    if (const auto* owner = stated.find("owner")) {
      set_filled(project, "publicAuthority", parties.identified(*owner, "publicAuthority"));
    }
    Json classes;
    for (const auto* name : {"industry_class", "industry"}) {
      const auto code = text_member(stated, name);
      if (!code) continue;
      Json item;
      classes.push(item.set("scheme", name).set("id", *code));
    }
    set_filled(project, "additionalClassifications", std::move(classes));
    Json address;
    set_filled(address, "streetAddress", text_member(stated, "address").value_or(""));
    set_filled(address, "region", text_member(stated, "district").value_or(""));
    if (address.object()) {
      Json location;
      location.set("id", "site").set("address", std::move(address));
      project.set("locations", Json::Array{std::move(location)});
    }
    Json related;
    const auto* others = stated.find("relates_to");
    if (others && others->array()) {
      for (const auto& other : *others->array()) {
        Json item;
        item.set("id", *other.string()).set("scheme", "oc4ids");
        related.push(item.set("identifier", *other.string()));
      }
    }
    set_filled(project, "relatedProjects", std::move(related));
  });
}

void put_status(Json& project, const Oc4idsFacts& facts) {
  std::string_view status = "identification";
  bool permitting = false;
  bool awarding = false;
  for (const auto& event : facts.events) {
    std::optional<std::string> stage;
    if (event.type == "stage.changed") stage = text_member(event.payload, "to");
    if (event.type == "opening.recorded") stage = text_member(event.payload, "stage");
    if (stage && *stage != "suspended") {
      permitting = *stage == "permitting";
      status = status_of(*stage);
    }
    awarding = awarding || event.type == "tender.announced" || event.type == "contract.signed";
  }
  if (permitting && awarding) status = "implementation";
  set_filled(project, "status", status);
}

Json oc4ids_project(const std::string& id, const Oc4idsFacts& facts, const ExportLedger& ledger) {
  Oc4idsParties parties(ledger);
  Json project;
  project.set("id", id);
  Instant updated = facts.events.front().recorded_at;
  for (const auto& event : facts.events) updated = std::max(updated, event.recorded_at);
  project.set("updated", rfc3339(updated, facts.cut.offset));
  put_identity(project, facts, parties);
  put_status(project, facts);
  put_budget(project, facts);
  put_milestones(project, facts);
  put_contracts(project, facts, parties);
  set_filled(project, "parties", parties.json());
  return project;
}

}  // namespace tally
