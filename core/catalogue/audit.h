// Audits and their findings (domain 4.6 K).
#pragma once

#include "core/catalogue/audit/audit_opened.h"
#include "core/catalogue/audit/finding_raised.h"
#include "core/catalogue/audit/finding_resolved.h"
#include "core/catalogue/audit/response_filed.h"
