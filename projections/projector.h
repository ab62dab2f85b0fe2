// Keeps the readable tables (core/store/readable_tables.h) at what the ledger and its views say:
// each event as a row, and the rows of every view there is at (E = today, K = what is folded).
//
//   step()   takes the role where it is free, sees what stands there, writes the events behind it
//            and, when the interval is over, the rows of views that differ, all views at one (E, K)
//
// Several processes may have one over the same database: one at a time writes, the others wait for
// its connection to end. Tables that cannot have grown out of this ledger are made anew, as are
// those of a view of another version. After an error nothing is lost: the next step connects again
// and looks where it was.
//
// One thread. What the sources refer to outlives the projector.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/rules/rules.h"
#include "core/store/readable_tables.h"
#include "projections/kept_rows.h"
#include "projections/projections.h"

namespace tally {

struct ProjectorSources {
  const EventStore& store;
  const Projections& views;
  std::function<Result<Hash>(TreeSize)> root_at;
  std::function<Date()> today;
  std::function<std::vector<Flag>(Position)> flags;
};

struct ProjectorOptions {
  // Views are computed again no more often than this, and never so often that it takes more than a
  // fifth of the time. 0: at each step.
  std::chrono::milliseconds interval{1'000};
};

// What a step did.
struct ProjectorStep {
  bool active = false;  // This process has the role.
  bool behind = false;  // There is more to do at once.
  // The views' rows are older than the ledger, and the interval is not over.
  std::optional<std::chrono::milliseconds> views_due_in;
  TreeSize events;  // Readable.
  TreeSize views;   // K of the views' rows.
  std::uint64_t rows_changed = 0;
  std::vector<std::string> notes;  // For people.
};

class Projector {
 public:
  Projector(ProjectorSources sources, ReadableTables& tables, ProjectorOptions options = {})
      : sources_(std::move(sources)), tables_(tables), options_(options) {}

  // Events up to `until`, at most a page of them, and the views when they are due or `now`.
  Result<ProjectorStep> step(TreeSize until, bool now = false);

 private:
  struct KeptTable {
    ProjectionState state;
    std::vector<KeptRow> rows;
  };
  using Key = std::pair<std::string, std::string>;  // View, list.

  Result<void> step_in_role(TreeSize until, bool now, ProjectorStep& done);
  // What stands in the tables, made anew where it is of no use. False: not to be touched yet.
  Result<bool> look(TreeSize until, ProjectorStep& done);
  Result<bool> usable(const std::vector<ProjectionState>& states, TreeSize until) const;
  Result<void> look_at_views(const std::vector<ProjectionState>& states);
  Result<std::vector<KeptRow>> kept_rows(const ProjectionState& state);

  Result<void> write_events(TreeSize until);
  bool views_differ(const Cut& cut) const;
  Result<void> write_views(const Cut& cut, ProjectorStep& done);
  // What the views say at (E, K), each for the lists that it speaks of. One that cannot be asked so
  // is missing, with a note: its table stays as it is.
  Result<std::vector<std::pair<Key, ViewResult>>> answers(const Cut& cut,
                                                          ProjectorStep& done) const;
  Result<TableChange> change_of(const Key& key, ViewResult result, KeptTable& then) const;

  ProjectorSources sources_;
  ReadableTables& tables_;
  ProjectorOptions options_;
  bool looked_ = false;
  std::uint64_t term_ = 0;  // In which that was.
  ProjectionState events_;
  std::map<Key, KeptTable> kept_;
  std::optional<Cut> written_;  // Of the views.
  std::chrono::steady_clock::time_point next_views_{};
};

// The columns of a view's table.
std::vector<TableColumn> table_columns(const ViewInfo& view);

}  // namespace tally
