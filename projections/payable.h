// Why a sum may be paid: what a finance officer wants to see on one page before a request goes out.
//
// Everything is of the project's own stream at one cut. Retention (质保金) is held back from what
// was certified; an uncertain figure is absent, never 0.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/funding.h"
#include "projections/chosen_facts.h"

namespace tally {

struct PayableQuota {
  std::string quota_id;
  Money allocated, paid;
  Money pending;  // Open requests that name it: approved or else requested, less paid.
  Money left;     // Allocated − paid − pending; may be negative.
};

struct PayableContract {
  std::string contract_id;
  std::optional<Money> price, certified;
  std::optional<std::uint16_t>
      retention_bp;  // Not stated: nothing is held back, and a person is told.
  Money paid;
  // Certified × (1 − retention) − paid, rounded down to the minor unit; absent without a
  // certificate.
  std::optional<Money> payable;
};

// A request or payment that looks like this one.
struct PayableTwin {
  enum class Why : std::uint8_t { same_invoice, same_payee_and_amount };
  std::uint64_t position = 0;
  Why why = Why::same_invoice;
  std::string invoice;
  Date day;
};

struct Payable {
  std::optional<PayableQuota> quota;        // When the request names one that has an allocation.
  std::optional<PayableContract> contract;  // When it names one that is known.
  std::vector<PayableTwin> twins;
};

// Other currencies than the request's are left out. The request itself need not be recorded.
Payable payable_for(const ChosenFacts& facts, const Cut& cut, const FundingRequested& request);

}  // namespace tally
