// Organisations and the persons at their desks. Persons have a role and a number, no names.
#include <fmt/format.h>

#include "tools/demo/calendar.h"
#include "tools/demo/world.h"

namespace tally::demo {
namespace {

struct Department {
  std::string_view id;
  std::string_view name;
  std::string_view kind;
  int people;
};

constexpr Department kDepartments[] = {
    {"drc", "示例区发展和改革局", "dept", 4},
    {"finance", "示例区财政局", "dept", 6},
    {"stats", "示例区统计局", "dept", 2},
    {"keyproj", "示例区重点项目建设办公室", "dept", 5},
    {"planning", "示例区规划和自然资源局", "dept", 5},
    {"housing", "示例区住房和城乡建设局", "dept", 6},
    {"eco", "示例区生态环境局", "dept", 3},
    {"water", "示例区水务局", "dept", 3},
    {"airdef", "示例区人民防空办公室", "dept", 2},
    {"fire", "示例区消防审验中心", "agency", 3},
    {"audit", "示例区审计局", "dept", 2},
};

constexpr std::string_view kContractorKinds[] = {"建工", "市政", "安装", "装备", "园林", "智能化"};

Story::Note operator_note() { return {kFirstDay, kFirstDay, std::string(kOperator), "", ""}; }

void enrol(World& world, const Desk& desk, std::string name, bool auditor) {
  ActorEnrolled enrolled;
  enrolled.actor_id = desk.actor;
  enrolled.org = desk.org;
  enrolled.roles = std::vector<std::string>{desk.role};
  if (auditor) enrolled.roles->push_back("auditor");
  enrolled.name = std::move(name);
  world.story.tell(operator_note(), enrolled);
}

void tell_departments(World& world) {
  int number = 100;
  for (const auto& department : kDepartments) {
    OrgRegistered org;
    org.org_id = department.id;
    org.name = department.name;
    org.kind = std::string(department.kind);
    org.identifier = invented_usci(number++);
    world.story.tell(operator_note(), org);
    for (int n = 1; n <= department.people; ++n) {
      enrol(world, desk(department.id, n), fmt::format("{}经办{}", org.name, n),
            department.id == "audit");
    }
  }
}

void tell_owners(World& world) {
  for (std::size_t i = 0; i < world.size(); ++i) {
    const auto owner = owner_desk(i);
    OrgRegistered org;
    org.org_id = owner.org;
    org.name = fmt::format("示例建设单位{:03}", i + 1);
    org.kind = "enterprise";
    org.identifier = world.projects[i].owner;
    world.story.tell(operator_note(), org);
    enrol(world, owner, org.name + "经办", false);
  }
}

void tell_contractors(World& world) {
  for (int i = 0; i < kContractors; ++i) {
    OrgRegistered org;
    org.org_id = fmt::format("contractor-{:02}", i + 1);
    org.name =
        fmt::format("示例{}公司{:02}", kContractorKinds[i % std::size(kContractorKinds)], i + 1);
    org.kind = "contractor";
    org.identifier = contractor(i);
    world.story.tell(operator_note(), org);
  }
}

// A calendar counts from the day on which it became known. The notice for 2026 is of November
// 2025; the sample has it on its last day, so that deadlines beyond the new year can be tried out.
void tell_calendars(World& world) {
  const auto tell_year = [&](int year, Date effective, Date recorded) {
    world.story.tell({effective, recorded, std::string(kOperator), "", ""}, calendar_of(year));
  };
  tell_year(2024, Date::of(2024, 1, 1), kFirstDay);
  tell_year(2025, Date::of(2024, 11, 12), Date::of(2024, 11, 12));
  tell_year(2026, kLastDay, kLastDay);
}

void tell_codelists(World& world) {
  CodelistPublished districts;
  districts.list = "district";
  districts.version = 1;
  districts.items.push_back({std::string(kDistrict), std::string(kScope), "Sample district"});
  auto note = operator_note();
  note.effective = Date::of(2024, 1, 1);
  world.story.tell(note, districts);
}

}  // namespace

Desk desk(std::string_view department, int n) {
  return {fmt::format("{}-{:02}", department, n), std::string(department), std::string(department)};
}

Desk owner_desk(std::size_t project) {
  const auto id = fmt::format("owner-{:03}", project + 1);
  return {id, id, "owner"};
}

void tell_people(World& world) {
  tell_calendars(world);
  tell_codelists(world);
  tell_departments(world);
  tell_owners(world);
  tell_contractors(world);
}

}  // namespace tally::demo
