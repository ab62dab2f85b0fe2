#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// The order to pay what both levels have approved.
struct FundingOrdered {
  static constexpr TypeInfo kType{.name = "funding.ordered",
                                  .label = {"支付令", "funding ordered"},
                                  .category = "project",
                                  .key = StreamKey::request,
                                  .key_field = "request_id",
                                  .not_in_future = true,
                                  .ledger_money = true};
  std::string request_id;
  Money amount;
  std::optional<std::string> order_no;
  std::optional<Payee> payee;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("request_id", request_id, {"申请编号", "request"}, Limit::filled, Use::identity),
       field("amount", amount, {"支付金额", "amount"}, Limit::positive),
       field("order_no", order_no, {"支付令号", "order"}, Limit::filled, Use::identity),
       field("payee", payee, {"收款人", "payee"}, Limit::none, Use::identity));
  }
};

}  // namespace tally
