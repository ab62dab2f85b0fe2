#include "tools/export/ocel_objects.h"

#include <algorithm>
#include <array>

namespace tally {
namespace {

struct Pair {
  std::string_view name;
  std::string_view type;
};
constexpr std::array<Pair, 14> kFields = {{{"project", "project"},
                                           {"contract_id", "contract"},
                                           {"request_id", "request"},
                                           {"quota_id", "quota"},
                                           {"phase_id", "phase"},
                                           {"declaration_id", "bond_declaration"},
                                           {"bond_code", "bond"},
                                           {"org_id", "org"},
                                           {"actor_id", "actor"},
                                           {"lead_org", "org"},
                                           {"org", "org"},
                                           {"parent", "org"},
                                           {"enterprise", "enterprise"},
                                           {"industry", "industry"}}};
// Identifiers {"scheme","id"} of organisations.
constexpr std::array<std::string_view, 5> kParties = {"payee", "contractor", "owner", "identifier",
                                                      "bank"};
constexpr std::array<Pair, 10> kSubjects = {{{"project.registered", "project"},
                                             {"contract.signed", "contract"},
                                             {"funding.requested", "request"},
                                             {"budget.allocated", "quota"},
                                             {"approval.phase_opened", "phase"},
                                             {"bond.need_declared", "bond_declaration"},
                                             {"bond.issued", "bond"},
                                             {"org.registered", "org"},
                                             {"actor.enrolled", "actor"},
                                             {"target.set", "target"}}};

template <std::size_t N>
std::string_view find(const std::array<Pair, N>& pairs, std::string_view name) {
  for (const auto& pair : pairs) {
    if (pair.name == name) return pair.type;
  }
  return "";
}

class Collector {
 public:
  void add(std::string_view type, std::string id, std::string_view qualifier) {
    if (id.empty()) return;
    OcelReference reference{std::string(type), std::move(id), std::string(qualifier)};
    const auto same = [&](const auto& other) {
      return other.type == reference.type && other.id == reference.id;
    };
    if (std::none_of(list_.begin(), list_.end(), same)) list_.push_back(std::move(reference));
  }

  void add_field(const std::string& name, const Json& value) {
    if (std::find(kParties.begin(), kParties.end(), name) != kParties.end() && value.object()) {
      const auto scheme = text_member(value, "scheme");
      const auto id = text_member(value, "id");
      if (scheme && id) add("party", *scheme + "-" + *id, name);
      return;
    }
    const auto* text = value.string();
    if (!text) return;
    constexpr std::string_view kEnd = "_id";
    auto type = std::string(find(kFields, name));
    if (type.empty() && name.size() > kEnd.size() && name.ends_with(kEnd)) {
      type = name.substr(0, name.size() - kEnd.size());
    }
    if (!type.empty()) add(type, *text, name);
  }

  std::vector<OcelReference> take() { return std::move(list_); }

 private:
  std::vector<OcelReference> list_;
};

void add_steps(const Json& payload, Collector& to) {
  const auto phase = text_member(payload, "phase_id");
  if (!phase) return;
  if (const auto step = text_member(payload, "step")) to.add("step", *phase + "/" + *step, "step");
  const auto* plans = payload.find("steps");
  if (!plans || !plans->array()) return;
  for (const auto& plan : *plans->array()) {
    to.add("step", *phase + "/" + text_member(plan, "step").value_or(""), "steps");
  }
}

}  // namespace

std::vector<OcelReference> ocel_references(const ExportEvent& event) {
  Collector collector;
  const auto category = stream_category(event.stream);
  collector.add(category, stream_id(event.stream), category);
  if (const auto* members = event.payload.object()) {
    for (const auto& [name, value] : *members) collector.add_field(name, value);
    add_steps(event.payload, collector);
  }
  collector.add("actor", event.actor, "actor");
  if (event.organisation) collector.add("org", *event.organisation, "organisation");
  return collector.take();
}

std::string_view ocel_subject(std::string_view event_type) { return find(kSubjects, event_type); }

}  // namespace tally
