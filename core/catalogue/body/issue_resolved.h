#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct IssueResolved {
  static constexpr TypeInfo kType{.name = "issue.resolved",
                                  .label = {"诉求办结", "issue resolved"},
                                  .category = "enterprise",
                                  .key_field = "enterprise",
                                  .refers = {{{"issue_id", Subject::issue}}}};
  std::string issue_id;
  std::string enterprise;
  std::optional<std::string> outcome;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("issue_id", issue_id, {"诉求编号", "issue"}, Limit::filled, Use::identity),
       field("enterprise", enterprise, {"企业", "enterprise"}, Limit::filled, Use::identity),
       field("outcome", outcome, {"结果", "outcome"}, Limit::filled));
  }
};

}  // namespace tally
