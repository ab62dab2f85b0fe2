// Rows of an XES log (IEEE 1849), by expat: one row per event. The columns are the keys of events,
// and those of traces with "trace:" before them, sorted; an absent attribute is blank. Lists,
// containers and attributes of attributes are left out.
//
// The file is read twice, once for its keys, and never stands in memory as a tree. It is not
// trusted: a document type declaration (and with it every entity), elements deeper than
// kXesDepthMax, more than kXesAttributesMax attributes of one event or trace, and a tag of more
// than kXesTagBytesMax bytes are `invalid` with the line, as is everything that is not well formed.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "core/base/result.h"
#include "tools/import/csv_reader.h"

namespace tally {

inline constexpr int kXesDepthMax = 16;
inline constexpr std::size_t kXesAttributesMax = 1024;
inline constexpr std::size_t kXesKeysMax = 4096;  // Different ones in a file.
inline constexpr std::size_t kXesTagBytesMax = 1 << 20;

// As read_csv: the first row is the header; a row's line is that of its event.
Result<void> read_xes(std::string_view text, const std::function<Result<void>(CsvRow&&)>& row);

}  // namespace tally
