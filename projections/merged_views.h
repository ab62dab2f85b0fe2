// One view of several ledgers, districts into a city: counts and amounts of groups are added up,
// rows of single projects stand beside each other under their ledger's name. Each ledger's origin,
// K and root stay in the result, so that every part can be asked for again and proven.
//
// Amounts in several currencies are never added: such a figure is the list of its sums, one per
// currency. A figure that one ledger does not state is the sum of the others, and is named.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/codec/json.h"
#include "projections/view.h"

namespace tally {

struct LedgerView {
  std::string origin;
  std::string currency;
  std::uint32_t version = 1;
  Cut cut;
  Hash root, state_hash;
  bool sample = false;
  Json::Array rows;
};

// A project, phase, target, … that two ledgers both have: perhaps the same one twice, perhaps two
// that share an id. A person has to say.
struct HeldTwice {
  std::string row;                   // As row_key() names it.
  std::vector<std::string> origins;  // At least two, in the order given.
};

struct MergedView {
  std::string view;
  std::uint32_t version = 1;
  Date effective;
  std::vector<LedgerView> ledgers;  // As given, without their rows.
  Json::Array rows;                 // Groups: "not_stated" names figures some ledger lacks; rows of
                                    // single things have "ledger".
  std::vector<HeldTwice> twice;
  Hash state_hash;  // Of the rows and of which ledgers they came from.
};

// `invalid`: field "ledger" for the same origin twice; "version" for different versions of the
// view; "effective" for different days.
Result<MergedView> merge_views(std::string_view view, std::vector<LedgerView> ledgers);

Json merged_json(const MergedView& merged);

}  // namespace tally
