// Exact values of metrics: money, basis points, counts, decimals. Compared by cross-multiplication.
#pragma once

#include <optional>

#include "core/catalogue/target.h"
#include "projections/figures.h"

namespace tally {

struct Quantity {
  enum class Kind : std::uint8_t { money, bp, count, decimal };
  Kind kind = Kind::count;
  Int128 digits = 0;  // The value is digits / 10^scale.
  int scale = 0;      // 0 but for decimals; at most 18.
  Currency currency;  // Of money.

  static Quantity of(const Money& money);
  static Quantity of_bp(std::int64_t bp);
  static Quantity of_count(std::int64_t count);
  // Nothing for a decimal that is none; the catalogue refuses it before.
  static std::optional<Quantity> of(const MetricValue& value);

  // The same kind and currency: only then may the two be compared.
  bool comparable(const Quantity& other) const;
  // {"money":…} | {"bp":n} | {"count":n} | {"decimal":"…"}, as in events.
  Json json() const;
};

// For comparable quantities.
int compare(const Quantity& a, const Quantity& b);
Quantity subtract(const Quantity& a, const Quantity& b);
// a / b as {"part","whole","bp"} at one scale; null when b is 0 or too far from a in scale.
Json quantity_ratio_json(const Quantity& a, const Quantity& b);
// a / b >= part / whole, for b > 0 and whole > 0.
bool ratio_at_least(const Quantity& a, const Quantity& b, int part, int whole);
// Whether a / b and a rate in basis points lie more than so many basis points apart, for b > 0.
// Sizes that cannot be compared exactly are not told apart.
bool further_apart(const Quantity& a, const Quantity& b, std::int64_t rate_bp, int bp);

}  // namespace tally
