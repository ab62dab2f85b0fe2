#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

// 储备 / 新开工 / 续建 / 竣工, in the order in which they are shown.
enum class PipelineClass : std::uint8_t { completed, continuing, new_start, reserve };
template <>
struct EnumNames<PipelineClass> {
  static constexpr std::array<EnumName, 4> kNames = {{{"completed", {"竣工", "completed"}},
                                                      {"continuing", {"续建", "continuing"}},
                                                      {"new_start", {"新开工", "new start"}},
                                                      {"reserve", {"储备", "reserve"}}}};
};

struct ProjectListed {
  static constexpr TypeInfo kType{.name = "project.listed",
                                  .label = {"列入名单", "project listed"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  std::string list;  // district_key, key_industry, city_key, province_key, ...
  std::int16_t year = 1;
  std::optional<PipelineClass> planned_class;
  std::optional<Money> annual_plan;
  std::optional<Date> planned_start;
  std::optional<Date> planned_completion;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("list", list, {"名单", "list"}, Limit::filled, Use::identity),
       field("year", year, {"年度", "year"}, Limit::positive, Use::identity),
       field("planned_class", planned_class, {"计划类别", "planned class"}),
       field("annual_plan", annual_plan, {"年度计划投资", "annual plan"}, Limit::not_negative),
       field("planned_start", planned_start, {"计划开工", "planned start"}),
       field("planned_completion", planned_completion, {"计划竣工", "planned completion"}));
  }
};

}  // namespace tally
