// Growth of a published indicator: what its publisher says of it, and what the two values make of
// it (domain 5.3 V10). The first is on a comparable basis (可比口径) and authoritative; the second
// is nominal. They stand side by side and never in place of one another.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <tuple>

#include "projections/quantity.h"

namespace tally {

// The last word at the cut on each metric, scope and period: the newest vintage.
class Indicators {
 public:
  // The facts outlive the object.
  Indicators(const FactSet& facts, const Cut& cut);

  using Key = std::tuple<std::string_view, std::string_view, Date, Date>;  // First and last day.
  using Rows = std::map<Key, Row<IndicatorPublished>>;
  const Rows& rows() const { return rows_; }
  // Null when none is live.
  const Row<IndicatorPublished>* find(std::string_view metric, std::string_view scope,
                                      const Period& period) const;

 private:
  Rows rows_;
};

inline constexpr std::string_view kDiffersNote = "different_basis_or_revised_base";

struct Growth {
  std::optional<std::int64_t> published_bp;
  std::optional<std::string_view> basis;
  const Row<IndicatorPublished>* base = nullptr;  // Of the same period a year before.
  std::optional<Quantity> rise;                   // The value less the base value.
  std::optional<Quantity> base_value;             // Stated only together with the rise.
  // More than half a percentage point apart.
  bool differs = false;

  // {"part","whole","bp"}; null without a base.
  Json nominal_json() const;
};
// `now` is a row of the indicators; `published_bp`: the growth that was published of it. Rates have
// no nominal growth.
Growth growth_of(const Indicators& indicators, const Row<IndicatorPublished>& now,
                 std::optional<std::int64_t> published_bp);

}  // namespace tally
