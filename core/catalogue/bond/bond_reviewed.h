#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

enum class BondReviewer : std::uint8_t { drc, finance, province, joint };
template <>
struct EnumNames<BondReviewer> {
  static constexpr std::array<EnumName, 4> kNames = {
      {{"drc", {"发展改革部门", "development and reform"}},
       {"finance", {"财政部门", "finance"}},
       {"province", {"省级", "province"}},
       {"joint", {"联合审核", "joint"}}}};
};

enum class ReviewResult : std::uint8_t { passed, reduced, rejected, returned };
template <>
struct EnumNames<ReviewResult> {
  static constexpr std::array<EnumName, 4> kNames = {{{"passed", {"通过", "passed"}},
                                                      {"reduced", {"核减通过", "passed with less"}},
                                                      {"rejected", {"未通过", "rejected"}},
                                                      {"returned", {"退回修改", "returned"}}}};
};

struct BondReviewed {
  static constexpr TypeInfo kType{.name = "bond.reviewed",
                                  .label = {"专项债申报审核", "bond declaration reviewed"},
                                  .category = "project",
                                  .key = StreamKey::declaration,
                                  .key_field = "declaration_id",
                                  .not_in_future = true,
                                  .ledger_money = true};
  std::string declaration_id;
  Money amount;  // 0 when it is refused.
  std::optional<BondReviewer> reviewer;
  std::optional<ReviewResult> result;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("declaration_id", declaration_id, {"申报编号", "declaration"}, Limit::filled,
             Use::identity),
       field("amount", amount, {"核定金额", "amount"}, Limit::not_negative),
       field("reviewer", reviewer, {"审核机关", "reviewer"}, Limit::none, Use::identity),
       field("result", result, {"结果", "result"}),
       field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
