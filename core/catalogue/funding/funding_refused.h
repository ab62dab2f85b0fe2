#pragma once

#include "core/catalogue/funding/request_end.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct FundingRefused : RequestEnd {
  static constexpr TypeInfo kType{.name = "funding.refused",
                                  .label = {"支付申请退回", "funding refused"},
                                  .category = "project",
                                  .key = StreamKey::request,
                                  .key_field = "request_id",
                                  .not_in_future = true};
};

}  // namespace tally
