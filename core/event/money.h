// Exact money: int64 minor units and an ISO 4217 currency (decision D10).
//
// Sums are checked 128-bit and of one currency; text at the edges is decimal and
// converted by exact shift. Nothing here rounds.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tally {

// Three upper-case letters of ISO 4217. Default-constructed: no currency ("").
struct Currency {
  std::array<char, 3> letters{};
  auto operator<=>(const Currency&) const = default;

  // Only codes in the table of currency_table.inc (codes in force with a minor unit).
  static Result<Currency> parse(std::string_view code);
  std::string_view code() const {
    return letters[0] == 0 ? "" : std::string_view(letters.data(), 3);
  }
  // Decimals of the minor unit: CNY 2, JPY 0, KWD 3. The currency must be a parsed one.
  int minor_digits() const;
};

struct Money {
  std::int64_t minor = 0;
  Currency currency;
  bool operator==(const Money&) const = default;

  // "1234.50" in the currency's own unit, without grouping or currency.
  std::string to_decimal() const;
};

// Reads decimal text with a unit that shifts the point: 元 0, 万元 4, 亿元 8 (CNY only), or "" =
// the currency's own unit. A remainder below one minor unit, or a value beyond int64, is `invalid`.
Result<Money> parse_money(std::string_view decimal, std::string_view unit, Currency currency);
// Exact decimal text of minor units at a unit: format_in_unit(money, "亿元") of 6708.36亿 gives
// "6708.36"; trailing zeros after the point are dropped.
std::string format_in_unit(const Money& money, std::string_view unit);
// How many decimal digits a unit shifts: "元" 0, "万元" 4, "亿元" 8; nothing for another word.
std::optional<int> unit_shift(std::string_view unit);

// A checked sum of one currency. 2^63 additions of int64 fit into 128 bits.
class MoneySum {
 public:
  // Another currency than the first one makes the sum `mixed`.
  void add(const Money& money);
  void subtract(const Money& money);
  bool mixed() const { return mixed_; }
  bool empty() const { return currency_.code().empty(); }
  // `invalid` if mixed or beyond int64; an empty sum is 0 of no currency.
  Result<Money> total() const;
  __extension__ __int128 minor() const { return minor_; }
  Currency currency() const { return currency_; }

 private:
  void take(const Money& money, int sign);
  __extension__ __int128 minor_ = 0;
  Currency currency_;
  bool mixed_ = false;
};

}  // namespace tally
