#include <array>

#include "core/rules/rules.h"

namespace tally {
namespace {

struct TextEntry {
  std::string_view code;
  std::string_view en;
  std::string_view zh;
};

constexpr std::array kTexts = {
    TextEntry{"ST01", "the event is not canonical, or its type or schema is unknown",
              "编码不规范，或事件类型、版本未知"},
    TextEntry{"ST02", "the event id was used for other content", "事件编号已用于不同内容"},
    TextEntry{"ST03", "the stream has changed since it was read", "流已有更新，版本不符"},
    TextEntry{"ST04", "the actor is not enrolled or may not write this type",
              "经办人未登记、已注销或无权登记此类事件"},
    TextEntry{"ST05", "the effective date does not fit the fact", "事实日期不符合要求"},
    TextEntry{"ST06", "a reference does not resolve, or an identifier is in use",
              "引用无法对应，或编号重复"},
    TextEntry{"ST07", "an amount has the wrong currency or passes its limit",
              "金额币种不符或超出限额"},
    TextEntry{"ST08", "an identifier does not have the form of its scheme, or looks odd",
              "标识不符合其编码规则或存疑"},
    TextEntry{"ST09", "the change of stage does not follow the stage graph",
              "阶段变更不符合阶段流程"},
    TextEntry{"ST10", "a step was accepted before the project had a project code",
              "项目未赋码即受理"},
    TextEntry{"ST11", "the act does not follow the order of an approval step",
              "审批步骤办理次序不符"},
    TextEntry{"ST12", "a step was deemed approved without a listed basis", "超时默认缺少法定依据"},
    TextEntry{"ST13", "an industry has more than one leader, lead department or body of one kind",
              "同一产业存在多名负责领导、多个牵头部门或重复设立的机构"},
    TextEntry{"ST14", "two different persons must approve, neither of them the requester",
              "须由两名不同人员审核，且均非申请人"},
    TextEntry{"ST15", "the amount is more than what is left of the quota or the month's plan",
              "金额超出预算指标或用款计划余额"},
    TextEntry{"ST16", "a bond's amount is more than what was declared, allocated or left unspent",
              "债券金额超出申报、分配或未支出额度"},
    TextEntry{"ST17", "the correction or void does not keep its form", "更正或作废不符合规定"},
    TextEntry{"ST18", "live events depend on what would be voided", "有依赖事件，须先作废依赖事件"},
    TextEntry{"ST19", "investment reports do not agree with one another",
              "投资完成额各期上报数不衔接或重复"},
    TextEntry{"ST20", "the period is closed", "期间已关账"},
    TextEntry{"ST21", "no calendar covers the deadline: it stays undetermined",
              "期限所在年度无节假日安排，期限待定"},
    TextEntry{"ST22", "a new target or value must name the version that it replaces",
              "目标或指标修订须注明所替代的版本"},
    TextEntry{"R13", "the cumulative figure is not the previous one plus this period's",
              "累计数不等于上期累计加本期数"},
    TextEntry{"R26", "the completion lies before the start", "竣工日期早于开工日期"},
    TextEntry{"response", "the response came more than ten days after the finding",
              "反馈超过审计发现后十日"},
    TextEntry{"codelist", "the code is not in the codelist in force", "代码不在现行代码表中"},
};

}  // namespace

RuleText rule_text(std::string_view rule) {
  for (const auto& text : kTexts) {
    if (text.code == rule) return {std::string(text.en), std::string(text.zh)};
  }
  return {std::string(rule), std::string(rule)};
}

}  // namespace tally
