#include "projections/fold.h"

#include <array>
#include <unordered_map>
#include <utility>

#include "projections/quick_reader.h"

namespace tally {
namespace {

// Adds rows to the tables of one Facts object, all for the same event.
class Rows {
 public:
  Rows(Facts& facts, const FactPlace& place) : facts_(facts), place_(place) {}

  template <class Values>
  void add(Table<Values>& table, Values values) {
    table.add(place_.order, place_.known_from, place_.subject, std::move(values));
  }
  Name name(const std::string& text) { return facts_.names.intern(text); }
  Name name(const std::optional<std::string>& text) { return facts_.names.intern_stated(text); }
  Name organisation(const std::optional<Identifier>& identifier) {
    return identifier ? name(identifier->scheme + ":" + identifier->id) : kNotStated;
  }
  Name payee(const Payee& payee) {
    return payee.scheme && payee.id ? name(*payee.scheme + ":" + *payee.id) : kNotStated;
  }
  Facts& facts() { return facts_; }
  const FactPlace& place() const { return place_; }

 private:
  Facts& facts_;
  const FactPlace& place_;
};

// One overload per event type that has columns. Of the rest, kept types are rows as they are
// (kept.h), and the others make no facts.
template <class Event>
void add_rows(Rows& rows, const Event& event) {
  if constexpr (KeptEvent<Event>) rows.add(rows.facts().template kept<Event>(), event);
}

// Projects.

void add_rows(Rows& rows, const ProjectRegistered& event) {
  rows.add(rows.facts().registered, {rows.name(event.name), event.planned_total,
                                     rows.organisation(event.owner), rows.name(event.industry)});
}
void add_rows(Rows& rows, const ProjectListed& event) {
  rows.add(rows.facts().listings,
           {rows.name(event.list), event.year, true, event.planned_class, event.annual_plan});
}
void add_rows(Rows& rows, const ProjectDelisted& event) {
  rows.add(rows.facts().listings,
           {rows.name(event.list), event.year, false, std::nullopt, std::nullopt});
}
void add_rows(Rows& rows, const StageChanged& event) {
  rows.add(rows.facts().stages, {rows.name(event.to), rows.name(event.as_stated)});
}
void add_rows(Rows& rows, const MilestoneReached& event) {
  rows.add(rows.facts().reached, {rows.name(event.code)});
}
void add_rows(Rows& rows, const MilestonePlanned& event) {
  rows.add(rows.facts().planned, {rows.name(event.code), event.date});
}
void add_rows(Rows& rows, const EstimateApproved& event) {
  rows.add(rows.facts().estimates, {event.kind, event.total});
}
void add_rows(Rows& rows, const EstimateReported& event) {
  rows.add(rows.facts().estimates, {event.kind, event.total});
}
void add_rows(Rows& rows, const ProjectEnrolled&) { rows.add(rows.facts().enrolled, {}); }
void add_rows(Rows& rows, const OpeningRecorded& event) {
  Facts& facts = rows.facts();
  rows.add(facts.openings, {event.started_on, rows.name(event.stage), event.invested_cumulative});
  if (event.paid_by_source) {
    for (const auto& paid : *event.paid_by_source) {
      rows.add(facts.opening_paid, {paid.source, paid.amount});
    }
  }
  if (event.certified_by_contract) {
    for (const auto& certified : *event.certified_by_contract) {
      rows.add(facts.opening_certified,
               {rows.name(certified.contract_id), certified.amount, std::nullopt});
    }
  }
  if (event.quotas_left) {
    for (const auto& left : *event.quotas_left) {
      rows.add(facts.quotas, {rows.name(left.quota_id), left.amount, left.source, left.year, true});
    }
  }
}

// Investment, calendars.

void add_rows(Rows& rows, const InvestmentReported& event) {
  rows.add(rows.facts().reports, {event.period, event.ytd, event.cumulative});
}
void add_rows(Rows& rows, const CalendarPublished& event) {
  CalendarRow row{rows.name(event.jurisdiction), event.year, event.version, {}};
  row.days.reserve(event.days.size());
  for (const auto& day : event.days) row.days.emplace_back(day.date, day.off);
  rows.add(rows.facts().calendars, std::move(row));
}

// Approvals.

void add_plans(Rows& rows, const std::string& phase_id, const std::vector<StepPlan>& steps) {
  for (const auto& step : steps) {
    rows.add(rows.facts().step_plans,
             {rows.name(phase_id), rows.name(step.step), rows.name(step.item), rows.name(step.org),
              step.statutory_days, step.pledged_days, step.day_kind.value_or(DayKind::work)});
  }
}
void add_rows(Rows& rows, const PhaseOpened& event) {
  rows.add(rows.facts().phases, {rows.name(event.phase_id), rows.name(event.phase),
                                 rows.name(event.lead_org), event.limit_days});
  if (event.steps) add_plans(rows, event.phase_id, *event.steps);
}
void add_rows(Rows& rows, const StepAdded& event) { add_plans(rows, event.phase_id, event.steps); }

void add_act(Rows& rows, const StepRef& ref, StepAct act, std::int32_t days = 0) {
  rows.add(rows.facts().step_acts,
           {rows.name(ref.phase_id), rows.name(ref.step), act, days, kNotStated});
}
void add_rows(Rows& rows, const StepSubmitted& event) { add_act(rows, event, StepAct::submitted); }
void add_rows(Rows& rows, const CorrectionRequested& event) {
  add_act(rows, event, StepAct::correction_requested);
}
void add_rows(Rows& rows, const CorrectionSupplied& event) {
  add_act(rows, event, StepAct::correction_supplied);
}
void add_rows(Rows& rows, const StepAccepted& event) { add_act(rows, event, StepAct::accepted); }
void add_rows(Rows& rows, const StepNotAccepted& event) {
  add_act(rows, event, StepAct::not_accepted);
}
void add_rows(Rows& rows, const ClockPaused& event) { add_act(rows, event, StepAct::paused); }
void add_rows(Rows& rows, const ClockResumed& event) { add_act(rows, event, StepAct::resumed); }
void add_rows(Rows& rows, const StepExtended& event) {
  add_act(rows, event, StepAct::extended, event.days.value_or(0));
}
void add_rows(Rows& rows, const StepApproved& event) { add_act(rows, event, StepAct::approved); }
void add_rows(Rows& rows, const StepDenied& event) { add_act(rows, event, StepAct::denied); }
void add_rows(Rows& rows, const StepWithdrawn& event) { add_act(rows, event, StepAct::withdrawn); }
void add_rows(Rows& rows, const StepDeemed& event) { add_act(rows, event, StepAct::deemed); }
void add_rows(Rows& rows, const StepReopened& event) { add_act(rows, event, StepAct::reopened); }
void add_rows(Rows& rows, const CertificateRevoked& event) {
  add_act(rows, event, StepAct::revoked);
}
void add_rows(Rows& rows, const PhaseClosed& event) {
  rows.add(rows.facts().step_acts, {rows.name(event.phase_id), kNotStated, StepAct::phase_closed, 0,
                                    rows.name(event.outcome)});
}

// Money.

void add_rows(Rows& rows, const ContractSigned& event) {
  rows.add(rows.facts().contracts, {rows.name(event.contract_id), event.price});
}
void add_rows(Rows& rows, const ProgressCertified& event) {
  rows.add(rows.facts().certified,
           {rows.name(event.contract_id), event.certified_value, event.cumulative});
}
void add_rows(Rows& rows, const BudgetAllocated& event) {
  rows.add(rows.facts().quotas,
           {rows.name(event.quota_id), event.amount, event.source, event.year, false});
}
void add_rows(Rows& rows, const FundingRequested& event) {
  rows.add(rows.facts().requests,
           {rows.name(event.request_id), rows.name(event.quota_id), event.amount});
}
void add_rows(Rows& rows, const FundingApproved& event) {
  rows.add(rows.facts().decisions, {rows.name(event.request_id), event.amount});
}
void add_rows(Rows& rows, const FundingRefused& event) {
  rows.add(rows.facts().decisions, {rows.name(event.request_id), std::nullopt});
}
void add_rows(Rows& rows, const FundingCancelled& event) {
  rows.add(rows.facts().decisions, {rows.name(event.request_id), std::nullopt});
}
void add_rows(Rows& rows, const FundingDisbursed& event) {
  rows.add(rows.facts().payments,
           {event.amount, rows.name(event.request_id), rows.name(event.quota_id),
            rows.name(event.contract_id), rows.payee(event.payee), event.source});
}
void add_rows(Rows& rows, const FundingSpent& event) {
  rows.add(rows.facts().spent, {event.amount, event.source});
}
void add_rows(Rows& rows, const FundingReturned& event) {
  if (!rows.place().refers_to) return;  // Of a payment that is not in this ledger.
  rows.add(rows.facts().returns, {rows.place().refers_to->value, event.amount});
}
void add_rows(Rows& rows, const BondNeedDeclared& event) {
  rows.add(rows.facts().declarations, {rows.name(event.declaration_id), event.amount, event.year});
}
void add_rows(Rows& rows, const BondDeclarationWithdrawn& event) {
  rows.add(rows.facts().declarations, {rows.name(event.declaration_id), std::nullopt, 0});
}

// One struct for all payloads of a type: its texts keep their memory.
template <class Event>
bool fold_bytes(Facts& facts, const FactPlace& place, ByteView payload) {
  thread_local Event event;
  if (!QuickReader(payload).read(event)) return false;
  Rows rows(facts, place);
  add_rows(rows, event);
  return true;
}

// These name other events.
template <class Event>
inline constexpr bool kNeedsOthers =
    std::is_same_v<Event, EventCorrected> || std::is_same_v<Event, EventVoided> ||
    std::is_same_v<Event, FundingReturned>;

// The first two alternatives are the unknown and the open payload.
constexpr std::size_t kUncatalogued = 2;

template <std::size_t I>
constexpr FoldType fold_type() {
  using Event = std::variant_alternative_t<I + kUncatalogued, Payload>;
  if constexpr (kNeedsOthers<Event>) return {&Event::kType, nullptr};
  return {&Event::kType, &fold_bytes<Event>};
}
template <std::size_t... I>
constexpr auto fold_types(std::index_sequence<I...>) {
  return std::array<FoldType, sizeof...(I)>{fold_type<I>()...};
}
constexpr auto kFoldTypes =
    fold_types(std::make_index_sequence<std::variant_size_v<Payload> - kUncatalogued>());

}  // namespace

const FoldType* find_fold_type(std::string_view name) {
  static const auto* by_name = [] {
    auto* map = new std::unordered_map<std::string_view, const FoldType*>;
    for (const auto& type : kFoldTypes) map->emplace(type.info->name, &type);
    return map;
  }();
  const auto at = by_name->find(name);
  return at == by_name->end() ? nullptr : at->second;
}

void fold(Facts& facts, const FactPlace& place, const Payload& payload) {
  Rows rows(facts, place);
  std::visit([&](const auto& event) { add_rows(rows, event); }, payload);
}

}  // namespace tally
