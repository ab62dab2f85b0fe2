// 并联审批: phases of steps that departments handle in parallel (domain 4.6 E, 4.5).
//
// The payloads of a step all begin with its phase and its name there; the date of the act is the
// event's effective date.
#pragma once

#include "core/catalogue/approval/certificate_revoked.h"
#include "core/catalogue/approval/clock_paused.h"
#include "core/catalogue/approval/clock_resumed.h"
#include "core/catalogue/approval/commitment_checked.h"
#include "core/catalogue/approval/correction_requested.h"
#include "core/catalogue/approval/correction_supplied.h"
#include "core/catalogue/approval/missing_supplied.h"
#include "core/catalogue/approval/opinion_given.h"
#include "core/catalogue/approval/pause_reason.h"
#include "core/catalogue/approval/phase_closed.h"
#include "core/catalogue/approval/phase_opened.h"
#include "core/catalogue/approval/step_accepted.h"
#include "core/catalogue/approval/step_act.h"
#include "core/catalogue/approval/step_added.h"
#include "core/catalogue/approval/step_approved.h"
#include "core/catalogue/approval/step_deemed.h"
#include "core/catalogue/approval/step_denied.h"
#include "core/catalogue/approval/step_extended.h"
#include "core/catalogue/approval/step_not_accepted.h"
#include "core/catalogue/approval/step_plan.h"
#include "core/catalogue/approval/step_reason.h"
#include "core/catalogue/approval/step_reopened.h"
#include "core/catalogue/approval/step_submitted.h"
#include "core/catalogue/approval/step_withdrawn.h"
