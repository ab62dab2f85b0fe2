// Targets and published indicators (domain 4.6 C, amendment A12).
#pragma once

#include "core/catalogue/target/binding.h"
#include "core/catalogue/target/indicator_published.h"
#include "core/catalogue/target/metric_defined.h"
#include "core/catalogue/target/metric_value.h"
#include "core/catalogue/target/target_condition.h"
#include "core/catalogue/target/target_revised.h"
#include "core/catalogue/target/target_set.h"
#include "core/catalogue/target/target_withdrawn.h"
