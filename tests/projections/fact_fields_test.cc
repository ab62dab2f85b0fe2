// Every member of every row stands in its description: one that is forgotten would be missing after
// opening from a snapshot.
#include "projections/fact_fields.h"

#include <gtest/gtest.h>

#include "tests/support/members.h"

namespace tally::test {
namespace {

// An archive that counts what it is shown.
struct FieldCount {
  std::size_t fields = 0;
  template <class... Fields>
  void operator()(const Fields&...) {
    fields += sizeof...(Fields);
  }
  void name(Name) { ++fields; }
  void position(std::uint64_t) { ++fields; }
  void year(std::int16_t) { ++fields; }
};

template <class Row>
class FactFields : public testing::Test {};

using Rows =
    testing::Types<RegisteredRow, ListingRow, StageRow, ReachedRow, PlannedRow, EstimateRow,
                   EnrolledRow, OpeningRow, OpeningPaidRow, ReportRow, PhaseRow, StepPlanRow,
                   StepActRow, ContractRow, CertifiedRow, QuotaRow, RequestRow, DecisionRow,
                   PaymentRow, ReturnRow, SpentRow, DeclarationRow, CalendarRow>;
TYPED_TEST_SUITE(FactFields, Rows);

TYPED_TEST(FactFields, AreAllDescribed) {
  FieldCount count;
  const TypeParam row{};
  describe(count, row);
  EXPECT_EQ(count.fields, members<TypeParam>());
}

}  // namespace
}  // namespace tally::test
