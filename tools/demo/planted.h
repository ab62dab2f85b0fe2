// The stories planted in the sample: one project each, listed in STORIES.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tools/demo/portfolio.h"

namespace tally::demo {

// The mark that the events of a story bear (SampleEvent::story).
namespace story_name {
inline constexpr std::string_view kOverdue = "overdue";
inline constexpr std::string_view kReopened = "reopened";
inline constexpr std::string_view kMovedBack = "moved_back";
inline constexpr std::string_view kEarlyStart = "early_start";
inline constexpr std::string_view kLateEntry = "late_entry";
inline constexpr std::string_view kVoided = "voided";
inline constexpr std::string_view kShortPaid = "short_paid";
inline constexpr std::string_view kInvoiceTwice = "invoice_twice";
inline constexpr std::string_view kCut = "cut";
inline constexpr std::string_view kQuota = "quota";
inline constexpr std::string_view kReturned = "returned";
// An event that is not there bears no mark: the missing report has a project, but no event.
inline constexpr std::string_view kMissingReport = "missing_report";
}  // namespace story_name

// Which project plays which story (indexes into the portfolio), all different.
struct Planted {
  std::size_t overdue = 0;         // An open step past its limit, with a pause.
  std::size_t reopened = 0;        // A step reopened after its approval.
  std::size_t moved_back = 0;      // A stage moved back.
  std::size_t early_start = 0;     // Work begun before the building permit.
  std::size_t late_entry = 0;      // A start written down weeks later.
  std::size_t voided = 0;          // A completion voided later.
  std::size_t short_paid = 0;      // A payment 800.00 short.
  std::size_t invoice_twice = 0;   // The same invoice paid twice.
  std::size_t cut = 0;             // A request cut by finance.
  std::size_t quota = 0;           // A request refused for its quota.
  std::size_t returned = 0;        // A payment that the bank returned.
  std::size_t missing_report = 0;  // No report since August 2025.
};

// The day on which the late start is written down.
inline const Date kLateEntry = Date::of(2025, 7, 14);

// The month from which one project's reports are missing: 2025-08, as works.h counts.
inline constexpr std::size_t kMissingFrom = 9;

// Picks them, and gives some of them the dates that their story needs; no project changes its
// class.
Planted choose_planted(std::vector<Project>& projects);

}  // namespace tally::demo
