#include "tools/demo/portfolio.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/check.h"
#include "tools/demo/calendar.h"

namespace tally::demo {
namespace {

struct Industry {
  std::string_view code;
  std::string_view words[3];
};

constexpr Industry kIndustries[] = {
    {"SC01", {"软件园", "工业互联网平台", "信创产业基地"}},
    {"SC02", {"智算中心", "人工智能研发基地", "大模型应用中心"}},
    {"SC03", {"新能源汽车零部件基地", "智能网联测试场", "充换电设施"}},
    {"SC04", {"生物医药产业园", "医疗器械基地", "检验检测中心"}},
    {"SC05", {"时尚消费品产业园", "美妆研发中心", "珠宝设计中心"}},
    {"SC06", {"低空起降场", "航空航天配套园", "无人机检测中心"}},
    {"SC07", {"机器人产业园", "智能装备基地", "精密制造中心"}},
    {"SC08", {"装配式建筑基地", "智能建造示范园", "绿色建材中心"}},
    {"FI01", {"未来网络实验设施", "量子科技平台", "算网融合中心"}},
    {"FI02", {"前沿新材料中试基地", "新材料研究院", "复合材料车间"}},
    {"FI03", {"具身智能实验室", "人形机器人训练场", "具身智能园"}},
    {"FI04", {"智能无人系统基地", "无人系统测试中心", "无人船研发中心"}},
    {"MS01", {"金融服务中心", "金融科技园", "总部大厦"}},
    {"MS02", {"科技服务大厦", "成果转化基地", "孵化器"}},
    {"MS03", {"专业服务集聚区", "人力资源产业园", "法务中心"}},
    {"MS04", {"商贸综合体", "会展中心", "数字贸易港"}},
    {"MS05", {"文化创意园", "影视基地", "数字文化馆"}},
    {"MS06", {"旅游休闲区", "滨水公园", "文旅码头"}},
};

// The normal quantile by bisection of erfc: plain, and the same wherever erfc is.
double normal_quantile(double p) {
  double low = -6;
  double high = 6;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (0.5 * std::erfc(-middle / std::sqrt(2.0)) < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

// The quantiles of a log-normal distribution, cut at the ends and brought to the exact total.
std::vector<std::int64_t> totals() {
  constexpr double kSigma = 1.12;
  constexpr double kMedianWan = 175'000;
  std::vector<std::int64_t> sizes;
  for (int i = 0; i < kProjectCount; ++i) {
    const double z = normal_quantile((i + 0.5) / kProjectCount);
    const auto size = static_cast<std::int64_t>(std::llround(kMedianWan * std::exp(kSigma * z)));
    sizes.push_back(std::clamp(size, kSmallestWan, kLargestWan));
  }
  std::int64_t sum = 0;
  for (const auto size : sizes) sum += size;
  // Spread what is missing over the middle half, in proportion, then the rest on one project.
  const std::int64_t missing = kTotalWan - sum;
  std::int64_t middle = 0;
  for (int i = 52; i < 156; ++i) middle += sizes[static_cast<std::size_t>(i)];
  std::int64_t given = 0;
  for (int i = 52; i < 156; ++i) {
    auto& size = sizes[static_cast<std::size_t>(i)];
    const auto share = size * missing / middle;
    size += share;
    given += share;
  }
  sizes[150] += missing - given;
  for (const auto size : sizes) TALLY_CHECK(size >= kSmallestWan && size <= kLargestWan);
  return sizes;
}

// Working days only: work begins and is accepted when the office is open.
Date day_between(Dice& dice, Date first, Date last) {
  return on_working_day(first.plus_days(dice.between(0, last.days - first.days)));
}

void set_dates(Dice& dice, Project& project) {
  switch (project.shown) {
    case PipelineClass::completed:
      project.start = day_between(dice, Date::of(2021, 3, 1), Date::of(2023, 12, 20));
      project.completion = day_between(dice, Date::of(2025, 1, 15), Date::of(2025, 9, 19));
      break;
    case PipelineClass::continuing:
      project.start = day_between(dice, Date::of(2022, 5, 1), Date::of(2024, 12, 20));
      break;
    case PipelineClass::new_start:
      project.start = day_between(dice, Date::of(2025, 2, 17), Date::of(2025, 9, 12));
      break;
    case PipelineClass::reserve:
      break;
  }
}

// What is to be built in 2025: a share of the total that depends on the class.
std::int64_t plan_of(Dice& dice, const Project& project) {
  const int percent = project.shown == PipelineClass::completed    ? dice.between(10, 17)
                      : project.shown == PipelineClass::continuing ? dice.between(8, 15)
                      : project.shown == PipelineClass::new_start  ? dice.between(6, 13)
                                                                   : 0;
  return project.total_wan * percent / 100;
}

}  // namespace

Money wan(std::int64_t amount) {
  return {amount * 1'000'000, Currency::parse("CNY").value()};  // 1 万元 = 1,000,000 分.
}

Identifier invented_usci(int number) {
  // GB 32100-2015: registration category, kind, area, organisation code (GB 11714), check
  // character.
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  constexpr int kOrgWeights[] = {3, 7, 9, 10, 5, 8, 4, 2};
  constexpr int kWeights[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
  std::string code = "91990101" + fmt::format("{:08}", number);
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += (code[8 + i] - '0') * kOrgWeights[i];
  const int check = (11 - sum % 11) % 11;
  code += check == 10 ? 'X' : static_cast<char>('0' + check);
  sum = 0;
  for (std::size_t i = 0; i < 17; ++i)
    sum += static_cast<int>(kAlphabet.find(code[i])) * kWeights[i];
  code += kAlphabet[static_cast<std::size_t>((31 - sum % 31) % 31)];
  return {"CN-USCI", code};
}

std::string project_code(const Project& project, int year, int number) {
  const std::string_view kind = project.route == Route::approval ? "01" : "04";
  return fmt::format("{:04}-990101-{}-01-{:06}", year, kind, 100'003 + number * 317);
}

std::vector<Project> make_portfolio(Dice& dice) {
  auto sizes = totals();
  dice.shuffle(sizes);
  std::vector<PipelineClass> classes;
  classes.insert(classes.end(), kCompleted, PipelineClass::completed);
  classes.insert(classes.end(), kContinuing, PipelineClass::continuing);
  classes.insert(classes.end(), kNewStart, PipelineClass::new_start);
  classes.insert(classes.end(), kReserve, PipelineClass::reserve);
  dice.shuffle(classes);
  std::vector<Project> projects;
  for (int i = 0; i < kProjectCount; ++i) {
    const auto& industry = kIndustries[static_cast<std::size_t>(i) % std::size(kIndustries)];
    Project project;
    project.id = fmt::format("P-{:03}", i + 1);
    project.name = fmt::format(
        "示例区{}（{:03}号）",
        dice.pick(std::vector(std::begin(industry.words), std::end(industry.words))), i + 1);
    project.industry = industry.code;
    project.total_wan = sizes[static_cast<std::size_t>(i)];
    project.shown = classes[static_cast<std::size_t>(i)];
    project.fiscal = i % 4 == 0;
    project.route = project.fiscal ? Route::approval
                    : i % 7 == 3   ? Route::verification
                                   : Route::filing;
    project.owner = invented_usci(1000 + i);
    set_dates(dice, project);
    project.annual_plan_wan = plan_of(dice, project);
    projects.push_back(std::move(project));
  }
  return projects;
}

}  // namespace tally::demo
