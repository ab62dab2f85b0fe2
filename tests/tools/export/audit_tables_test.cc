// Flat audit tables: what stands in which file, and what a spreadsheet makes of a cell.
#include "tests/tools/export/export_fixture.h"
#include "tools/export/audit_table.h"
#include "tools/export/csv_text.h"
#include "tools/import/csv_reader.h"

namespace tally::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(CsvTextTest, CellsAreQuotedAsRfc4180Says) {
  EXPECT_EQ(csv_row({"a", "b,c", "say \"so\"", "two\nlines", ""}),
            "a,\"b,c\",\"say \"\"so\"\"\",\"two\nlines\",\r\n");
}

TEST(CsvTextTest, WhatBeginsLikeAFormulaIsGuardedAndCanBeHadBack) {
  for (const std::string text : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'quoted", "|cmd",
                                 "%0A=1", "\uff1d1+1", "\uff20SUM"}) {
    EXPECT_EQ(guarded_text(text), "'" + text);
    EXPECT_EQ(guarded_text(text).substr(1), text);
  }
  for (const std::string text : {"", "a=1", "中文", "1-1", "0012"}) {
    EXPECT_EQ(guarded_text(text), text);
  }
}

TEST(AuditPlanTest, EveryTypeOfTheCatalogueHasATableAndItsFieldsAreColumns) {
  std::set<std::string> types;
  for (const auto* type : catalogue()) types.insert(std::string(type->name));
  const auto plan = plan_audit_tables(types);
  for (const auto& type : types) {
    if (type.starts_with("event.")) continue;
    const auto& route = plan.routes.at(type);
    const auto table = std::find_if(plan.tables.begin(), plan.tables.end(),
                                    [&](const auto& each) { return each.name == route.table; });
    ASSERT_NE(table, plan.tables.end()) << type;
    const auto first = common_audit_columns().size();
    for (std::size_t i = 0; i < route.columns.size(); ++i) {
      EXPECT_THAT(table->columns.at(first + route.at.at(i)).name,
                  testing::EndsWith(route.columns[i].name))
          << type;
    }
    std::set<std::string> names;
    for (const auto& column : table->columns) {
      EXPECT_TRUE(names.insert(column.name).second) << table->name << "." << column.name;
      EXPECT_FALSE(column.label_zh.empty()) << table->name << "." << column.name;
      EXPECT_FALSE(column.label_en.empty()) << table->name << "." << column.name;
    }
  }
}

class AuditTablesTest : public ExportTest {
 protected:
  AuditTablesTest() {
    add("project-p1", "project.registered", R"x({"project_id":"p1","name":"=HYPERLINK(\"x\")"})x",
        "2025-01-01", {Visibility::internal, {}, {{"发改〔2025〕1号", {}}}});
    add("project-p1", "approval.phase_opened",
        R"({"project":"p1","phase_id":"p1/P1","steps":[{"step":"a","item":"eia"},{"step":"b"}]})",
        "2025-01-03");
    paid = add("project-p1", "funding.disbursed",
               R"({"project":"p1","amount":{"minor":"50","currency":"CNY"},"bank_ref":"0012",
                   "payee":{"kind":"persons","count":2},"invoice_nos":["a,1","b"]})",
               "2025-01-05");
  }
  std::uint64_t paid = 0;

  void write(ExportOptions options = {}) {
    options.to = path("audit");
    const auto done = run("audit", options);
    ASSERT_TRUE(done.ok()) << done.error().to_string();
  }
  std::string text(const std::string& name) { return read_text(path("audit/" + name)); }
  // Rows of a table, by our own strict reader, each as "column=cell" where the cell is not blank.
  std::vector<std::vector<std::string>> rows(const std::string& name) {
    std::vector<std::vector<std::string>> result;
    std::vector<std::string> header;
    const auto done = read_csv(text(name), [&](CsvRow&& row) -> Result<void> {
      if (header.empty()) {
        header = row.cells;
        return {};
      }
      EXPECT_EQ(row.cells.size(), header.size()) << name;
      auto& cells = result.emplace_back();
      for (std::size_t i = 0; i < header.size(); ++i) {
        if (!row.cells[i].empty()) cells.push_back(header[i] + "=" + row.cells[i]);
      }
      return {};
    });
    EXPECT_TRUE(done.ok()) << done.error().to_string();
    return result;
  }
};

TEST_F(AuditTablesTest, APaymentIsARowOfItsSubject) {
  write();
  EXPECT_THAT(
      rows("payments.csv"),
      ElementsAre(ElementsAre(
          "position=3", "event_id=" + id(3), "event_type=funding.disbursed", "effective=2025-01-05",
          "effective_day=2025-01-05", "recorded_at=2025-06-15T23:06:43+08:00", "subject=p1",
          "actor=operator", "project=p1", "amount=0.50", "amount_currency=CNY",
          "payee_kind=persons", "payee_count=2", "bank_ref=0012", "invoice_nos=[\"a,1\",\"b\"]")));
}

TEST_F(AuditTablesTest, ItemsOfAListAreATableOfTheirOwn) {
  write();
  EXPECT_THAT(rows("steps.csv"),
              ElementsAre(ElementsAre("position=2", "item_no=1", "step=a", "item=eia"),
                          ElementsAre("position=2", "item_no=2", "step=b")));
}

TEST_F(AuditTablesTest, TextThatBeginsLikeAFormulaIsGuarded) {
  write();
  EXPECT_THAT(rows("projects.csv").at(0), Contains("name='=HYPERLINK(\"x\")"));
  EXPECT_THAT(rows("events.csv").at(1),
              Contains(R"x(payload={"project_id":"p1","name":"=HYPERLINK(\"x\")"})x"));
}

TEST_F(AuditTablesTest, CorrectionsAreAppliedInTheSubjectsAndSeenInTheRawEvents) {
  const auto correction =
      correct(paid,
              R"({"project":"p1","amount":{"minor":"50","currency":"CNY"},"bank_ref":"0013",
                  "payee":{"kind":"persons","count":2}})",
              "bank_ref");
  write();
  EXPECT_THAT(rows("payments.csv").at(0), Contains("bank_ref=0013"));
  EXPECT_THAT(rows("payments.csv").at(0), Contains("corrected_by=" + std::to_string(correction)));
  const auto raw = rows("events.csv").at(paid);
  EXPECT_THAT(raw, Contains(HasSubstr("\"bank_ref\":\"0012\"")));
  EXPECT_THAT(raw, Contains("corrected_by=" + std::to_string(correction)));
  EXPECT_THAT(raw, Contains("counts=true"));
}

TEST_F(AuditTablesTest, WhatWasVoidedIsOnlyInTheRawEvents) {
  const auto gone = void_event(paid);
  write();
  EXPECT_THAT(rows("payments.csv"), testing::IsEmpty());
  EXPECT_THAT(rows("events.csv").at(paid), Contains("voided_by=" + std::to_string(gone)));
  EXPECT_THAT(rows("events.csv").at(paid), Contains("counts=false"));
}

TEST_F(AuditTablesTest, AFamilyThatNobodyNamedHasItsTableUnderItsOwnName) {
  add("project-p1", "x.site.visited", R"({"by":"someone"})", "2025-03-01");
  write();
  EXPECT_THAT(rows("x.csv").at(0), Contains(R"(payload={"by":"someone"})"));
}

TEST_F(AuditTablesTest, TheDictionaryExplainsEveryColumnInBothLanguages) {
  write();
  EXPECT_THAT(rows("dictionary.csv"),
              Contains(ElementsAre("table=payments", "column=amount", "type=number",
                                   "meaning_zh=金额", "meaning_en=amount", "guarded=false")));
  const auto package = parse_json(text("datapackage.json"));
  ASSERT_TRUE(package.ok());
  EXPECT_EQ(*at(*package, "created").string(), "2025-06-15T23:06:43+08:00");
  EXPECT_EQ(*at(at(*package, "tallystick"), "known_size").integer(), 4);
  for (const auto& resource : *at(*package, "resources").array()) {
    EXPECT_TRUE(std::filesystem::exists(path("audit/" + *at(resource, "path").string())));
    const auto header = text(*at(resource, "path").string());
    std::string names;
    for (const auto& field : *at(at(resource, "schema"), "fields").array()) {
      names += (names.empty() ? "" : ",") + *at(field, "name").string();
    }
    EXPECT_THAT(header, StartsWith(names + "\r\n"));
  }
}

TEST_F(AuditTablesTest, TheByteOrderMarkIsThereWhenAskedFor) {
  ExportOptions options;
  options.byte_order_mark = true;
  write(options);
  EXPECT_THAT(text("payments.csv"), StartsWith("\xef\xbb\xbfposition,"));
  EXPECT_THAT(text("datapackage.json"), StartsWith("{"));
}

TEST_F(AuditTablesTest, PublicTablesHaveNoViewsAndNoOtherEvents) {
  ExportOptions options;
  options.public_only = true;
  add("project-p1", "milestone.reached", R"({"project":"p1","code":"start"})", "2025-03-01",
      public_event());
  write(options);
  EXPECT_EQ(rows("events.csv").size(), 1u);
  EXPECT_EQ(rows("milestones.csv").size(), 1u);
  EXPECT_FALSE(std::filesystem::exists(path("audit/view_portfolio.csv")));
  EXPECT_FALSE(std::filesystem::exists(path("audit/payments.csv")));
}

TEST_F(AuditTablesTest, ADirectoryThatHoldsSomethingIsLeftAlone) {
  write();
  ExportOptions options;
  options.to = path("audit");
  const auto again = run("audit", options);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().field, "to");
}

}  // namespace
}  // namespace tally::test
