#pragma once

#include "core/catalogue/enterprise/case_ref.h"

namespace tally {

struct FinancingRecommended : CaseRef {
  static constexpr TypeInfo kType =
      case_act("enterprise.financing_recommended", {"融资推荐", "financing recommended"});
  std::optional<std::string> bank;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_case(ar);
    ar(field("bank", bank, {"银行", "bank"}, Limit::filled));
  }
};

}  // namespace tally
