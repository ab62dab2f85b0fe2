// Which objects an event is about, for OCEL 2.0: from its stream, its actor, and the fields that
// refer to something.
#pragma once

#include <string>
#include <vector>

#include "tools/export/export_ledger.h"

namespace tally {

struct OcelReference {
  std::string type;       // "contract"
  std::string id;         // As the ledger knows it.
  std::string qualifier;  // Why: the stream's category, "actor", or the field that names it.

  std::string object_id() const { return type + ":" + id; }
  bool operator==(const OcelReference&) const = default;
};

// First the object of the stream (a project, a target, ...), then those of the payload in its
// order, the actor and the organisation; none twice. A field that nobody mapped and that ends in
// _id refers to an object of the name before it.
std::vector<OcelReference> ocel_references(const ExportEvent& event);

// The type of the object that this event makes known (contract.signed: contract); empty for others.
// Its payload is then the object's attributes.
std::string_view ocel_subject(std::string_view event_type);

}  // namespace tally
