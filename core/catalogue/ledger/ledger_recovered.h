#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// An operator gave up the damaged last commit of the log (contracts C4). The bytes are kept beside
// the log; what was acknowledged and is no longer there is `acknowledged` less `size`.
struct LedgerRecovered {
  static constexpr TypeInfo kType{.name = "ledger.recovered",
                                  .label = {"账本恢复", "ledger recovered"},
                                  .category = "ledger",
                                  .key = StreamKey::fixed,
                                  .key_field = "main"};
  std::int64_t size = 0;  // Events that stood before the commit.
  std::int64_t acknowledged = 0;
  std::int64_t dropped_bytes = 0;
  Hash dropped_sha256;
  std::string reason;
  std::optional<std::string> approver;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("size", size, {"保留记录数", "events kept"}, Limit::positive),
       field("acknowledged", acknowledged, {"曾确认记录数", "events acknowledged"},
             Limit::positive),
       field("dropped_bytes", dropped_bytes, {"舍弃字节数", "bytes dropped"}, Limit::positive),
       field("dropped_sha256", dropped_sha256, {"舍弃内容摘要", "SHA-256 of the bytes dropped"}),
       field("reason", reason, {"原因", "reason"}, Limit::filled),
       field("approver", approver, {"批准人", "approver"}, Limit::filled));
  }
};

}  // namespace tally
