// The list of event types: the next one is its file and its name here.
#pragma once

#include <string>
#include <variant>

#include "core/catalogue/approval.h"
#include "core/catalogue/audit.h"
#include "core/catalogue/body.h"
#include "core/catalogue/bond.h"
#include "core/catalogue/contract.h"
#include "core/catalogue/correction.h"
#include "core/catalogue/direction.h"
#include "core/catalogue/enterprise.h"
#include "core/catalogue/funding.h"
#include "core/catalogue/investment.h"
#include "core/catalogue/ledger.h"
#include "core/catalogue/policy.h"
#include "core/catalogue/project.h"
#include "core/catalogue/reference.h"
#include "core/catalogue/target.h"

namespace tally {

// The open type `x.*`: its payload is canonical JSON text (contracts C2).
struct OpenPayload {
  std::string json;
};

// A decoded payload. The first alternative is a type or schema that this software does not know:
// its bytes are carried and verified all the same.
// clang-format off: family by family.
using Payload = std::variant<
    std::monostate, OpenPayload, LedgerOpened, LedgerRecovered, LedgerContinued, RulebookPublished,
    OpeningRecorded, CalendarPublished, OrgRegistered, ActorEnrolled, ActorRevoked,
    CodelistPublished, IndustryRegistered, DirectiveRegistered, PledgeMade, PledgeStatusReported,
    MeasureIssued, MeasureCompleted, BodyEstablished, BodyDissolved, ResponsibilityAssigned,
    ResponsibilityEnded, ServiceVisitRecorded, IssueRaised, IssueResolved, MetricDefined, TargetSet,
    TargetRevised, TargetWithdrawn, IndicatorPublished, ProjectRegistered, ProjectCodeAssigned,
    ProjectCodeReplaced, ProjectListed, ProjectDelisted, ProjectAmended, ProjectSplit,
    ProjectMerged, StageChanged, MilestonePlanned, MilestoneReached, EstimateApproved,
    EstimateReported, ElementRequested, ElementSecured, PhaseOpened, StepAdded, StepSubmitted,
    CorrectionRequested, CorrectionSupplied, StepAccepted, StepNotAccepted, ClockPaused,
    ClockResumed, StepExtended, OpinionGiven, StepApproved, StepDenied, StepWithdrawn, StepDeemed,
    StepReopened, MissingSupplied, CommitmentChecked, CertificateRevoked, PhaseClosed,
    TenderAnnounced, ContractSigned, ContractAmended, ProgressCertified, ContractSettled,
    FinalAccountsApproved, RetentionReleased, BudgetAllocated, BudgetAdjusted, PaymentPlanApproved,
    FundingRequested, FundingApproved, FundingRefused, FundingCancelled, FundingOrdered,
    FundingDisbursed, FundingReturned, FundingSpent, BondNeedDeclared, BondDeclarationWithdrawn,
    BondReviewed, BondQuotaAllotted, BondIssued, BondProceedsReceived, BondUseAdjusted,
    BondRevenueReported, BondInterestPaid, BondPrincipalRepaid, ProjectEnrolled, InvestmentReported,
    PeriodClosed, PolicyIssued, PolicyBudgetSet, GrantApplied, GrantApproved, GrantPaid,
    GrantRecovered, FinancingApplied, FinancingRecommended, FinancingDeclined, FinancingGranted,
    LoanDrawn, ScenarioLaunched, CreditReportUsed, EventCorrected, EventVoided, AuditOpened,
    FindingRaised, ResponseFiled, FindingResolved>;
// clang-format on

}  // namespace tally
