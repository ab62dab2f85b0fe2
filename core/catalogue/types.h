// The list of event types: the next one is its struct and one line here.
#pragma once

#include <string>
#include <variant>

#include "core/catalogue/approval.h"
#include "core/catalogue/bond.h"
#include "core/catalogue/contract.h"
#include "core/catalogue/correction.h"
#include "core/catalogue/funding.h"
#include "core/catalogue/investment.h"
#include "core/catalogue/ledger.h"
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
using Payload = std::variant<
    std::monostate, OpenPayload, LedgerOpened, LedgerRecovered, RulebookPublished, OpeningRecorded,
    CalendarPublished, OrgRegistered, ActorEnrolled, ActorRevoked, CodelistPublished,
    ProjectRegistered, ProjectCodeAssigned, ProjectCodeReplaced, ProjectListed, ProjectDelisted,
    StageChanged, MilestonePlanned, MilestoneReached, EstimateApproved, EstimateReported,
    ProjectEnrolled, PhaseOpened, StepAdded, StepSubmitted, CorrectionRequested, CorrectionSupplied,
    StepAccepted, StepNotAccepted, ClockPaused, ClockResumed, StepExtended, OpinionGiven,
    StepApproved, StepDenied, StepWithdrawn, StepDeemed, StepReopened, MissingSupplied,
    CommitmentChecked, CertificateRevoked, PhaseClosed, ContractSigned, ProgressCertified,
    BudgetAllocated, FundingRequested, FundingApproved, FundingRefused, FundingCancelled,
    FundingDisbursed, FundingReturned, FundingSpent, BondNeedDeclared, BondDeclarationWithdrawn,
    TargetSet, IndicatorPublished, InvestmentReported, EventCorrected, EventVoided>;

}  // namespace tally
