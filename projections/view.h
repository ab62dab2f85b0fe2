// A view is a figure table that is a function of (E, K) (decisions D8, D9).
//
// E is the effective cutoff, a civil day, inclusive: what was true by then. K is the knowledge
// cutoff, a tree size: what the ledger knew. fold() only adds dated facts or closes them; roll_up()
// reads the facts live at (E, K). No clock, float, unordered iteration or I/O in either, so equal
// input gives equal bytes everywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/sha256.h"
#include "core/codec/field.h"
#include "core/codec/json.h"
#include "core/event/date.h"
#include "core/event/ids.h"

namespace tally {

struct Cut {
  Date effective;  // E
  TreeSize known;  // K
};

struct ViewQuery {
  Cut cut;
  std::optional<std::string> list;
  std::optional<std::string> project;
  std::optional<int> year;
  bool with_positions = false;  // Contributing positions beside each row.
};

// One column of a view's rows, for tables, CSV and pages. The row's member has this name.
struct ViewColumn {
  enum class Kind : std::uint8_t { text, count, money, date, flag, basis_points, list };
  std::string_view name;
  Label label;
  Kind kind = Kind::text;
};

struct ViewRow {
  Json value;  // An object; money as {"minor","currency"}; not stated = null.
  std::vector<std::uint64_t> positions;  // Ascending; filled only when asked for.
};

struct ViewResult {
  std::string view;
  std::uint32_t version = 1;
  Cut cut;
  Hash root;        // At K.
  Hash state_hash;  // Of view, version and rows; independent of units, language and positions.
  std::vector<ViewRow> rows;
  bool sample = false;
};

// {"view","version","effective","known_size","root","state_hash","rows":[…]}, each row with
// "positions" when they were asked for; "sample": true only in sample ledgers.
Json view_json(const ViewResult& result, bool with_positions);

// SHA-256("tallystick/view/v1\n" || view || "\n" || version || "\n" || rows as canonical JSON).
Hash view_state_hash(std::string_view view, std::uint32_t version,
                     const std::vector<ViewRow>& rows);

}  // namespace tally
