// Milestones planned and reached, and the steps of parallel approval.
#include <array>

#include "tools/export/oc4ids_project.h"

namespace tally {
namespace {

struct CodePair {
  std::string_view ours;
  std::string_view theirs;
};
constexpr std::array<CodePair, 3> kMilestoneCodes = {{{"start", "commencement"},
                                                      {"completion_accepted", "completion"},
                                                      {"handover", "commissioning"}}};
// Items whose approval is an approval of the project itself (domain §3).
constexpr std::array<std::string_view, 4> kProjectApprovals = {"project_proposal", "feasibility",
                                                               "verification", "filing"};
// How an act ends a step, if it does.
constexpr std::array<CodePair, 6> kStepEnds = {{{"approval.step_approved", "met"},
                                                {"approval.step_deemed", "met"},
                                                {"approval.step_denied", "notMet"},
                                                {"approval.step_withdrawn", "notMet"},
                                                {"approval.not_accepted", "notMet"},
                                                {"approval.certificate_revoked", "notMet"}}};

template <std::size_t N>
std::string_view find_pair(const std::array<CodePair, N>& pairs, std::string_view ours) {
  for (const auto& pair : pairs) {
    if (pair.ours == ours) return pair.theirs;
  }
  return "";
}

std::string day_time(const std::string& day, UtcOffset offset) {
  const auto date = Date::parse(day);
  return date.ok() ? rfc3339(Effective{*date, {}}, offset) : "";
}

bool is_suspended(const Oc4idsFacts& facts) {
  bool suspended = false;
  facts.each("stage.changed", [&](const ExportEvent& event) {
    suspended = text_member(event.payload, "to") == "suspended";
  });
  return suspended;
}

struct Milestone {
  std::optional<std::string> due;  // A day.
  std::optional<std::string> met;  // An instant.
};

std::map<std::string, Milestone> milestones_of(const Oc4idsFacts& facts) {
  std::map<std::string, Milestone> by_code;
  for (const auto& event : facts.events) {
    const auto code = text_member(event.payload, "code").value_or("");
    if (event.type == "milestone.planned") by_code[code].due = text_member(event.payload, "date");
    if (event.type == "milestone.reached" && !by_code[code].met) by_code[code].met = event.time();
    const auto started = text_member(event.payload, "started_on");
    if (event.type == "opening.recorded" && started) {
      auto& met = by_code["start"].met;
      const auto day = day_time(*started, facts.cut.offset);
      if (!met || day < *met) met = day;
    }
  }
  return by_code;
}

void push_milestones(Json& list, Json& project, const Oc4idsFacts& facts) {
  const bool suspended = is_suspended(facts);
  Json period;
  for (const auto& [code, milestone] : milestones_of(facts)) {
    if (!milestone.due && !milestone.met) continue;  // The plan was withdrawn.
    Json item;
    item.set("id", "milestone/" + code).set("title", code).set("type", "delivery");
    set_filled(item, "code", find_pair(kMilestoneCodes, code));
    if (milestone.due) set_filled(item, "dueDate", day_time(*milestone.due, facts.cut.offset));
    if (milestone.met) item.set("dateMet", *milestone.met);
    const bool late = milestone.due && *milestone.due < facts.cut.effective.to_string();
    item.set("status", milestone.met ? "met" : suspended || late ? "notMet" : "scheduled");
    list.push(std::move(item));
    if (milestone.met && code == "start") period.set("startDate", *milestone.met);
    if (milestone.met && code == "completion_accepted") period.set("endDate", *milestone.met);
  }
  set_filled(project, "period", std::move(period));
}

struct Step {
  std::string item;
  std::string_view status = "scheduled";
  std::optional<std::string> decided;
  std::optional<std::string> certificate;
};

void plan_steps(const ExportEvent& event, std::map<std::string, Step>& steps) {
  const auto* plans = event.payload.find("steps");
  if (!plans || !plans->array()) return;
  const auto phase = text_member(event.payload, "phase_id").value_or("");
  for (const auto& plan : *plans->array()) {
    const auto name = text_member(plan, "step").value_or("");
    steps[phase + "/" + name].item = text_member(plan, "item").value_or(name);
  }
}

std::map<std::string, Step> steps_of(const Oc4idsFacts& facts) {
  std::map<std::string, Step> steps;
  for (const auto& event : facts.events) {
    if (event.type == "approval.phase_opened" || event.type == "approval.step_added") {
      plan_steps(event, steps);
      continue;
    }
    const auto name = text_member(event.payload, "step");
    if (!name || !event.type.starts_with("approval.")) continue;
    auto& step = steps[text_member(event.payload, "phase_id").value_or("") + "/" + *name];
    if (step.item.empty()) step.item = *name;
    const auto end = find_pair(kStepEnds, event.type);
    if (event.type == "approval.step_reopened") {
      step = {step.item, "scheduled", {}, {}};
    } else if (!end.empty()) {
      step.status = end;
      step.decided = event.time();
      step.certificate = text_member(event.payload, "certificate_no");
    }
  }
  return steps;
}

void push_steps(Json& list, const Oc4idsFacts& facts) {
  for (const auto& [id, step] : steps_of(facts)) {
    Json item;
    item.set("id", "step/" + id).set("title", step.item).set("type", "approval");
    for (const auto approval : kProjectApprovals) {
      if (step.item == approval) item.set("code", "projectApproval");
    }
    if (step.certificate) set_filled(item, "description", *step.certificate);
    if (step.decided) {
      item.set(step.status == "met" ? "dateMet" : "dateModified", *step.decided);
    }
    list.push(item.set("status", step.status));
  }
}

}  // namespace

void put_milestones(Json& project, const Oc4idsFacts& facts) {
  Json list;
  push_milestones(list, project, facts);
  push_steps(list, facts);
  set_filled(project, "milestones", std::move(list));
}

}  // namespace tally
