#pragma once

#include "core/catalogue/funding/request_end.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct FundingCancelled : RequestEnd {
  static constexpr TypeInfo kType{.name = "funding.cancelled",
                                  .label = {"支付申请撤销", "funding cancelled"},
                                  .category = "project",
                                  .key = StreamKey::request,
                                  .key_field = "request_id",
                                  .not_in_future = true};
};

}  // namespace tally
