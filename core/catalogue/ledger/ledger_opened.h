#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct LedgerOpened {
  static constexpr TypeInfo kType{.name = "ledger.opened",
                                  .label = {"账本启用", "ledger opened"},
                                  .category = "ledger",
                                  .key = StreamKey::fixed,
                                  .key_field = "main"};
  std::string origin;  // Schema-less URL, no spaces, no '+'.
  std::uint8_t suite = 1;
  Currency currency;
  std::string zone;  // IANA name, for display; offsets stand in the records.
  bool sample = false;
  std::string operator_id;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("origin", origin, {"账本标识", "origin"}, Limit::filled),
       field("suite", suite, {"算法套件", "suite"}, Limit::positive),
       field("currency", currency, {"币种", "currency"}),
       field("zone", zone, {"时区", "time zone"}, Limit::filled),
       field("sample", sample, {"样例", "sample"}),
       field("operator", operator_id, {"操作员", "operator"}, Limit::filled));
  }
};

}  // namespace tally
