#pragma once

#include "core/catalogue/common.h"

namespace tally {

enum class SubjectKind : std::uint8_t { industry, enterprise, project, target };
template <>
struct EnumNames<SubjectKind> {
  static constexpr std::array<EnumName, 4> kNames = {{{"industry", {"产业", "industry"}},
                                                      {"enterprise", {"企业", "enterprise"}},
                                                      {"project", {"项目", "project"}},
                                                      {"target", {"目标", "target"}}}};
};

// What somebody answers for. Its kind is the category of its stream.
struct SubjectRef {
  SubjectKind kind = SubjectKind::industry;
  std::string id;
  bool operator==(const SubjectRef&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("kind", kind, {"对象类别", "kind"}),
       field("id", id, {"对象编号", "identifier"}, Limit::filled));
  }

  std::string_view category() const { return enum_name(kind); }
};

}  // namespace tally
