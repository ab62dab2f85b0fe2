#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct EnrolmentEvidence {
  std::string kind;  // approval, contract, photo
  std::optional<DocumentRef> document;
  bool operator==(const EnrolmentEvidence&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("kind", kind, {"类别", "kind"}, Limit::filled),
       field("document", document, {"文件", "document"}));
  }
};

// 入库纳统: from then on its investment is counted by the statistics bureau.
struct ProjectEnrolled {
  static constexpr TypeInfo kType{.name = "project.enrolled",
                                  .label = {"入库纳统", "project enrolled"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  std::optional<std::string> size_class;  // "500-5000", "5000+" (万元)
  std::optional<std::vector<EnrolmentEvidence>> evidence;
  std::optional<Period> from_period;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("class", size_class, {"规模类别", "size class"}, Limit::filled),
       field("evidence", evidence, {"佐证", "evidence"}),
       field("from_period", from_period, {"起始月份", "from period"}));
  }
};

}  // namespace tally
