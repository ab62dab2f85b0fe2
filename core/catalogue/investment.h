// 投资完成额: monthly reports (domain 2.3 and 4.6 I).
#pragma once

#include "core/catalogue/investment/investment_reported.h"
#include "core/catalogue/investment/period_closed.h"
