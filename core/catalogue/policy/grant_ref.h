#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// What every act on a grant begins with.
struct GrantRef {
  std::string policy_id;
  std::string enterprise;
  std::int16_t year = 1;
  Money amount;
  std::optional<std::string> grant_id;

  template <class Archive>
  void serialize_grant(Archive& ar) {
    ar(field("policy_id", policy_id, {"政策编号", "policy"}, Limit::filled, Use::identity),
       field("enterprise", enterprise, {"企业", "enterprise"}, Limit::filled, Use::identity),
       field("year", year, {"年度", "year"}, Limit::positive, Use::identity),
       field("amount", amount, {"金额", "amount"}, Limit::positive),
       field("grant_id", grant_id, {"申请编号", "grant"}, Limit::filled, Use::identity));
  }
};

constexpr TypeInfo grant_act(std::string_view name, Label label) {
  return {.name = name,
          .label = label,
          .category = "policy",
          .key_field = "policy_id",
          .refers = {{{"policy_id", Subject::policy},
                      {"enterprise", Subject::organisation, Unresolved::flagged}}},
          .ledger_money = true};
}

}  // namespace tally
