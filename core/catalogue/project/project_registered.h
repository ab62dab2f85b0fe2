#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

enum class Route : std::uint8_t { approval, verification, filing };
template <>
struct EnumNames<Route> {
  static constexpr std::array<EnumName, 3> kNames = {{{"approval", {"审批制", "approval"}},
                                                      {"verification", {"核准制", "verification"}},
                                                      {"filing", {"备案制", "filing"}}}};
};

struct ProjectRegistered {
  static constexpr TypeInfo kType{.name = "project.registered",
                                  .label = {"项目入库", "project registered"},
                                  .category = "project",
                                  .key_field = "project_id"};
  std::string project_id;
  std::string name;
  std::optional<Identifier> owner;
  std::optional<Route> route;
  std::optional<std::string> district;
  std::optional<std::string> industry_class;  // GB/T 4754 or another classification's code.
  std::optional<std::string> industry;        // The portfolio's own codelist (SC01 ...).
  std::optional<Money> planned_total;
  std::optional<std::uint16_t> fiscal_share_bp;
  std::optional<std::string> address;
  std::optional<std::vector<std::string>> relates_to;  // Projects it continues or was split from.
  std::optional<std::string> as_stated;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project_id", project_id, {"项目编号", "project"}, Limit::filled, Use::identity),
       field("name", name, {"项目名称", "name"}, Limit::filled),
       field("owner", owner, {"建设单位", "owner"}, Limit::none, Use::identity),
       field("route", route, {"立项方式", "route"}),
       field("district", district, {"行政区划", "district"}, Limit::filled),
       field("industry_class", industry_class, {"行业分类", "industry class"}, Limit::filled),
       field("industry", industry, {"产业", "industry"}, Limit::filled),
       field("planned_total", planned_total, {"计划总投资", "planned total"}, Limit::not_negative),
       field("fiscal_share_bp", fiscal_share_bp, {"财政资金占比（万分比）", "fiscal share (bp)"},
             Limit::basis_points),
       field("address", address, {"建设地点", "address"}, Limit::filled),
       field("relates_to", relates_to, {"关联项目", "relates to"}),
       field("as_stated", as_stated, {"原文", "as stated"}, Limit::filled));
  }
};

}  // namespace tally
