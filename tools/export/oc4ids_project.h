// One project of an OC4IDS 0.9.5 package (domain §3). EXPORTS.md holds the mapping, member by
// member, and what of the ledger has no place there.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tools/export/export_ledger.h"

namespace tally {

// The organisations that a project's members refer to, and in which roles.
class Oc4idsParties {
 public:
  explicit Oc4idsParties(const ExportLedger& ledger) : ledger_(ledger) {}
  // {"id","name"} of an identifier {"scheme","id"} or a payee; null when neither says anyone.
  Json identified(const Json& identifier, std::string_view role);
  // The same of an org_id.
  Json registered(const std::string& org_id, std::string_view role);
  Json json() const;  // Sorted by id; null when there are none.

 private:
  struct Party {
    std::string name;
    std::optional<Json> identifier;
    std::set<std::string> roles;
  };
  Json reference(const std::string& id, Party party, std::string_view role);

  const ExportLedger& ledger_;
  std::map<std::string, Party> parties_;
};

// What counts of a project, in the order of facts.
struct Oc4idsFacts {
  const std::vector<ExportEvent>& events;
  const ExportCut& cut;

  template <class Each>
  void each(std::string_view type, const Each& take) const {
    for (const auto& event : events) {
      if (event.type == type) take(event);
    }
  }
};

// {"amount":12.5,"currency":"CNY"} of a money; null of anything else.
Json oc4ids_value(const Json* money, bool negative = false);
// Sets a member that is neither null, nor empty text, nor an empty list or object: the schema wants
// at least one of each.
void set_filled(Json& object, std::string_view name, Json value);

// The members of a project by subject; each sets its own.
void put_identity(Json& project, const Oc4idsFacts& facts, Oc4idsParties& parties);
void put_status(Json& project, const Oc4idsFacts& facts);
void put_budget(Json& project, const Oc4idsFacts& facts);
void put_milestones(Json& project, const Oc4idsFacts& facts);
void put_contracts(Json& project, const Oc4idsFacts& facts, Oc4idsParties& parties);

// `stream` is the project's.
Json oc4ids_project(const std::string& id, const Oc4idsFacts& facts, const ExportLedger& ledger);

}  // namespace tally
