// The phases of parallel approval at one cut, each with its steps and what was done in them.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "projections/reading.h"
#include "projections/selection.h"
#include "projections/step_clock.h"

namespace tally {

using Days = std::optional<std::int32_t>;

struct ApprovalStep {
  std::string_view name;
  std::optional<std::string_view> item, org;
  Days statutory_days, pledged_days;
  DayKind day_kind = DayKind::work;
  StepClock clock;

  // With what it was extended by; the pledged days, where there are any.
  Days limit() const {
    const Days base = pledged_days ? pledged_days : statutory_days;
    if (!base) return std::nullopt;
    return *base + clock.extension_days();
  }
};

struct ApprovalPhase {
  std::string_view project, id;
  std::optional<std::string_view> kind, lead_org, outcome;
  Days limit_days;
  Date opened_on;
  std::optional<Date> closed_on;
  std::vector<ApprovalStep> steps;  // As planned; then those that acts alone name.
  Positions positions;              // Only with positions.

  ApprovalStep& step(std::string_view name);
};

// Those of one part of the facts, which holds whole projects. Rows of a phase are brought into the
// order of contracts C6 phase by phase: there are few in each, and most lie in that order already.
class ApprovalPhases {
 public:
  // Of the projects that the filter takes. The facts outlive this.
  ApprovalPhases(const Facts& facts, const Cut& cut, bool with_positions,
                 const ProjectFilter& filter);

  std::size_t size() const { return openings_.size(); }
  ApprovalPhase phase(std::size_t index) const;

 private:
  // The row that has the last word on a phase.
  struct Opening {
    Row<PhaseRow> last;
    Positions positions;
  };
  struct Key {
    Name project, phase;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      return (std::uint64_t{key.project} << 32 | key.phase) * 0x9e3779b97f4a7c15u >> 20;
    }
  };
  // Rows of one table, phase by phase: those of phase i from begin[i] up to begin[i + 1].
  struct Grouped {
    std::vector<std::uint32_t> begin, rows;

    std::span<const std::uint32_t> of(std::size_t phase) const {
      return std::span(rows).subspan(begin[phase], begin[phase + 1] - begin[phase]);
    }
  };

  void open(const Row<PhaseRow>& row);
  template <class Values>
  Grouped by_phase(Table<Values> Facts::*table) const;
  void plan(const Row<StepPlanRow>& row, ApprovalPhase& phase) const;
  void act(const Row<StepActRow>& row, ApprovalPhase& phase) const;

  const Facts& facts_;
  const Cut cut_;
  const bool with_positions_;
  std::vector<Opening> openings_;
  std::unordered_map<Key, std::uint32_t, KeyHash> by_name_;  // Looked up only, never walked.
  Grouped plans_, acts_;
};

}  // namespace tally
