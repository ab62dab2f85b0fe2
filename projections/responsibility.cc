// responsibility: who answers for each industry and what is missing there; pledges, measures,
// enterprises served, and the tree of mandates (domain 5.3 V12).
#include "projections/duties.h"
#include "projections/figures.h"
#include "projections/mandates.h"
#include "projections/recorded_targets.h"
#include "projections/selection.h"
#include "projections/views.h"

namespace tally {
namespace {

Json list_of(const std::vector<std::string_view>& texts) {
  Json::Array out;
  for (const auto text : texts) out.push_back(text);
  return out;
}

// What stands in one line of the matrix.
struct IndustryLine {
  std::vector<std::string_view> leaders, departments, offices, task_forces, targets, policies;
  Positions positions;
};

bool leads(const ResponsibilityAssigned& duty) {
  return !duty.role || *duty.role == ResponsibilityRole::lead;
}
bool answers(const ResponsibilityAssigned& duty) {
  return leads(duty) || *duty.role == ResponsibilityRole::main;
}

IndustryLine line_of(std::string_view code, const Duties& duties,
                     const std::map<std::string_view, RecordedTarget>& targets) {
  IndustryLine line;
  for (const auto& [id, duty] : duties.responsibilities) {
    if (duty->subject.kind != SubjectKind::industry || duty->subject.id != code) continue;
    if (duty->leader && leads(*duty)) line.leaders.push_back(*duty->leader);
    if (duty->lead_org && answers(*duty)) line.departments.push_back(*duty->lead_org);
    duty.note(line.positions);
  }
  for (const auto& [id, body] : duties.bodies) {
    if (!names_industry(body->industries, code)) continue;
    if (body->kind == BodyKind::industry_office) line.offices.push_back(body->name);
    if (body->kind == BodyKind::task_force) line.task_forces.push_back(body->name);
    body.note(line.positions);
  }
  for (const auto& [id, target] : targets) {
    if (target.withdrawn_on) continue;
    const auto& conditions = target.said.conditions;
    const bool of_it = std::any_of(conditions.begin(), conditions.end(),
                                   [&](const auto& condition) { return condition.scope == code; });
    if (!of_it) continue;
    line.targets.push_back(id);
    line.positions.insert(target.positions);
  }
  for (const auto& [id, policy] : duties.policies) {
    if (!names_industry(policy->industries, code)) continue;
    line.policies.push_back(id);
    policy.note(line.positions);
  }
  return line;
}

// A missing target is a gap, never a target of 0.
ViewRow industry_row(const Row<IndustryRegistered>& industry, IndustryLine line,
                     const ViewQuery& query) {
  Json row;
  row.set("kind", "industry");
  row.set("id", industry->code);
  row.set("name", industry->name);
  row.set("group", industry->group ? Json(enum_name(*industry->group)) : Json());
  Json::Array gaps;
  for (const auto& [name, gap, texts] : {std::tuple{"leaders", "leader", &line.leaders},
                                         std::tuple{"departments", "department", &line.departments},
                                         std::tuple{"offices", "office", &line.offices},
                                         std::tuple{"task_forces", "task_force", &line.task_forces},
                                         std::tuple{"targets", "target", &line.targets},
                                         std::tuple{"policies", "policy", &line.policies}}) {
    row.set(name, list_of(*texts));
    if (texts->empty()) gaps.push_back(gap);
  }
  row.set("leader", line.leaders.size() == 1 ? Json(line.leaders[0]) : Json());
  row.set("department", line.departments.size() == 1 ? Json(line.departments[0]) : Json());
  row.set("gap_count", static_cast<std::int64_t>(gaps.size()));
  row.set("gaps", std::move(gaps));
  industry.note(line.positions);
  return make_row(std::move(row), line.positions, query);
}

ViewRow duty_row(const Row<ResponsibilityAssigned>& duty, const ViewQuery& query) {
  Positions positions;
  duty.note(positions);
  Json row;
  row.set("kind", "responsibility");
  row.set("id", duty->responsibility_id);
  row.set("subject_kind", enum_name(duty->subject.kind));
  row.set("subject", duty->subject.id);
  row.set("role", duty->role ? Json(enum_name(*duty->role)) : Json());
  row.set("leader", duty->leader ? Json(*duty->leader) : Json());
  row.set("department", duty->lead_org ? Json(*duty->lead_org) : Json());
  return make_row(std::move(row), positions, query);
}

ViewRow body_row(const Row<BodyEstablished>& body, const ViewQuery& query) {
  Positions positions;
  body.note(positions);
  Json row;
  row.set("kind", "body");
  row.set("id", body->body_id);
  row.set("name", body->name);
  row.set("body_kind", body->kind ? Json(enum_name(*body->kind)) : Json());
  row.set("department", body->lead_org ? Json(*body->lead_org) : Json());
  row.set("since", body.day().to_string());
  return make_row(std::move(row), positions, query);
}

Result<std::vector<ViewRow>> roll_up(const FactSet& facts, const ViewQuery& query) {
  TALLY_TRY(select_year(query));
  const Duties duties(facts, query.cut);
  const auto targets = recorded_targets(facts, query.cut);
  std::vector<ViewRow> rows;
  for (const auto& [code, industry] : duties.industries) {
    rows.push_back(industry_row(industry, line_of(code, duties, targets), query));
  }
  for (const auto& [id, body] : duties.bodies) rows.push_back(body_row(body, query));
  for (const auto& [id, duty] : duties.responsibilities) {
    if (duty->subject.kind != SubjectKind::industry) rows.push_back(duty_row(duty, query));
  }
  add_enterprise_rows(rows, facts, query);
  add_measure_rows(rows, facts, query);
  add_pledge_rows(rows, facts, query);
  add_directive_rows(rows, facts, query);
  return rows;
}

}  // namespace

ViewDefinition responsibility_view() {
  using Kind = ViewColumn::Kind;
  return {{"responsibility",
           1,
           {"责任分工", "responsibility"},
           {{"kind", {"行别", "kind of row"}, Kind::text},
            {"id", {"编号", "id"}, Kind::text},
            {"name", {"名称", "name"}, Kind::text},
            {"leader", {"区领导", "leader"}, Kind::text},
            {"department", {"主管部门", "department"}, Kind::text},
            {"gap_count", {"缺项数", "number of gaps"}, Kind::count},
            {"status", {"状态", "status"}, Kind::text},
            {"level", {"层级", "level"}, Kind::text},
            {"parent", {"上级部署", "parent"}, Kind::text},
            {"issued", {"举措", "measures"}, Kind::count},
            {"completed", {"已完成", "completed"}, Kind::count},
            {"visits", {"走访", "visits"}, Kind::count},
            {"issues", {"诉求", "issues"}, Kind::count},
            {"resolved", {"已办结", "resolved"}, Kind::count},
            {"overdue", {"逾期", "overdue"}, Kind::count},
            {"gaps", {"缺项", "gaps"}, Kind::list}}},
          roll_up};
}

}  // namespace tally
