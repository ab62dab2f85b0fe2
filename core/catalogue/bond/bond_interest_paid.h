#pragma once

#include "core/catalogue/bond/bond_payment.h"

namespace tally {

struct BondInterestPaid : BondPayment {
  static constexpr TypeInfo kType =
      bond_payment("bond.interest_paid", {"专项债付息", "bond interest paid"});
};

}  // namespace tally
