#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// Of one policy, or of all together.
struct PolicyBudgetSet {
  static constexpr TypeInfo kType{.name = "policy.budget_set",
                                  .label = {"政策资金预算", "policy budget set"},
                                  .category = "policy",
                                  .key = StreamKey::fixed,
                                  .key_field = "budget",
                                  .refers = {{{"policy_id", Subject::policy, Unresolved::flagged}}},
                                  .ledger_money = true};
  std::int16_t year = 1;
  Money amount;
  std::optional<std::string> policy_id;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("year", year, {"年度", "year"}, Limit::positive, Use::identity),
       field("amount", amount, {"金额", "amount"}, Limit::not_negative),
       field("policy_id", policy_id, {"政策编号", "policy"}, Limit::filled, Use::identity),
       field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
