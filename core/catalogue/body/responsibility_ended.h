#pragma once

#include "core/catalogue/body/subject_ref.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct ResponsibilityEnded {
  static constexpr TypeInfo kType{.name = "responsibility.ended",
                                  .label = {"责任分工终止", "responsibility ended"},
                                  .key = StreamKey::subject,
                                  .key_field = "subject",
                                  .refers = {{{"responsibility_id", Subject::responsibility}}}};
  std::string responsibility_id;
  SubjectRef subject;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("responsibility_id", responsibility_id, {"分工编号", "responsibility"}, Limit::filled,
             Use::identity),
       field("subject", subject, {"对象", "subject"}, Limit::none, Use::identity),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

}  // namespace tally
