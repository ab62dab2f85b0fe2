#include "tests/projections/ledger_fixture.h"

namespace tally::test {
namespace {

class ElementsTest : public ::testing::Test {
 protected:
  void request(const std::string& id, ElementKind kind, std::optional<std::string> quantity,
               std::optional<std::string> unit = "亩", std::string_view due = "2025-06-30") {
    ElementRequested event;
    event.project = "P-1", event.element_id = id, event.kind = kind;
    event.quantity = std::move(quantity), event.unit = std::move(unit), event.due = day(due);
    ledger.add(event, "2025-03-01");
  }
  std::uint64_t secure(const std::string& id, std::optional<std::string> quantity,
                       std::string_view on, std::optional<std::string> unit = {}) {
    ElementSecured event;
    event.project = "P-1", event.element_id = id;
    event.quantity = std::move(quantity), event.unit = std::move(unit);
    return ledger.add(event, on);
  }
  ViewRow kind(std::string_view effective, const std::string& unit = "亩") {
    return row_where(ledger.rows("elements", effective), "unit", Json(unit));
  }

  TestLedger ledger;
};

TEST_F(ElementsTest, RateIsByQuantity) {
  request("E-1", ElementKind::land, "100.5");
  request("E-2", ElementKind::land, "20");
  secure("E-1", "50.25", "2025-04-01");
  auto row = kind("2025-07-01");
  EXPECT_EQ(member(row, "requested"), Json(2));
  EXPECT_EQ(member(row, "secured"), Json(0));
  EXPECT_EQ(member(row, "overdue"), Json(2));
  EXPECT_EQ(member(row, "asked"), Json("120.5"));
  EXPECT_EQ(member(row, "got"), Json("50.25"));
  EXPECT_EQ(member(member(row, "secured_rate"), "bp"), Json(4170));
  const auto rest = secure("E-1", "50.25", "2025-05-01");
  row = kind("2025-07-01");
  EXPECT_EQ(member(row, "secured"), Json(1));
  EXPECT_EQ(member(row, "overdue"), Json(1));
  EXPECT_EQ(member(kind("2025-06-30"), "overdue"), Json(0));  // Due that day.
  ledger.void_event(rest);
  EXPECT_EQ(member(kind("2025-07-01"), "secured"), Json(0));
}

TEST_F(ElementsTest, WithoutAQuantityTheWordIsEnoughAndItIsCounted) {
  request("E-1", ElementKind::energy, {}, {});
  secure("E-1", {}, "2025-04-01");
  const auto row = row_where(ledger.rows("elements", "2025-12-31"), "kind", "kind");
  EXPECT_EQ(member(row, "secured"), Json(1));
  EXPECT_EQ(member(row, "missing"), Json(1));
  EXPECT_TRUE(member(row, "secured_rate").is_null());
}

TEST_F(ElementsTest, UnitsAreNotMixed) {
  request("E-1", ElementKind::land, "10", "亩");
  request("E-2", ElementKind::land, "1", "公顷");
  secure("E-1", "1", "2025-04-01", "公顷");
  const auto row = kind("2025-12-31");
  EXPECT_EQ(member(row, "secured"), Json(0));
  EXPECT_EQ(member(row, "missing"), Json(1));
  EXPECT_TRUE(member(row, "asked").is_null());
  EXPECT_EQ(member(kind("2025-12-31", "公顷"), "asked"), Json("1"));
}

TEST_F(ElementsTest, OfOneProject) {
  request("E-1", ElementKind::land, "10");
  auto query = ledger.query("2025-12-31");
  query.project = "P-2";
  EXPECT_TRUE(ledger.rows("elements", query).empty());
  query.project = "P-1";
  EXPECT_EQ(ledger.rows("elements", query).size(), 2u);
}

}  // namespace
}  // namespace tally::test
