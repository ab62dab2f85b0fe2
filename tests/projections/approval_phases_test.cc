// Phases brought into order one by one equal the straightforward pass: every live row of all parts
// in the order of facts, joined in a map.
#include "projections/approval_phases.h"

#include <map>

#include "projections/decoding.h"
#include "projections/views.h"
#include "tests/projections/ledger_fixture.h"
#include "tests/support/fixed_sources.h"

namespace tally::test {
namespace {

constexpr std::size_t kParts = 3;

// A few projects with phases of equal names, opened twice, closed and reopened, their acts said in
// any order, now and then of a phase or a step that nobody planned.
class ApprovalHistory {
 public:
  ApprovalHistory(std::uint64_t seed, int events) : random_(seed) {
    for (int i = 0; i < events; ++i) step();
  }
  TestLedger ledger;

  std::uint64_t below(std::uint64_t limit) { return random_.below(limit); }
  std::string any_date() {
    return Date::of(2025, 1, 1).plus_days(static_cast<std::int32_t>(below(60))).to_string();
  }
  std::string project() { return "P-" + std::to_string(below(5)); }

 private:
  std::string phase() { return "F-" + std::to_string(below(3)); }
  std::string step_name() { return "s" + std::to_string(below(4)); }

  Payload opening() {
    PhaseOpened event;
    event.project = project_;
    event.phase_id = phase();
    event.phase = "P" + std::to_string(below(4) + 1);
    if (below(2) == 0) event.lead_org = "bureau-" + std::to_string(below(3));
    if (below(2) == 0) event.limit_days = static_cast<std::int32_t>(below(40) + 1);
    event.steps.emplace();
    for (std::uint64_t i = below(4); i > 0; --i) {
      StepPlan plan;
      plan.step = "s" + std::to_string(i);
      if (below(2) == 0) plan.org = "bureau-" + std::to_string(below(3));
      if (below(2) == 0) plan.pledged_days = static_cast<std::int32_t>(below(20) + 1);
      event.steps->push_back(std::move(plan));
    }
    return event;
  }
  template <class Act>
  Payload act() {
    Act event;
    event.phase_id = phase();
    event.step = step_name();
    return event;
  }
  Payload any_act() {
    switch (below(7)) {
      case 0:
        return act<StepSubmitted>();
      case 1:
      case 2:
        return act<StepAccepted>();
      case 3:
        return act<ClockPaused>();
      case 4:
        return act<ClockResumed>();
      case 5:
        return act<StepReopened>();
      default:
        return act<StepApproved>();
    }
  }
  void step() {
    project_ = project();
    const auto dice = below(20);
    if (dice == 0 && !acts_.empty()) {
      ledger.void_event(acts_[below(acts_.size())]);
    } else if (dice == 1 && !acts_.empty()) {
      // To another day, so that the correction has another place among the acts.
      ledger.correct(acts_[below(acts_.size())], act<StepAccepted>(), any_date());
    } else if (dice == 2) {
      PhaseClosed event;
      event.phase_id = phase();
      ledger.add(event, any_date(), project_);
    } else if (dice < 7) {
      ledger.add(opening(), any_date());
    } else {
      acts_.push_back(ledger.add(any_act(), any_date(), project_));
    }
  }

  SeededRandom random_;
  std::string project_;
  std::vector<std::uint64_t> acts_;
};

struct Folded {
  std::vector<FactPart> parts = std::vector<FactPart>(kParts);

  explicit Folded(TestLedger& ledger) {
    for (std::uint64_t at = 0; at < ledger.size().value; ++at) {
      const auto page = ledger.store().read({at}, Direction::forward, {.records_max = 1}).value();
      const auto head = read_fold_head(page.records[0], kParts);
      EXPECT_TRUE(head.ok());
      EXPECT_TRUE(parts[head->part].fold_record(*head, page.records[0], ledger.store()).ok());
    }
  }
  FactSet set() const {
    FactSet facts;
    for (const auto& part : parts) facts.parts.push_back(&part.facts);
    return facts;
  }
};

using PhaseKey = std::pair<std::string_view, std::string_view>;  // Project, phase.
using Phases = std::map<PhaseKey, ApprovalPhase>;

template <class Values>
std::optional<std::string_view> stated(const Row<Values>& row, Name name) {
  if (name == kNotStated) return std::nullopt;
  return row.text(name);
}

Phases slow_phases(const FactSet& facts, const Cut& cut) {
  Phases phases;
  for (const auto& row : live_rows(facts, &Facts::phases, cut)) {
    auto& phase = phases[{row.subject_text(), row.text(row->phase_id)}];
    phase.kind = stated(row, row->phase);
    phase.lead_org = stated(row, row->lead_org);
    phase.limit_days = row->limit_days;
    phase.opened_on = row.day();
    row.note(phase.positions);
  }
  const auto phase_of = [&](const auto& row) -> ApprovalPhase* {
    const auto found = phases.find({row.subject_text(), row.text(row->phase_id)});
    if (found == phases.end()) return nullptr;
    row.note(found->second.positions);
    return &found->second;
  };
  for (const auto& row : live_rows(facts, &Facts::step_plans, cut)) {
    auto* const phase = phase_of(row);
    if (!phase) continue;
    auto& step = phase->step(row.text(row->step));
    step.item = stated(row, row->item);
    step.org = stated(row, row->org);
    step.statutory_days = row->statutory_days;
    step.pledged_days = row->pledged_days;
    step.day_kind = row->day_kind;
  }
  for (const auto& row : live_rows(facts, &Facts::step_acts, cut)) {
    auto* const phase = phase_of(row);
    if (!phase) continue;
    if (row->act == StepAct::phase_closed) {
      phase->closed_on = row.day();
      phase->outcome = stated(row, row->note);
      continue;
    }
    if (row->act == StepAct::reopened) phase->closed_on.reset(), phase->outcome.reset();
    phase->step(row.text(row->step)).clock.act(row->act, row.day(), row->days);
  }
  return phases;
}

std::string shown(const std::optional<std::string_view>& text) {
  return " " + (text ? std::string(*text) : "-");
}
std::string shown(const std::optional<Date>& date) {
  return " " + (date ? date->to_string() : "-");
}
std::string shown(const Days& days) { return " " + (days ? std::to_string(*days) : "-"); }

std::string shown(const ApprovalPhase& phase) {
  std::string text = shown(phase.kind) + shown(phase.lead_org) + shown(phase.limit_days) +
                     shown(std::optional(phase.opened_on)) + shown(phase.closed_on) +
                     shown(phase.outcome);
  for (const auto& step : phase.steps) {
    const auto& clock = step.clock;
    text += " [" + std::string(step.name) + shown(step.item) + shown(step.org) +
            shown(step.statutory_days) + shown(step.pledged_days) + shown(step.limit()) + " " +
            std::string(step_state_name(clock.state())) + shown(clock.submitted_on()) +
            shown(clock.accepted_on()) + shown(clock.decided_on()) + shown(clock.waiting_since());
    for (const auto& span : clock.spans(Date::of(2025, 3, 1))) {
      text += shown(std::optional(span.after)) + shown(std::optional(span.until));
    }
    text += "]";
  }
  for (const auto position : phase.positions.sorted()) text += " " + std::to_string(position);
  return text;
}

std::map<PhaseKey, std::string> quick_phases(const FactSet& facts, const ViewQuery& query) {
  const auto filter = ProjectFilter::of(facts, query).value();
  std::map<PhaseKey, std::string> all;
  for (const Facts* part : facts.parts) {
    const ApprovalPhases phases(*part, query.cut, true, filter);
    for (std::size_t i = 0; i < phases.size(); ++i) {
      const auto phase = phases.phase(i);
      EXPECT_TRUE(all.emplace(PhaseKey(phase.project, phase.id), shown(phase)).second);
    }
  }
  return all;
}

TEST(ApprovalPhasesTest, EqualTheStraightforwardPassAtAnyCut) {
  for (std::uint64_t seed = 700; seed < 712; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    ApprovalHistory history(seed, 260);
    const Folded folded(history.ledger);
    const FactSet facts = folded.set();
    for (int i = 0; i < 20; ++i) {
      auto query = history.ledger.query(history.any_date());
      query.cut.known = {history.below(history.ledger.size().value) + 1};
      if (i % 4 == 0) query.project = history.project();
      std::map<PhaseKey, std::string> expected;
      for (const auto& [key, phase] : slow_phases(facts, query.cut)) {
        if (!query.project || *query.project == key.first) expected[key] = shown(phase);
      }
      ASSERT_EQ(quick_phases(facts, query), expected);
      // The view has a row for each, in the same order.
      const auto rows = approvals_view().roll_up(facts, query).value();
      ASSERT_EQ(rows.size(), expected.size());
      auto row = rows.begin();
      for (const auto& [key, text] : expected) {
        EXPECT_EQ(member(*row, "project"), Json(key.first));
        EXPECT_EQ(member(*row++, "phase_id"), Json(key.second));
      }
    }
  }
}

}  // namespace
}  // namespace tally::test
