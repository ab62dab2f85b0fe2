#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct InvestmentComponents {
  std::optional<Money> building;      // 建筑工程
  std::optional<Money> installation;  // 安装工程
  std::optional<Money> equipment;     // 设备工器具购置
  std::optional<Money> other;         // 其他费用
  bool operator==(const InvestmentComponents&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("building", building, {"建筑工程", "building"}),
       field("installation", installation, {"安装工程", "installation"}),
       field("equipment", equipment, {"设备工器具购置", "equipment"}),
       field("other", other, {"其他费用", "other"}));
  }
};

enum class InvestmentMethod : std::uint8_t { financial, physical };
template <>
struct EnumNames<InvestmentMethod> {
  static constexpr std::array<EnumName, 2> kNames = {
      {{"financial", {"财务支出", "financial"}}, {"physical", {"形象进度", "physical"}}}};
};

struct InvestmentReported {
  static constexpr TypeInfo kType{
      .name = "investment.reported",
      .label = {"投资完成额上报", "investment reported"},
      .category = "project",
      .key_field = "project",
      .ends_period = true,
      // Together the 800,000.00 of every other amount.
      .example = R"({"components":{"building":{"minor":"50000000","currency":"CNY"},)"
                 R"("installation":{"minor":"10000000","currency":"CNY"},)"
                 R"("equipment":{"minor":"10000000","currency":"CNY"},)"
                 R"("other":{"minor":"10000000","currency":"CNY"}}})"};
  std::string project;
  Period period;  // A month.
  std::optional<Money> month;
  std::optional<Money> ytd;                        // 自年初累计
  std::optional<Money> cumulative;                 // 自开始建设累计
  std::optional<InvestmentComponents> components;  // Of ytd.
  std::optional<InvestmentMethod> method;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("period", period, {"期间", "period"}, Limit::none, Use::identity),
       field("month", month, {"本月完成", "this month"}),
       field("ytd", ytd, {"自年初累计", "year to date"}),
       field("cumulative", cumulative, {"自开始建设累计", "since the start"}),
       field("components", components, {"构成", "components"}),
       field("method", method, {"方法", "method"}));
  }

  // ytd is the sum of all four components when all are given; January's ytd is its month.
  Result<void> check() const;
};

}  // namespace tally
