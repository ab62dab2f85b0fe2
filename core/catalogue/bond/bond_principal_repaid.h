#pragma once

#include "core/catalogue/bond/bond_payment.h"

namespace tally {

struct BondPrincipalRepaid : BondPayment {
  static constexpr TypeInfo kType =
      bond_payment("bond.principal_repaid", {"专项债还本", "bond principal repaid"});
};

}  // namespace tally
