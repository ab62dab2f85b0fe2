// K as people write it on the command line.
#pragma once

#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/base/sha256.h"
#include "server/protocol/messages_view.h"

namespace tally::cli {

// K as it was written, and the root that a checkpoint file promises for it.
struct KnownText {
  protocol::Known known;
  std::optional<Hash> root;
  std::string checkpoint;  // Its text; empty when K was written in another way.
};
// A size, checkpoint:FILE (or just FILE, where there is one), a date or an instant. Empty: the
// head.
Result<KnownText> parse_known(const std::string& text);

}  // namespace tally::cli
