#pragma once

#include "core/catalogue/common.h"

namespace tally {

// A measured or demanded value: exactly one of the four.
struct MetricValue {
  std::optional<Money> money;
  std::optional<std::int64_t> bp;  // Basis points: 8 % = 800.
  std::optional<std::int64_t> count;
  std::optional<std::string> decimal;  // -?digits[.digits], at most 18 digits.
  bool operator==(const MetricValue&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("money", money, {"金额", "money"}), field("bp", bp, {"万分点", "basis points"}),
       field("count", count, {"数量", "count"}),
       field("decimal", decimal, {"小数", "decimal"}, Limit::filled));
  }

  Result<void> check() const;
};

}  // namespace tally
