#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct CalendarDay {
  Date date;
  bool off = true;  // true: a day off; false: a make-up working day on a weekend (调休上班).
  std::optional<std::string> name;
  bool operator==(const CalendarDay&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("date", date, {"日期", "date"}), field("off", off, {"放假", "day off"}),
       field("name", name, {"名称", "name"}, Limit::filled));
  }
};

// 节假日安排: what differs from "Monday to Friday are working days" in one year.
struct CalendarPublished {
  static constexpr TypeInfo kType{.name = "calendar.published",
                                  .label = {"节假日安排发布", "calendar published"},
                                  .category = "calendar",
                                  .key_field = "jurisdiction"};
  std::string jurisdiction;
  std::int16_t year = 1;
  std::uint32_t version = 1;
  std::vector<CalendarDay> days;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("jurisdiction", jurisdiction, {"适用地区", "jurisdiction"}, Limit::filled,
             Use::identity),
       field("year", year, {"年度", "year"}, Limit::positive, Use::identity),
       field("version", version, {"版本", "version"}, Limit::positive, Use::identity),
       field("days", days, {"日期", "days"}), field("document", document, {"文件", "document"}));
  }

  Result<void> check() const {  // Each day once, all inside the year.
    for (std::size_t i = 0; i < days.size(); ++i) {
      const auto path = "days[" + std::to_string(i) + "].date";
      if (days[i].date.year() != year) return invalid(path, "lies outside the calendar's year");
      for (std::size_t k = 0; k < i; ++k) {
        if (days[k].date == days[i].date) return invalid(path, "stands twice");
      }
    }
    return {};
  }
};

}  // namespace tally
