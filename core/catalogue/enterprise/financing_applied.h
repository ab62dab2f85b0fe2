#pragma once

#include "core/catalogue/enterprise/case_ref.h"

namespace tally {

struct FinancingApplied : CaseRef {
  static constexpr TypeInfo kType{
      .name = "enterprise.financing_applied",
      .label = {"融资申请", "financing applied for"},
      .category = "enterprise",
      .key_field = "enterprise",
      .opens = {"case_id", Subject::financing},
      .refers = {{{"enterprise", Subject::organisation, Unresolved::flagged}}},
      .ledger_money = true};
  Money need;
  std::optional<std::string> purpose;
  std::optional<std::string> scenario;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_case(ar);
    ar(field("need", need, {"融资需求", "need"}, Limit::positive),
       field("purpose", purpose, {"用途", "purpose"}, Limit::filled),
       field("scenario", scenario, {"信用场景", "scenario"}, Limit::filled));
  }
};

}  // namespace tally
