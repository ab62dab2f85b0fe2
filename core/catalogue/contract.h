// Contracts and certified work (domain 4.6 F).
#pragma once

#include "core/catalogue/contract/contract_amended.h"
#include "core/catalogue/contract/contract_settled.h"
#include "core/catalogue/contract/contract_signed.h"
#include "core/catalogue/contract/final_accounts_approved.h"
#include "core/catalogue/contract/progress_certified.h"
#include "core/catalogue/contract/retention_released.h"
#include "core/catalogue/contract/tender_announced.h"
