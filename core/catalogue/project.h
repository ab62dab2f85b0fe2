// Projects: registration, lists, stages, milestones, estimates (domain 4.6 D and I).
#pragma once

#include "core/catalogue/project/estimate_approved.h"
#include "core/catalogue/project/estimate_kind.h"
#include "core/catalogue/project/estimate_reported.h"
#include "core/catalogue/project/milestone_planned.h"
#include "core/catalogue/project/milestone_reached.h"
#include "core/catalogue/project/project_code_assigned.h"
#include "core/catalogue/project/project_code_replaced.h"
#include "core/catalogue/project/project_delisted.h"
#include "core/catalogue/project/project_enrolled.h"
#include "core/catalogue/project/project_listed.h"
#include "core/catalogue/project/project_registered.h"
#include "core/catalogue/project/stage_changed.h"
