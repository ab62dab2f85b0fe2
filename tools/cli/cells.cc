#include "tools/cli/cells.h"

#include <fmt/format.h>

#include <charconv>
#include <map>

#include "core/catalogue/direction.h"
#include "core/catalogue/project.h"
#include "core/catalogue/shipped.h"
#include "core/catalogue/target.h"
#include "core/event/money.h"

namespace tally::cli {
namespace {

// How amounts are shown; JSON always carries minor units.
struct Unit {
  std::string_view word;  // For format_in_unit.
  std::string_view zh;
  std::string_view en;
};
const std::map<std::string, Unit> kUnits = {
    {"yuan", {"", "元", ""}}, {"wan", {"万元", "万元", "10^4"}}, {"yi", {"亿元", "亿元", "10^8"}}};

// The Chinese label of a value of one of these enums, by its name in JSON; empty if there is none.
template <class... Enums>
std::string_view label_of(std::string_view code) {
  std::string_view label;
  const auto look = [&](const auto& names) {
    for (const auto& item : names) {
      if (label.empty() && item.name == code) label = item.label.zh;
    }
  };
  (look(EnumNames<Enums>::kNames), ...);
  return label;
}

// A ratio is shown by its basis points.
ViewColumn percent(ViewColumn column) {
  column.kind = ViewColumn::Kind::basis_points;
  return column;
}

}  // namespace

// Chinese readers see the words of the trade instead of the codes.
std::string_view code_label(std::string_view code, Lang lang) {
  if (lang == Lang::en) return code;
  const auto known_code =
      label_of<PipelineClass, EstimateKind, Binding, Vintage, IndustryGroup, MeasureCategory,
               PledgeStatus, DirectiveLevel, ElementKind>(code);
  if (!known_code.empty()) return known_code;
  for (const auto& [known, zh] :
       {std::pair<std::string_view, std::string_view>{"registered", "入库数"},
        {"previously_completed", "往年竣工"},
        {"cancelled", "终止"},
        {"delisted", "移出"},
        {"listed", "在册"},
        {"total", "合计"},
        {"project", "项目"},
        {"industry", "产业"},
        {"policy", "政策"},
        {"factor", "要素保障"},
        {"unassigned", "未归类"},
        {"body", "机构机制"},
        {"responsibility", "责任分工"},
        {"enterprise", "企业"},
        {"measures", "营商环境举措"},
        {"pledge", "公开承诺"},
        {"directive", "部署要求"},
        {"share", "占比"},
        {"bank", "银行"},
        {"scenario", "信用场景"},
        {"kind", "要素"},
        {"element", "需求"},
        {"split", "已拆分"},
        {"merged", "已合并"},
        {"comparable", "可比口径"},
        {"constant", "不变价"},
        {"current", "现价"},
        {"different_basis_or_revised_base", "口径不同或基数修订"},
        {"class", "类别"},
        {"stage", "阶段"},
        {"met", "达成"},
        {"not_met", "未达成"},
        {"not_reached", "未达到"},
        {"on_track", "进度正常"},
        {"behind", "滞后"},
        {"open", "期间未结束"},
        {"no_data", "无数据"},
        {"judgement_required", "需判断"},
        {"qualitative", "定性"}}) {
    if (known == code) return zh;
  }
  static const auto* stages = [] {
    auto* names = new std::map<std::string, std::string, std::less<>>;
    for (const auto& list : shipped_codelists()) {
      if (list.list != "stage") continue;
      for (const auto& item : list.items) names->emplace(item.code, item.zh.value_or(item.code));
    }
    return names;
  }();
  if (const auto at = stages->find(code); at != stages->end()) return at->second;
  return code;
}

std::string Cells::text(const ViewColumn& column, const Json* value) const {
  if (!value || value->is_null()) return "-";
  if (const auto sum = amount(*value)) return money(*sum);
  if (const auto* bp = value->find("bp")) return text(percent(column), bp);
  if (const auto* ratio = value->find("ratio")) return text(column, ratio);
  if (const auto* flag = value->boolean()) {
    return std::string(*flag ? say("是", "yes") : say("", ""));
  }
  if (const auto* code = value->string()) return std::string(code_label(*code, lang_));
  if (const auto* number = value->integer()) {
    if (column.kind != ViewColumn::Kind::basis_points) return std::to_string(*number);
    const auto magnitude = *number < 0 ? -*number : *number;
    return fmt::format("{}{}.{:02}%", *number < 0 ? "-" : "", magnitude / 100, magnitude % 100);
  }
  if (const auto* items = value->array()) {
    std::string joined;
    for (const auto& item : *items) {
      joined += (joined.empty() ? "" : " ") + (item.string() ? *item.string() : to_json_text(item));
    }
    return joined;
  }
  // The value of an indicator is one of several kinds.
  for (const auto kind : {"money", "count", "decimal"}) {
    if (const Json* inner = value->find(kind)) return text(column, inner);
  }
  return to_json_text(*value);
}

std::optional<Money> Cells::amount(const Json& value) {
  const Json* minor = value.find("minor");
  const Json* code = value.find("currency");
  if (!minor || !minor->string() || !code || !code->string()) return std::nullopt;
  const auto currency = Currency::parse(*code->string());
  Money amount;
  const auto& digits = *minor->string();
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, amount.minor);
  if (!currency.ok() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  amount.currency = *currency;
  return amount;
}

std::string Cells::money(const Money& amount) const {
  const bool chinese = amount.currency.code() == "CNY";
  return grouped(chinese && unit_ != "yuan" ? format_in_unit(amount, kUnits.at(unit_).word)
                                            : amount.to_decimal());
}

std::string Cells::figure(const Json& value) const {
  ViewColumn column;
  if (const auto* flag = value.boolean()) {
    return std::string(*flag ? say("是", "yes") : say("否", "no"));
  }
  return text(column, &value);
}

std::string_view Cells::unit_name() const { return say(kUnits.at(unit_).zh, kUnits.at(unit_).en); }

std::string Cells::title(const ViewColumn& column) const {
  std::string title(pick(column.label, lang_));
  if (column.kind == ViewColumn::Kind::money && unit_ != "yuan") {
    title += fmt::format("({})", unit_name());
  }
  return title;
}

void Cells::declare(CLI::App& app, std::string& unit) {
  app.add_option("--unit", unit, "yuan, wan or yi (tables and CSV)")
      ->check(CLI::IsMember({"yuan", "wan", "yi"}));
}

}  // namespace tally::cli
