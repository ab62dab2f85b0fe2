// The values of each kind of fact, as facts.h keeps them in columns.
//
// What comes by the thousand (stages, reports, steps, payments) is small and holds interned names.
// What comes by the dozen keeps the event's own struct and needs no row here (kept.h).
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/catalogue/approval.h"
#include "core/catalogue/funding.h"
#include "core/catalogue/project.h"
#include "core/event/date.h"
#include "core/event/money.h"
#include "projections/names.h"

namespace tally {

struct RegisteredRow {
  Name name = kNotStated;
  std::optional<Money> planned_total;
  Name owner = kNotStated;  // "scheme:id"
  Name industry = kNotStated;
};

struct ListingRow {  // project.listed and project.delisted
  Name list = kNotStated;
  std::int16_t year = 1;
  bool listed = true;
  std::optional<PipelineClass> planned_class;
  std::optional<Money> annual_plan;
};

struct StageRow {
  Name to = kNotStated;
  Name as_stated = kNotStated;
};

struct ReachedRow {
  Name code = kNotStated;
};

struct PlannedRow {
  Name code = kNotStated;
  std::optional<Date> date;
};

struct EstimateRow {  // estimate.approved and estimate.reported
  EstimateKind kind = EstimateKind::forecast;
  std::optional<Money> total;
};

struct EnrolledRow {};

struct OpeningRow {
  std::optional<Date> started_on;
  Name stage = kNotStated;
  std::optional<Money> invested_cumulative;
};

struct OpeningPaidRow {
  FundSource source = FundSource::general;
  Money amount;
};

struct ReportRow {
  Period period;
  std::optional<Money> ytd;
  std::optional<Money> cumulative;
};

struct PhaseRow {
  Name phase_id = kNotStated;
  Name phase = kNotStated;
  Name lead_org = kNotStated;
  std::optional<std::int32_t> limit_days;
};

struct StepPlanRow {
  Name phase_id = kNotStated;
  Name step = kNotStated;
  Name item = kNotStated;
  Name org = kNotStated;
  std::optional<std::int32_t> statutory_days;
  std::optional<std::int32_t> pledged_days;
  DayKind day_kind = DayKind::work;
};

enum class StepAct : std::uint8_t {
  submitted,
  correction_requested,
  correction_supplied,
  accepted,
  not_accepted,
  paused,
  resumed,
  extended,
  approved,
  denied,
  withdrawn,
  deemed,
  reopened,
  revoked,
  phase_closed  // Of the whole phase: `step` is not stated.
};

struct StepActRow {
  Name phase_id = kNotStated;
  Name step = kNotStated;
  StepAct act = StepAct::submitted;
  std::int32_t days = 0;   // extended
  Name note = kNotStated;  // phase_closed: the outcome
};

struct ContractRow {
  Name contract_id = kNotStated;
  std::optional<Money> price;
};

struct CertifiedRow {
  Name contract_id = kNotStated;
  std::optional<Money> value;
  std::optional<Money> cumulative;
};

struct QuotaRow {  // budget.allocated, and what an opening balance had left
  Name quota_id = kNotStated;
  Money amount;
  std::optional<FundSource> source;
  std::optional<std::int16_t> year;
  bool opening = false;
};

struct RequestRow {
  Name request_id = kNotStated;
  Name quota_id = kNotStated;
  Money amount;
};

struct DecisionRow {  // funding.approved, funding.refused, funding.cancelled
  Name request_id = kNotStated;
  std::optional<Money> approved;  // Absent: refused or cancelled.
};

struct PaymentRow {
  Money amount;
  Name request_id = kNotStated;
  Name quota_id = kNotStated;
  Name contract_id = kNotStated;
  Name payee = kNotStated;  // "scheme:id"; persons are not stated.
  std::optional<FundSource> source;
};

struct SpentRow {
  Money amount;
  std::optional<FundSource> source;
};

struct ReturnRow {
  std::uint64_t disbursed = 0;  // Position of the disbursement.
  Money amount;
};

struct DeclarationRow {  // bond.need_declared and bond.declaration_withdrawn
  Name declaration_id = kNotStated;
  std::optional<Money> amount;  // Absent: withdrawn.
  std::int16_t year = 0;
};

struct CalendarRow {
  Name jurisdiction = kNotStated;
  std::int16_t year = 1;
  std::uint32_t version = 1;
  std::vector<std::pair<Date, bool>> days;  // Day, and whether it is off.
};

}  // namespace tally
