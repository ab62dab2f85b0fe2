#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct FundingSpent {  // 实际支出
  static constexpr TypeInfo kType{.name = "funding.spent",
                                  .label = {"实际支出", "funding spent"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true};
  std::string project;
  Money amount;
  std::optional<FundSource> source;
  std::optional<Payee> payee;
  std::optional<std::string> voucher_no;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("amount", amount, {"金额", "amount"}, Limit::positive),
       field("source", source, {"资金来源", "source"}),
       field("payee", payee, {"收款人", "payee"}, Limit::none, Use::identity),
       field("voucher_no", voucher_no, {"凭证号", "voucher"}, Limit::filled));
  }
};

}  // namespace tally
