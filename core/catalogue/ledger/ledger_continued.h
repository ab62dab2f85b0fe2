// The ledger after an approved recovery below what was signed (contracts C5).
#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// The first event under a new origin and key. The events before it stay as they are, under the
// origin that they were recorded with; what the former key signed beyond them is given up, and is
// named here so that nobody can be told otherwise.
struct LedgerContinued {
  static constexpr TypeInfo kType{.name = "ledger.continued",
                                  .label = {"账本续记", "ledger continued"},
                                  .category = "ledger",
                                  .key = StreamKey::fixed,
                                  .key_field = "main"};
  std::string origin;  // From this event on.
  std::string key;     // The verifier key line of the new origin.
  std::string previous_origin;
  std::string previous_key;  // The verifier key line that the checkpoint is signed with.
  std::int64_t size = 0;     // Events recovered; also the position of this one.
  Hash root;                 // Of the recovered events.
  std::string checkpoint;    // The last one of the former origin, the whole signed note.
  std::int64_t checkpoint_size = 0;
  Hash checkpoint_root;
  // So many events are known to have been acknowledged; at least as many were signed.
  std::int64_t acknowledged = 0;
  std::string reason;
  std::string approver;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("origin", origin, {"账本标识", "origin"}, Limit::filled),
       field("key", key, {"公钥", "verifier key"}, Limit::filled),
       field("previous_origin", previous_origin, {"原账本标识", "former origin"}, Limit::filled),
       field("previous_key", previous_key, {"原公钥", "former verifier key"}, Limit::filled),
       field("size", size, {"恢复记录数", "events recovered"}, Limit::positive),
       field("root", root, {"恢复处根", "root of the events recovered"}),
       field("checkpoint", checkpoint, {"原末次检查点", "last checkpoint of the former origin"},
             Limit::filled),
       field("checkpoint_size", checkpoint_size, {"检查点记录数", "events signed"},
             Limit::positive),
       field("checkpoint_root", checkpoint_root, {"检查点根", "root signed"}),
       field("acknowledged", acknowledged, {"曾确认记录数", "events acknowledged"},
             Limit::positive),
       field("reason", reason, {"原因", "reason"}, Limit::filled),
       field("approver", approver, {"批准人", "approver"}, Limit::filled));
  }
};

}  // namespace tally
