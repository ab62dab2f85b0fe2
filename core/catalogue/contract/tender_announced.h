#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

enum class TenderCategory : std::uint8_t { works, goods, services };
template <>
struct EnumNames<TenderCategory> {
  static constexpr std::array<EnumName, 3> kNames = {{{"works", {"工程", "works"}},
                                                      {"goods", {"货物", "goods"}},
                                                      {"services", {"服务", "services"}}}};
};

enum class TenderMethod : std::uint8_t {
  open,
  invited,
  negotiation,
  consultation,
  inquiry,
  single_source,
  direct,
  other
};
template <>
struct EnumNames<TenderMethod> {
  static constexpr std::array<EnumName, 8> kNames = {
      {{"open", {"公开招标", "open tender"}},
       {"invited", {"邀请招标", "invited tender"}},
       {"negotiation", {"竞争性谈判", "competitive negotiation"}},
       {"consultation", {"竞争性磋商", "competitive consultation"}},
       {"inquiry", {"询价", "inquiry"}},
       {"single_source", {"单一来源", "single source"}},
       {"direct", {"直接发包", "direct award"}},
       {"other", {"其他", "other"}}}};
};

struct TenderAnnounced {
  static constexpr TypeInfo kType{.name = "tender.announced",
                                  .label = {"招标公告", "tender announced"},
                                  .category = "project",
                                  .key_field = "project",
                                  .opens = {"package_id", Subject::package},
                                  .ledger_money = true};
  std::string project;
  std::string package_id;
  std::optional<std::string> name;
  std::optional<TenderCategory> category;
  std::optional<Money> estimate;
  std::optional<TenderMethod> method;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("package_id", package_id, {"标段", "package"}, Limit::filled, Use::identity),
       field("name", name, {"名称", "name"}, Limit::filled),
       field("category", category, {"类别", "category"}),
       field("estimate", estimate, {"估算价", "estimate"}, Limit::not_negative),
       field("method", method, {"采购方式", "method"}));
  }
};

}  // namespace tally
