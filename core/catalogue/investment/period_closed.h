#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// From then on a report of the period, or of an earlier one, is a restatement (ST20). Effective on
// the day of closing.
struct PeriodClosed {
  static constexpr TypeInfo kType{.name = "period.closed",
                                  .label = {"期间关账", "period closed"},
                                  .category = "period",
                                  .key_field = "scope"};
  std::string scope;
  Period period;
  std::optional<std::string> by;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("scope", scope, {"范围", "scope"}, Limit::filled, Use::identity),
       field("period", period, {"期间", "period"}, Limit::none, Use::identity),
       field("by", by, {"关账单位", "closed by"}, Limit::filled));
  }
};

}  // namespace tally
