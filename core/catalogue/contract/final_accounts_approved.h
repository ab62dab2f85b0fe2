#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct FinalAccountsApproved {
  static constexpr TypeInfo kType{.name = "final_accounts.approved",
                                  .label = {"竣工财务决算批复", "final accounts approved"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true,
                                  .ledger_money = true};
  std::string project;
  Money amount;
  std::optional<std::string> reviewer;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("amount", amount, {"决算金额", "amount"}, Limit::not_negative),
       field("reviewer", reviewer, {"批复机关", "reviewer"}, Limit::filled),
       field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
