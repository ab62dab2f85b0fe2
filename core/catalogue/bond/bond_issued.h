#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct BondAllocation {
  std::string project;
  Money amount;
  std::optional<Money> capital_part;
  bool operator==(const BondAllocation&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("amount", amount, {"金额", "amount"}, Limit::positive),
       field("capital_part", capital_part, {"用作资本金", "used as capital"}, Limit::not_negative));
  }
};

// The allocations, when they are stated, add up to the amount (ST16).
struct BondIssued {
  static constexpr TypeInfo kType{.name = "bond.issued",
                                  .label = {"专项债发行", "bond issued"},
                                  .category = "bond",
                                  .key_field = "bond_code",
                                  .not_in_future = true,
                                  .opens = {"bond_code", Subject::bond},
                                  .ledger_money = true};
  std::string bond_code;
  Money amount;
  std::optional<std::vector<BondAllocation>> allocations;
  std::optional<std::int32_t> term_months;
  std::optional<std::uint16_t> coupon_bp;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("bond_code", bond_code, {"债券代码", "bond"}, Limit::filled, Use::identity),
       field("amount", amount, {"发行金额", "amount"}, Limit::positive),
       field("allocations", allocations, {"项目分配", "allocations"}, Limit::none, Use::identity),
       field("term_months", term_months, {"期限（月）", "term in months"}, Limit::positive),
       field("coupon_bp", coupon_bp, {"票面利率（万分比）", "coupon (bp)"}, Limit::basis_points),
       field("document", document, {"文件", "document"}));
  }

  Result<void> check() const;
};

}  // namespace tally
