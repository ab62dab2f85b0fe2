// A filled example of every event type: each field gets a value that its name suggests.
#include <map>

#include "core/base/check.h"
#include "core/catalogue/registry.h"

namespace tally {
namespace {

const std::map<std::string_view, std::string_view>& example_texts() {
  static const std::map<std::string_view, std::string_view> texts = {
      {"project", "P-001"},
      {"project_id", "P-001"},
      {"name", "示例项目"},
      {"phase_id", "P-001/P3/1"},
      {"phase", "P3"},
      {"step", "construction_permit"},
      {"item", "construction_permit"},
      {"org", "housing"},
      {"org_id", "housing"},
      {"lead_org", "housing"},
      {"actor_id", "clerk-1"},
      {"operator", "operator"},
      {"approver", "head-1"},
      {"approved_by", "head-1"},
      {"contract_id", "C-2025-001"},
      {"package_id", "B1"},
      {"quota_id", "Q-2025-001"},
      {"request_id", "FR-2025-001"},
      {"declaration_id", "BD-2025-001"},
      {"target_id", "fai-2025"},
      {"metric", "fai"},
      {"scope", "示例区"},
      {"list", "district_key"},
      {"jurisdiction", "CN"},
      {"stage", "construction"},
      {"from", "procurement"},
      {"to", "construction"},
      {"code", "start"},
      {"scheme", "CN-USCI"},
      {"id", "91440106MA0000015E"},
      {"project_code", "2501-990101-04-01-123456"},
      {"zone", "Asia/Shanghai"},
      {"origin", "ledger.example/district"},
      {"version", "1"},
      {"certificate_no", "证2025-001"},
      {"bank_ref", "BR-0001"},
      {"voucher_no", "V-0001"},
      {"basis_code", "local_rule"},
      {"class", "5000+"},
      {"decimal", "12.5"},
      {"reason", "说明"},
      {"quote", "固定资产投资额超840亿元"},
      {"role", "finance"},
      {"types", "funding.*"},
      {"kind", "approval"},
      {"industry", "SC02"},
      {"district", "990101"},
      {"target_type", "milestone.reached"},
      {"changed", "evidence"},
      {"rules", "ST09"},
      {"growth_basis", "comparable"},
  };
  return texts;
}

std::string_view text_for(std::string_view name) {
  const auto at = example_texts().find(name);
  return at == example_texts().end() ? "示例" : at->second;
}

Json money_of(std::string_view minor) {
  Json money;
  money.set("minor", minor).set("currency", "CNY");
  return money;
}

Json value_of(const Json& field, std::string_view name);

// Where two fields exclude or bind each other, one way of filling them.
Json object_of(const Json::Array& fields) {
  const auto names = [&](std::string_view wanted) {
    for (const auto& field : fields) {
      if (*field.find("name")->string() == wanted) return true;
    }
    return false;
  };
  const bool payee = names("scheme") && names("count");
  const bool metric = names("money") && names("bp");
  Json object{Json::Object{}};
  for (const auto& field : fields) {
    const auto& name = *field.find("name")->string();
    if (payee && (name == "kind" || name == "count")) continue;
    if (metric && name != "money") continue;
    object.set(name, value_of(field, name));
  }
  return object;
}

std::int64_t number_for(std::string_view name) {
  if (name == "year") return 2025;
  if (name == "statutory_days") return 20;
  if (name == "pledged_days" || name == "limit_days") return 10;
  if (name.ends_with("_bp")) return 300;
  return 1;
}

Json value_of(const Json& field, std::string_view name) {
  const std::string& kind = *field.find("kind")->string();
  if (kind == "boolean") return false;
  if (kind == "integer") return number_for(name);
  if (kind == "text") return text_for(name);
  if (kind == "bytes") return std::string(64, 'a');
  if (kind == "money") return money_of("80000000");
  if (kind == "currency") return "CNY";
  if (kind == "date") return "2025-03-06";
  if (kind == "effective") return "2025-03-06";
  if (kind == "instant") return "2025-03-06T08:00:00.000000Z";
  if (kind == "period") return "2025-03";
  if (kind == "event_id") return "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
  if (kind == "hash") return std::string(64, 'b');
  if (kind == "choice") return *field.find("choices")->array()->front().find("code");
  if (kind == "list") {
    if (name == "depends_on" || name == "relates_to") return Json::Array{};
    return Json::Array{value_of(*field.find("element"), name)};
  }
  if (kind == "object") return object_of(*field.find("fields")->array());
  TALLY_CHECK(kind == "embedded");
  return example_payload(*find_type("milestone.reached"));
}

}  // namespace

Json example_payload(const TypeInfo& type) {
  const Json description = describe_type(type);
  Json example = object_of(*description.find("fields")->array());
  if (type.example.empty()) return example;
  const auto own = parse_json(type.example);
  TALLY_CHECK(own.ok());
  for (auto& [name, value] : *example.object()) {
    if (const auto* instead = own->find(name)) value = *instead;
  }
  return example;
}

}  // namespace tally
