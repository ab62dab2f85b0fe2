// What was so of each project at (E, K): the ground that several views stand on.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "projections/figures.h"
#include "projections/reading.h"

namespace tally {

inline constexpr std::string_view kMilestoneStart = "start";
inline constexpr std::string_view kMilestoneCompletion = "completion_accepted";

// The events behind a fact: see Row::note().
struct Origin {
  std::uint64_t position = 0;
  std::uint64_t known_from = 0;
  void note(Positions& positions) const {
    positions.insert(position);
    positions.insert(known_from);
  }
};

// Levels of the total investment, the higher one counts (amendment A10).
enum class TotalLevel : std::uint8_t {
  registered,
  forecast,
  feasibility,
  design,
  adjusted_design,
  final_accounts
};
std::string_view total_level_name(TotalLevel level);

struct Estimate {
  TotalLevel level = TotalLevel::registered;
  std::optional<Money> total;  // Absent: "no figure now".
  FactOrder order;
  Origin origin;
};

struct Listing {
  std::string_view list;
  int year = 1;
  bool listed = true;
  std::optional<PipelineClass> planned_class;
  std::optional<Money> annual_plan;
  FactOrder order;
  Origin origin;
};

struct Report {
  Period period;
  std::optional<Money> ytd;
  std::optional<Money> cumulative;
  FactOrder order;
  Origin origin;
};

// Texts are those of the facts. Vectors are in the order of contracts C6.
struct ProjectState {
  std::string_view id;
  bool registered = false;
  std::optional<std::string_view> name;
  std::optional<std::string_view> owner;  // "scheme:id"
  std::optional<std::string_view> industry;
  std::string_view stage = "reserve";
  std::optional<std::string_view> stage_as_stated;
  std::optional<Date> started_on;    // Earliest; of the opening balance where that is earlier.
  std::optional<Date> completed_on;  // Earliest.
  std::optional<Date> planned_completion;
  std::vector<Estimate> estimates;
  std::vector<Listing> listings;
  std::vector<Report> reports;
  bool enrolled = false;
  // 拆分、合并 (amendment A14): the day from which it goes on in other projects.
  std::optional<Date> gone_on;
  bool merged = false;   // ... by merging.
  bool opening = false;  // Figures rest on an opening balance: not proven by this ledger.
  std::optional<Money> opening_invested;
  Sum paid;           // Paid less returned, opening balance included.
  Positions history;  // Behind name, stage, dates and opening balance.
  Positions payments;

  bool cancelled() const { return stage == "cancelled"; }
  bool suspended() const { return stage == "suspended"; }
  // Counts for no list any more.
  bool left() const { return cancelled() || gone_on.has_value(); }
};

// All projects that some live fact names, sorted by id.
std::vector<ProjectState> project_states(const FactSet& facts, const Cut& cut);

// 计划总投资: the highest level that was stated by that day, and in it the last word. That word may
// be "no figure now": then there is none, never an older one.
struct TotalInvestment {
  std::optional<Money> amount;
  std::optional<TotalLevel> level;  // Only with an amount.
  bool newer_lower_level = false;   // A lower level was stated later: a person should look.
  std::optional<Origin> origin;
};
TotalInvestment total_investment(const ProjectState& project, Date until);

}  // namespace tally
