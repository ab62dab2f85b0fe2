// What changes in a table when a view is computed again: only the rows that differ.
#pragma once

#include <span>
#include <vector>

#include "core/base/sha256.h"
#include "core/store/readable_tables.h"

namespace tally {

// Of a row that stands in the table.
struct KeptRow {
  std::int64_t ordinal = 0;
  Hash hash;  // Of its content.
};

// A row as it should be, in the view's order.
struct WantedRow {
  Hash hash;
  std::string json;
};

struct RowChanges {
  std::vector<std::int64_t> deleted;
  std::vector<TableRow> inserted;
  std::vector<KeptRow> kept;  // All that stand there afterwards, in order.
};

// Rows of equal content stay where they are, in as long a sequence as keeps the view's order;
// others go, and new ones get ordinals between their neighbours'. Only where there is no room left
// between two is every row written again. `there` is in ascending order of ordinals.
RowChanges row_changes(std::span<const KeptRow> there, std::span<const WantedRow> wanted);

}  // namespace tally
