// An event as a reason for a figure: where it stands, what it is, who said so, and for a correction
// or a void why, who approved it, and which event it takes back.
#pragma once

#include <optional>
#include <string>

#include "tools/cli/source.h"
#include "tools/cli/text.h"

namespace tally::cli {

struct CitedEvent {
  std::uint64_t position = 0;
  std::string stream, type, id;
  Label type_label;  // Empty for types that the catalogue lacks.
  std::string recorded_at;
  Date recorded_day;  // By the offset written.
  std::string effective;
  std::string actor;
  std::optional<std::string> org;
  std::vector<std::string> basis;
  // Of a correction or a void.
  std::optional<std::string> reason, approver;
  std::optional<std::uint64_t> target;
  std::string target_type, target_effective, target_actor;
  std::vector<std::string> changed;
  Json payload;  // Null when erased.
};

// The event at that position; one more read for what a correction names. `invalid`, field
// "position", beyond the end.
Result<CitedEvent> cite(Source& source, std::uint64_t position);
// The same of a record that was read.
Result<CitedEvent> cite(Source& source, const protocol::RawRecord& record);

Json cited_json(const CitedEvent& event);
// "Position 812, 2025-07-18, event.voided, project-P-11, by wang (drc)": one line, then for a
// correction a second one with target, reason and approver, indented by so many spaces.
std::string cited_text(const CitedEvent& event, Lang lang, std::size_t indent);

}  // namespace tally::cli
