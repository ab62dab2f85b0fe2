#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

enum class IndustryGroup : std::uint8_t { strategic, future, service };
template <>
struct EnumNames<IndustryGroup> {
  static constexpr std::array<EnumName, 3> kNames = {
      {{"strategic", {"战略性新兴产业", "strategic emerging"}},
       {"future", {"未来产业", "future"}},
       {"service", {"现代服务业", "modern service"}}}};
};

struct IndustryRegistered {
  static constexpr TypeInfo kType{.name = "industry.registered",
                                  .label = {"产业登记", "industry registered"},
                                  .category = "industry",
                                  .key_field = "code",
                                  .opens = {"code", Subject::industry}};
  std::string code;
  std::string name;
  std::optional<IndustryGroup> group;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("code", code, {"产业代码", "industry"}, Limit::filled, Use::identity),
       field("name", name, {"名称", "name"}, Limit::filled),
       field("group", group, {"类别", "group"}));
  }
};

}  // namespace tally
