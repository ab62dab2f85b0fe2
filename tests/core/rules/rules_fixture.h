// A ledger in memory for the rules: it numbers events, keeps them, and asks the rules as the real
// one does. One verb per kind of step.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/catalogue/registry.h"
#include "core/rules/rules.h"

namespace tally {

inline void PrintTo(const Flag& flag, std::ostream* out) { *out << flag.rule << ":" << flag.field; }

namespace test {

inline const Currency kCny = Currency::parse("CNY").value();
inline Money cny(std::int64_t yuan) { return {yuan * 100, kCny}; }
inline Effective on(std::string_view text) { return Effective::parse(text).value(); }
inline Date day(std::string_view text) { return Date::parse(text).value(); }

// How an event is proposed; everything has a sensible default.
struct How {
  std::optional<std::string> effective = {};
  std::string actor = "operator";
  Channel channel = Channel::tcp;
  std::optional<std::string> stream = {};  // Absent: the one the payload belongs to.
  std::optional<std::string> role = {};
  std::optional<std::string> type = {};  // Another name than the payload's.
  std::uint16_t schema = 1;
};

struct Recorded {
  PastEvent event;
  Channel channel = Channel::tcp;
  std::vector<Flag> flags;
};

class RulesLedger : public PastEvents {
 public:
  RuleState state;
  std::vector<Recorded> events;
  Instant now = Instant::parse("2025-06-30T12:00:00+08:00").value();
  bool unreadable = false;

  RulesLedger();
  ~RulesLedger() override;

  Result<std::optional<PastEvent>> find(const EventId& id) const override;

  // Judges without recording.
  Result<std::vector<Flag>> judge(const Payload& payload, const How& how = {});

  // Judges and, if accepted, records.
  Result<std::vector<Flag>> add(const Payload& payload, const How& how = {});

  // Records what must be accepted; its event id.
  EventId must(const Payload& payload, const How& how = {});

  // Everything replayed into a fresh state.
  RuleState replayed() const;

  static RuleEvent view(const PastEvent& event, Channel channel) {
    return {event.proposal, event.payload,     event.payload_bytes,
            event.position, event.recorded_at, event.recorded_offset,
            channel};
  }

  PastEvent propose(const Payload& payload, const How& how);

  std::string stream_for(const Payload& payload) const;

 private:
  std::uint64_t ids_ = 0;
};

// A ledger as `tally init` leaves it, with three officers, a project P1 and an organisation.
class RulesTest : public testing::Test {
 protected:
  RulesLedger ledger;

  void SetUp() override;

  EventId enrol(const std::string& actor, std::vector<std::string> roles = {});
  EventId register_project(const std::string& id, std::optional<Route> route = {});

  static StageChanged stage(std::string from, std::string to, std::string project = "P1") {
    StageChanged changed;
    changed.project = std::move(project);
    changed.from = std::move(from);
    changed.to = std::move(to);
    return changed;
  }
  static BudgetAllocated quota(std::string id, std::int64_t yuan, std::string project = "P1") {
    BudgetAllocated allocated;
    allocated.project = std::move(project);
    allocated.quota_id = std::move(id);
    allocated.amount = cny(yuan);
    return allocated;
  }
  static Payee persons() {
    Payee payee;
    payee.kind = PayeeKind::persons;
    payee.count = 3;
    return payee;
  }
  static FundingRequested request(std::string id, std::int64_t yuan,
                                  std::optional<std::string> quota_id = {}) {
    FundingRequested requested;
    requested.project = "P1";
    requested.request_id = std::move(id);
    requested.amount = cny(yuan);
    requested.payee = persons();
    requested.quota_id = std::move(quota_id);
    return requested;
  }
  static FundingApproved approve(std::string id, std::uint8_t level, std::int64_t yuan) {
    FundingApproved approved;
    approved.request_id = std::move(id);
    approved.level = level;
    approved.amount = cny(yuan);
    return approved;
  }
  static FundingDisbursed pay(std::int64_t yuan, std::optional<std::string> request_id = {},
                              std::optional<std::string> quota_id = {}) {
    FundingDisbursed paid;
    paid.project = "P1";
    paid.amount = cny(yuan);
    paid.payee = persons();
    paid.request_id = std::move(request_id);
    paid.quota_id = std::move(quota_id);
    return paid;
  }
  static FundingReturned give_back(const EventId& paid, std::int64_t yuan) {
    FundingReturned returned;
    returned.disbursed = paid;
    returned.amount = cny(yuan);
    return returned;
  }
  static EventVoided voided(const EventId& target) {
    EventVoided event;
    event.target = target;
    event.reason = "entered in error";
    event.approver = "alice";
    return event;
  }
  EventCorrected corrected(const EventId& target, const Payload& replacement,
                           std::vector<std::string> changed,
                           std::optional<std::string> effective = {}) const;
  static StepPlan plan(std::string name, std::optional<std::int32_t> days = {}) {
    StepPlan step;
    step.step = std::move(name);
    step.statutory_days = days;
    return step;
  }
  EventId open_phase(const std::string& id, std::vector<StepPlan> steps,
                     const std::string& project = "P1");
  template <class T>
  static T act(std::string phase, std::string step) {
    T event;
    event.phase_id = std::move(phase);
    event.step = std::move(step);
    return event;
  }
};

using testing::ElementsAre;
using testing::IsEmpty;

inline Flag flag(std::string rule, std::string field) {
  return {std::move(rule), std::move(field)};
}

// The flags of an accepted event; fails if it was refused.
#define EXPECT_FLAGS(result, matcher)                                   \
  do {                                                                  \
    const auto tally_result = (result);                                 \
    ASSERT_TRUE(tally_result.ok()) << tally_result.error().to_string(); \
    EXPECT_THAT(*tally_result, matcher);                                \
  } while (false)

#define EXPECT_REFUSED(result, code_, rule_, field_)        \
  do {                                                      \
    const auto tally_result = (result);                     \
    ASSERT_FALSE(tally_result.ok()) << "was accepted";      \
    EXPECT_EQ(tally_result.error().code, ErrorCode::code_); \
    EXPECT_EQ(tally_result.error().rule, rule_);            \
    EXPECT_EQ(tally_result.error().field, field_);          \
    EXPECT_FALSE(tally_result.error().message.empty());     \
    EXPECT_FALSE(tally_result.error().message_zh.empty());  \
  } while (false)

}  // namespace test
}  // namespace tally
