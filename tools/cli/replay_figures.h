// The figures that `replay` follows: what the ledger said after each event, as of that day.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "core/codec/field.h"
#include "core/codec/json.h"
#include "tools/cli/view_options.h"

namespace tally::cli {

struct FollowedFigure {
  std::string_view name;
  Label label;
  std::string_view view, at;  // As find_figure() reads it.
  Json before, now;
  bool changed() const { return before != now; }
};

class ReplayFigures {
 public:
  // Filters of `options` hold; its E, when stated, holds for every event. The source outlives this.
  ReplayFigures(Source& source, const ViewOptions& options);

  // The figures at K, and E = the day unless one was stated. What stood before moves to `before`.
  Result<void> move_to(TreeSize known, Date day);
  const std::vector<FollowedFigure>& all() const { return figures_; }
  Date effective() const { return effective_; }

 private:
  Source& source_;
  ViewOptions options_;
  const bool own_effective_;
  std::vector<FollowedFigure> figures_;
  Date effective_;
};

// Findings of the audit rules, by the position at which each became true. None where the ledger has
// no such view.
class ReplayFindings {
 public:
  // As they stand at the head, or at `options`' E; with a project also those that have ceased.
  static Result<ReplayFindings> load(Source& source, const ViewOptions& options);
  // "R01 P-003": rule and subject.
  struct Begun {
    std::string rule, project;
  };
  std::vector<Begun> at(std::uint64_t position) const;

 private:
  Result<void> add(Source& source, const std::string& view, const ViewOptions& options);
  std::multimap<std::uint64_t, Begun> begun_;
};
bool has_view(std::string_view name);

}  // namespace tally::cli
