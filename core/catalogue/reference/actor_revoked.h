#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct ActorRevoked {
  static constexpr TypeInfo kType{.name = "actor.revoked",
                                  .label = {"经办人注销", "actor revoked"},
                                  .category = "actor",
                                  .key_field = "actor_id"};
  std::string actor_id;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("actor_id", actor_id, {"经办人编号", "actor"}, Limit::filled, Use::identity),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

}  // namespace tally
