#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct ContractSigned {
  static constexpr TypeInfo kType{.name = "contract.signed",
                                  .label = {"合同签订", "contract signed"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true};
  std::string project;
  std::string contract_id;
  std::optional<std::string> package_id;
  std::optional<Identifier> contractor;
  std::optional<Money> price;
  std::optional<Date> award_notice_on;
  std::optional<std::uint16_t> retention_bp;  // 质保金
  std::optional<std::uint16_t> advance_bp;    // 预付款
  std::optional<bool> sme;                    // 中小企业
  std::optional<std::string> name;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("contract_id", contract_id, {"合同编号", "contract"}, Limit::filled, Use::identity),
       field("package_id", package_id, {"标段", "package"}, Limit::filled),
       field("contractor", contractor, {"承包人", "contractor"}, Limit::none, Use::identity),
       field("price", price, {"合同价", "price"}, Limit::not_negative),
       field("award_notice_on", award_notice_on, {"中标通知日期", "award notice on"}),
       field("retention_bp", retention_bp, {"质保金比例（万分比）", "retention (bp)"},
             Limit::basis_points),
       field("advance_bp", advance_bp, {"预付款比例（万分比）", "advance (bp)"},
             Limit::basis_points),
       field("sme", sme, {"中小企业", "small or medium enterprise"}),
       field("name", name, {"合同名称", "name"}, Limit::filled));
  }
};

}  // namespace tally
