#include "projections/timeline.h"

#include <algorithm>

#include "projections/project_state.h"

namespace tally {
namespace {

class Drafting {
 public:
  Drafting(const FactSet& facts, const Cut& cut, std::string_view project)
      : facts_(facts), cut_(cut), project_(project), calendar_(facts, cut) {}

  Result<Timeline> draft() {
    out_.project = project_;
    out_.until = cut_.effective;
    name();
    stages();
    marks();
    phases();
    money();
    reports();
    if (!first_) {
      return Error(ErrorCode::not_found,
                   "nothing is known of project \"" + std::string(project_) + "\" at this cut",
                   "project");
    }
    out_.from = *first_;
    return std::move(out_);
  }

 private:
  template <class Values>
  std::vector<Row<Values>> rows(Table<Values> Facts::*table) const {
    auto all = live_rows(facts_, table, cut_);
    std::erase_if(all, [&](const auto& row) { return row.subject_text() != project_; });
    return all;
  }

  void seen(Date day) {
    if (!first_ || day < *first_) first_ = day;
  }

  void name() {
    for (const auto& row : rows(&Facts::registered)) {
      seen(row.day());
      if (row->name != kNotStated) out_.name = row.text(row->name);
    }
  }

  void stages() {
    for (const auto& row : rows(&Facts::openings)) {
      seen(row.day());
      if (row->started_on) {
        seen(*row->started_on);
        out_.marks.push_back(
            {std::string(kMilestoneStart), *row->started_on, false, row.order().position});
      }
      if (row->stage == kNotStated) continue;
      out_.stages.push_back(
          {std::string(row.text(row->stage)), row.day(), out_.until, row.order().position});
    }
    for (const auto& row : rows(&Facts::stages)) {
      seen(row.day());
      if (!out_.stages.empty()) {
        out_.stages.back().until = std::max(row.day(), out_.stages.back().from);
      }
      out_.stages.push_back(
          {std::string(row.text(row->to)), row.day(), out_.until, row.order().position});
    }
  }

  void marks() {
    for (const auto& row : rows(&Facts::reached)) {
      seen(row.day());
      out_.marks.push_back(
          {std::string(row.text(row->code)), row.day(), false, row.order().position});
    }
    std::vector<TimelineMark> planned;  // The last word on each.
    for (const auto& row : rows(&Facts::planned)) {
      const auto code = row.text(row->code);
      std::erase_if(planned, [&](const TimelineMark& mark) { return mark.code == code; });
      if (row->date) {
        planned.push_back({std::string(code), *row->date, true, row.order().position});
      }
    }
    out_.marks.insert(out_.marks.end(), planned.begin(), planned.end());
  }

  void phases() {
    for (const auto& phase : phase_histories(facts_, cut_, project_)) {
      seen(phase.opened_on);
      TimelinePhase& drawn = out_.phases.emplace_back();
      drawn.id = phase.id;
      if (phase.kind) drawn.kind = std::string(*phase.kind);
      drawn.opened_on = phase.opened_on;
      drawn.closed_on = phase.closed_on;
      for (const auto& step : phase.steps) drawn.steps.push_back(this->step(step));
    }
  }

  TimelineStep step(const StepHistory& history) {
    const auto& clock = history.clock;
    TimelineStep step;
    step.step = history.name;
    if (history.org) step.org = std::string(*history.org);
    step.state = clock.state();
    step.submitted_on = clock.submitted_on();
    step.accepted_on = clock.accepted_on();
    step.decided_on = clock.decided_on();
    for (const auto& act : history.acts) seen(act.day);
    step.end = clock.decided_on().value_or(cut_.effective);
    step.limit = history.limit();
    if (!clock.has_clock()) return step;
    step.running = clock.spans(step.end);
    step.pauses = history.pauses(step.end);
    step.used = days_in(step.running, history.day_kind, calendar_);
    if (step.limit) step.due = clock.due(*step.limit, history.day_kind, calendar_);
    if (step.due.day) {
      step.overdue = step.end > *step.due.day;
    } else if (step.due.kind == StepClock::Due::Kind::suspended) {
      step.overdue = false;
    }
    return step;
  }

  void money() {
    std::vector<std::pair<FactOrder, TimelineMoney>> all;
    const auto payments = rows(&Facts::payments);
    for (const auto& row : payments) {
      seen(row.day());
      std::optional<std::string> request;
      if (row->request_id != kNotStated) request = std::string(row.text(row->request_id));
      all.push_back({row.order(), {row.day(), row->amount, request, row.order().position}});
    }
    for (const auto& row : rows(&Facts::returns)) {
      Money back = row->amount;
      back.minor = -back.minor;
      all.push_back({row.order(), {row.day(), back, std::nullopt, row.order().position}});
    }
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [order, item] : all) out_.money.push_back(std::move(item));
  }

  void reports() {
    for (const auto& row : rows(&Facts::reports)) {
      seen(row->period.first_day());
      std::erase_if(out_.reports, [&](const auto& known) { return known.period == row->period; });
      out_.reports.push_back({row->period, row->ytd});
    }
    std::sort(out_.reports.begin(), out_.reports.end(), [](const auto& a, const auto& b) {
      return a.period.last_day() < b.period.last_day();
    });
  }

  const FactSet& facts_;
  const Cut cut_;
  const std::string_view project_;
  const WorkingDays calendar_;
  Timeline out_;
  std::optional<Date> first_;
};

Json spans_json(const std::vector<DaySpan>& spans) {
  Json::Array list;
  for (const auto& span : spans) {
    if (span.until <= span.after) continue;
    Json item;
    item.set("first", span.after.plus_days(1).to_string());
    list.push_back(item.set("last", span.until.to_string()));
  }
  return list;
}

Json step_json(const TimelineStep& step) {
  Json out;
  out.set("step", step.step).set("org", step.org ? Json(*step.org) : Json());
  out.set("state", step_state_name(step.state));
  out.set("submitted_on", date_json(step.submitted_on));
  out.set("accepted_on", date_json(step.accepted_on));
  out.set("decided_on", date_json(step.decided_on));
  out.set("running", spans_json(step.running)).set("pauses", spans_json(step.pauses));
  out.set("limit", step.limit ? Json(std::int64_t{*step.limit}) : Json());
  out.set("used", step.used ? Json(std::int64_t{*step.used}) : Json());
  out.set("due", date_json(step.due.day));
  return out.set("overdue", step.overdue ? Json(*step.overdue) : Json());
}

}  // namespace

Result<Timeline> timeline_of(const FactSet& facts, const Cut& cut, std::string_view project) {
  return Drafting(facts, cut, project).draft();
}

Json timeline_json(const Timeline& timeline) {
  Json out;
  out.set("project", timeline.project);
  out.set("name", timeline.name ? Json(*timeline.name) : Json());
  out.set("from", timeline.from.to_string()).set("until", timeline.until.to_string());
  Json::Array stages, marks, phases, money, reports;
  for (const auto& stage : timeline.stages) {
    Json item;
    item.set("stage", stage.stage).set("from", stage.from.to_string());
    stages.push_back(item.set("until", stage.until.to_string()).set("position", stage.position));
  }
  for (const auto& mark : timeline.marks) {
    Json item;
    item.set("code", mark.code).set("day", mark.day.to_string()).set("planned", mark.planned);
    marks.push_back(item.set("position", mark.position));
  }
  for (const auto& phase : timeline.phases) {
    Json item;
    item.set("phase_id", phase.id).set("phase", phase.kind ? Json(*phase.kind) : Json());
    item.set("opened_on", phase.opened_on.to_string());
    item.set("closed_on", date_json(phase.closed_on));
    Json::Array steps;
    for (const auto& step : phase.steps) steps.push_back(step_json(step));
    phases.push_back(item.set("steps", std::move(steps)));
  }
  for (const auto& payment : timeline.money) {
    Json item;
    item.set("day", payment.day.to_string()).set("amount", money_json(payment.amount));
    item.set("request_id", payment.request_id ? Json(*payment.request_id) : Json());
    money.push_back(item.set("position", payment.position));
  }
  for (const auto& report : timeline.reports) {
    Json item;
    item.set("period", report.period.to_string());
    reports.push_back(item.set("ytd", money_json(report.ytd)));
  }
  out.set("stages", std::move(stages)).set("milestones", std::move(marks));
  out.set("phases", std::move(phases)).set("money", std::move(money));
  return out.set("reports", std::move(reports));
}

}  // namespace tally
