#include "projections/policy_figures.h"

#include <algorithm>

namespace tally {
namespace {

// A grant: by its own number where the events give one.
struct GrantKey {
  std::string_view policy, enterprise, grant;
  int year = 0;
  auto operator<=>(const GrantKey&) const = default;
};
GrantKey key_of(const GrantRef& ref) {
  return {ref.policy_id, ref.enterprise, ref.grant_id ? std::string_view(*ref.grant_id) : "",
          ref.year};
}

class Collector {
 public:
  Collector(const FactSet& facts, const Cut& cut, std::optional<int> year)
      : facts_(facts), cut_(cut), year_(year), calendar_(facts, cut) {}

  PolicyFigures collect() {
    for (const auto& row : live_rows<PolicyIssued>(facts_, cut_)) {
      figures_.issued.insert_or_assign(row->policy_id, row);
    }
    budgets();
    for (const auto& row : live_rows<GrantApplied>(facts_, cut_)) {
      note(row, std::nullopt, row->industry,
           [&](PolicyLine& line) { line.applied.add(row->amount); });
    }
    for (const auto& row : live_rows<GrantApproved>(facts_, cut_)) {
      approved_.try_emplace(key_of(*row), row.day());
      note(row, std::nullopt, std::nullopt,
           [&](PolicyLine& line) { line.approved.add(row->amount); });
    }
    for (const auto& row : live_rows<GrantPaid>(facts_, cut_)) pay(row);
    for (const auto& row : live_rows<GrantRecovered>(facts_, cut_)) recover(row);
    return std::move(figures_);
  }

 private:
  // The last word on each policy and year; a budget without a policy is of all together, and then
  // those of single policies are parts of it.
  void budgets() {
    std::map<std::pair<int, std::string_view>, Row<PolicyBudgetSet>> last;
    for (const auto& row : live_rows<PolicyBudgetSet>(facts_, cut_)) {
      if (year_ && row->year != *year_) continue;
      const std::string_view policy = row->policy_id ? std::string_view(*row->policy_id) : "";
      last.insert_or_assign({row->year, policy}, row);
    }
    for (const auto& [key, row] : last) {
      const bool part = !key.second.empty() && last.count({key.first, ""}) != 0;
      if (!key.second.empty()) {
        auto& line = figures_.policies[key.second];
        line.budget.add(row->amount);
        row.note(line.positions);
      }
      if (part) continue;
      figures_.total.budget.add(row->amount);
      row.note(figures_.total.positions);
    }
  }

  // Where a grant belongs beside its policy: as it says, else as its policy can only mean.
  PolicyLine& purpose_line(const GrantRef& ref, std::optional<GrantPurpose> purpose,
                           const std::optional<std::string>& industry) {
    if (purpose == GrantPurpose::factor) return figures_.factor;
    if (industry) return figures_.industries[*industry];
    const auto policy = figures_.issued.find(ref.policy_id);
    if (policy == figures_.issued.end()) return figures_.unassigned;
    const PolicyIssued& issued = *policy->second;
    const bool factor = issued.factor.value_or(false);
    const std::size_t industries = issued.industries ? issued.industries->size() : 0;
    if (!factor && industries == 1) return figures_.industries[issued.industries->front()];
    if (factor && industries == 0) return figures_.factor;
    return figures_.unassigned;
  }
  template <class Event, class Add>
  void note(const Row<Event>& row, std::optional<GrantPurpose> purpose,
            const std::optional<std::string>& industry, const Add& add) {
    if (year_ && row->year != *year_) return;
    for (PolicyLine* line : {&figures_.total, &figures_.policies[row->policy_id],
                             &purpose_line(*row, purpose, industry)}) {
      add(*line);
      row.note(line->positions);
    }
  }

  void pay(const Row<GrantPaid>& row) {
    paid_as_.insert_or_assign(key_of(*row), row);
    const auto approval = approved_.find(key_of(*row));
    const bool approved = approval != approved_.end() && approval->second <= row.day();
    const auto lag = approved ? calendar_.between(approval->second, row.day()) : std::nullopt;
    note(row, row->purpose, row->industry, [&](PolicyLine& line) {
      line.paid.add(row->amount);
      ++line.payments;
      if (!approved) {
        ++line.without_approval;
      } else if (lag) {
        line.lags.push_back(*lag);
        line.positions.insert(calendar_.positions());
      } else {
        ++line.lag_undetermined;
      }
    });
  }
  // Taken back from where it was paid.
  void recover(const Row<GrantRecovered>& row) {
    const auto paid = paid_as_.find(key_of(*row));
    std::optional<GrantPurpose> purpose;
    std::optional<std::string> industry;
    if (paid != paid_as_.end()) {
      purpose = paid->second->purpose;
      industry = paid->second->industry;
    }
    note(row, purpose, industry, [&](PolicyLine& line) { line.recovered.add(row->amount); });
  }

  const FactSet& facts_;
  const Cut& cut_;
  const std::optional<int> year_;
  const WorkingDays calendar_;
  std::map<GrantKey, Date> approved_;  // The first day.
  std::map<GrantKey, Row<GrantPaid>> paid_as_;
  PolicyFigures figures_;
};

}  // namespace

std::optional<Money> PolicyLine::net_paid(const std::optional<Currency>& currency) const {
  Sum net = paid;
  if (recovered.stated == 0) return net.total(currency);
  const auto back = recovered.total(currency);
  if (!back) return std::nullopt;
  net.subtract(*back);
  return net.total(currency);
}

std::optional<std::int64_t> PolicyLine::median_lag() const {
  if (lags.empty()) return std::nullopt;
  auto sorted = lags;
  std::sort(sorted.begin(), sorted.end());
  return sorted[(sorted.size() - 1) / 2];
}

PolicyFigures policy_figures(const FactSet& facts, const Cut& cut, std::optional<int> year) {
  return Collector(facts, cut, year).collect();
}

}  // namespace tally
