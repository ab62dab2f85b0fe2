// What the sample says of itself, counted plainly from its events.
#include "tools/demo/sample.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/base/hex.h"
#include "core/base/sha256.h"
#include "core/catalogue/registry.h"
#include "tools/demo/bonds.h"
#include "tools/demo/calendar.h"
#include "tools/demo/portfolio.h"
#include "tools/demo/works.h"

namespace tally::demo {
namespace {

const std::vector<SampleEvent>& sample() {
  static const auto kEvents = make_sample(kSampleSeed);
  return kEvents;
}

Payload payload_of(const SampleEvent& event) {
  const auto& proposal = event.event.proposal;
  auto payload = decode_payload(proposal.type, proposal.schema, event.event.payload);
  EXPECT_TRUE(payload.ok()) << proposal.type;
  return std::move(payload).value();
}

Date recorded_day(const SampleEvent& event) {
  return event.event.recorded_at->at.date_at(event.event.recorded_at->offset);
}

// Visits the events of one type that are not refused, with payload and event.
template <class T, class Visit>
void each(Visit&& visit) {
  for (const auto& event : sample()) {
    if (event.event.proposal.type != T::kType.name || !event.refused_by.empty()) continue;
    visit(std::get<T>(payload_of(event)), event);
  }
}

Hash fingerprint(const std::vector<SampleEvent>& events) {
  Bytes all;
  for (const auto& event : events) {
    const auto proposal = encode_proposal(event.event.proposal);
    all.insert(all.end(), proposal.begin(), proposal.end());
    all.insert(all.end(), event.event.payload.begin(), event.event.payload.end());
    all.insert(all.end(), event.event.salt->begin(), event.event.salt->end());
    const auto at = event.event.recorded_at->at.to_string();
    all.insert(all.end(), at.begin(), at.end());
  }
  return sha256({ByteView(all)});
}

struct Classes {
  int completed = 0;
  int continuing = 0;
  int new_start = 0;
  int reserve = 0;
  bool operator==(const Classes&) const = default;
};

// V1 at 2025-09-30, from what was recorded up to and on `known`.
Classes classes_known_on(Date known) {
  const auto cut = Date::of(2025, 9, 30);
  std::set<std::string> listed;
  std::map<std::string, Date> start;
  std::map<std::string, Date> completion;
  std::set<EventId> voided;
  for (const auto& event : sample()) {
    if (recorded_day(event) > known || event.event.proposal.type != EventVoided::kType.name)
      continue;
    voided.insert(std::get<EventVoided>(payload_of(event)).target);
  }
  for (const auto& event : sample()) {
    const auto& proposal = event.event.proposal;
    const auto day = proposal.effective->date;
    if (recorded_day(event) > known || day > cut || voided.contains(proposal.id)) continue;
    const auto payload = payload_of(event);
    if (const auto* p = std::get_if<ProjectListed>(&payload)) listed.insert(p->project);
    if (const auto* p = std::get_if<OpeningRecorded>(&payload)) {
      if (p->started_on) start[p->project] = *p->started_on;
    }
    if (const auto* p = std::get_if<MilestoneReached>(&payload)) {
      (p->code == "start" ? start : completion)[p->project] = day;
    }
  }
  Classes classes;
  for (const auto& project : listed) {
    if (completion.contains(project)) {
      EXPECT_EQ(completion[project].year(), 2025);
      ++classes.completed;
    } else if (!start.contains(project)) {
      ++classes.reserve;
    } else {
      ++(start[project].year() == 2025 ? classes.new_start : classes.continuing);
    }
  }
  return classes;
}

TEST(Sample, SameSeedGivesTheSameBytes) {
  const auto again = make_sample(kSampleSeed);
  EXPECT_EQ(fingerprint(sample()), fingerprint(again));
  EXPECT_NE(fingerprint(sample()), fingerprint(make_sample(kSampleSeed + 1)));
}

// A change here is a change of the sample: figures in texts and pages change with it.
TEST(Sample, BytesAreThoseOfThisEdition) {
  EXPECT_EQ(to_hex(fingerprint(sample()).bytes),
            "9c6e7551acd637ae9162ce50b1bedd1e7af10081f85ac2860c8e660f7299f357");
}

TEST(Sample, EveryEventIsWellFormed) {
  std::set<EventId> ids;
  for (const auto& event : sample()) {
    const auto checked = check_proposal(event.event.proposal);
    ASSERT_TRUE(checked.ok()) << checked.error().to_string();
    EXPECT_EQ(event.event.proposal.commitment,
              payload_commitment(*event.event.salt, event.event.payload));
    EXPECT_TRUE(ids.insert(event.event.proposal.id).second);
    payload_of(event);
  }
}

TEST(Sample, RecordedTimesNeverDecreaseAndLieInTheStory) {
  auto last = Instant{INT64_MIN};
  for (const auto& event : sample()) {
    const auto at = event.event.recorded_at->at;
    EXPECT_GE(at, last);
    last = at;
  }
  EXPECT_EQ(recorded_day(sample().front()), kFirstDay);
  EXPECT_EQ(recorded_day(sample().back()), kLastDay);
}

TEST(Sample, NothingIsWrittenDownBeforeItIsSo) {
  for (const auto& event : sample()) {
    EXPECT_LE(event.event.proposal.effective->date, recorded_day(event))
        << event.event.proposal.type;
  }
}

TEST(Sample, HasTheProjectsAndTheirTotal) {
  std::map<std::string, int> industries;
  MoneySum total;
  each<ProjectRegistered>([&](const ProjectRegistered& p, const SampleEvent&) {
    ++industries[*p.industry];
    total.add(*p.planned_total);
    EXPECT_EQ(p.planned_total->minor % 1'000'000, 0) << "whole 万元";
    EXPECT_GE(p.planned_total->minor, wan(kSmallestWan).minor);
    EXPECT_LE(p.planned_total->minor, wan(kLargestWan).minor);
  });
  int projects = 0;
  for (const auto& [industry, count] : industries) projects += count;
  EXPECT_EQ(projects, 208);
  EXPECT_EQ(industries.size(), 18u);
  EXPECT_EQ(format_in_unit(total.total().value(), "亿元"), "6708.36");
}

TEST(Sample, ClassesAsKnownThenAndRestated) {
  EXPECT_EQ(classes_known_on(Date::of(2025, 9, 30)), (Classes{26, 97, 51, 34}));
  EXPECT_EQ(classes_known_on(kLastDay), (Classes{25, 98, 51, 34}));
}

TEST(Sample, BondDeclarationsAddUp) {
  std::map<std::string, Money> declared;
  each<BondNeedDeclared>([&](const BondNeedDeclared& p, const SampleEvent&) {
    declared[p.declaration_id] = p.amount;
  });
  each<BondDeclarationWithdrawn>([&](const BondDeclarationWithdrawn& p, const SampleEvent&) {
    EXPECT_EQ(declared.erase(p.declaration_id), 1u);
  });
  MoneySum sum;
  for (const auto& [id, amount] : declared) sum.add(amount);
  EXPECT_EQ(declared.size(), 23u);
  EXPECT_EQ(format_in_unit(sum.total().value(), "亿元"), "112.6");
}

TEST(Sample, KeyProjectsMakeTwoThirdsOfTheOfficialFigure) {
  std::map<Period, std::int64_t> reported;
  std::map<Period, std::int64_t> official;
  each<InvestmentReported>(
      [&](const InvestmentReported& p, const SampleEvent&) { reported[p.period] += p.ytd->minor; });
  each<IndicatorPublished>([&](const IndicatorPublished& p, const SampleEvent&) {
    if (p.metric == "fai" && p.period.kind == Period::Kind::month) {
      official[p.period] = p.value.money->minor;
    }
  });
  EXPECT_EQ(official.size(), 8u);
  for (const auto& [period, value] : official) {
    const double share = static_cast<double>(reported[period]) / static_cast<double>(value);
    EXPECT_NEAR(share, 2.0 / 3, 0.01) << period.to_string();
  }
}

TEST(Sample, SeptemberReportsComeInOctober) {
  each<InvestmentReported>([&](const InvestmentReported& p, const SampleEvent& event) {
    if (p.period != month_period(kMonths - 1)) return;
    EXPECT_GT(recorded_day(event), Date::of(2025, 9, 30));
  });
}

TEST(Sample, NobodyApprovesHisOwnRequestAndNoLevelIsOnePersons) {
  std::map<std::string, std::set<std::string>> hands;
  std::map<std::string, int> acts;
  each<FundingRequested>([&](const FundingRequested& p, const SampleEvent& event) {
    hands[p.request_id].insert(event.event.proposal.actor);
    ++acts[p.request_id];
  });
  each<FundingApproved>([&](const FundingApproved& p, const SampleEvent& event) {
    hands[p.request_id].insert(event.event.proposal.actor);
    ++acts[p.request_id];
  });
  for (const auto& [request, people] : hands) {
    EXPECT_EQ(static_cast<int>(people.size()), acts[request]) << request;
  }
}

// Only what is planted differs from what was approved.
TEST(Sample, PaymentsAreAsApproved) {
  std::map<std::string, std::int64_t> granted;
  each<FundingApproved>([&](const FundingApproved& p, const SampleEvent&) {
    auto& lowest = granted.emplace(p.request_id, p.amount.minor).first->second;
    lowest = std::min(lowest, p.amount.minor);
  });
  int paid = 0;
  std::int64_t short_by = 0;
  each<FundingDisbursed>([&](const FundingDisbursed& p, const SampleEvent& event) {
    ++paid;
    if (event.story == "short_paid") {
      short_by += granted.at(*p.request_id) - p.amount.minor;
    } else {
      EXPECT_EQ(granted.at(*p.request_id), p.amount.minor) << *p.request_id;
    }
  });
  EXPECT_EQ(short_by, 80'000);  // 800.00
  EXPECT_GT(paid, 500);
}

TEST(Sample, OneInvoiceIsPaidTwice) {
  std::map<std::string, int> paid;
  each<FundingDisbursed>([&](const FundingDisbursed& p, const SampleEvent&) {
    for (const auto& invoice : *p.invoice_nos) ++paid[invoice];
  });
  // The returned payment was paid again as well.
  std::map<std::string, int> twice;
  for (const auto& [invoice, count] : paid) {
    if (count > 1) twice[invoice] = count;
  }
  EXPECT_EQ(twice,
            (std::map<std::string, int>{{"25990414000000088", 2}, {"25990609000000043", 2}}));
}

TEST(Sample, OneStartIsWrittenDownWeeksLater) {
  int late = 0;
  each<MilestoneReached>([&](const MilestoneReached&, const SampleEvent& event) {
    const auto days = recorded_day(event).days - event.event.proposal.effective->date.days;
    if (days <= 14) return;
    ++late;
    EXPECT_EQ(event.story, "late_entry");
  });
  EXPECT_EQ(late, 1);
}

// R01 of the audit rules, counted plainly: permits of the opening balance count.
TEST(Sample, OneProjectStartsBeforeItsPermit) {
  std::map<std::string, Date> permitted;
  each<OpeningRecorded>([&](const OpeningRecorded& p, const SampleEvent&) {
    for (const auto& permit : *p.permits) {
      if (permit.item == "construction_permit") permitted[p.project] = permit.decided_on;
      EXPECT_LE(permit.decided_on, kCutOver);
    }
  });
  each<StepApproved>([&](const StepApproved& p, const SampleEvent& event) {
    if (p.step != "construction_permit") return;
    permitted.emplace(p.phase_id.substr(0, 5), event.event.proposal.effective->date);
  });
  std::vector<std::string> early;
  each<MilestoneReached>([&](const MilestoneReached& p, const SampleEvent& event) {
    if (p.code != "start") return;
    const auto found = permitted.find(p.project);
    if (found == permitted.end() || found->second > event.event.proposal.effective->date) {
      early.push_back(event.story);
    }
  });
  EXPECT_EQ(early, std::vector<std::string>{"early_start"});
}

TEST(Sample, EveryStoryHasAProjectOfItsOwnAndItsEvents) {
  std::set<std::string> marks;
  std::map<std::string, std::set<std::string>> streams;
  for (const auto& event : sample()) {
    if (event.story.empty()) continue;
    streams[event.story].insert(event.event.proposal.stream);
  }
  std::set<std::string> projects;
  for (const auto& story : planted_stories(kSampleSeed)) {
    EXPECT_TRUE(projects.insert(story.project).second) << story.name;
    if (story.name == "missing_report") continue;
    EXPECT_EQ(streams[story.name], std::set<std::string>{"project-" + story.project}) << story.name;
  }
  EXPECT_EQ(projects.size(), 12u);
}

TEST(Sample, OneProjectReportsNoMoreSinceAugust) {
  std::map<std::string, Period> last;
  each<InvestmentReported>([&](const InvestmentReported& p, const SampleEvent&) {
    last[p.project] = std::max(last[p.project], p.period);
  });
  std::vector<std::string> stale;
  for (const auto& [project, period] : last) {
    if (period != month_period(kMonths - 1)) stale.push_back(project + " " + period.to_string());
  }
  std::string expected;
  for (const auto& story : planted_stories(kSampleSeed)) {
    if (story.name == "missing_report") expected = story.project + " 2025-07";
  }
  EXPECT_EQ(stale, std::vector<std::string>{expected});
}

TEST(Sample, BatchesHoldEveryEventInOrderAndTheRefusedOneAlone) {
  const SampleEvent* next = sample().data();
  int refused = 0;
  for (const auto batch : sample_batches(sample())) {
    ASSERT_FALSE(batch.empty());
    EXPECT_EQ(batch.data(), next);
    EXPECT_LE(batch.size(), kSampleBatchMax);
    next += batch.size();
    for (const auto& event : batch) {
      if (event.refused_by.empty()) continue;
      ++refused;
      EXPECT_EQ(event.refused_by, "ST15");
      EXPECT_EQ(batch.size(), 1u);
    }
  }
  EXPECT_EQ(next, sample().data() + sample().size());
  EXPECT_EQ(refused, 1);
}

TEST(Sample, IsOfTheSizeOfADistrictsYear) {
  EXPECT_GE(sample().size(), 15'000u);
  EXPECT_LE(sample().size(), 40'000u);
}

// Every seed must hold together, not only the default one.
TEST(Sample, OtherSeedsHoldTogether) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    EXPECT_GE(make_sample(seed).size(), 15'000u);
    EXPECT_EQ(planted_stories(seed).size(), 12u);
  }
}

}  // namespace
}  // namespace tally::demo
