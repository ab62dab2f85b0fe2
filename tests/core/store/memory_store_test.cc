#include "core/store/memory_store.h"

#include "tests/core/store/store_contract.h"

namespace tally::test {
namespace {

class MemoryFixture {
 public:
  EventStore& store() { return store_; }
  bool reopen() { return false; }

 private:
  MemoryStore store_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreContract, MemoryFixture);

TEST(MemoryStoreDeathTest, TwoRecordsWithOneIdAreAFailedCheck) {
  MemoryStore store;
  RecordSource source(1);
  auto records = source.batch(2);
  records[1].id = records[0].id;
  EXPECT_DEATH(static_cast<void>(store.commit(views_of(records), source.mark())), "ids_");
}

}  // namespace
}  // namespace tally::test
