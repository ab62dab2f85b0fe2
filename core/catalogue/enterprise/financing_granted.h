#pragma once

#include "core/catalogue/enterprise/case_ref.h"
#include "core/catalogue/enterprise/financing_legs.h"

namespace tally {

struct FinancingGranted : CaseRef {
  static constexpr TypeInfo kType =
      case_act("enterprise.financing_granted", {"授信", "financing granted"});
  Money limit;
  std::optional<std::string> bank;
  std::optional<std::uint16_t> rate_bp;
  std::optional<std::int32_t> term_months;
  std::optional<FinancingLegs> legs;
  std::optional<std::string> collateral;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_case(ar);
    ar(field("limit", limit, {"授信额度", "limit"}, Limit::positive),
       field("bank", bank, {"银行", "bank"}, Limit::filled),
       field("rate_bp", rate_bp, {"利率（万分比）", "rate (bp)"}, Limit::basis_points),
       field("term_months", term_months, {"期限（月）", "term in months"}, Limit::positive),
       field("legs", legs, {"服务要素", "legs"}),
       field("collateral", collateral, {"担保", "collateral"}, Limit::filled));
  }
};

}  // namespace tally
