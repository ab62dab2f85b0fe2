// The rules of every family, found by overload (case.h says what each verb means).
//
// A new event type with rules: its lines here, its functions in the family's file.
#pragma once

#include <concepts>

#include "core/rules/case.h"

namespace tally::rules {

// identity.cc: the ledger, organisations, actors, authority (ST04, ST08).
Result<void> require_authority(const Case& c, const RuleEvent& event);
Result<void> require(const LedgerOpened& p, const Case& c);
Result<void> require(const LedgerRecovered& p, const Case& c);
Result<void> require(const LedgerContinued& p, const Case& c);
Result<void> require(const ActorRevoked& p, const Case& c);
Result<void> require(const OrgRegistered& p, const Case& c);
void change(const LedgerOpened& p, const Fact& fact, Tables& tables, Way way);
void change(const LedgerContinued& p, const Fact& fact, Tables& tables, Way way);
void change(const ActorEnrolled& p, const Fact& fact, Tables& tables, Way way);
void change(const ActorRevoked& p, const Fact& fact, Tables& tables, Way way);
void change(const OrgRegistered& p, const Fact& fact, Tables& tables, Way way);

// references.cc: streams, projects, project codes, contracts (ST06, ST08).
Result<void> require_stream(const Case& c, const TypeInfo& type, const Payload& payload);
Result<void> require(const ProjectRegistered& p, const Case& c);
Result<void> require(const ProjectCodeAssigned& p, const Case& c);
Result<void> require(const ProjectCodeReplaced& p, const Case& c);
Result<void> require(const ContractSigned& p, const Case& c);
Result<void> require(const ProgressCertified& p, const Case& c);
Result<void> judge(const ProjectRegistered& p, const Case& c);
Result<void> judge(const ProjectCodeAssigned& p, const Case& c);
Result<void> judge(const ProjectCodeReplaced& p, const Case& c);
Result<void> judge(const ProgressCertified& p, const Case& c);
void change(const ProjectRegistered& p, const Fact& fact, Tables& tables, Way way);
void change(const ProjectCodeAssigned& p, const Fact& fact, Tables& tables, Way way);
void change(const ProjectCodeReplaced& p, const Fact& fact, Tables& tables, Way way);
void change(const ContractSigned& p, const Fact& fact, Tables& tables, Way way);
void change(const ProgressCertified& p, const Fact& fact, Tables& tables, Way way);

// stages.cc: the main stage, milestones, opening balances (ST09, R26).
Result<void> require(const StageChanged& p, const Case& c);
Result<void> require(const OpeningRecorded& p, const Case& c);
Result<void> judge(const StageChanged& p, const Case& c);
Result<void> judge(const MilestoneReached& p, const Case& c);
Result<void> judge(const OpeningRecorded& p, const Case& c);
void change(const StageChanged& p, const Fact& fact, Tables& tables, Way way);
void change(const MilestoneReached& p, const Fact& fact, Tables& tables, Way way);
void change(const OpeningRecorded& p, const Fact& fact, Tables& tables, Way way);

// approvals.cc: phases and their steps (ST06, ST10, ST11, ST12, ST21).
Result<void> require(const PhaseOpened& p, const Case& c);
Result<void> require(const StepAdded& p, const Case& c);
Result<void> require_step(const StepRef& p, const Case& c);
Result<void> judge(const PhaseOpened& p, const Case& c);
Result<void> judge(const StepAdded& p, const Case& c);
Result<void> judge(const PhaseClosed& p, const Case& c);
Result<void> judge_step(const StepRef& p, StepAct act, const Case& c);
Result<void> judge_deemed(const StepDeemed& p, const Case& c);
void change(const PhaseOpened& p, const Fact& fact, Tables& tables, Way way);
void change(const StepAdded& p, const Fact& fact, Tables& tables, Way way);
void change_step(const StepRef& p, StepAct act, const Fact& fact, Tables& tables, Way way);
bool has_dependants(const PhaseOpened& p, const Fact& fact, const Tables& tables);
bool has_dependants(const StepAdded& p, const Fact& fact, const Tables& tables);

template <class T>
constexpr StepAct act_of() {
  if constexpr (std::same_as<T, StepSubmitted>) return StepAct::submitted;
  if constexpr (std::same_as<T, CorrectionRequested>) return StepAct::correction_requested;
  if constexpr (std::same_as<T, CorrectionSupplied>) return StepAct::correction_supplied;
  if constexpr (std::same_as<T, StepAccepted>) return StepAct::accepted;
  if constexpr (std::same_as<T, StepNotAccepted>) return StepAct::not_accepted;
  if constexpr (std::same_as<T, ClockPaused>) return StepAct::paused;
  if constexpr (std::same_as<T, ClockResumed>) return StepAct::resumed;
  if constexpr (std::same_as<T, StepApproved>) return StepAct::approved;
  if constexpr (std::same_as<T, StepDenied>) return StepAct::denied;
  if constexpr (std::same_as<T, StepWithdrawn>) return StepAct::withdrawn;
  if constexpr (std::same_as<T, StepDeemed>) return StepAct::deemed;
  if constexpr (std::same_as<T, StepReopened>) return StepAct::reopened;
  if constexpr (std::same_as<T, CertificateRevoked>) return StepAct::revoked;
  return StepAct::other;
}
template <std::derived_from<StepRef> T>
Result<void> require(const T& p, const Case& c) {
  return require_step(p, c);
}
template <std::derived_from<StepRef> T>
Result<void> judge(const T& p, const Case& c) {
  TALLY_TRY(judge_step(p, act_of<T>(), c));
  if constexpr (std::same_as<T, StepDeemed>) TALLY_TRY(judge_deemed(p, c));
  return {};
}
template <std::derived_from<StepRef> T>
void change(const T& p, const Fact& fact, Tables& tables, Way way) {
  change_step(p, act_of<T>(), fact, tables, way);
}

// money.cc: quotas, requests, payments, returns (ST07, ST14, ST15, amendment A7).
Result<void> require(const BudgetAllocated& p, const Case& c);
Result<void> require(const FundingRequested& p, const Case& c);
Result<void> require(const FundingApproved& p, const Case& c);
Result<void> require(const FundingDisbursed& p, const Case& c);
Result<void> require(const FundingReturned& p, const Case& c);
Result<void> require(const FundingSpent& p, const Case& c);
Result<void> judge(const FundingRequested& p, const Case& c);
Result<void> judge(const FundingApproved& p, const Case& c);
Result<void> judge(const FundingDisbursed& p, const Case& c);
void change(const BudgetAllocated& p, const Fact& fact, Tables& tables, Way way);
void change(const FundingRequested& p, const Fact& fact, Tables& tables, Way way);
void change(const FundingApproved& p, const Fact& fact, Tables& tables, Way way);
void change(const FundingRefused& p, const Fact& fact, Tables& tables, Way way);
void change(const FundingCancelled& p, const Fact& fact, Tables& tables, Way way);
void change(const FundingDisbursed& p, const Fact& fact, Tables& tables, Way way);
void change(const FundingSpent& p, const Fact& fact, Tables& tables, Way way);
// A return needs the payment it returns; the caller has looked it up.
void change_returned(const FundingReturned& p, const FundingDisbursed& paid, Tables& tables,
                     Way way);
bool has_dependants(const FundingRequested& p, const Fact& fact, const Tables& tables);
bool has_dependants(const FundingApproved& p, const Fact& fact, const Tables& tables);
bool has_dependants(const FundingDisbursed& p, const Fact& fact, const Tables& tables);
// The money of an opening balance.
Result<void> require_opening_money(const OpeningRecorded& p, const Case& c);
void change_opening_money(const OpeningRecorded& p, Tables& tables, Way way);

// requests.cc: plans, adjusted quotas, orders to pay (ST07, ST14, ST15).
Result<void> require(const PaymentPlanApproved& p, const Case& c);
Result<void> require(const BudgetAdjusted& p, const Case& c);
Result<void> judge(const PaymentPlanApproved& p, const Case& c);
Result<void> judge(const BudgetAdjusted& p, const Case& c);
Result<void> judge(const FundingOrdered& p, const Case& c);
void change(const PaymentPlanApproved& p, const Fact& fact, Tables& tables, Way way);
void change(const BudgetAdjusted& p, const Fact& fact, Tables& tables, Way way);
void change(const FundingOrdered& p, const Fact& fact, Tables& tables, Way way);
bool has_dependants(const FundingOrdered& p, const Fact& fact, const Tables& tables);

// bonds.cc: declarations, reviews, issues and their use (ST06, ST16).
Result<void> require(const BondNeedDeclared& p, const Case& c);
Result<void> require(const BondIssued& p, const Case& c);
Result<void> judge(const BondDeclarationWithdrawn& p, const Case& c);
Result<void> judge(const BondReviewed& p, const Case& c);
Result<void> judge(const BondProceedsReceived& p, const Case& c);
Result<void> judge(const BondUseAdjusted& p, const Case& c);
void change(const BondNeedDeclared& p, const Fact& fact, Tables& tables, Way way);
void change(const BondReviewed& p, const Fact& fact, Tables& tables, Way way);
void change(const BondQuotaAllotted& p, const Fact& fact, Tables& tables, Way way);
void change(const BondIssued& p, const Fact& fact, Tables& tables, Way way);
void change(const BondProceedsReceived& p, const Fact& fact, Tables& tables, Way way);
void change(const BondUseAdjusted& p, const Fact& fact, Tables& tables, Way way);
bool has_dependants(const BondNeedDeclared& p, const Fact& fact, const Tables& tables);

// responsibility.cc: one leader and one department for an industry, bodies (ST13).
Result<void> require(const ResponsibilityAssigned& p, const Case& c);
Result<void> judge(const ResponsibilityAssigned& p, const Case& c);
Result<void> judge(const BodyEstablished& p, const Case& c);
void change(const ResponsibilityAssigned& p, const Fact& fact, Tables& tables, Way way);
void change(const ResponsibilityEnded& p, const Fact& fact, Tables& tables, Way way);
void change(const BodyEstablished& p, const Fact& fact, Tables& tables, Way way);
void change(const BodyDissolved& p, const Fact& fact, Tables& tables, Way way);

// versions.cc: targets and published values (ST22).
Result<void> require(const TargetRevised& p, const Case& c);
Result<void> judge(const TargetSet& p, const Case& c);
Result<void> judge(const IndicatorPublished& p, const Case& c);
void change(const TargetSet& p, const Fact& fact, Tables& tables, Way way);
void change(const TargetRevised& p, const Fact& fact, Tables& tables, Way way);
void change(const IndicatorPublished& p, const Fact& fact, Tables& tables, Way way);

// periods.cc: closed periods (ST20).
Result<void> require(const PeriodClosed& p, const Case& c);
Result<void> judge_closed(const InvestmentReported& p, const Case& c);
void change(const PeriodClosed& p, const Fact& fact, Tables& tables, Way way);

// agreements.cc: contracts after their signing, credit, findings, parts of projects (ST06, ST07).
Result<void> require(const ContractAmended& p, const Case& c);
Result<void> require(const ContractSettled& p, const Case& c);
Result<void> require(const RetentionReleased& p, const Case& c);
Result<void> require(const ProjectSplit& p, const Case& c);
Result<void> require(const ProjectMerged& p, const Case& c);
Result<void> judge(const ContractAmended& p, const Case& c);
Result<void> judge(const ContractSettled& p, const Case& c);
Result<void> judge(const RetentionReleased& p, const Case& c);
Result<void> judge(const LoanDrawn& p, const Case& c);
Result<void> judge(const ResponseFiled& p, const Case& c);
void change(const ContractAmended& p, const Fact& fact, Tables& tables, Way way);
void change(const FinancingGranted& p, const Fact& fact, Tables& tables, Way way);
void change(const LoanDrawn& p, const Fact& fact, Tables& tables, Way way);
void change(const FindingRaised& p, const Fact& fact, Tables& tables, Way way);

// investment.cc: identities across reports (ST19).
Result<void> judge(const InvestmentReported& p, const Case& c);
void change(const InvestmentReported& p, const Fact& fact, Tables& tables, Way way);

// codelists.cc: reference data that later judgements are made with.
void change(const CodelistPublished& p, const Fact& fact, Tables& tables, Way way);
void change(const RulebookPublished& p, const Fact& fact, Tables& tables, Way way);
void change(const CalendarPublished& p, const Fact& fact, Tables& tables, Way way);
// False when the n-th working day after `from` lies in, or beyond, a year without a calendar.
bool calendars_cover(const Tables& tables, Date from, std::int32_t working_days);
std::vector<std::string> missing_reference_data(const Tables& tables);

// corrections.cc (C9, ST17, ST18).
Result<void> require(const EventCorrected& p, const Case& c);
Result<void> require(const EventVoided& p, const Case& c);
Result<void> judge(const EventCorrected& p, const Case& c);
void change_corrected(const EventCorrected& p, const Fact& fact, Tables& tables,
                      const PastEvents& past);
void change_voided(const EventVoided& p, Tables& tables, const PastEvents& past);

// subjects.cc: what types say of themselves in TypeInfo (ST06, ST07).
Result<void> require_subjects(const Payload& payload, const Case& c);
void judge_subjects(const Payload& payload, const Case& c);
void change_subjects(const Payload& payload, Tables& tables, Way way);
bool is_recorded(const Tables& tables, Subject subject, std::string_view id);

// rules.cc: over all types.
Result<void> require_payload(const Payload& payload, const Case& c);
Result<void> judge_payload(const Payload& payload, const Case& c);
// A return whose payment cannot be read leaves a mark in `unknown_types`.
void change_payload(const Payload& payload, const Fact& fact, Tables& tables,
                    const PastEvents& past, Way way);
bool payload_has_dependants(const Payload& payload, const Fact& fact, const Tables& tables);
// ST05 and the period's last day (C6), and that the project is registered.
Result<void> require_dates_and_project(const Payload& payload, const TypeInfo& type,
                                       bool has_effective, const Case& c);

}  // namespace tally::rules
