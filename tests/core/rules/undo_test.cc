// Undo restores everything, and a replay gives the same state and flags: both over random
// histories.
#include "core/base/snapshot_file.h"
#include "tests/core/rules/rules_fixture.h"
#include "tests/support/fake_disk.h"
#include "tests/support/fixed_sources.h"

namespace tally::test {
namespace {

class UndoTest : public RulesTest {
 protected:
  std::size_t setup_size_ = 0;

  void SetUp() override {
    RulesTest::SetUp();
    setup_size_ = ledger.events.size();
  }
  std::string name(const char* prefix, std::uint64_t n) { return prefix + std::to_string(n); }
  std::string any_date(SeededRandom& random) {
    return day("2024-06-01").plus_days(static_cast<std::int32_t>(random.below(390))).to_string();
  }

  // Some event that may or may not be accepted.
  Payload any_payload(SeededRandom& random) {
    static const std::vector<std::string> kStages = {"reserve",      "initiation", "permitting",
                                                     "construction", "suspended",  "odd"};
    const auto id = [&](const char* prefix) { return name(prefix, random.below(5)); };
    const auto yuan = static_cast<std::int64_t>(1 + random.below(50));
    const auto project = name("P", 1 + random.below(3));
    switch (random.below(24)) {
      case 0: {
        ProjectRegistered registered;
        registered.project_id = project;
        registered.name = "project";
        return registered;
      }
      case 1:
        return stage(kStages[random.below(6)], kStages[random.below(6)], project);
      case 2:
        return quota(id("Q"), yuan, project);
      case 3:
        return request(id("R"), yuan, random.below(2) ? std::optional(id("Q")) : std::nullopt);
      case 4:
        return approve(id("R"), static_cast<std::uint8_t>(1 + random.below(2)), yuan);
      case 5:
        return pay(yuan, random.below(2) ? std::optional(id("R")) : std::nullopt,
                   random.below(2) ? std::optional(id("Q")) : std::nullopt);
      case 6: {
        FundingCancelled cancelled;
        cancelled.request_id = id("R");
        return cancelled;
      }
      case 7:
        return give_back(any_event(random), yuan);
      case 8: {
        PhaseOpened phase;
        phase.project = project;
        phase.phase_id = id("A");
        phase.steps = {plan("s", 5), plan("t")};
        return phase;
      }
      case 9:
        return act<StepSubmitted>(id("A"), "s");
      case 10:
        return act<StepAccepted>(id("A"), random.below(2) ? "s" : "t");
      case 11: {
        ActorEnrolled enrolled;
        enrolled.actor_id = name("officer", random.below(3));
        enrolled.roles = {"finance"};
        return enrolled;
      }
      case 12: {
        OpeningRecorded opening;
        opening.project = project;
        opening.stage = "construction";
        opening.quotas_left = {{id("Q"), cny(yuan), {}, {}}};
        return opening;
      }
      case 13:
      case 14:
        return any_correction(random);
      case 15:
      case 16:
      case 17:
        return any_money(random, project, yuan);
      case 18:
      case 19:
        return any_bond(random, project, yuan);
      case 20:
      case 21:
        return any_duty(random);
      default:
        return voided(any_event(random));
    }
  }

  Payload any_money(SeededRandom& random, const std::string& project, std::int64_t yuan) {
    const auto id = [&](const char* prefix) { return name(prefix, random.below(5)); };
    switch (random.below(6)) {
      case 0: {
        BudgetAdjusted adjusted;
        adjusted.project = project;
        adjusted.quota_id = id("Q");
        adjusted.delta = cny(yuan - 20);
        return adjusted;
      }
      case 1: {
        PaymentPlanApproved planned;
        planned.project = project;
        planned.quota_id = id("Q");
        planned.month = Period::parse(random.below(2) ? "2025-06" : "2025-05").value();
        planned.amount = cny(yuan);
        return planned;
      }
      case 2: {
        FundingOrdered ordered;
        ordered.request_id = id("R");
        ordered.amount = cny(yuan);
        ordered.payee = persons();
        return ordered;
      }
      case 3: {
        FinancingApplied applied;
        applied.case_id = id("C");
        applied.enterprise = "e";
        applied.need = cny(yuan);
        return applied;
      }
      case 4: {
        FinancingGranted granted;
        granted.case_id = id("C");
        granted.enterprise = "e";
        granted.limit = cny(yuan);
        return granted;
      }
      default: {
        LoanDrawn drawn;
        drawn.case_id = id("C");
        drawn.enterprise = "e";
        drawn.amount = cny(yuan);
        return drawn;
      }
    }
  }

  Payload any_bond(SeededRandom& random, const std::string& project, std::int64_t yuan) {
    const auto id = [&](const char* prefix) { return name(prefix, random.below(3)); };
    switch (random.below(6)) {
      case 0: {
        BondNeedDeclared declared;
        declared.project = project;
        declared.declaration_id = id("D");
        declared.amount = cny(yuan);
        return declared;
      }
      case 1: {
        BondReviewed reviewed;
        reviewed.declaration_id = id("D");
        reviewed.amount = cny(yuan);
        return reviewed;
      }
      case 2: {
        BondQuotaAllotted allotted;
        allotted.amount = cny(yuan);
        allotted.declaration_ids = {id("D")};
        return allotted;
      }
      case 3: {
        BondIssued issued;
        issued.bond_code = id("B");
        issued.amount = cny(yuan);
        issued.allocations = {{project, cny(yuan), {}}};
        return issued;
      }
      case 4: {
        BondProceedsReceived received;
        received.project = project;
        received.bond_code = id("B");
        received.amount = cny(yuan);
        return received;
      }
      default: {
        BondUseAdjusted adjusted;
        adjusted.bond_code = id("B");
        adjusted.from = project;
        adjusted.to = project == "P1" ? "P2" : "P1";
        adjusted.amount = cny(yuan);
        return adjusted;
      }
    }
  }

  Payload any_duty(SeededRandom& random) {
    const auto id = [&](const char* prefix) { return name(prefix, random.below(3)); };
    switch (random.below(6)) {
      case 0: {
        ResponsibilityAssigned assigned;
        assigned.responsibility_id = id("Z");
        assigned.subject.id = id("SC");
        assigned.leader = id("leader");
        assigned.lead_org = id("org");
        return assigned;
      }
      case 1: {
        ResponsibilityEnded ended;
        ended.responsibility_id = id("Z");
        ended.subject.id = id("SC");
        return ended;
      }
      case 2: {
        BodyEstablished body;
        body.body_id = id("Y");
        body.name = "office";
        body.kind = BodyKind::industry_office;
        body.industries = {id("SC"), id("SC")};
        return body;
      }
      case 3: {
        BodyDissolved dissolved;
        dissolved.body_id = id("Y");
        return dissolved;
      }
      case 4: {
        IndicatorPublished published;
        published.metric = "gdp";
        published.scope = id("area");
        published.period = Period::parse("2024").value();
        published.value.count = 1;
        published.vintage = static_cast<Vintage>(random.below(3));
        return published;
      }
      default: {
        PeriodClosed closed;
        closed.scope = "investment";
        closed.period.year = static_cast<std::int16_t>(2020 + random.below(5));
        return closed;
      }
    }
  }

  // The founders stay: once everybody's enrolment is void, nothing more happens.
  const PastEvent& any_past_event(SeededRandom& random) {
    constexpr std::size_t kLast = 1;  // P1's registration ends the setup.
    const auto first = setup_size_ - kLast;
    return ledger.events[first + random.below(ledger.events.size() - first)].event;
  }
  EventId any_event(SeededRandom& random) { return any_past_event(random).proposal.id; }

  // Moves a stage or a payment to another day.
  Payload any_correction(SeededRandom& random) {
    const auto& event = any_past_event(random);
    const bool original = !std::holds_alternative<EventCorrected>(event.payload) &&
                          !std::holds_alternative<EventVoided>(event.payload);
    if (!original) return voided(event.proposal.id);
    if (std::holds_alternative<StageChanged>(event.payload)) {
      auto changed = std::get<StageChanged>(event.payload);
      changed.to = random.below(2) ? "design" : "suspended";
      return corrected(event.proposal.id, changed, {"to"});
    }
    return corrected(event.proposal.id, event.payload, {"effective"}, any_date(random));
  }

  bool add_any(SeededRandom& random) {
    How how;
    if (random.below(2)) how.effective = any_date(random);
    if (random.below(3) == 0) how.channel = Channel::import;
    static const std::vector<std::string> kActors = {"operator", "bob", "carol"};
    how.actor = kActors[random.below(3)];
    return ledger.add(any_payload(random), how).ok();
  }
};

TEST_F(UndoTest, RollbackRestoresEverything) {
  const auto seed =
      std::uint64_t{20250630} + static_cast<std::uint64_t>(testing::GTEST_FLAG(random_seed));
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  int accepted = 0;
  for (int round = 0; round < 300; ++round) {
    const auto before = ledger.state.fingerprint();
    const auto size = ledger.events.size();
    const auto outer = ledger.state.mark();
    for (auto n = random.below(8); n > 0; --n) accepted += add_any(random) ? 1 : 0;
    const auto middle = ledger.state.fingerprint();
    const auto middle_size = ledger.events.size();
    const auto inner = ledger.state.mark();
    for (auto n = random.below(8); n > 0; --n) accepted += add_any(random) ? 1 : 0;
    ledger.state.rollback(inner);
    ledger.events.resize(middle_size);
    ASSERT_EQ(ledger.state.fingerprint(), middle) << "round " << round;
    if (random.below(2)) {
      ledger.state.rollback(outer);
      ledger.events.resize(size);
      ASSERT_EQ(ledger.state.fingerprint(), before) << "round " << round;
    } else {
      ledger.state.keep();
    }
  }
  EXPECT_GT(accepted, 200);
}

TEST_F(UndoTest, AReplayGivesTheSameStateAndFlags) {
  const auto seed =
      std::uint64_t{117} + static_cast<std::uint64_t>(testing::GTEST_FLAG(random_seed));
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  std::size_t flagged = 0;
  for (int i = 0; i < 1500; ++i) add_any(random);
  const auto fresh = ledger.replayed();
  for (const auto& recorded : ledger.events) {
    ASSERT_EQ(fresh.flags(recorded.event.position), recorded.flags)
        << recorded.event.proposal.type << " at " << recorded.event.position.value;
    ASSERT_EQ(ledger.state.flags(recorded.event.position), recorded.flags);
    flagged += recorded.flags.empty() ? 0 : 1;
  }
  EXPECT_GT(flagged, 20u);
  EXPECT_EQ(fresh.fingerprint(), ledger.state.fingerprint());
  EXPECT_FALSE(fresh.holds_unknown_types());
  EXPECT_GT(fresh.memory_bytes(), 1000u);
}

// Voiding everything that can be voided, last first, leaves no money behind.
TEST_F(UndoTest, WhatIsVoidedLeavesNothingInForce) {
  ledger.must(quota("Q", 100));
  std::vector<EventId> events;
  events.push_back(ledger.must(request("A", 60, "Q"), {.actor = "carol"}));
  events.push_back(ledger.must(approve("A", 1, 50), {.actor = "alice"}));
  events.push_back(ledger.must(approve("A", 2, 40), {.actor = "bob"}));
  events.push_back(ledger.must(pay(30, "A")));
  events.push_back(ledger.must(give_back(events.back(), 10)));
  for (auto event = events.rbegin(); event != events.rend(); ++event) ledger.must(voided(*event));
  EXPECT_FLAGS(ledger.judge(request("B", 100, "Q")), IsEmpty());
  EXPECT_REFUSED(ledger.judge(request("B", 101, "Q")), refused, "ST15", "amount");
}

// Through a file, as the ledger does it.
RuleState saved_and_loaded(const RuleState& state) {
  FakeDisk disk(1);
  const auto writer = SnapshotWriter::create(disk, ".", "state", {});
  EXPECT_TRUE(state.save(**writer).ok());
  EXPECT_TRUE((*writer)->finish().ok());
  const auto reader = SnapshotReader::open(disk, "./state");
  auto loaded = RuleState::load(**reader);
  EXPECT_TRUE(loaded.ok()) << loaded.error().to_string();
  EXPECT_TRUE((*reader)->finish().ok());
  return std::move(loaded).value();
}

TEST_F(UndoTest, ALoadedStateIsTheSavedOneAndGoesOnAsIt) {
  const auto seed =
      std::uint64_t{42} + static_cast<std::uint64_t>(testing::GTEST_FLAG(random_seed));
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  for (int round = 0; round < 40; ++round) {
    auto loaded = saved_and_loaded(ledger.state);
    ASSERT_EQ(loaded.fingerprint(), ledger.state.fingerprint()) << "round " << round;
    ASSERT_GT(loaded.memory_bytes(), 1000u);
    const auto size = ledger.events.size();
    for (int i = 0; i < 20; ++i) add_any(random);
    for (auto i = size; i < ledger.events.size(); ++i) {
      const auto& recorded = ledger.events[i];
      loaded.replay(ledger.view(recorded.event, recorded.channel), ledger);
      ASSERT_EQ(loaded.flags(recorded.event.position), recorded.flags) << "event " << i;
    }
    loaded.keep();
    ASSERT_EQ(loaded.fingerprint(), ledger.state.fingerprint()) << "round " << round;
  }
}

// The file's checksum finds accidents; this is for bytes that check and are wrong all the same.
TEST_F(UndoTest, WrongBytesAreAnErrorOrAStateAndNeverMore) {
  SeededRandom random(3);
  for (int i = 0; i < 200; ++i) add_any(random);
  FakeDisk disk(1);
  {
    const auto writer = SnapshotWriter::create(disk, ".", "state", {});
    ASSERT_TRUE(ledger.state.save(**writer).ok());
    ASSERT_TRUE((*writer)->finish().ok());
  }
  std::vector<Bytes> sections;
  {
    const auto reader = SnapshotReader::open(disk, "./state");
    for (auto next = (*reader)->section(); next.ok(); next = (*reader)->section()) {
      sections.push_back(std::move(next).value());
    }
  }
  ASSERT_EQ(sections.size(), 21u);
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    auto wrong = sections;
    auto& section = wrong[random.below(wrong.size())];
    if (section.empty()) continue;
    section[random.below(section.size())] ^= static_cast<std::uint8_t>(1 + random.below(255));
    if (random.below(4) == 0) section.resize(random.below(section.size()));
    const auto writer = SnapshotWriter::create(disk, ".", "wrong", {});
    for (const auto& bytes : wrong) ASSERT_TRUE((*writer)->section(bytes).ok());
    ASSERT_TRUE((*writer)->finish().ok());
    const auto reader = SnapshotReader::open(disk, "./wrong");
    const auto loaded = RuleState::load(**reader);
    if (loaded.ok()) continue;
    ++refused;
    EXPECT_EQ(loaded.error().code, ErrorCode::corrupt);
  }
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace tally::test
