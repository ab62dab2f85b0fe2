// How figures stand in rows: exact parts, null for what nobody stated, no floats.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/codec/json.h"
#include "core/event/money.h"
#include "projections/reading.h"
#include "projections/view.h"

namespace tally {

__extension__ typedef __int128 Int128;

// {"minor":"…","currency":"CNY"}; null when absent.
Json money_json(const std::optional<Money>& money);
Json date_json(const std::optional<Date>& date);
Json text_json(const std::optional<std::string_view>& text);
// Null when absent.
Json number_json(const std::optional<std::int64_t>& number);

// A sum that knows what it could not add.
struct Sum {
  MoneySum money;
  std::int64_t stated = 0;
  std::int64_t missing = 0;
  bool unusable = false;  // A sum without a total was added.

  void add(const std::optional<Money>& amount);
  void subtract(const Money& amount);
  void add(const Sum& other);
  // What was summed; nothing when only missing amounts were added, when currencies are mixed, or
  // beyond int64. A sum of nothing at all is 0 of `currency`.
  std::optional<Money> total(const std::optional<Currency>& currency) const;
};

// part / whole in basis points, rounded half away from zero: for display only. Nothing if whole is
// 0, or either is 2^100 or more in size, or the result is beyond int64.
std::optional<std::int64_t> rounded_bp(Int128 part, Int128 whole);

// {"part":"…","whole":"…","bp":n}: minor units of one currency. Null when either is missing, whole
// is 0, or the currencies differ.
Json money_ratio_json(const std::optional<Money>& part, const std::optional<Money>& whole);
// The same for numbers.
Json ratio_json(std::int64_t part, std::int64_t whole);

// Decimal digits.
std::string int128_text(Int128 value);

ViewRow make_row(Json value, const Positions& positions, const ViewQuery& query);

}  // namespace tally
