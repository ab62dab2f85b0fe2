// What changed between two results of one view, and the events that changed it.
//
// The causes are not guessed from what rows rest on: the view is asked at knowledge sizes between
// the two until each change is pinned to the one event between K = q and K = q + 1. So a void, a
// correction, a new calendar and whatever comes later are all found in the same way. Changes that
// undo each other between the two ends are changes of nothing and may not be found.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/sha256.h"
#include "core/codec/json.h"
#include "core/event/ids.h"

namespace tally {

struct FigureChange {
  std::string path;  // As row_figures() names it.
  Json before;       // Null where not stated, and where the row was not there.
  Json after;
  std::vector<std::uint64_t> causes;  // Positions, ascending; filled by find_causes().
};

struct RowChange {
  enum class Kind : std::uint8_t { changed, appeared, gone };
  std::string key;  // As row_key() says.
  Kind kind = Kind::changed;
  std::vector<FigureChange> figures;
};

// Rows are matched by row_key(), equal keys in their order. In the order of the newer rows, then
// what is gone. A row that appeared or is gone shows its stated figures.
std::vector<RowChange> diff_rows(const Json::Array& older, const Json::Array& newer);

// A view at one size, E and filters being fixed.
struct ViewAtSize {
  Hash state_hash;
  Json::Array rows;
};
using AskView = std::function<Result<ViewAtSize>(TreeSize)>;

// An event at which rows changed.
struct Cause {
  std::uint64_t position = 0;
  std::vector<RowChange> changes;
};

struct Causes {
  std::vector<Cause> causes;  // By position.
  // More events than `causes_max` changed rows: those here are the first ones, and all events that
  // change anything further lie at or behind this position.
  std::optional<std::uint64_t> unsearched_from;
};

// The events older <= position < newer at which the view changed. Asks the view about
// causes * log2(newer - older) times.
Result<Causes> find_causes(TreeSize older, TreeSize newer, std::size_t causes_max,
                           const AskView& ask);

// Puts the causes beside the figures they changed.
void note_causes(std::vector<RowChange>& changes, const std::vector<Cause>& causes);

}  // namespace tally
