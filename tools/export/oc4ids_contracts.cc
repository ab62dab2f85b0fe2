// Contracting processes, and what was paid: under its contract where a payment names one, else
// under the project.
#include "tools/export/oc4ids_project.h"

namespace tally {
namespace {

struct Contract {
  Json summary{Json::Object{}};
  Json transactions;
  Json milestones;
  Json modifications;
  bool ended = false;
};
using Contracts = std::map<std::string, Contract>;

Contract* contract_of(Contracts& contracts, const ExportEvent& event) {
  const auto id = text_member(event.payload, "contract_id");
  const auto at = id ? contracts.find(*id) : contracts.end();
  return at == contracts.end() ? nullptr : &at->second;
}

void sign(Contracts& contracts, const ExportEvent& event, Oc4idsParties& parties) {
  const auto id = text_member(event.payload, "contract_id").value_or("");
  auto& summary = contracts[id].summary;
  set_filled(summary, "externalReference", id);
  set_filled(summary, "title", text_member(event.payload, "name").value_or(""));
  if (const auto* contractor = event.payload.find("contractor")) {
    if (auto supplier = parties.identified(*contractor, "supplier"); !supplier.is_null()) {
      summary.set("suppliers", Json::Array{std::move(supplier)});
    }
  }
  set_filled(summary, "contractValue", oc4ids_value(event.payload.find("price")));
  Json period;
  period.set("startDate", event.time());
  summary.set("contractPeriod", std::move(period));
}

void take_contract_event(Contracts& contracts, const ExportEvent& event, Oc4idsParties& parties) {
  if (event.type == "contract.signed") return sign(contracts, event, parties);
  auto* contract = contract_of(contracts, event);
  if (!contract) return;
  if (event.type == "contract.progress_certified") {
    Json item;
    item.set("id", "certified/" + event.id.to_string());
    item.set("title", "计量确认 progress certified").set("type", "payment");
    item.set("dateMet", event.time()).set("status", "met");
    set_filled(item, "value", oc4ids_value(event.payload.find("certified_value")));
    contract->milestones.push(std::move(item));
  } else if (event.type == "contract.amended") {
    Json item;
    item.set("id", event.id.to_string()).set("date", event.time());
    set_filled(item, "rationale", text_member(event.payload, "reason").value_or(""));
    item.set("type", "value");
    contract->modifications.push(std::move(item));
  } else if (event.type == "contract.settled") {
    set_filled(contract->summary, "finalValue", oc4ids_value(event.payload.find("amount")));
    contract->ended = true;
  }
}

// A payment; a return is one with a negative value.
Json transaction(const ExportEvent& event, Oc4idsParties& parties, const Json* payee) {
  Json json;
  json.set("id", event.id.to_string()).set("date", event.time());
  set_filled(json, "value",
             oc4ids_value(event.payload.find("amount"), event.type == "funding.returned"));
  if (event.organisation) {
    json.set("payer", parties.registered(*event.organisation, "payer"));
  }
  if (payee) set_filled(json, "payee", parties.identified(*payee, "payee"));
  return json;
}

struct Paid {
  std::optional<std::string> contract_id;
  const Json* payee = nullptr;
};

void take_payments(Contracts& contracts, Json& others, const Oc4idsFacts& facts,
                   Oc4idsParties& parties) {
  std::map<std::string, Paid> paid;  // By event id, for what is returned of it.
  for (const auto& event : facts.events) {
    Paid of;
    if (event.type == "funding.disbursed" || event.type == "funding.spent") {
      of = {text_member(event.payload, "contract_id"), event.payload.find("payee")};
      paid[event.id.to_string()] = of;
    } else if (event.type == "funding.returned") {
      const auto at = paid.find(text_member(event.payload, "disbursed").value_or(""));
      if (at != paid.end()) of = at->second;
    } else {
      continue;
    }
    const auto contract = of.contract_id ? contracts.find(*of.contract_id) : contracts.end();
    auto& list = contract == contracts.end() ? others : contract->second.transactions;
    list.push(transaction(event, parties, of.payee));
  }
}

}  // namespace

void put_contracts(Json& project, const Oc4idsFacts& facts, Oc4idsParties& parties) {
  Contracts contracts;
  for (const auto& event : facts.events) {
    if (event.type.starts_with("contract.")) take_contract_event(contracts, event, parties);
  }
  Json others;
  take_payments(contracts, others, facts, parties);
  set_filled(project, "transactions", std::move(others));
  Json processes;
  for (auto& [id, contract] : contracts) {
    auto& summary = contract.summary;
    summary.set("status", contract.ended ? "closed" : "active");
    set_filled(summary, "modifications", std::move(contract.modifications));
    set_filled(summary, "transactions", std::move(contract.transactions));
    set_filled(summary, "milestones", std::move(contract.milestones));
    Json process;
    processes.push(process.set("id", id).set("summary", std::move(summary)));
  }
  set_filled(project, "contractingProcesses", std::move(processes));
}

}  // namespace tally
