// All 2,259 rows of the New York capital projects: the portfolio at the row's date says what the
// row says. The events are those of tools/import/mappings/nyc-capital-projects.toml.
#include <set>

#include "tests/projections/ledger_fixture.h"
#include "tests/support/test_data.h"

namespace tally::test {
namespace {

// RFC 4180: quoted cells may hold commas, quotes and line breaks.
std::vector<std::vector<std::string>> read_csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        rows.back().back() += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        rows.back().back() += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      rows.back().emplace_back();
    } else if (c == '\n') {
      rows.emplace_back(1);
    } else if (c != '\r') {
      rows.back().back() += c;
    }
  }
  if (rows.back().size() < 2) rows.pop_back();
  return rows;
}

struct NycRow {
  Date date;
  std::string project, phase, budget;
};

std::vector<NycRow> nyc_rows() {
  const auto csv =
      read_csv(read_text(data_path("nyc-capital-projects/NYC_capital_projects_20190901.csv")));
  std::map<std::string, std::size_t> column;
  for (std::size_t i = 0; i < csv[0].size(); ++i) column[csv[0][i]] = i;
  std::vector<NycRow> rows;
  for (std::size_t i = 1; i < csv.size(); ++i) {
    const auto& cells = csv[i];
    const auto us = cells[column["Date Reported As Of"]];  // MM/DD/YYYY …
    rows.push_back({day(us.substr(6, 4) + "-" + us.substr(0, 2) + "-" + us.substr(3, 2)),
                    cells[column["PID"]], cells[column["Current Phase"]],
                    cells[column["Budget Forecast"]]});
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.date < b.date; });
  return rows;
}

std::optional<Money> dollars(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return parse_money(text, "", Currency::parse("USD").value()).value();
}

TEST(NycTest, PortfolioSaysWhatEachRowSays) {
  TALLY_NEEDS_DATA("nyc-capital-projects/NYC_capital_projects_20190901.csv");
  const auto rows = nyc_rows();
  ASSERT_EQ(rows.size(), 2259u);
  TestLedger ledger;
  std::map<std::string, std::pair<std::string, std::string>> last;  // Phase and budget.
  std::set<Date> dates;
  for (const auto& row : rows) {
    const auto effective = row.date.to_string();
    dates.insert(row.date);
    const auto [before, first] = last.try_emplace(row.project, row.phase, "");
    if (first) ledger.add(registered(row.project), effective);
    if (first || before->second.first != row.phase) {
      auto change = stage(row.project, "x", "unknown");
      if (!row.phase.empty()) change.as_stated = row.phase;
      ledger.add(change, effective);
    }
    if (before->second.second != row.budget) {
      ledger.add(forecast(row.project, dollars(row.budget)), effective);
    }
    before->second = {row.phase, row.budget};
  }
  EXPECT_EQ(last.size(), 378u);

  int compared = 0;
  for (const Date date : dates) {
    std::map<std::string, const ViewRow*> shown;
    const auto view = ledger.rows("portfolio", date.to_string());
    for (const auto& row : view) shown[*member(row, "project").string()] = &row;
    for (const auto& row : rows) {
      if (row.date != date) continue;
      ASSERT_EQ(shown.count(row.project), 1u) << row.project;
      const ViewRow& found = *shown[row.project];
      EXPECT_EQ(member(found, "stage_as_stated"), row.phase.empty() ? Json() : Json(row.phase));
      const auto total = dollars(row.budget);
      EXPECT_EQ(member(found, "planned_total"), total ? money(*total) : Json());
      ++compared;
    }
  }
  EXPECT_EQ(compared, 2259);
}

}  // namespace
}  // namespace tally::test
