// The ledger itself: its opening, its rulebook, and what a project brings along (contracts C8, C10,
// C11).
#pragma once

#include "core/catalogue/ledger/ledger_continued.h"
#include "core/catalogue/ledger/ledger_opened.h"
#include "core/catalogue/ledger/ledger_recovered.h"
#include "core/catalogue/ledger/opening_recorded.h"
#include "core/catalogue/ledger/rulebook_published.h"
