// Reference data: calendars, organisations, actors, codelists.
#pragma once

#include "core/catalogue/reference/actor_enrolled.h"
#include "core/catalogue/reference/actor_revoked.h"
#include "core/catalogue/reference/calendar_published.h"
#include "core/catalogue/reference/codelist_published.h"
#include "core/catalogue/reference/org_registered.h"
