// Every kept type is a fact like those with columns: corrected, voided, given back, and saved.
#include "projections/kept.h"

#include <gtest/gtest.h>

#include "projections/decoding.h"
#include "projections/facts_bytes.h"
#include "projections/reading.h"
#include "tests/projections/every_fact.h"

namespace tally::test {
namespace {

template <class List>
struct TestTypes;
template <class... Events>
struct TestTypes<EventList<Events...>> {
  using Types = testing::Types<Events...>;
};

template <class Event>
class KeptType : public testing::Test {
 protected:
  std::uint64_t add(std::string_view effective) {
    return ledger.add(example<Event>(), effective, "E-1");
  }
  FactPart fold() {
    FactPart part;
    for (std::uint64_t at = 0; at < ledger.size().value; ++at) {
      const auto page = ledger.store().read({at}, Direction::forward, {.records_max = 1}).value();
      const auto head = read_fold_head(page.records[0], 1).value();
      const auto done = part.fold_record(head, page.records[0], ledger.store());
      EXPECT_TRUE(done.ok()) << done.error().to_string();
    }
    return part;
  }
  // The days of the rows that are live with so many events known, as the payload bytes of each say.
  static std::string live(const FactPart& part, std::uint64_t known) {
    std::string days;
    each_live<Event>(part.facts, {kLastDate, {known}}, [&](const Row<Event>& row) {
      EXPECT_EQ(encode_payload(*row).value(), encode_payload(example<Event>()).value());
      days += row.day().to_string() + " ";
    });
    return days;
  }

  TestLedger ledger;
};
TYPED_TEST_SUITE(KeptType, TestTypes<KeptTypes>::Types);

TYPED_TEST(KeptType, IsCorrectedVoidedGivenBackAndSaved) {
  const auto original = this->add("2025-01-31");
  const auto other = this->add("2025-02-28");
  const auto correction = this->ledger.correct(original, example<TypeParam>(), "2025-03-31");
  const auto gone = this->ledger.void_event(other);
  const auto back = this->ledger.void_event(correction);
  const auto part = this->fold();
  FactPart saved;
  const auto bytes = encode_facts(part);
  ASSERT_TRUE(decode_facts(bytes, this->ledger.size(), saved).ok());
  EXPECT_EQ(encode_facts(saved), bytes);
  for (const auto* facts : {&part, static_cast<const FactPart*>(&saved)}) {
    EXPECT_EQ(this->live(*facts, original), "");
    EXPECT_EQ(this->live(*facts, correction), "2025-01-31 2025-02-28 ");
    EXPECT_EQ(this->live(*facts, gone), "2025-02-28 2025-03-31 ");
    EXPECT_EQ(this->live(*facts, back), "2025-03-31 ");
    EXPECT_EQ(this->live(*facts, back + 1), "2025-01-31 ");
  }
  EXPECT_GT(part.facts.memory_bytes(), Facts{}.memory_bytes());
}

}  // namespace
}  // namespace tally::test
