#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct FundingReturned {  // 退回
  static constexpr TypeInfo kType{.name = "funding.returned",
                                  .label = {"资金退回", "funding returned"},
                                  .category = "project",
                                  .key = StreamKey::disbursed,
                                  .key_field = "disbursed",
                                  .not_in_future = true};
  EventId disbursed;
  Money amount;
  std::optional<std::string> bank_ref;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("disbursed", disbursed, {"原拨付事件", "disbursement"}, Limit::none, Use::identity),
       field("amount", amount, {"金额", "amount"}, Limit::positive),
       field("bank_ref", bank_ref, {"银行流水号", "bank reference"}, Limit::filled));
  }
};

}  // namespace tally
