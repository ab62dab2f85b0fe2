// Policy money: policies, their budget, grants (domain 4.6 J).
#pragma once

#include "core/catalogue/policy/grant_applied.h"
#include "core/catalogue/policy/grant_approved.h"
#include "core/catalogue/policy/grant_paid.h"
#include "core/catalogue/policy/grant_recovered.h"
#include "core/catalogue/policy/grant_ref.h"
#include "core/catalogue/policy/policy_budget_set.h"
#include "core/catalogue/policy/policy_issued.h"
