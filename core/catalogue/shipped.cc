#include "core/catalogue/shipped.h"

#include <initializer_list>

namespace tally {
namespace {

struct Item {
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};

CodelistPublished list_of(std::string_view name, std::initializer_list<Item> items) {
  CodelistPublished list;
  list.list = name;
  list.version = 1;
  for (const auto& item : items) {
    list.items.push_back({std::string(item.code), std::string(item.zh), std::string(item.en)});
  }
  return list;
}

CodelistPublished stage_list() {
  return list_of("stage", {{"reserve", "谋划储备", "reserve"},
                           {"initiation", "立项", "initiation"},
                           {"feasibility", "可研", "feasibility"},
                           {"design", "初步设计与概算", "design"},
                           {"permitting", "报建", "permitting"},
                           {"procurement", "招标采购", "procurement"},
                           {"construction", "在建", "construction"},
                           {"acceptance", "竣工验收", "acceptance"},
                           {"settlement", "工程结算", "settlement"},
                           {"final_accounts", "竣工财务决算", "final accounts"},
                           {"operation", "交付运营", "operation"},
                           {"suspended", "停缓建", "suspended"},
                           {"cancelled", "终止退库", "cancelled"},
                           {"unknown", "未说明", "unknown"}});
}

CodelistPublished approval_phase_list() {
  return list_of("approval_phase", {{"P1", "立项用地规划许可", "project and land planning permits"},
                                    {"P2", "工程建设许可", "construction planning permit"},
                                    {"P3", "施工许可", "building permit"},
                                    {"P4", "竣工验收", "completion acceptance"},
                                    {"unknown", "未说明", "unknown"}});
}

CodelistPublished approval_item_list() {
  return list_of("approval_item",
                 {{"project_proposal", "项目建议书审批", "project proposal"},
                  {"feasibility", "可行性研究报告审批", "feasibility study"},
                  {"verification", "项目核准", "project verification"},
                  {"filing", "项目备案", "project filing"},
                  {"preliminary_design", "初步设计及概算审批", "preliminary design and estimate"},
                  {"land_preexam", "用地预审与选址意见书", "land pre-examination and siting"},
                  {"land_permit", "建设用地规划许可", "land planning permit"},
                  {"eia", "环境影响评价", "environmental impact assessment"},
                  {"water_soil", "水土保持方案", "soil and water conservation"},
                  {"planning_permit", "建设工程规划许可", "construction planning permit"},
                  {"design_review", "设计方案联合审查", "design review"},
                  {"fire_review", "消防设计审查", "fire safety review"},
                  {"air_defence", "人防工程审查", "civil air defence review"},
                  {"drawing_review", "施工图审查", "construction drawing review"},
                  {"quality_supervision", "质量安全监督", "quality and safety supervision"},
                  {"construction_permit", "施工许可", "building permit"},
                  {"start_report", "开工报告", "report of start"},
                  {"joint_acceptance", "联合验收", "joint acceptance"},
                  {"acceptance_filing", "竣工验收备案", "acceptance filing"},
                  {"unknown", "未说明", "unknown"}});
}

CodelistPublished milestone_list() {
  return list_of("milestone", {{"start", "开工", "start of construction"},
                               {"topping_out", "封顶", "topping out"},
                               {"completion_accepted", "竣工验收合格", "completion accepted"},
                               {"handover", "交付", "handover"},
                               {"unknown", "未说明", "unknown"}});
}

CodelistPublished deemed_basis_list() {
  return list_of("deemed_basis",
                 {{"renewal_silence", "行政许可法第五十条：逾期未决视为准予延续",
                   "Administrative Licensing Law §50: silence on a renewal"},
                  {"local_rule", "地方规定的超时默认", "local rule of approval by silence"}});
}

CodelistPublished kinds_of_list() {
  return list_of("list", {{"district_key", "区重点项目", "key projects of the district"},
                          {"key_industry", "重点产业项目", "key industry projects"},
                          {"city_key", "市重点项目", "key projects of the city"},
                          {"province_key", "省重点项目", "key projects of the province"}});
}

CodelistPublished industry_list() {
  return list_of("industry", {{"SC01", "软件与互联网", "software and internet"},
                              {"SC02", "人工智能", "artificial intelligence"},
                              {"SC03", "智能网联与新能源汽车", "connected and electric vehicles"},
                              {"SC04", "生物医药与健康", "biomedicine and health"},
                              {"SC05", "时尚消费品", "fashion consumer goods"},
                              {"SC06", "低空经济与航空航天", "low-altitude economy and aerospace"},
                              {"SC07", "智能装备与机器人", "smart equipment and robots"},
                              {"SC08", "智能建造与工业化建筑", "smart and industrialised building"},
                              {"FI01", "未来网络与量子科技", "future networks and quantum"},
                              {"FI02", "前沿新材料", "frontier materials"},
                              {"FI03", "具身智能", "embodied intelligence"},
                              {"FI04", "智能无人系统", "intelligent unmanned systems"},
                              {"MS01", "现代金融", "modern finance"},
                              {"MS02", "科技服务", "science and technology services"},
                              {"MS03", "专业服务", "professional services"},
                              {"MS04", "现代商贸", "modern commerce"},
                              {"MS05", "文化创意", "culture and creative"},
                              {"MS06", "旅游休闲", "tourism and leisure"}});
}

CodelistPublished metric_list() {
  return list_of("metric",
                 {{"fai", "固定资产投资额", "fixed asset investment"},
                  {"fai_growth", "固定资产投资增速", "growth of fixed asset investment"},
                  {"gdp", "地区生产总值", "gross domestic product"},
                  {"gdp_growth", "地区生产总值增速", "growth of gross domestic product"},
                  {"list.count", "名单项目数", "projects on a list"},
                  {"list.planned_total", "名单总投资", "planned total of a list"},
                  {"bond.declared", "专项债券申报额", "special bonds applied for"},
                  {"policy.paid", "政策资金兑现额", "policy money paid"},
                  {"investment.ytd", "自年初累计完成投资", "investment completed this year"}});
}

}  // namespace

RulebookPublished shipped_rulebook() {
  RulebookPublished book;
  book.version = 1;
  for (const std::string_view code : {"ST09", "ST10", "ST11", "ST12", "ST19", "ST20", "ST21"}) {
    book.rules.push_back({std::string(code), RuleAction::flag});
  }
  return book;
}

std::vector<CodelistPublished> shipped_codelists() {
  return {stage_list(),        approval_phase_list(), approval_item_list(), milestone_list(),
          deemed_basis_list(), kinds_of_list(),       industry_list(),      metric_list()};
}

}  // namespace tally
