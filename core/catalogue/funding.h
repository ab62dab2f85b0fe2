// Fiscal payment: quota, request, two approvals, payment, return (domain 4.6 G, amendment A7).
//
// funding.requested is an intent: the ledger may refuse it. funding.disbursed is a fact: never
// refused for budget reasons.
#pragma once

#include "core/catalogue/funding/budget_adjusted.h"
#include "core/catalogue/funding/budget_allocated.h"
#include "core/catalogue/funding/funding_approved.h"
#include "core/catalogue/funding/funding_cancelled.h"
#include "core/catalogue/funding/funding_disbursed.h"
#include "core/catalogue/funding/funding_ordered.h"
#include "core/catalogue/funding/funding_refused.h"
#include "core/catalogue/funding/funding_requested.h"
#include "core/catalogue/funding/funding_returned.h"
#include "core/catalogue/funding/funding_spent.h"
#include "core/catalogue/funding/payment_plan_approved.h"
#include "core/catalogue/funding/payment_purpose.h"
#include "core/catalogue/funding/request_end.h"
