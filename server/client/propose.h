// Builds proposed events, from catalogue structs or from JSON.
//
// What comes back is filled as far as it can be: the caller may still set proposal.effective,
// organisation, stream, expected and so on. Errors are `invalid` with the field. Any thread.
#pragma once

#include <string_view>

#include "core/catalogue/registry.h"
#include "core/codec/json.h"
#include "core/ledger/append.h"

namespace tally {

// An event of a catalogued type with a random id. The stream is derived where the payload names it
// (contracts C7); for the others (a step, a payment on a request, ...) it is left empty and must be
// set.
Result<ProposedEvent> propose(std::string_view actor, const Payload& payload);

// An event of an open type `x.*`.
Result<ProposedEvent> propose_open(std::string_view actor, std::string_view type,
                                   std::string_view stream, const Json& payload);

// {"type", "actor", "payload", "stream"?, "id"?, "schema"?, "effective"?, "org"?, "role"?,
//  "visibility"?, "causation"?, "correlation"?, "basis"?: [{"number", "sha256"?}],
//  "expect"?: "any" | "no_stream" | "stream_exists" | number, "salt"?: 32 hex digits,
//  "recorded_at"?: instant with offset}
// Unknown and repeated members are refused. Without "id" it is `default_id` if given, else random;
// without "actor" it is `default_actor`.
struct EventDefaults {
  std::string actor;
  std::optional<EventId> id;
};
Result<ProposedEvent> event_from_json(const Json& json, const EventDefaults& defaults = {});

// A batch of one event.
AppendBatch batch_of(ProposedEvent event);

}  // namespace tally
