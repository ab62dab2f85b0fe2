// What an event would mean, shown before it is sent: deadlines, missing papers, what is payable;
// and what was recorded meanwhile, when it came too late.
#pragma once

#include "core/ledger/append.h"
#include "tools/cli/verb.h"

namespace tally::cli {

// Nothing is sent. Acts on an approval step are told with the deadline that they would bring, by
// the recorded calendars; requests for payment with quota, contract and look-alikes. Process rules
// are judged by the ledger alone, when the event is sent.
Result<Json> preview_json(Source& source, const ProposedEvent& event);
Result<void> print_preview(const Context& context, Source& source, const ProposedEvent& event);

// The events that stand in the stream behind the expected revision: who acted, and what he did.
Result<void> print_recorded_since(const Context& context, Source& source, const std::string& stream,
                                  Revision expected);

}  // namespace tally::cli
