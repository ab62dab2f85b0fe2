// Corrections and voids (contracts C9). They name their target by event id.
#pragma once

#include "core/catalogue/correction/event_corrected.h"
#include "core/catalogue/correction/event_voided.h"
