// What a view says at two states of knowledge, what changed between them, and why: behind `diff`
// and behind `view --as-published K --restated`.
#pragma once

#include <vector>

#include "projections/view_diff.h"
#include "tools/cli/cells.h"
#include "tools/cli/cited_event.h"
#include "tools/cli/verb.h"
#include "tools/cli/view_options.h"

namespace tally::cli {

// More causing events than this are not looked for.
inline constexpr std::size_t kCausesMax = 500;

struct ViewChange {
  protocol::ViewReply older, newer;
  std::vector<RowChange> changes;  // With their causes.
  Causes causes;
  std::vector<CitedEvent> events;  // The causes, in the same order.
};

// E and filters are the same at both ends. Default K of the newer one is the head.
Result<ViewChange> view_change(Source& source, const std::string& view, const ViewOptions& options,
                               const KnownText& older, const KnownText& newer,
                               std::size_t causes_max);

// {"view","version","effective","older":{"known_size","root","state_hash"},"newer":{…},
//  "changes":[{"row","kind","figures":[{"figure","before","after","causes"}]}],"events":[…]}.
Json change_json(const ViewChange& change);
void print_change(const Context& context, const ViewChange& change, const Cells& cells);

}  // namespace tally::cli
