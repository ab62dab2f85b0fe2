// One event as a row for people's tools: the columns of tally.readable (core/postgres), as JSON.
//
// A pure function of the record and its flags, so that whoever verifies makes the row again.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/codec/json.h"
#include "core/rules/rules.h"
#include "core/store/event_store.h"
#include "core/store/readable_tables.h"

namespace tally {

// U+0000 is a character in a payload, and none in a database's text: in all texts and names it
// becomes U+2400, the picture of it.
void show_nul(Json& value);

// `corrupt` if the record does not decode. An erased payload is null; one of an unknown type is
// {"bytes"}.
Result<std::string> readable_event(const StoredRecord& record, const std::vector<Flag>& flags);

// The families of event types, as the catalogue's folders have them, in its order; a new type is in
// one of them by itself. The open types are the family "x".
std::vector<EventFamily> event_families();

}  // namespace tally
