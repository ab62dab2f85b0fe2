#include "projections/figures.h"

namespace tally {

Json money_json(const std::optional<Money>& money) {
  if (!money) return nullptr;
  Json out = Json::object_of(2);
  out.set("minor", std::to_string(money->minor));
  out.set("currency", money->currency.code());
  return out;
}

Json date_json(const std::optional<Date>& date) {
  if (!date) return nullptr;
  return date->to_string();
}

Json text_json(const std::optional<std::string_view>& text) {
  if (!text) return nullptr;
  return *text;
}

Json number_json(const std::optional<std::int64_t>& number) {
  if (!number) return nullptr;
  return *number;
}

void Sum::add(const std::optional<Money>& amount) {
  if (!amount) {
    ++missing;
    return;
  }
  ++stated;
  money.add(*amount);
}

void Sum::subtract(const Money& amount) {
  ++stated;
  money.subtract(amount);
}

void Sum::add(const Sum& other) {
  stated += other.stated;
  missing += other.missing;
  if (other.stated == 0) return;
  if (const auto amount = other.total(std::nullopt)) {
    money.add(*amount);
  } else {
    unusable = true;
  }
}

std::optional<Money> Sum::total(const std::optional<Currency>& currency) const {
  if (stated == 0) {
    if (missing > 0 || !currency) return std::nullopt;
    return Money{0, *currency};
  }
  const auto sum = money.total();
  if (unusable || !sum.ok()) return std::nullopt;
  return *sum;
}

std::optional<std::int64_t> rounded_bp(Int128 part, Int128 whole) {
  constexpr Int128 kMax = Int128{1} << 100;
  const auto too_large = [](Int128 value) { return value >= kMax || value <= -kMax; };
  if (whole == 0 || too_large(part) || too_large(whole)) return std::nullopt;
  const bool negative = (part < 0) != (whole < 0);
  const Int128 top = (part < 0 ? -part : part) * 10000;
  const Int128 bottom = whole < 0 ? -whole : whole;
  // floor(top / bottom + 1/2), in whole numbers.
  const Int128 rounded = (top * 2 + bottom) / (bottom * 2);
  if (rounded > INT64_MAX) return std::nullopt;
  return static_cast<std::int64_t>(negative ? -rounded : rounded);
}

std::string int128_text(Int128 value) {
  if (value == 0) return "0";
  std::string digits;
  for (Int128 rest = value < 0 ? -value : value; rest > 0; rest /= 10) {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  }
  return value < 0 ? "-" + digits : digits;
}

Json money_ratio_json(const std::optional<Money>& part, const std::optional<Money>& whole) {
  if (!part || !whole || part->currency != whole->currency) return nullptr;
  return ratio_json(part->minor, whole->minor);
}

Json ratio_json(std::int64_t part, std::int64_t whole) {
  const auto bp = rounded_bp(part, whole);
  if (!bp) return nullptr;
  Json out = Json::object_of(3);
  out.set("part", std::to_string(part));
  out.set("whole", std::to_string(whole));
  out.set("bp", *bp);
  return out;
}

ViewRow make_row(Json value, const Positions& positions, const ViewQuery& query) {
  ViewRow row{std::move(value), {}};
  if (query.with_positions) row.positions = positions.sorted();
  return row;
}

}  // namespace tally
