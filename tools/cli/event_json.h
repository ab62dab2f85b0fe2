// The JSON forms that scripts rely on: events, receipts and errors, one object a line.
#pragma once

#include "core/codec/json.h"
#include "core/ledger/append.h"
#include "server/protocol/messages_read.h"
#include "tools/cli/text.h"

namespace tally::cli {

// [{"rule","field","text"}]
Json flags_json(const std::vector<Flag>& flags, Lang lang);

// {"position","stream","revision","id","type","recorded_at","effective","actor","payload",
//  "leaf_hash","flags"}; an erased payload is null with "erased": true.
Result<Json> event_json(const protocol::RawRecord& record, Lang lang);

// {"position","revision","id","recorded_at","leaf_hash","size","root","duplicate","flags"}
Json receipt_json(const AppendedEvent& event, TreeSize size, const Hash& root, Lang lang);

// {"line","error","number","field","rule","message"}; without a line when it is 0.
Json error_json(const Error& error, std::uint64_t line, Lang lang);

}  // namespace tally::cli
