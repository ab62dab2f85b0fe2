#include "tools/demo/sample.h"

#include "tools/demo/world.h"

namespace tally::demo {
namespace {

PlantedStory story_of(const World& world, std::string_view name, std::size_t project,
                      std::string zh, std::string en, std::string where) {
  return {std::string(name), world.projects[project].id, std::move(zh), std::move(en),
          std::move(where)};
}

}  // namespace

Dice World::dice(std::string_view subject, std::size_t number) const {
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (const char c : subject) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return Dice(seed ^ hash ^ (number + 1) * 0x9e3779b97f4a7c15u);
}

World make_world(std::uint64_t seed) {
  World world{seed, Story(seed), {}, {}, {}, {}, {}};
  auto dice = world.dice("portfolio");
  world.projects = make_portfolio(dice);
  world.planted = choose_planted(world.projects);
  world.courses = make_courses(world.projects, world.planted, world.dice("courses"));
  world.works = make_works(world.projects, world.courses, world.planted, world.dice("works"));
  world.completions.resize(world.size());
  return world;
}

std::string stream(const Project& project) { return stream_name("project", project.id); }

EventId tell(World& world, std::size_t project, const Desk& desk, Date effective, Date recorded,
             const Payload& payload, std::string_view planted) {
  return world.story.tell({effective, recorded, desk.actor, desk.org, desk.role,
                           stream(world.projects[project]), std::string(planted)},
                          payload);
}

std::vector<SampleEvent> make_sample(std::uint64_t seed) {
  auto world = make_world(seed);
  tell_people(world);
  tell_listing(world);
  tell_stages(world);
  tell_approvals(world);
  tell_contracts(world);
  tell_reports(world);
  tell_payments(world);
  tell_bonds(world);
  tell_targets(world);
  tell_planted(world);
  return world.story.finish();
}

std::vector<PlantedStory> planted_stories(std::uint64_t seed) {
  const auto world = make_world(seed);
  const auto& planted = world.planted;
  return {
      story_of(world, story_name::kOverdue, planted.overdue, "超期未办结的步骤，中间停止计时一次",
               "an open step past its limit, paused once",
               "overdue steps at 2025-09-30; phase P2-9, step planning_permit"),
      story_of(world, story_name::kReopened, planted.reopened, "已批准的步骤重新办理",
               "a step reopened after its approval",
               "parallel approval; phase P3-9, step fire_review"),
      story_of(world, story_name::kMovedBack, planted.moved_back, "阶段倒退：招标采购退回设计",
               "a stage moved back from procurement to design",
               "the project's history; flag ST09 on stage.changed"),
      story_of(world, story_name::kEarlyStart, planted.early_start, "未批先建：施工许可之前开工",
               "work begun before the building permit",
               "start on 2025-06-09, construction_permit approved later in phase P3"),
      story_of(world, story_name::kLateEntry, planted.late_entry, "补录：5月20日开工，7月14日入账",
               "a start of 20 May written down on 14 July",
               "portfolio at 2025-06-30: known then, and known now"),
      story_of(world, story_name::kVoided, planted.voided, "竣工验收合格于10月9日作废",
               "a completion voided on 9 October",
               "portfolio at 2025-09-30: 26 completed as known then, 25 restated"),
      story_of(world, story_name::kShortPaid, planted.short_paid, "银行少付800.00元",
               "a payment 800.00 short",
               "disbursement: 7,999,200.00 paid of 8,000,000.00 approved, March 2025"),
      story_of(world, story_name::kInvoiceTwice, planted.invoice_twice, "同一发票支付两次",
               "one invoice paid twice",
               "two payments with invoice 25990414000000088, April and May 2025"),
      story_of(world, story_name::kCut, planted.cut, "支付申请被财政审减",
               "a request cut by finance",
               "15,000,000.00 asked for, 12,600,000.00 approved and paid, May 2025"),
      story_of(world, story_name::kQuota, planted.quota, "支付申请超出指标被拒绝",
               "a request refused for its quota", "shown while loading (ST15); it is in no ledger"),
      story_of(world, story_name::kReturned, planted.returned, "银行退回一笔拨付，随后重新支付",
               "a payment returned by the bank and paid again",
               "disbursement: paid, returned and paid again, June 2025"),
      story_of(world, story_name::kMissingReport, planted.missing_report, "8月起缺投资月报",
               "no report since August",
               "investment at 2025-08-31 and later: marked stale since July"),
  };
}

std::vector<std::span<const SampleEvent>> sample_batches(const std::vector<SampleEvent>& events) {
  std::vector<std::span<const SampleEvent>> batches;
  std::size_t first = 0;
  const auto end_batch = [&](std::size_t end) {
    if (end > first) batches.emplace_back(events.data() + first, end - first);
    first = end;
  };
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!events[i].refused_by.empty()) {
      end_batch(i);
      end_batch(i + 1);
    } else if (i - first == kSampleBatchMax) {
      end_batch(i);
    }
  }
  end_batch(events.size());
  return batches;
}

}  // namespace tally::demo
