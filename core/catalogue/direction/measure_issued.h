#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

enum class MeasureCategory : std::uint8_t { government, market, law, openness };
template <>
struct EnumNames<MeasureCategory> {
  static constexpr std::array<EnumName, 4> kNames = {
      {{"government", {"政务环境", "government services"}},
       {"market", {"市场环境", "market"}},
       {"law", {"法治环境", "rule of law"}},
       {"openness", {"开放环境", "openness"}}}};
};

// 营商环境举措
struct MeasureIssued {
  static constexpr TypeInfo kType{
      .name = "measure.issued",
      .label = {"举措发布", "measure issued"},
      .category = "measure",
      .key_field = "measure_id",
      .opens = {"measure_id", Subject::measure},
      .refers = {{{"owner", Subject::organisation, Unresolved::flagged},
                  {"directive", Subject::directive, Unresolved::flagged}}}};
  std::string measure_id;
  std::string title;
  std::optional<MeasureCategory> category;
  std::optional<std::string> owner;
  std::optional<std::string> directive;
  std::optional<Date> due;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("measure_id", measure_id, {"举措编号", "measure"}, Limit::filled, Use::identity),
       field("title", title, {"名称", "title"}, Limit::filled),
       field("category", category, {"类别", "category"}),
       field("owner", owner, {"责任单位", "owner"}, Limit::filled, Use::identity),
       field("directive", directive, {"对应部署", "directive"}, Limit::filled, Use::identity),
       field("due", due, {"完成期限", "due"}), field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
