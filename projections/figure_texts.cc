#include "projections/figure_texts.h"

#include <algorithm>
#include <array>

namespace tally {
namespace {

struct Entry {
  std::string_view view;  // Empty: of any view.
  std::string_view figure;
  Label text;
};

// clang-format off
constexpr std::array kTexts = {
    Entry{"pipeline", "count",
          {"名单内符合该类别的项目个数。竣工：年内竣工验收且不晚于截止日；新开工：年内开工未竣工；续建：往年开工未竣工；储备：未开工。类别由开工、竣工日期推得，不另存状态。",
           "Projects of the list in this class. Completed: accepted in the year, by E; new start: started in the year, not completed; continuing: started in an earlier year, not completed; reserve: not started. Derived from dates, never stored."}},
    Entry{"pipeline", "planned_total",
          {"该类别项目计划总投资之和。每个项目取最高层级的最近一次数：决算＞调整概算＞概算＞估算＞上报预计＞入库数；预算不计。未填的不计入，另计个数。",
           "Sum of the planned total of these projects. Of each the highest level stated counts, in it the last word: final accounts, adjusted design, design, feasibility, reported forecast, registered; never the budget. Not stated: left out and counted in missing."}},
    Entry{"pipeline", "missing", {"未填计划总投资的项目个数。", "Projects whose planned total nobody stated."}},
    Entry{"pipeline", "suspended", {"其中主阶段为停缓建的项目个数；类别不变。", "Of these, those whose main stage is suspended; their class stands."}},
    Entry{"pipeline", "starts", {"其中开工日期在本年且不晚于截止日的个数（流量）。", "Of these, started in the year and by E (a flow)."}},
    Entry{"pipeline", "completions", {"其中竣工日期在本年且不晚于截止日的个数（流量）。", "Of these, completed in the year and by E (a flow)."}},
    Entry{"pipeline", "opening", {"其中依据期初数的个数，本账未能证明。", "Of these, resting on an opening balance, not proven by this ledger."}},
    Entry{"pipeline", "planned", {"同一批项目按名单上的计划类别划分。", "The same projects by the class that their listing planned."}},
    Entry{"portfolio", "class", {"由开工、竣工日期与计划年度推得的类别。", "Derived from the dates of start and completion and the plan year."}},
    Entry{"portfolio", "stage", {"截止日前最近一次阶段变更的去向；没有则为谋划储备。", "Where the latest stage change by E led; reserve before any."}},
    Entry{"portfolio", "planned_total", {"计划总投资：最高层级的最近一次数。", "Planned total: the last word in the highest level stated."}},
    Entry{"portfolio", "paid", {"截止日前拨付减退回，含期初数。", "Disbursed less returned by E, opening balance included."}},
    Entry{"portfolio", "started_on", {"最早的开工里程碑日期。", "The earliest start reached."}},
    Entry{"portfolio", "completed_on", {"最早的竣工验收合格日期。", "The earliest completion accepted."}},
    Entry{"investment", "ytd", {"自年初累计完成投资：取当年最近一个月的报数；名单行为各项目之和。", "Investment completed since the start of the year, as last reported in it; in the total the sum over the list."}},
    Entry{"investment", "cumulative", {"自开始建设累计：任何年度的最近一次报数，否则取期初数。", "Cumulative since the start: the last one reported in any year, else the opening balance's."}},
    Entry{"investment", "plan_rate", {"年度计划完成率：有年度计划的项目，自年初累计之和 ÷ 年度计划之和。", "Year to date over the annual plan, over projects that have a plan."}},
    Entry{"investment", "time_progress", {"时间进度：已过完整月数 ÷ 12。", "Complete months over 12."}},
    Entry{"investment", "planned_total", {"名单内（不含移出、终止）项目计划总投资之和。", "Sum of the planned totals of the list, less delisted and cancelled."}},
    Entry{"investment", "planned_total_at_listing", {"按列入名单之日所填的计划总投资。", "As stated by the day of listing."}},
    Entry{"investment", "annual_plan", {"名单所列的年度计划投资。", "The annual plan that the listing states."}},
    Entry{"investment", "ledger_investment", {"全账已入库纳统项目自年初累计之和，与统计局公布数是两回事。", "Year to date over every enrolled project of the ledger: not the statistics bureau's figure."}},
    Entry{"investment", "coverage.ratio", {"本账数 ÷ 统计部门公布的固定资产投资额，同一月份。", "The ledger's figure over the published fixed asset investment, for the same month."}},
    Entry{"approvals", "limit_sum", {"已办步骤的时限之和（承诺时限，否则法定时限，含延长），工作日；缺一即为空。", "Sum of the limits of decided steps (pledged, else statutory, with extensions) in working days; null when one is missing."}},
    Entry{"approvals", "used_sum", {"已办步骤各自用时之和：受理当日与暂停当日不计，恢复当日与办结当日计入。", "Sum of the days each decided step used: the day of acceptance and of a pause do not count, those of resuming and deciding do."}},
    Entry{"approvals", "elapsed_net", {"至少有一个已办步骤在计时的工作日数。", "Working days on which at least one decided step ran."}},
    Entry{"approvals", "elapsed_gross", {"最早受理次日起至最晚办结止的工作日数。", "Working days from the first acceptance to the last decision."}},
    Entry{"approvals", "saved", {"时限合计 − 净用时，可为负。", "Sum of limits less elapsed net; may be negative."}},
    Entry{"approvals", "overlap", {"用时合计 − 净用时：并联重叠的天数。", "Sum of days used less elapsed net: what ran in parallel."}},
    Entry{"approvals", "overdue", {"用时超过时限的步骤数，含在办。", "Steps that used more than their limit, open ones included."}},
    Entry{"approvals", "due", {"用时达到时限之日；暂停则顺延。", "The day on which the days used reach the limit; pauses move it."}},
    Entry{"approvals", "used", {"自受理次日起计时的天数，暂停不计。", "Days counted since the day after acceptance, pauses left out."}},
    Entry{"disbursement", "rate", {"支付率：指标内支付净额 ÷ 预算指标；无指标时为空，不是 0。", "Net payments from the quotas over the quotas; null without a quota, never 0."}},
    Entry{"disbursement", "paid", {"本项目支付减退回，含期初数。", "The project's payments less returns, opening balance included."}},
    Entry{"disbursement", "allocated", {"预算指标下达之和。", "Sum of the budget quotas allocated."}},
    Entry{"disbursement", "paid_from_quotas", {"注明本项目指标的支付减退回，不论出自哪个项目。", "Payments less returns that name the project's quotas, from whichever project."}},
    Entry{"disbursement", "paid_without_quota", {"未注明指标的支付。", "Payments that name no quota."}},
    Entry{"disbursement", "pending", {"未结申请：核定额（两级取低）或申请额减已付，不低于 0。", "Over open requests: what was approved (the lower level) or requested, less paid, never below 0."}},
    Entry{"disbursement", "returned", {"退回款之和。", "Sum of what was returned."}},
    Entry{"targets", "state", {"逐条件判定，全部成立才算达成；“力争”未达记为未达到，不算失败。", "Each condition is judged and all must hold; an aspiration that is missed is not reached, never a failure."}},
    Entry{"targets", "actual", {"截止日、所知范围内的实际值。", "The actual value at E and K."}},
    Entry{"targets", "margin", {"实际值 − 目标值。", "Actual less threshold."}},
    Entry{"targets", "attainment", {"实际值 ÷ 目标值。", "Actual over threshold."}},
};
// clang-format on

std::optional<Label> look_up(std::string_view view, std::string_view figure) {
  const auto found = std::find_if(kTexts.begin(), kTexts.end(), [&](const Entry& entry) {
    return entry.view == view && entry.figure == figure;
  });
  if (found == kTexts.end()) return std::nullopt;
  return found->text;
}

}  // namespace

std::optional<Label> figure_definition(std::string_view view, std::string_view figure) {
  if (const auto whole = look_up(view, figure)) return whole;
  const auto dot = figure.rfind('.');
  if (dot != std::string_view::npos) {
    if (const auto last = look_up(view, figure.substr(dot + 1))) return last;
  }
  const auto part = figure.find_first_of(".[");
  return part == std::string_view::npos ? std::nullopt : look_up(view, figure.substr(0, part));
}

std::string definition_id(std::string_view view, std::uint32_t version, std::string_view figure) {
  return std::string(view) + "/" + std::to_string(version) + "#" + std::string(figure);
}

}  // namespace tally
