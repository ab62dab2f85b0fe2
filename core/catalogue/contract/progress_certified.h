#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// 计量确认
struct ProgressCertified {
  static constexpr TypeInfo kType{.name = "contract.progress_certified",
                                  .label = {"计量确认", "progress certified"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true,
                                  .ends_period = true};
  std::string project;
  std::string contract_id;
  std::optional<Period> period;
  std::optional<Money> certified_value;
  std::optional<Money> cumulative;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("contract_id", contract_id, {"合同编号", "contract"}, Limit::filled, Use::identity),
       field("period", period, {"期间", "period"}, Limit::none, Use::identity),
       field("certified_value", certified_value, {"本期计量", "certified value"},
             Limit::not_negative),
       field("cumulative", cumulative, {"累计计量", "cumulative"}, Limit::not_negative));
  }
};

}  // namespace tally
