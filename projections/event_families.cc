// The families of event types, from the catalogue's own description of them.
#include <algorithm>
#include <map>

#include "core/catalogue/registry.h"
#include "projections/readable_event.h"

namespace tally {
namespace {

struct Joined {
  std::string_view prefix;
  std::string_view family;
};

// Families are the folders of core/catalogue. Prefixes that are not called like their folder; any
// other prefix is its own family.
constexpr Joined kJoined[] = {
    {"issue", "body"},         {"responsibility", "body"},
    {"service", "body"},       {"final_accounts", "contract"},
    {"retention", "contract"}, {"tender", "contract"},
    {"event", "correction"},   {"directive", "direction"},
    {"industry", "direction"}, {"measure", "direction"},
    {"pledge", "direction"},   {"credit", "enterprise"},
    {"budget", "funding"},     {"payment_plan", "funding"},
    {"period", "investment"},  {"opening", "ledger"},
    {"rulebook", "ledger"},    {"element", "project"},
    {"estimate", "project"},   {"milestone", "project"},
    {"stage", "project"},      {"actor", "reference"},
    {"calendar", "reference"}, {"codelist", "reference"},
    {"org", "reference"},      {"indicator", "target"},
    {"metric", "target"},
};

std::string_view family_of(std::string_view type) {
  const auto prefix = type.substr(0, type.find('.'));
  for (const auto& joined : kJoined) {
    if (joined.prefix == prefix) return joined.family;
  }
  return prefix;
}

TableColumn::Kind column_kind(const std::string& shape) {
  using Kind = TableColumn::Kind;
  static const std::map<std::string_view, Kind> kKinds = {
      {"boolean", Kind::flag}, {"integer", Kind::integer}, {"money", Kind::money},
      {"date", Kind::date},    {"effective", Kind::date},  {"list", Kind::json},
      {"object", Kind::json},  {"embedded", Kind::json}};
  const auto known = kKinds.find(shape);
  return known == kKinds.end() ? Kind::text : known->second;
}

// Fields of one name in several types are one column; where they are not of one kind, of JSON.
void add_fields(EventFamily& family, const TypeInfo& type) {
  const auto described = describe_type(type);
  for (const auto& field : *described.find("fields")->array()) {
    const TableColumn column{*field.find("name")->string(),
                             column_kind(*field.find("kind")->string())};
    const auto same =
        std::find_if(family.fields.begin(), family.fields.end(),
                     [&](const TableColumn& other) { return other.name == column.name; });
    if (same == family.fields.end()) {
      family.fields.push_back(column);
    } else if (same->kind != column.kind) {
      same->kind = TableColumn::Kind::json;
    }
  }
}

}  // namespace

std::vector<EventFamily> event_families() {
  std::vector<EventFamily> families;
  for (const auto* type : catalogue()) {
    const auto name = family_of(type->name);
    auto family = std::find_if(families.begin(), families.end(),
                               [&](const EventFamily& other) { return other.name == name; });
    if (family == families.end()) {
      family = families.insert(families.end(), EventFamily{std::string(name), {}, {}});
    }
    family->types.emplace_back(type->name);
    add_fields(*family, *type);
  }
  families.push_back({"x", {}, {}});  // All that begins so.
  return families;
}

}  // namespace tally
