// Contracts and certified work (domain 4.6 F).
#pragma once

#include "core/catalogue/contract/contract_signed.h"
#include "core/catalogue/contract/progress_certified.h"
