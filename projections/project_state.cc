#include "projections/project_state.h"

#include <map>

namespace tally {
namespace {

// The states of the projects of one part, by the interned id.
class Collector {
 public:
  Collector(const Facts& facts, const Cut& cut) : facts_(facts), cut_(cut) {}

  void collect() {
    identities();
    stages();
    dates();
    estimates();
    listings();
    reports();
    openings();
    payments();
  }
  void append_to(std::vector<ProjectState>& all) {
    for (auto& state : states_) {
      for (const Taken* taken : {&state.name, &state.enrolled, &state.stage, &state.start,
                                 &state.completion, &state.planned, &state.opening}) {
        if (taken->origin) taken->origin->note(state.project.history);
      }
      all.push_back(std::move(state.project));
    }
  }

 private:
  // The fact that a figure was taken from, among those that could give it.
  struct Taken {
    FactOrder order;
    std::optional<Origin> origin;
  };
  struct State {
    ProjectState project;
    Taken name, enrolled, stage, start, completion, planned, opening;
  };

  template <class Values>
  State& of(const Row<Values>& row) {
    if (index_.size() <= row.subject()) index_.resize(facts_.names.size(), kNone);
    auto& index = index_[row.subject()];
    if (index == kNone) {
      index = states_.size();
      states_.emplace_back();
      states_.back().project.id = row.subject_text();
    }
    return states_[index];
  }
  template <class Values, class Visit>
  void each(Table<Values> Facts::*table, Visit&& visit) {
    each_live(facts_, table, cut_, [&](const Row<Values>& row) { visit(of(row), row); });
  }
  template <class Values>
  static Origin origin(const Row<Values>& row) {
    return {row.order().position, row.table->known_from[row.index]};
  }
  // Takes the row if it is later (or earlier) than the one taken before it, and says so.
  template <class Values>
  static bool later(Taken& taken, const Row<Values>& row) {
    return take(taken, row, taken.order <= row.order());
  }
  template <class Values>
  static bool earlier(Taken& taken, const Row<Values>& row) {
    return take(taken, row, row.order() < taken.order);
  }
  template <class Values>
  static bool take(Taken& taken, const Row<Values>& row, bool better) {
    if (taken.origin && !better) return false;
    taken = {row.order(), origin(row)};
    return true;
  }

  void identities() {
    each(&Facts::registered, [](State& state, const Row<RegisteredRow>& row) {
      state.project.registered = true;
      if (!later(state.name, row)) return;
      const auto stated = [&](Name text) -> std::optional<std::string_view> {
        if (text == kNotStated) return std::nullopt;
        return row.text(text);
      };
      state.project.name = row.text(row->name);
      state.project.owner = stated(row->owner);
      state.project.industry = stated(row->industry);
    });
    each(&Facts::enrolled, [](State& state, const Row<EnrolledRow>& row) {
      state.project.enrolled = true;
      earlier(state.enrolled, row);
    });
  }

  void take_stage(State& state, std::string_view stage, std::optional<std::string_view> stated) {
    state.project.stage = stage;
    state.project.stage_as_stated = stated;
  }
  void stages() {
    each(&Facts::stages, [this](State& state, const Row<StageRow>& row) {
      if (!later(state.stage, row)) return;
      std::optional<std::string_view> stated;
      if (row->as_stated != kNotStated) stated = row.text(row->as_stated);
      take_stage(state, row.text(row->to), stated);
    });
  }

  void dates() {
    each(&Facts::reached, [](State& state, const Row<ReachedRow>& row) {
      const auto code = row.text(row->code);
      if (code == kMilestoneStart && earlier(state.start, row)) {
        state.project.started_on = row.day();
      }
      if (code == kMilestoneCompletion && earlier(state.completion, row)) {
        state.project.completed_on = row.day();
      }
    });
    each(&Facts::planned, [](State& state, const Row<PlannedRow>& row) {
      if (row.text(row->code) != kMilestoneCompletion || !later(state.planned, row)) return;
      state.project.planned_completion = row->date;
    });
  }

  static std::optional<TotalLevel> level_of(EstimateKind kind) {
    switch (kind) {
      case EstimateKind::feasibility:
        return TotalLevel::feasibility;
      case EstimateKind::design:
        return TotalLevel::design;
      case EstimateKind::adjusted_design:
        return TotalLevel::adjusted_design;
      case EstimateKind::final_accounts:
        return TotalLevel::final_accounts;
      case EstimateKind::forecast:
        return TotalLevel::forecast;
      case EstimateKind::budget:  // 预算 never counts.
        break;
    }
    return std::nullopt;
  }
  void estimates() {
    each(&Facts::registered, [](State& state, const Row<RegisteredRow>& row) {
      if (!row->planned_total) return;
      state.project.estimates.push_back(
          {TotalLevel::registered, row->planned_total, row.order(), origin(row)});
    });
    each(&Facts::estimates, [](State& state, const Row<EstimateRow>& row) {
      const auto level = level_of(row->kind);
      if (!level) return;
      state.project.estimates.push_back({*level, row->total, row.order(), origin(row)});
    });
    each_live<FinalAccountsApproved>(facts_, cut_, [this](const Row<FinalAccountsApproved>& row) {
      of(row).project.estimates.push_back(
          {TotalLevel::final_accounts, row->amount, row.order(), origin(row)});
    });
  }

  void listings() {
    each(&Facts::listings, [](State& state, const Row<ListingRow>& row) {
      state.project.listings.push_back({row.text(row->list), row->year, row->listed,
                                        row->planned_class, row->annual_plan, row.order(),
                                        origin(row)});
    });
  }

  void reports() {
    each(&Facts::reports, [](State& state, const Row<ReportRow>& row) {
      state.project.reports.push_back(
          {row->period, row->ytd, row->cumulative, row.order(), origin(row)});
    });
  }

  void openings() {
    each(&Facts::openings, [this](State& state, const Row<OpeningRow>& row) {
      if (!later(state.opening, row)) return;
      state.project.opening = true;
      state.project.opening_invested = row->invested_cumulative;
      auto& started = state.project.started_on;
      const auto stated = row->started_on;
      if (stated && *stated <= cut_.effective && (!started || *stated < *started)) {
        started = stated;
      }
      if (row->stage != kNotStated && later(state.stage, row)) {
        take_stage(state, row.text(row->stage), std::nullopt);
      }
    });
    each(&Facts::opening_paid, [](State& state, const Row<OpeningPaidRow>& row) {
      state.project.paid.add(row->amount);
      row.note(state.project.payments);
    });
  }

  void payments() {
    each(&Facts::payments, [](State& state, const Row<PaymentRow>& row) {
      state.project.paid.add(row->amount);
      row.note(state.project.payments);
    });
    each(&Facts::returns, [](State& state, const Row<ReturnRow>& row) {
      state.project.paid.subtract(row->amount);
      row.note(state.project.payments);
    });
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  const Facts& facts_;
  const Cut& cut_;
  std::vector<State> states_;
  std::vector<std::size_t> index_;
};

// A14: the first event that ends the project, split up or gone into another, which may lie in
// another project's stream.
void take_successions(const FactSet& facts, const Cut& cut, std::vector<ProjectState>& sorted) {
  const auto end = [&](std::string_view id, const auto& row, bool merged) {
    const auto project =
        std::lower_bound(sorted.begin(), sorted.end(), id,
                         [](const ProjectState& a, std::string_view b) { return a.id < b; });
    if (project == sorted.end() || project->id != id) return;
    row.note(project->history);
    if (project->gone_on && *project->gone_on <= row.day()) return;
    project->gone_on = row.day();
    project->merged = merged;
  };
  for (const auto& row : live_rows<ProjectSplit>(facts, cut)) end(row->project, row, false);
  for (const auto& row : live_rows<ProjectMerged>(facts, cut)) {
    for (const auto& part : row->parts) end(part.project, row, true);
  }
}

template <class Fact>
void sort_by_order(std::vector<Fact>& facts) {
  std::sort(facts.begin(), facts.end(),
            [](const Fact& a, const Fact& b) { return a.order < b.order; });
}

}  // namespace

std::string_view total_level_name(TotalLevel level) {
  static constexpr std::string_view kNames[] = {"registered", "forecast",        "feasibility",
                                                "design",     "adjusted_design", "final_accounts"};
  return kNames[static_cast<std::size_t>(level)];
}

std::vector<ProjectState> project_states(const FactSet& facts, const Cut& cut) {
  std::vector<ProjectState> all;
  for (const Facts* part : facts.parts) {
    Collector collector(*part, cut);
    collector.collect();
    collector.append_to(all);
  }
  for (auto& project : all) {
    sort_by_order(project.estimates);
    sort_by_order(project.listings);
    sort_by_order(project.reports);
  }
  std::sort(all.begin(), all.end(),
            [](const ProjectState& a, const ProjectState& b) { return a.id < b.id; });
  take_successions(facts, cut, all);
  return all;
}

TotalInvestment total_investment(const ProjectState& project, Date until) {
  const Estimate* chosen = nullptr;
  for (const auto& estimate : project.estimates) {
    if (estimate.order.day > until.days) break;
    if (!chosen || estimate.level >= chosen->level) chosen = &estimate;
  }
  TotalInvestment total;
  if (!chosen) return total;
  total.amount = chosen->total;
  if (chosen->total) total.level = chosen->level;
  total.origin = chosen->origin;
  for (const auto& estimate : project.estimates) {
    if (estimate.order.day > until.days) break;
    if (estimate.level < chosen->level && estimate.total && chosen->order < estimate.order) {
      total.newer_lower_level = true;
    }
  }
  return total;
}

}  // namespace tally
