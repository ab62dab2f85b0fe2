#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct BodyDissolved {
  static constexpr TypeInfo kType{.name = "body.dissolved",
                                  .label = {"机构机制撤销", "body dissolved"},
                                  .category = "body",
                                  .key_field = "body_id",
                                  .refers = {{{"body_id", Subject::body}}}};
  std::string body_id;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("body_id", body_id, {"机构编号", "body"}, Limit::filled, Use::identity),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

}  // namespace tally
