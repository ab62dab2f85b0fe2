#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// The price rises or falls by `delta`.
struct ContractAmended {
  static constexpr TypeInfo kType{.name = "contract.amended",
                                  .label = {"合同变更", "contract amended"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true,
                                  .refers = {{{"contract_id", Subject::contract}}}};
  std::string project;
  std::string contract_id;
  Money delta;
  std::optional<std::string> reason;
  std::optional<std::string> approver;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("contract_id", contract_id, {"合同编号", "contract"}, Limit::filled, Use::identity),
       field("delta", delta, {"变更金额", "change of the price"}),
       field("reason", reason, {"原因", "reason"}, Limit::filled),
       field("approver", approver, {"批准人", "approver"}, Limit::filled),
       field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
