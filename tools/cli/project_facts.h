// The facts of one project and the calendars, read from a source: what explaining a deadline and
// drawing a timeline need, whatever the size of the ledger.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "projections/chosen_facts.h"
#include "tools/cli/source.h"
#include "tools/cli/view_options.h"

namespace tally::cli {

// E, K and the root at K.
struct CutAnswer {
  Cut cut;
  Hash root;
  bool sample = false;
};
// E as written (empty: the ledger's today) and K, as the ledger resolves them.
Result<CutAnswer> resolve_cut(Source& source, const std::string& effective, const KnownText& known);

// The project's stream, the calendars' streams and event 0, up to K, by position. `not_found`,
// field "project", when it has no events by then.
Result<std::vector<protocol::RawRecord>> project_records(Source& source, const std::string& project,
                                                         TreeSize known);
Result<void> add_records(ChosenFacts& facts, const std::vector<protocol::RawRecord>& records);

// The project in whose stream the phase was opened. `not_found`, field "phase".
Result<std::string> project_of_phase(Source& source, const std::string& phase_id,
                                     const CutAnswer& at);

// What recorded calendars call the days that they list.
std::map<Date, std::string> day_names(const ChosenFacts& facts,
                                      const std::vector<std::uint64_t>& calendar_positions);

}  // namespace tally::cli
