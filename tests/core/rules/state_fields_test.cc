// Every member of every row stands in its description: one that is forgotten would be missing after
// opening from a snapshot.
#include "core/rules/state_fields.h"

#include <gtest/gtest.h>

#include <exception>
#include <type_traits>
#include <utility>

namespace tally::rules {
namespace {

// Becomes whatever a member is, in an expression that is never evaluated.
struct Anything {
  template <class T>
  operator T() const {
    std::terminate();
  }
};

template <class T, std::size_t... I>
constexpr bool can_be_made_of(std::index_sequence<I...>) {
  return requires { T{((void)I, Anything{})...}; };
}

// How many members an aggregate has.
template <class T, std::size_t n = 16>
constexpr std::size_t members() {
  static_assert(std::is_aggregate_v<T>);
  if constexpr (can_be_made_of<T>(std::make_index_sequence<n>{}))
    return n;
  else
    return members<T, n - 1>();
}

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

using Rows = testing::Types<FactOrder, Date, Period, Money, RoleGrant, LedgerIdentity, Enrolment,
                            Actor, IdentifierUse, StageFact, CodeFact, DayFact, InvestmentFact,
                            Project, ActFact, Step, Phase, CertifiedFact, Contract, Quota, Approval,
                            Request, Declaration, Returned, LiveCorrection, CodelistVersion,
                            RulebookVersion, CalendarVersion, FlagRow>;
TYPED_TEST_SUITE(StateFields, Rows);

TYPED_TEST(StateFields, AreAllDescribed) {
  EXPECT_EQ(described<TypeParam>(), members<TypeParam>());
}

}  // namespace
}  // namespace tally::rules
