// Bodies, who answers for what, and services to enterprises (domain 4.6 B).
#pragma once

#include "core/catalogue/body/body_dissolved.h"
#include "core/catalogue/body/body_established.h"
#include "core/catalogue/body/issue_raised.h"
#include "core/catalogue/body/issue_resolved.h"
#include "core/catalogue/body/responsibility_assigned.h"
#include "core/catalogue/body/responsibility_ended.h"
#include "core/catalogue/body/service_visit_recorded.h"
#include "core/catalogue/body/subject_ref.h"
