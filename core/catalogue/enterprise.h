// Finance for enterprises, and credit (domain 4.6 J).
#pragma once

#include "core/catalogue/enterprise/case_ref.h"
#include "core/catalogue/enterprise/credit_report_used.h"
#include "core/catalogue/enterprise/financing_applied.h"
#include "core/catalogue/enterprise/financing_declined.h"
#include "core/catalogue/enterprise/financing_granted.h"
#include "core/catalogue/enterprise/financing_legs.h"
#include "core/catalogue/enterprise/financing_recommended.h"
#include "core/catalogue/enterprise/loan_drawn.h"
#include "core/catalogue/enterprise/scenario_launched.h"
