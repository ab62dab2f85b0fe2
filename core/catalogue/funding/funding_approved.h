#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct FundingApproved {
  static constexpr TypeInfo kType{.name = "funding.approved",
                                  .label = {"支付审核通过", "funding approved"},
                                  .category = "project",
                                  .key = StreamKey::request,
                                  .key_field = "request_id",
                                  .not_in_future = true};
  std::string request_id;
  std::uint8_t level = 1;  // 1 or 2, by two different persons.
  Money amount;  // At most what was requested; the lower of the two levels counts (审减).

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("request_id", request_id, {"申请编号", "request"}, Limit::filled, Use::identity),
       field("level", level, {"审核级次", "level"}, Limit::none, Use::identity),
       field("amount", amount, {"核定金额", "amount"}, Limit::not_negative));
  }

  Result<void> check() const {
    if (level != 1 && level != 2) return invalid("level", "must be 1 or 2");
    return {};
  }
};

}  // namespace tally
