// Industries, directives, pledges and measures: what authority asks for (domain 4.6 A, B).
#pragma once

#include "core/catalogue/direction/directive_registered.h"
#include "core/catalogue/direction/industry_registered.h"
#include "core/catalogue/direction/measure_completed.h"
#include "core/catalogue/direction/measure_issued.h"
#include "core/catalogue/direction/pledge_made.h"
#include "core/catalogue/direction/pledge_status_reported.h"
