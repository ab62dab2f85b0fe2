#include "core/event/money.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <sstream>

#include "tests/support/test_data.h"

namespace tally {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

Currency currency(std::string_view code) { return Currency::parse(code).value(); }
Money cny(std::int64_t minor) { return {minor, currency("CNY")}; }

Result<Money> read(std::string_view decimal, std::string_view unit = "",
                   std::string_view code = "CNY") {
  return parse_money(decimal, unit, currency(code));
}

TEST(Money, UnitsShiftThePoint) {
  EXPECT_EQ(read("800", "万元").value(), cny(800'000'000));
  EXPECT_EQ(read("6708.36", "亿元").value(), cny(67'083'600'000'000));
  EXPECT_EQ(read("1234.5", "元").value(), cny(123'450));
  EXPECT_EQ(read("1234.50").value(), cny(123'450));
  EXPECT_EQ(read("-0.01").value(), cny(-1));
  EXPECT_EQ(read("007").value(), cny(700));
  EXPECT_EQ(read("-0").value(), cny(0));
}

TEST(Money, MinorUnitsAreThoseOfTheCurrency) {
  EXPECT_EQ(read("12.50", "", "USD").value().minor, 1250);
  EXPECT_EQ(read("1250", "", "JPY").value().minor, 1250);
  EXPECT_EQ(read("1.234", "", "KWD").value().minor, 1234);
  EXPECT_EQ(read("1.2345", "", "CLF").value().minor, 12345);
  EXPECT_FALSE(read("12.5", "", "JPY").ok());
}

TEST(Money, ARemainderBelowTheMinorUnitIsRefused) {
  const auto refused = read("0.001");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().field, "amount");
  EXPECT_FALSE(read("1.0000001", "万元").ok());
  EXPECT_EQ(read("1.000000", "万元").value(), cny(1'000'000));
  EXPECT_EQ(read("1.0000000000", "万元").value(), cny(1'000'000));  // Only zeros beyond.
  EXPECT_EQ(read("0.000001", "万元").value(), cny(1));
}

TEST(Money, OnlyDecimalTextIsAnAmount) {
  for (const char* text : {"", "-", "+1", "1.", ".5", "1,000", "1 ", " 1", "1e3", "--1", "0x1",
                           "１", "1.2.3", "-.", "NaN"}) {
    const auto money = read(text);
    ASSERT_FALSE(money.ok()) << text;
    EXPECT_EQ(money.error().code, ErrorCode::invalid);
    EXPECT_EQ(money.error().field, "amount");
  }
}

TEST(Money, UnitsAreKnownWordsAndOfCnyOnly) {
  EXPECT_EQ(read("1", "千元").error().field, "unit");
  EXPECT_EQ(read("1", "万").error().field, "unit");
  EXPECT_EQ(read("1", "万元", "USD").error().field, "unit");
  EXPECT_EQ(unit_shift("亿元"), 8);
  EXPECT_EQ(unit_shift("元"), 0);
  EXPECT_EQ(unit_shift(""), 0);
  EXPECT_EQ(unit_shift("yuan"), std::nullopt);
}

TEST(Money, TheEdgesOfInt64AreReadAndWhatIsBeyondIsRefused) {
  EXPECT_EQ(read("92233720368547758.07").value(), cny(kMost));
  EXPECT_EQ(read("-92233720368547758.08").value(), cny(kLeast));
  for (const char* beyond : {"92233720368547758.08", "-92233720368547758.09",
                             "-922337203685477580.80", "-9223372036854775808000",
                             "922337203685477580700", "99999999999999999999999999999999999999",
                             "-99999999999999999999999999999999999999999999999999999999"}) {
    const auto money = read(beyond);
    ASSERT_FALSE(money.ok()) << beyond << " was read as " << money->minor;
    EXPECT_EQ(money.error().field, "amount");
  }
  EXPECT_FALSE(read("922337203.6854775808", "亿元").ok());
  EXPECT_EQ(read("922337203.6854775807", "亿元").value(), cny(kMost));
}

TEST(Money, TextGoesBackWithoutRounding) {
  EXPECT_EQ(cny(123'450).to_decimal(), "1234.50");
  EXPECT_EQ(cny(5).to_decimal(), "0.05");
  EXPECT_EQ(cny(-5).to_decimal(), "-0.05");
  EXPECT_EQ(cny(0).to_decimal(), "0.00");
  EXPECT_EQ(cny(kLeast).to_decimal(), "-92233720368547758.08");
  EXPECT_EQ((Money{1250, currency("JPY")}).to_decimal(), "1250");
  EXPECT_EQ((Money{5, currency("KWD")}).to_decimal(), "0.005");
  for (const std::int64_t minor : {kLeast, kLeast + 1, std::int64_t{-1}, std::int64_t{0}, kMost}) {
    EXPECT_EQ(read(cny(minor).to_decimal()).value(), cny(minor));
  }
}

TEST(Money, AUnitIsWrittenWithoutTrailingZeros) {
  EXPECT_EQ(format_in_unit(cny(67'083'600'000'000), "亿元"), "6708.36");
  EXPECT_EQ(format_in_unit(cny(800'000'000), "万元"), "800");
  EXPECT_EQ(format_in_unit(cny(1), "亿元"), "0.0000000001");
  EXPECT_EQ(format_in_unit(cny(0), "亿元"), "0");
  EXPECT_EQ(format_in_unit(cny(-1'050'000), "万元"), "-1.05");
  EXPECT_EQ(format_in_unit(cny(1'000), "元"), "10");
  EXPECT_EQ(format_in_unit(cny(kLeast), "万元"), "-9223372036854.775808");
}

TEST(MoneySum, IsOfOneCurrency) {
  MoneySum sum;
  EXPECT_TRUE(sum.empty());
  EXPECT_EQ(sum.total().value().minor, 0);
  sum.add(cny(300));
  sum.subtract(cny(500));
  EXPECT_EQ(sum.total().value(), cny(-200));
  EXPECT_FALSE(sum.mixed());
  sum.add({1, currency("USD")});
  EXPECT_TRUE(sum.mixed());
  EXPECT_FALSE(sum.total().ok());
}

TEST(MoneySum, OverflowsOnlyInTheTotal) {
  MoneySum sum;
  sum.add(cny(kMost));
  sum.add(cny(kMost));
  EXPECT_FALSE(sum.total().ok());
  sum.subtract(cny(kMost));
  EXPECT_EQ(sum.total().value(), cny(kMost));
  MoneySum below;
  below.add(cny(kLeast));
  below.subtract(cny(1));
  EXPECT_FALSE(below.total().ok());
  below.add(cny(1));
  EXPECT_EQ(below.total().value(), cny(kLeast));
  MoneySum negated;
  negated.subtract(cny(kLeast));
  EXPECT_FALSE(negated.total().ok());
}

TEST(Currency, IsThreeKnownCapitals) {
  EXPECT_EQ(currency("CNY").code(), "CNY");
  for (const char* text : {"", "cny", "CN", "CNYY", "RMB", "XAU", "XXX", "DEM", "AAA", "ZZZ"}) {
    EXPECT_FALSE(Currency::parse(text).ok()) << text;
  }
  EXPECT_FALSE(Currency::parse(std::string_view("CNY\0", 4)).ok());
  EXPECT_EQ(Currency{}.code(), "");
}

// Splits one line of the file, whose entities may be quoted and hold commas.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else if (c != '\r') {
      cells.back() += c;
    }
  }
  return cells;
}

std::map<std::string, int> published_currencies() {
  std::istringstream file(test::read_text(test::data_path("iso4217/codes-all.csv")));
  std::map<std::string, int> known;
  std::string line;
  std::getline(file, line);  // Entity,Currency,AlphabeticCode,NumericCode,MinorUnit,WithdrawalDate
  while (std::getline(file, line)) {
    const auto cells = cells_of(line);
    if (cells.size() < 6 || cells[2].empty() || !cells[5].empty()) continue;
    if (cells[4].empty() || cells[4].find_first_not_of("0123456789") != std::string::npos) continue;
    known[cells[2]] = std::stoi(cells[4]);
  }
  return known;
}

TEST(CurrencyTable, HoldsExactlyTheCodesInForceWithAMinorUnit) {
  TALLY_NEEDS_DATA("iso4217/codes-all.csv");
  const auto published = published_currencies();
  ASSERT_GT(published.size(), 150u);
  std::map<std::string, int> known;
  for (char a = 'A'; a <= 'Z'; ++a) {
    for (char b = 'A'; b <= 'Z'; ++b) {
      for (char c = 'A'; c <= 'Z'; ++c) {
        const auto found = Currency::parse(std::string{a, b, c});
        if (found.ok()) known[std::string(found->code())] = found->minor_digits();
      }
    }
  }
  EXPECT_EQ(known, published);
}

}  // namespace
}  // namespace tally
