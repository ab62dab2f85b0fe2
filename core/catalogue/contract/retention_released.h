#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct RetentionReleased {
  static constexpr TypeInfo kType{.name = "retention.released",
                                  .label = {"质保金退还", "retention released"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true,
                                  .refers = {{{"contract_id", Subject::contract}}}};
  std::string project;
  std::string contract_id;
  Money amount;
  std::optional<std::string> reviewer;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("contract_id", contract_id, {"合同编号", "contract"}, Limit::filled, Use::identity),
       field("amount", amount, {"退还金额", "amount"}, Limit::positive),
       field("reviewer", reviewer, {"审核单位", "reviewer"}, Limit::filled),
       field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
