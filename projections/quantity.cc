#include "projections/quantity.h"

#include <algorithm>

namespace tally {
namespace {

// Digits and scale of a decimal have at most 18 places each, so aligned digits stay below 10^36.
Int128 aligned(const Quantity& value, int scale) {
  Int128 digits = value.digits;
  for (int i = value.scale; i < scale; ++i) digits *= 10;
  return digits;
}

std::optional<Quantity> parse_decimal(std::string_view text) {
  Quantity value;
  value.kind = Quantity::Kind::decimal;
  const bool negative = !text.empty() && text[0] == '-';
  bool after_point = false;
  int places = 0;
  for (const char c : text.substr(negative ? 1 : 0)) {
    if (c == '.' && !after_point) {
      after_point = true;
      continue;
    }
    if (c < '0' || c > '9' || ++places > 18) return std::nullopt;
    value.digits = value.digits * 10 + (c - '0');
    if (after_point) ++value.scale;
  }
  if (places == 0) return std::nullopt;
  if (negative) value.digits = -value.digits;
  return value;
}

std::string decimal_text(const Quantity& value) {
  std::string digits = int128_text(value.digits < 0 ? -value.digits : value.digits);
  const auto scale = static_cast<std::size_t>(value.scale);
  if (scale > 0) {
    if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
    digits.insert(digits.size() - scale, ".");
  }
  return value.digits < 0 ? "-" + digits : digits;
}

}  // namespace

Quantity Quantity::of(const Money& money) { return {Kind::money, money.minor, 0, money.currency}; }
Quantity Quantity::of_bp(std::int64_t bp) { return {Kind::bp, bp, 0, {}}; }
Quantity Quantity::of_count(std::int64_t count) { return {Kind::count, count, 0, {}}; }

std::optional<Quantity> Quantity::of(const MetricValue& value) {
  if (value.money) return of(*value.money);
  if (value.bp) return of_bp(*value.bp);
  if (value.count) return of_count(*value.count);
  if (value.decimal) return parse_decimal(*value.decimal);
  return std::nullopt;
}

bool Quantity::comparable(const Quantity& other) const {
  return kind == other.kind && currency == other.currency;
}

Json Quantity::json() const {
  Json out;
  switch (kind) {
    case Kind::money: {
      Json money;
      money.set("minor", int128_text(digits));
      money.set("currency", currency.code());
      out.set("money", std::move(money));
      break;
    }
    case Kind::bp:
      out.set("bp", static_cast<std::int64_t>(digits));
      break;
    case Kind::count:
      out.set("count", static_cast<std::int64_t>(digits));
      break;
    case Kind::decimal:
      out.set("decimal", decimal_text(*this));
      break;
  }
  return out;
}

int compare(const Quantity& a, const Quantity& b) {
  const int scale = std::max(a.scale, b.scale);
  const Int128 left = aligned(a, scale), right = aligned(b, scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

Quantity subtract(const Quantity& a, const Quantity& b) {
  const int scale = std::max(a.scale, b.scale);
  return {a.kind, aligned(a, scale) - aligned(b, scale), scale, a.currency};
}

Json quantity_ratio_json(const Quantity& a, const Quantity& b) {
  const int scale = std::max(a.scale, b.scale);
  const Int128 part = aligned(a, scale), whole = aligned(b, scale);
  const auto bp = rounded_bp(part, whole);
  if (!bp) return nullptr;
  Json out;
  out.set("part", int128_text(part));
  out.set("whole", int128_text(whole));
  out.set("bp", *bp);
  return out;
}

bool ratio_at_least(const Quantity& a, const Quantity& b, int part, int whole) {
  const int scale = std::max(a.scale, b.scale);
  return aligned(a, scale) * whole >= aligned(b, scale) * part;
}

bool further_apart(const Quantity& a, const Quantity& b, std::int64_t rate_bp, int bp) {
  // Below these, all products stay below 2^127.
  constexpr Int128 kSizeMax = Int128{1} << 90;
  constexpr std::int64_t kRateMax = std::int64_t{1} << 35;
  const int scale = std::max(a.scale, b.scale);
  const Int128 part = aligned(a, scale), whole = aligned(b, scale);
  const auto too_large = [](Int128 value, Int128 limit) { return value > limit || value < -limit; };
  if (too_large(part, kSizeMax) || too_large(whole, kSizeMax)) return false;
  if (too_large(rate_bp, kRateMax)) return false;
  const Int128 apart = part * 10000 - whole * rate_bp;
  return (apart < 0 ? -apart : apart) > whole * bp;
}

}  // namespace tally
