#include "tests/core/postgres/postgres_fixture.h"
#include "tests/core/store/store_contract.h"

namespace tally::test {
namespace {

class PostgresFixture {
 public:
  PostgresFixture() : opened_(database_.must_open(StoreAccess::create)) {}
  EventStore& store() { return *opened_.store; }
  bool reopen() {
    opened_ = OpenedStore();
    opened_ = database_.must_open(StoreAccess::write);
    const auto check = opened_.check(store().last_commit().size);
    EXPECT_TRUE(check.ok());
    for (const auto& problem : check->problems) ADD_FAILURE() << problem;
    return true;
  }

 private:
  Database database_;
  OpenedStore opened_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, StoreContract, PostgresFixture);

}  // namespace
}  // namespace tally::test
