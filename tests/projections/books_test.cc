// Money joined by id equals the straightforward pass: every live row in order, joined in maps.
#include "projections/decoding.h"
#include "projections/views.h"
#include "tests/projections/ledger_fixture.h"
#include "tests/projections/slow_disbursement.h"
#include "tests/support/fixed_sources.h"

namespace tally::test {
namespace {

constexpr std::size_t kParts = 3;

// A few projects that name each other's quotas, contracts and requests, now and then one that is
// not there, with ids said twice.
class MoneyHistory {
 public:
  MoneyHistory(std::uint64_t seed, int events) : random_(seed) {
    for (int i = 0; i < events; ++i) step();
  }
  TestLedger ledger;

  std::uint64_t below(std::uint64_t limit) { return random_.below(limit); }
  std::string any_date() {
    return Date::of(2024, 1, 1).plus_days(static_cast<std::int32_t>(below(500))).to_string();
  }
  std::string project() { return current_ = "P-" + std::to_string(below(5)); }

 private:
  // Half of them are of the project spoken of last, the others of any.
  std::string id(const char* what) {
    return what + (below(2) == 0 ? current_ : "") + std::to_string(below(6));
  }
  std::string decider() { return below(2) == 0 ? current_ : project(); }
  std::optional<std::string> maybe(const char* what) {
    return below(3) == 0 ? std::nullopt : std::optional(id(what));
  }
  Money amount() {
    Money money = cny(static_cast<std::int64_t>(below(900)) + 100);
    if (below(40) == 0) money.currency = Currency::parse("USD").value();
    return money;
  }
  Payload any_payload() {
    switch (below(10)) {
      case 0: {
        BudgetAllocated event;
        event.project = project(), event.quota_id = id("Q"), event.amount = amount();
        if (below(2) == 0) event.year = static_cast<std::int16_t>(2024 + below(2));
        return event;
      }
      case 1: {
        ContractSigned event;
        event.project = project(), event.contract_id = id("C"), event.price = amount();
        return event;
      }
      case 2: {
        ProgressCertified event;
        event.project = project(), event.contract_id = id("C");
        if (below(2) == 0) event.certified_value = amount();
        if (below(3) == 0) event.cumulative = amount();
        return event;
      }
      case 3:
      case 4: {
        FundingRequested event;
        event.project = project(), event.request_id = id("R"), event.amount = amount();
        event.payee.kind = PayeeKind::persons, event.payee.count = 1;
        event.quota_id = maybe("Q");
        return event;
      }
      case 5: {
        OpeningRecorded event;
        event.project = project();
        event.certified_by_contract = {{id("C"), amount()}};
        event.paid_by_source = {{FundSource::general, amount()}};
        return event;
      }
      default: {
        FundingDisbursed event = payment(project(), 1);
        event.amount = amount();
        event.request_id = maybe("R"), event.quota_id = maybe("Q"), event.contract_id = maybe("C");
        return event;
      }
    }
  }
  // Decisions, returns, corrections and voids stand in the stream of what they speak of or of
  // another: views must not care.
  void step() {
    const auto dice = below(20);
    if (dice == 0 && !payments_.empty()) {
      FundingReturned event;
      event.disbursed = ledger.id(payments_[below(payments_.size())]);
      event.amount = amount();
      ledger.add(event, any_date(), project());
    } else if (dice < 4) {
      FundingApproved event;
      event.request_id = id("R"), event.amount = amount();
      ledger.add(event, any_date(), decider());
    } else if (dice == 4) {
      FundingRefused event;
      event.request_id = id("R");
      ledger.add(event, any_date(), decider());
    } else if (dice == 5 && !payments_.empty()) {
      ledger.void_event(payments_[below(payments_.size())]);
    } else if (dice == 6 && !payments_.empty()) {
      FundingDisbursed other = payment(project(), 77);
      other.quota_id = maybe("Q");
      ledger.correct(payments_[below(payments_.size())], other);
    } else {
      const Payload payload = any_payload();
      const auto position = ledger.add(payload, any_date());
      if (std::holds_alternative<FundingDisbursed>(payload)) payments_.push_back(position);
    }
  }

  SeededRandom random_;
  std::string current_ = "P-0";
  std::vector<std::uint64_t> payments_;
};

struct Folded {
  std::vector<FactPart> parts = std::vector<FactPart>(kParts);

  explicit Folded(TestLedger& ledger) {
    for (std::uint64_t at = 0; at < ledger.size().value; ++at) {
      const auto page = ledger.store().read({at}, Direction::forward, {.records_max = 1}).value();
      const auto head = read_fold_head(page.records[0], kParts);
      EXPECT_TRUE(head.ok());
      EXPECT_TRUE(parts[head->part].fold_record(*head, page.records[0], ledger.store()).ok());
      if (at % 7 == 0) shared_names.update(set().parts);
    }
    shared_names.update(set().parts);
  }
  FactSet set(const SharedNames* shared = nullptr) const {
    FactSet facts;
    for (const auto& part : parts) facts.parts.push_back(&part.facts);
    facts.currency = Currency::parse("CNY").value();
    facts.shared_names = shared;
    return facts;
  }
  SharedNames shared_names;
};

std::string shown(const Result<std::vector<ViewRow>>& rows) {
  EXPECT_TRUE(rows.ok());
  std::string text;
  for (const auto& row : *rows) {
    text += to_json_text(row.value);
    for (const auto position : row.positions) text += " " + std::to_string(position);
    text += "\n";
  }
  return text;
}

TEST(BooksTest, EqualTheStraightforwardPassAtAnyCut) {
  const auto quick = disbursement_view().roll_up;
  for (std::uint64_t seed = 500; seed < 512; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    MoneyHistory history(seed, 260);
    const Folded folded(history.ledger);
    const FactSet facts = folded.set(&folded.shared_names);
    const FactSet unsure = folded.set();
    for (int i = 0; i < 20; ++i) {
      ViewQuery query = history.ledger.query(history.any_date());
      query.cut.known = {history.below(history.ledger.size().value) + 1};
      query.with_positions = i % 2 == 0;
      if (i % 3 == 0) query.year = 2024 + static_cast<int>(history.below(2));
      if (i % 5 == 0) query.project = history.project();
      const auto expected = shown(slow::disbursement(facts, query));
      ASSERT_EQ(shown(quick(facts, query)), expected);
      ASSERT_EQ(shown(quick(unsure, query)), expected);
    }
  }
}

}  // namespace
}  // namespace tally::test
