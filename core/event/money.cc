#include "core/event/money.h"

#include <algorithm>
#include <limits>

#include "core/base/check.h"

namespace tally {
namespace {

struct KnownCurrency {
  std::string_view code;
  int minor_digits;
};

constexpr KnownCurrency kCurrencies[] = {
#include "core/event/currency_table.inc"
};

// The letters as one number that sorts as they do: looked for in every amount that is read.
constexpr std::uint32_t number_of(std::string_view code) {
  std::uint32_t number = 0;
  for (const char c : code) number = number << 8 | static_cast<std::uint8_t>(c);
  return number;
}

constexpr auto kNumbers = [] {
  std::array<std::uint32_t, std::size(kCurrencies)> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = number_of(kCurrencies[i].code);
  return numbers;
}();

const KnownCurrency* find_currency(std::string_view code) {
  if (code.size() != 3) return nullptr;
  const auto wanted = number_of(code);
  const auto* const at = std::lower_bound(kNumbers.begin(), kNumbers.end(), wanted);
  return at != kNumbers.end() && *at == wanted ? &kCurrencies[at - kNumbers.begin()] : nullptr;
}

__extension__ using Wide = __int128;
constexpr Wide kMinorMax = std::numeric_limits<std::int64_t>::max();
constexpr Wide kMinorMin = std::numeric_limits<std::int64_t>::min();

struct DecimalText {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
};

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// -?digits[.digits]; nothing else.
std::optional<DecimalText> split_decimal(std::string_view text) {
  DecimalText parts;
  if (!text.empty() && text[0] == '-') {
    parts.negative = true;
    text.remove_prefix(1);
  }
  const auto point = text.find('.');
  parts.whole = text.substr(0, point);
  if (point != std::string_view::npos) {
    parts.fraction = text.substr(point + 1);
    if (parts.fraction.empty()) return std::nullopt;
  }
  if (parts.whole.empty() || !all_digits(parts.whole) || !all_digits(parts.fraction)) {
    return std::nullopt;
  }
  return parts;
}

std::string decimal_text(std::int64_t minor, int digits, bool drop_zeros) {
  const bool negative = minor < 0;
  const auto magnitude = static_cast<std::uint64_t>(minor);
  std::string text = std::to_string(negative ? 0 - magnitude : magnitude);
  const auto places = static_cast<std::size_t>(digits);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  if (places > 0) {
    text.insert(text.size() - places, 1, '.');
    if (drop_zeros) {
      while (text.back() == '0') text.pop_back();
      if (text.back() == '.') text.pop_back();
    }
  }
  return negative ? "-" + text : text;
}

}  // namespace

Result<Currency> Currency::parse(std::string_view code) {
  if (!find_currency(code)) {
    return invalid("", "is not a currency code of ISO 4217 in force with a minor unit");
  }
  Currency currency;
  std::copy(code.begin(), code.end(), currency.letters.begin());
  return currency;
}

int Currency::minor_digits() const {
  const auto* known = find_currency(code());
  TALLY_CHECK(known != nullptr);
  return known->minor_digits;
}

std::string Money::to_decimal() const {
  return decimal_text(minor, currency.minor_digits(), false);
}

std::optional<int> unit_shift(std::string_view unit) {
  if (unit.empty() || unit == "元") return 0;
  if (unit == "万元") return 4;
  if (unit == "亿元") return 8;
  return std::nullopt;
}

Result<Money> parse_money(std::string_view decimal, std::string_view unit, Currency currency) {
  const auto shift = unit_shift(unit);
  if (!shift) return invalid("unit", "must be 元, 万元 or 亿元");
  if (!unit.empty() && currency.code() != "CNY") {
    return invalid("unit", "元, 万元 and 亿元 are units of CNY only");
  }
  const auto parts = split_decimal(decimal);
  if (!parts) return invalid("amount", "must be decimal text such as 1234.50");
  const auto places = static_cast<std::size_t>(currency.minor_digits() + *shift);
  if (parts->fraction.size() > places &&
      parts->fraction.find_first_not_of('0', places) != std::string_view::npos) {
    return invalid("amount",
                   "has a remainder below one minor unit of " + std::string(currency.code()));
  }
  Wide minor = 0;
  const auto take = [&minor](char digit) {
    // The magnitude of kMinorMin still counts; what is beyond it stays beyond it.
    if (minor <= kMinorMax + 1) minor = minor * 10 + (digit - '0');
  };
  for (const char digit : parts->whole) take(digit);
  for (std::size_t i = 0; i < places; ++i) {
    take(i < parts->fraction.size() ? parts->fraction[i] : '0');
  }
  if (parts->negative) minor = -minor;
  if (minor > kMinorMax || minor < kMinorMin) {
    return invalid("amount", "is beyond the range of 64-bit minor units");
  }
  return Money{static_cast<std::int64_t>(minor), currency};
}

std::string format_in_unit(const Money& money, std::string_view unit) {
  const auto shift = unit_shift(unit);
  TALLY_CHECK(shift.has_value());
  return decimal_text(money.minor, money.currency.minor_digits() + *shift, true);
}

void MoneySum::take(const Money& money, int sign) {
  // Letter by letter: sums are made by the million, and comparing arrays is a call.
  auto& ours = currency_.letters;
  const auto& theirs = money.currency.letters;
  if (ours[0] == 0) ours = theirs;
  mixed_ = mixed_ || ours[0] != theirs[0] || ours[1] != theirs[1] || ours[2] != theirs[2];
  minor_ += static_cast<Wide>(money.minor) * sign;
}

void MoneySum::add(const Money& money) { take(money, 1); }
void MoneySum::subtract(const Money& money) { take(money, -1); }

Result<Money> MoneySum::total() const {
  if (mixed_) return invalid("", "amounts of several currencies cannot be added");
  if (minor_ > kMinorMax || minor_ < kMinorMin) {
    return invalid("", "the sum is beyond the range of 64-bit minor units");
  }
  return Money{static_cast<std::int64_t>(minor_), currency_};
}

}  // namespace tally
