// Projects: registration, lists, stages, milestones, estimates (domain 4.6 D and I).
#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

enum class Route : std::uint8_t { approval, verification, filing };
template <>
struct EnumNames<Route> {
  static constexpr std::array<EnumName, 3> kNames = {{{"approval", {"审批制", "approval"}},
                                                      {"verification", {"核准制", "verification"}},
                                                      {"filing", {"备案制", "filing"}}}};
};

struct ProjectRegistered {
  static constexpr TypeInfo kType{.name = "project.registered",
                                  .label = {"项目入库", "project registered"},
                                  .category = "project",
                                  .key_field = "project_id"};
  std::string project_id;
  std::string name;
  std::optional<Identifier> owner;
  std::optional<Route> route;
  std::optional<std::string> district;
  std::optional<std::string> industry_class;  // GB/T 4754 or another classification's code.
  std::optional<std::string> industry;        // The portfolio's own codelist (SC01 ...).
  std::optional<Money> planned_total;
  std::optional<std::uint16_t> fiscal_share_bp;
  std::optional<std::string> address;
  std::optional<std::vector<std::string>> relates_to;  // Projects it continues or was split from.
  std::optional<std::string> as_stated;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project_id", project_id, {"项目编号", "project"}, Limit::filled),
       field("name", name, {"项目名称", "name"}, Limit::filled),
       field("owner", owner, {"建设单位", "owner"}), field("route", route, {"立项方式", "route"}),
       field("district", district, {"行政区划", "district"}, Limit::filled),
       field("industry_class", industry_class, {"行业分类", "industry class"}, Limit::filled),
       field("industry", industry, {"产业", "industry"}, Limit::filled),
       field("planned_total", planned_total, {"计划总投资", "planned total"}, Limit::not_negative),
       field("fiscal_share_bp", fiscal_share_bp, {"财政资金占比（万分比）", "fiscal share (bp)"},
             Limit::basis_points),
       field("address", address, {"建设地点", "address"}, Limit::filled),
       field("relates_to", relates_to, {"关联项目", "relates to"}),
       field("as_stated", as_stated, {"原文", "as stated"}, Limit::filled));
  }
};

struct ProjectCodeAssigned {
  static constexpr TypeInfo kType{.name = "project.code_assigned",
                                  .label = {"项目代码赋码", "project code assigned"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  std::string project_code;
  std::optional<std::string> scheme;  // Absent: CN-PROJECT-CODE.

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("project_code", project_code, {"项目代码", "project code"}, Limit::filled),
       field("scheme", scheme, {"代码类型", "scheme"}, Limit::filled));
  }
};

struct ProjectCodeReplaced {
  static constexpr TypeInfo kType{.name = "project.code_replaced",
                                  .label = {"项目代码变更", "project code replaced"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  std::string project_code;
  std::optional<std::string> scheme;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("project_code", project_code, {"项目代码", "project code"}, Limit::filled),
       field("scheme", scheme, {"代码类型", "scheme"}, Limit::filled),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

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
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("list", list, {"名单", "list"}, Limit::filled),
       field("year", year, {"年度", "year"}, Limit::positive),
       field("planned_class", planned_class, {"计划类别", "planned class"}),
       field("annual_plan", annual_plan, {"年度计划投资", "annual plan"}, Limit::not_negative),
       field("planned_start", planned_start, {"计划开工", "planned start"}),
       field("planned_completion", planned_completion, {"计划竣工", "planned completion"}));
  }
};

struct ProjectDelisted {
  static constexpr TypeInfo kType{.name = "project.delisted",
                                  .label = {"移出名单", "project delisted"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  std::string list;
  std::int16_t year = 1;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("list", list, {"名单", "list"}, Limit::filled),
       field("year", year, {"年度", "year"}, Limit::positive),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

// 阶段变更. Stage codes are the recorded codelist `stage`.
struct StageChanged {
  static constexpr TypeInfo kType{.name = "stage.changed",
                                  .label = {"阶段变更", "stage changed"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true};
  std::string project;
  std::string from;
  std::string to;
  std::optional<std::string> as_stated;
  std::optional<std::vector<std::string>> evidence;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("from", from, {"原阶段", "from"}, Limit::filled),
       field("to", to, {"新阶段", "to"}, Limit::filled),
       field("as_stated", as_stated, {"原文", "as stated"}),
       field("evidence", evidence, {"佐证", "evidence"}));
  }
};

// A planned date; no date = the plan is withdrawn. Codes: start, topping_out, completion_accepted,
// handover, ...
struct MilestonePlanned {
  static constexpr TypeInfo kType{.name = "milestone.planned",
                                  .label = {"里程碑计划", "milestone planned"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  std::string code;
  std::optional<Date> date;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("code", code, {"里程碑", "milestone"}, Limit::filled),
       field("date", date, {"计划日期", "planned date"}),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

struct MilestoneReached {
  static constexpr TypeInfo kType{.name = "milestone.reached",
                                  .label = {"里程碑达成", "milestone reached"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true};
  std::string project;
  std::string code;
  std::optional<std::vector<std::string>> evidence;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("code", code, {"里程碑", "milestone"}, Limit::filled),
       field("evidence", evidence, {"佐证", "evidence"}));
  }
};

// 估算 / 概算 / 调整概算 / 预算 / 决算. The level decides the total investment (amendment A10).
enum class EstimateKind : std::uint8_t {
  feasibility,
  design,
  adjusted_design,
  budget,
  final_accounts,
  forecast
};
template <>
struct EnumNames<EstimateKind> {
  static constexpr std::array<EnumName, 6> kNames = {
      {{"feasibility", {"估算", "feasibility estimate"}},
       {"design", {"概算", "design estimate"}},
       {"adjusted_design", {"调整概算", "adjusted design estimate"}},
       {"budget", {"预算", "construction budget"}},
       {"final_accounts", {"决算", "final accounts"}},
       {"forecast", {"预测", "forecast"}}}};
};

struct EstimatePart {
  std::string name;
  Money amount;
  bool operator==(const EstimatePart&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("name", name, {"项目", "name"}, Limit::filled),
       field("amount", amount, {"金额", "amount"}));
  }
};

struct EstimateApproved {
  static constexpr TypeInfo kType{.name = "estimate.approved",
                                  .label = {"投资额批复", "estimate approved"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  EstimateKind kind = EstimateKind::design;
  std::optional<Money> total;
  std::optional<std::vector<EstimatePart>> breakdown;
  std::optional<std::string> approver;
  std::optional<std::string> as_stated;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("kind", kind, {"类别", "kind"}),
       field("total", total, {"总投资", "total"}, Limit::not_negative),
       field("breakdown", breakdown, {"构成", "breakdown"}),
       field("approver", approver, {"批复机关", "approver"}, Limit::filled),
       field("as_stated", as_stated, {"原文", "as stated"}));
  }

  Result<void> check() const {
    if (kind == EstimateKind::forecast)
      return invalid("kind", "a forecast is reported, not approved");
    if (!breakdown || !total) return {};
    MoneySum sum;
    for (const auto& part : *breakdown) sum.add(part.amount);
    if (sum.mixed() || (!sum.empty() && sum.currency() != total->currency)) {
      return invalid("breakdown", "is in another currency than the total");
    }
    if (!breakdown->empty() && sum.minor() != total->minor) {
      return invalid("breakdown", "does not add up to the total");
    }
    return {};
  }
};

// A forecast of the total; may be negative; an absent total says "no figure now".
struct EstimateReported {
  static constexpr TypeInfo kType{.name = "estimate.reported",
                                  .label = {"投资额预测上报", "estimate reported"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  EstimateKind kind = EstimateKind::forecast;
  std::optional<Money> total;
  std::optional<std::string> as_stated;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("kind", kind, {"类别", "kind"}), field("total", total, {"总投资", "total"}),
       field("as_stated", as_stated, {"原文", "as stated"}));
  }

  Result<void> check() const {
    if (kind != EstimateKind::forecast) return invalid("kind", "only a forecast is reported");
    return {};
  }
};

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
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("class", size_class, {"规模类别", "size class"}, Limit::filled),
       field("evidence", evidence, {"佐证", "evidence"}),
       field("from_period", from_period, {"起始月份", "from period"}));
  }
};

}  // namespace tally
