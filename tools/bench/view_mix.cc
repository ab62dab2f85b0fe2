#include "tools/bench/view_mix.h"

#include <algorithm>
#include <vector>

#include "core/catalogue/registry.h"
#include "core/event/record.h"

namespace tally::bench {
namespace {

constexpr std::uint64_t kProjectsMax = 10'000;
constexpr std::uint64_t kEventsPerProject = 1000;
constexpr int kSteps = 4;
constexpr int kContracts = 2;
constexpr int kMonthly = 23;  // Events of a month of works; see month().

Money cny(std::uint64_t minor) { return {static_cast<std::int64_t>(minor), {{'C', 'N', 'Y'}}}; }
std::string numbered(std::string_view what, std::uint64_t project, std::uint64_t number) {
  return std::string(what) + std::to_string(project) + "-" + std::to_string(number);
}
std::string project_id(std::uint64_t project) {
  return "2203-370100-04-01-" + std::to_string(100'000 + project);
}
EventId id_of(std::uint64_t position) {
  EventId id;
  std::uint64_t mixed = (position + 1) * 0x9e3779b97f4a7c15u;
  for (std::size_t i = 0; i < 16; ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(mixed >> (8 * (i % 8)));
    if (i == 7) mixed = (mixed ^ (mixed >> 29)) * 0xbf58476d1ce4e5b9u;
  }
  return id;
}

// The events of one project by their number in its life.
class Life {
 public:
  Life(std::uint64_t project, std::uint64_t length) : project_(project), length_(length) {}

  Payload event(std::uint64_t number) const {
    if (number < kPreparation) return preparation(static_cast<int>(number));
    return month((number - kPreparation) / kMonthly,
                 static_cast<int>((number - kPreparation) % kMonthly));
  }
  // Lives are spread over the years evenly, and what ends a period stands on its last day.
  Date day(std::uint64_t number, const Payload& payload) const {
    if (const auto* report = std::get_if<InvestmentReported>(&payload)) {
      return report->period.last_day();
    }
    return Date::of(kMixFirstYear, 1, 1)
        .plus_days(static_cast<std::int32_t>(number * (kMixYears * 365) / length_));
  }

 private:
  static constexpr std::uint64_t kPreparation = 8 + 3 * kSteps + 2 * kContracts;

  Payload preparation(int number) const {
    const auto id = project_id(project_);
    switch (number) {
      case 0: {
        ProjectRegistered event;
        event.project_id = id;
        event.name = "示例项目" + std::to_string(project_) + "号 a project of the benchmark";
        event.planned_total = cny(50'000'000'00 + project_ * 1'000'00);
        return event;
      }
      case 1:
        return listed(0);
      case 2: {
        ProjectEnrolled event;
        event.project = id;
        return event;
      }
      case 3: {
        EstimateApproved event;
        event.project = id;
        event.kind = EstimateKind::feasibility;
        event.total = cny(52'000'000'00 + project_ * 1'000'00);
        return event;
      }
      case 4:
        return phase();
      default:
        break;
    }
    number -= 5;
    if (number < 3 * kSteps) return act(number / 3, number % 3);
    number -= 3 * kSteps;
    if (number < kContracts) {
      ContractSigned event;
      event.project = id;
      event.contract_id = contract(static_cast<std::uint64_t>(number));
      event.price = cny(20'000'000'00);
      return event;
    }
    number -= kContracts;
    if (number < kContracts) return quota(static_cast<std::uint64_t>(number));
    number -= kContracts;
    if (number == 0) return stage("reserve", "preparation");
    if (number == 1) return stage("preparation", "construction");
    MilestoneReached event;
    event.project = id;
    event.code = "start";
    return event;
  }

  Payload listed(int year) const {
    ProjectListed event;
    event.project = project_id(project_);
    event.list = kMixList;
    event.year = static_cast<std::int16_t>(kMixFirstYear + year);
    event.planned_class = year == 0 ? PipelineClass::new_start : PipelineClass::continuing;
    event.annual_plan = cny(12'000'000'00);
    return event;
  }
  Payload phase() const {
    PhaseOpened event;
    event.project = project_id(project_);
    event.phase_id = numbered("PH", project_, 1);
    event.phase = "P1";
    event.limit_days = 40;
    event.steps.emplace();
    for (int i = 0; i < kSteps; ++i) {
      StepPlan plan;
      plan.step = "s" + std::to_string(i);
      plan.org = "bureau-" + std::to_string(i);
      plan.statutory_days = 20;
      plan.pledged_days = 10;
      event.steps->push_back(std::move(plan));
    }
    return event;
  }
  template <class Act>
  Payload act_as(int step) const {
    Act event;
    event.phase_id = numbered("PH", project_, 1);
    event.step = "s" + std::to_string(step);
    return event;
  }
  Payload act(int step, int number) const {
    if (number == 0) return act_as<StepSubmitted>(step);
    if (number == 1) return act_as<StepAccepted>(step);
    return act_as<StepApproved>(step);
  }
  Payload stage(std::string_view from, std::string_view to) const {
    StageChanged event;
    event.project = project_id(project_);
    event.from = from;
    event.to = to;
    return event;
  }
  std::string contract(std::uint64_t number) const { return numbered("HT", project_, number); }
  Payload quota(std::uint64_t number) const {
    BudgetAllocated event;
    event.project = project_id(project_);
    event.quota_id = numbered("ZB", project_, number);
    event.amount = cny(10'000'000'00);
    event.year = static_cast<std::int16_t>(kMixFirstYear + number % kMixYears);
    return event;
  }

  // One report, two certificates, then five payments, each asked for, approved twice and ordered
  // by name of its quota.
  Payload month(std::uint64_t month, int number) const {
    const auto id = project_id(project_);
    const auto months = (length_ - kPreparation) / kMonthly + 1;
    const auto calendar =
        std::min<std::uint64_t>(month * kMixYears * 12 / months, kMixYears * 12 - 1);
    if (number == 0) {
      InvestmentReported event;
      event.project = id;
      event.period.kind = Period::Kind::month;
      event.period.year = static_cast<std::int16_t>(kMixFirstYear + calendar / 12);
      event.period.index = static_cast<std::uint8_t>(calendar % 12 + 1);
      event.ytd = cny((calendar % 12 + 1) * 1'000'000'00);
      event.cumulative = cny((calendar + 1) * 1'000'000'00);
      return event;
    }
    if (number <= kContracts) {
      ProgressCertified event;
      event.project = id;
      event.contract_id = contract(static_cast<std::uint64_t>(number - 1));
      event.certified_value = cny(400'000'00);
      event.cumulative = cny((month + 1) * 400'000'00);
      return event;
    }
    return payment(month, number - 1 - kContracts);
  }
  Payload payment(std::uint64_t month, int number) const {
    const auto of_month = static_cast<std::uint64_t>(number / 4);
    const auto request = numbered("SQ", project_, month * 5 + of_month);
    const auto amount = cny(70'000'00 + of_month * 100);
    switch (number % 4) {
      case 0: {
        FundingRequested event;
        event.project = project_id(project_);
        event.request_id = request;
        event.amount = amount;
        event.payee = payee();
        event.quota_id = numbered("ZB", project_, month % kContracts);
        event.contract_id = contract(month % kContracts);
        return event;
      }
      case 1:
      case 2: {
        FundingApproved event;
        event.request_id = request;
        event.level = static_cast<std::uint8_t>(number % 4);
        event.amount = amount;
        return event;
      }
      default: {
        FundingDisbursed event;
        event.project = project_id(project_);
        event.amount = amount;
        event.payee = payee();
        event.request_id = request;
        event.quota_id = numbered("ZB", project_, month % kContracts);
        event.contract_id = contract(month % kContracts);
        event.bank_ref = numbered("TX", project_, month * 5 + of_month);
        return event;
      }
    }
  }
  static Payee payee() {
    Payee payee;
    payee.kind = PayeeKind::persons;
    payee.count = 1;
    return payee;
  }

  std::uint64_t project_;
  std::uint64_t length_;
};

// One commit's records, with the bytes they point to.
class Commit {
 public:
  bool full() const { return bytes_.size() >= 16'000 || size_ > (6u << 20); }
  bool empty() const { return bytes_.empty(); }

  void add(const LedgerPart& part, std::string_view stream, const TypeInfo& type, Date day,
           ByteView payload) {
    Proposal proposal;
    proposal.id = id_of(part.position.value);
    proposal.stream = stream;
    proposal.type = type.name;
    proposal.schema = type.schema;
    proposal.effective = Effective{day, std::nullopt};
    proposal.actor = "operator";
    Salt salt{};
    salt[0] = 1;
    auto& made = bytes_.emplace_back();
    made.header = encode_header(kSuiteSha256Ed25519, encode_proposal(proposal), part, std::nullopt);
    made.body = encode_body(salt, payload);
    made.id = proposal.id;
    made.stream = stream;
    size_ += made.header.size() + made.body.size();
  }
  Result<void> store(EventStore& to, std::uint64_t size) {
    std::vector<NewRecord> records;
    records.reserve(bytes_.size());
    for (const auto& made : bytes_) {
      records.push_back({made.header, made.body, made.id, made.stream});
    }
    TALLY_TRY(to.commit(records, {{size}, Hash{}}));
    bytes_.clear();
    size_ = 0;
    return {};
  }

 private:
  struct Made {
    Bytes header, body;
    EventId id;
    std::string stream;
  };
  std::vector<Made> bytes_;
  std::size_t size_ = 0;
};

// Now and then a payment was recorded wrongly: voided, or its certificate corrected to half.
std::optional<Payload> change(const Life& life, std::uint64_t number, std::uint64_t earlier) {
  if (number < 100 || (number % 97 != 0 && number % 193 != 0)) return std::nullopt;
  const Payload target = life.event(number - 40);
  const auto* type = type_of(target);
  if (!std::holds_alternative<FundingDisbursed>(target) &&
      !std::holds_alternative<ProgressCertified>(target)) {
    return std::nullopt;
  }
  if (const auto* certified = std::get_if<ProgressCertified>(&target)) {
    ProgressCertified half = *certified;
    half.certified_value->minor /= 2;
    EventCorrected event;
    event.target = id_of(earlier);
    event.target_type = type->name;
    event.replacement = encode_payload(half).value();
    event.changed = {"certified_value"};
    event.reason = "a wrong sheet";
    event.approver = "operator";
    return event;
  }
  EventVoided event;
  event.target = id_of(earlier);
  event.reason = "recorded twice";
  event.approver = "operator";
  return event;
}

}  // namespace

Result<void> write_view_mix(EventStore& store, std::uint64_t events) {
  const auto projects = std::clamp<std::uint64_t>(events / kEventsPerProject, 1, kProjectsMax);
  const auto length = std::max<std::uint64_t>(events / projects + 1, 2);
  Commit commit;
  for (std::uint64_t position = 0; position < events; ++position) {
    const auto project = position % projects;
    const auto number = position / projects;
    const Life life(project, length);
    Payload payload = life.event(number);
    if (auto changed = change(life, number, position - std::min(position, 40 * projects))) {
      payload = std::move(*changed);
    }
    const auto& type = *type_of(payload);
    TALLY_ASSIGN(const auto bytes, encode_payload(payload));
    LedgerPart part;
    part.position = {position};
    part.revision = {number};
    if (number > 0) part.previous = Position{position - projects};
    part.recorded_at = {static_cast<std::int64_t>(position) * 1000};
    commit.add(part, stream_name("project", project_id(project)), type, life.day(number, payload),
               bytes);
    if (commit.full()) TALLY_TRY(commit.store(store, position + 1));
  }
  return commit.empty() ? Result<void>() : commit.store(store, events);
}

}  // namespace tally::bench
