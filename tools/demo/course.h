// The course of a project through its stages and approval phases.
//
// Worked out backwards from the day of start (forwards for the reserve), so that every permit is
// there in time. What lies before the cut-over day stands in the opening balance.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/ledger.h"
#include "tools/demo/portfolio.h"

namespace tally::demo {

struct Planted;

struct PhaseSpan {
  std::string phase;  // "P1" ... "P4"
  std::string id;     // "P-001/P2", or "P-001/P2-2" of the second section.
  Date open;
};

struct StageStep {
  Date day;
  std::string to;
  bool back = false;  // The planted step backwards.
};

struct Course {
  Date registered;                 // Written down; from kFirstDay on.
  std::optional<Date> started_on;  // Before the cut-over day: for the opening balance.
  std::string opening_stage;       // Empty: the project brings nothing along.
  std::vector<OpeningPermit> permits;
  std::vector<StageStep> stages;  // After the cut-over day, in order.
  std::vector<PhaseSpan> phases;  // After the cut-over day.
};

// How long a phase may take at most, from its opening to its last decision (working days).
inline constexpr int kP1Days = 40;
inline constexpr int kP2Days = 32;
inline constexpr int kP3Days = 28;
inline constexpr int kP4Days = 16;

std::vector<Course> make_courses(const std::vector<Project>& projects, const Planted& planted,
                                 Dice dice);

}  // namespace tally::demo
