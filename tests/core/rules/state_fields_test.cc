// Every member of every row stands in its description: one that is forgotten would be missing after
// opening from a snapshot.
#include "core/rules/state_fields.h"

#include <gtest/gtest.h>

#include "tests/support/members.h"

namespace tally::rules {
namespace {

// An archive that counts what it is shown.
struct FieldCount {
  std::size_t fields = 0;
  template <class... Fields>
  void operator()(const Fields&...) {
    fields += sizeof...(Fields);
  }
  void name(NameId) { ++fields; }
};

template <class Row>
std::size_t described() {
  FieldCount count;
  const Row row{};
  describe(count, row);
  return count.fields;
}

template <class Row>
class StateFields : public testing::Test {};

using Rows =
    testing::Types<FactOrder, Date, Period, Money, RoleGrant, LedgerIdentity, FormerOrigin,
                   Enrolment, Actor, IdentifierUse, StageFact, CodeFact, DayFact, InvestmentFact,
                   Project, ActFact, Step, Phase, CertifiedFact, Contract, Quota, PlanFact,
                   MonthPlan, Bond, BondShare, BondUse, Tenure, TargetVersion, VintageFact,
                   ClosedPeriod, Credit, Approval, Request, Declaration, Returned, LiveCorrection,
                   CodelistVersion, RulebookVersion, CalendarVersion, FlagRow>;
TYPED_TEST_SUITE(StateFields, Rows);

TYPED_TEST(StateFields, AreAllDescribed) {
  EXPECT_EQ(described<TypeParam>(), test::members<TypeParam>());
}

}  // namespace
}  // namespace tally::rules
