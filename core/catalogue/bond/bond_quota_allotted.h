#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// 额度下达: it belongs to no single bond or project.
struct BondQuotaAllotted {
  static constexpr TypeInfo kType{
      .name = "bond.quota_allotted",
      .label = {"专项债额度下达", "bond quota allotted"},
      .category = "bond",
      .key = StreamKey::fixed,
      .key_field = "quota",
      .not_in_future = true,
      .refers = {{{"declaration_ids", Subject::declaration, Unresolved::flagged}}},
      .ledger_money = true};
  std::int16_t year = 1;
  Money amount;
  std::optional<std::vector<std::string>> declaration_ids;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("year", year, {"年度", "year"}, Limit::positive, Use::identity),
       field("amount", amount, {"额度", "amount"}, Limit::not_negative),
       field("declaration_ids", declaration_ids, {"申报编号", "declarations"}, Limit::none,
             Use::identity),
       field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
