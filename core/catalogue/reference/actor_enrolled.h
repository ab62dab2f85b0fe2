#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct ActorEnrolled {
  static constexpr TypeInfo kType{.name = "actor.enrolled",
                                  .label = {"经办人登记", "actor enrolled"},
                                  .category = "actor",
                                  .key_field = "actor_id"};
  std::string actor_id;
  std::optional<std::string> org;
  std::optional<std::vector<std::string>> roles;
  std::optional<Bytes> public_key;  // 32 raw bytes, Ed25519.
  std::optional<std::string> name;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("actor_id", actor_id, {"经办人编号", "actor"}, Limit::filled, Use::identity),
       field("org", org, {"机构", "organisation"}, Limit::filled),
       field("roles", roles, {"角色", "roles"}),
       field("public_key", public_key, {"公钥", "public key"}, Limit::filled),
       field("name", name, {"姓名", "name"}, Limit::filled));
  }

  Result<void> check() const {
    if (public_key && public_key->size() != 32) return invalid("public_key", "must be 32 bytes");
    return {};
  }
};

}  // namespace tally
