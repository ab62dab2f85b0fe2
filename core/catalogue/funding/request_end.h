#pragma once

#include "core/catalogue/common.h"

namespace tally {

// Refusing and cancelling a request carry the same fields.
struct RequestEnd {
  std::string request_id;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("request_id", request_id, {"申请编号", "request"}, Limit::filled, Use::identity),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

}  // namespace tally
