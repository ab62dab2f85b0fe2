// 专项债券: from the need declared to interest and repayment (domain 4.6 H).
#pragma once

#include "core/catalogue/bond/bond_declaration_withdrawn.h"
#include "core/catalogue/bond/bond_interest_paid.h"
#include "core/catalogue/bond/bond_issued.h"
#include "core/catalogue/bond/bond_need_declared.h"
#include "core/catalogue/bond/bond_payment.h"
#include "core/catalogue/bond/bond_principal_repaid.h"
#include "core/catalogue/bond/bond_proceeds_received.h"
#include "core/catalogue/bond/bond_quota_allotted.h"
#include "core/catalogue/bond/bond_revenue_reported.h"
#include "core/catalogue/bond/bond_reviewed.h"
#include "core/catalogue/bond/bond_use_adjusted.h"
