// 并联审批: phases of steps that departments handle in parallel (domain 4.6 E, 4.5).
//
// The payloads of a step all begin with its phase and its name there; the date of the act is the
// event's effective date.
#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

enum class DayKind : std::uint8_t { work, calendar };
template <>
struct EnumNames<DayKind> {
  static constexpr std::array<EnumName, 2> kNames = {
      {{"work", {"工作日", "working days"}}, {"calendar", {"自然日", "calendar days"}}}};
};

struct StepPlan {
  std::string step;
  std::optional<std::string> item;  // Codelist approval_item.
  std::optional<std::string> org;
  std::optional<std::int32_t> statutory_days;
  std::optional<std::int32_t> pledged_days;
  std::optional<DayKind> day_kind;  // Absent: working days.
  std::optional<std::vector<std::string>> depends_on;
  bool operator==(const StepPlan&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("step", step, {"步骤", "step"}, Limit::filled),
       field("item", item, {"事项", "item"}, Limit::filled),
       field("org", org, {"承办部门", "department"}, Limit::filled),
       field("statutory_days", statutory_days, {"法定时限", "statutory days"}, Limit::positive),
       field("pledged_days", pledged_days, {"承诺时限", "pledged days"}, Limit::positive),
       field("day_kind", day_kind, {"日别", "kind of day"}),
       field("depends_on", depends_on, {"前置步骤", "depends on"}));
  }

  Result<void> check() const {
    if (statutory_days && pledged_days && *pledged_days > *statutory_days) {
      return invalid("pledged_days", "must not exceed the statutory days");
    }
    return {};
  }
};

// Steps named once each, dependencies without a cycle (those outside `steps` are judged by the
// ledger). `invalid` with the path of the step.
Result<void> check_step_plans(const std::vector<StepPlan>& steps);

struct PhaseOpened {
  static constexpr TypeInfo kType{.name = "approval.phase_opened",
                                  .label = {"审批阶段启动", "phase opened"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  std::string phase_id;
  std::optional<std::string> phase;  // P1..P4 (codelist approval_phase)
  std::optional<std::string> lead_org;
  std::optional<std::int32_t> limit_days;
  std::optional<std::vector<StepPlan>> steps;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("phase_id", phase_id, {"阶段编号", "phase"}, Limit::filled),
       field("phase", phase, {"阶段", "kind of phase"}, Limit::filled),
       field("lead_org", lead_org, {"牵头部门", "lead department"}, Limit::filled),
       field("limit_days", limit_days, {"阶段时限", "limit in days"}, Limit::positive),
       field("steps", steps, {"步骤", "steps"}));
  }

  Result<void> check() const { return steps ? check_step_plans(*steps) : Result<void>{}; }
};

struct StepAdded {
  static constexpr TypeInfo kType{.name = "approval.step_added",
                                  .label = {"增加步骤", "step added"},
                                  .category = "project",
                                  .key = StreamKey::phase,
                                  .key_field = "phase_id"};
  std::string phase_id;
  std::vector<StepPlan> steps;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("phase_id", phase_id, {"阶段编号", "phase"}, Limit::filled),
       field("steps", steps, {"步骤", "steps"}, Limit::filled));
  }

  Result<void> check() const { return check_step_plans(steps); }
};

// The two names that every act on a step begins with.
struct StepRef {
  std::string phase_id;
  std::string step;

  template <class Archive>
  void serialize_ref(Archive& ar) {
    ar(field("phase_id", phase_id, {"阶段编号", "phase"}, Limit::filled),
       field("step", step, {"步骤", "step"}, Limit::filled));
  }
};

constexpr TypeInfo step_act(std::string_view name, Label label) {
  return {.name = name,
          .label = label,
          .category = "project",
          .key = StreamKey::phase,
          .key_field = "phase_id",
          .not_in_future = true};
}

struct StepSubmitted : StepRef {
  static constexpr TypeInfo kType = step_act("approval.step_submitted", {"收件", "step submitted"});
  std::optional<std::vector<std::string>> papers;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("papers", papers, {"材料", "papers"}));
  }
};

struct CorrectionRequested : StepRef {
  static constexpr TypeInfo kType =
      step_act("approval.correction_requested", {"补正通知", "correction requested"});
  std::optional<std::vector<std::string>> items;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("items", items, {"补正事项", "items"}));
  }
};

struct CorrectionSupplied : StepRef {
  static constexpr TypeInfo kType =
      step_act("approval.correction_supplied", {"补正材料收讫", "correction supplied"});
  std::optional<std::vector<std::string>> items;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("items", items, {"补正事项", "items"}));
  }
};

enum class AcceptanceMode : std::uint8_t { normal, tolerant, commitment, deemed_accepted };
template <>
struct EnumNames<AcceptanceMode> {
  static constexpr std::array<EnumName, 4> kNames = {
      {{"normal", {"正常受理", "normal"}},
       {"tolerant", {"容缺受理", "tolerant"}},
       {"commitment", {"告知承诺", "commitment"}},
       {"deemed_accepted", {"视为受理", "deemed accepted"}}}};
};

struct MissingPaper {
  std::string paper;
  std::optional<Date> due;
  bool operator==(const MissingPaper&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("paper", paper, {"材料", "paper"}, Limit::filled),
       field("due", due, {"补交期限", "due"}));
  }
};

struct StepAccepted : StepRef {
  static constexpr TypeInfo kType = step_act("approval.step_accepted", {"受理", "step accepted"});
  std::optional<AcceptanceMode> mode;
  std::optional<std::vector<MissingPaper>> missing;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("mode", mode, {"受理方式", "mode"}),
       field("missing", missing, {"缺件", "missing papers"}));
  }
};

// Acts with at most a reason: one shape, five types.
struct StepReason : StepRef {
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};
struct StepNotAccepted : StepReason {
  static constexpr TypeInfo kType = step_act("approval.not_accepted", {"不予受理", "not accepted"});
};
struct StepDenied : StepReason {
  static constexpr TypeInfo kType = step_act("approval.step_denied", {"不予批准", "step denied"});
};
struct StepWithdrawn : StepReason {
  static constexpr TypeInfo kType = step_act("approval.step_withdrawn", {"退件", "step withdrawn"});
};
struct StepReopened : StepReason {
  static constexpr TypeInfo kType =
      step_act("approval.step_reopened", {"重新办理", "step reopened"});
};
struct CertificateRevoked : StepReason {
  static constexpr TypeInfo kType =
      step_act("approval.certificate_revoked", {"撤销批件", "certificate revoked"});
};

enum class PauseReason : std::uint8_t {
  hearing,
  tender,
  auction,
  inspection,
  testing,
  quarantine,
  appraisal,
  expert_review
};
template <>
struct EnumNames<PauseReason> {
  static constexpr std::array<EnumName, 8> kNames = {
      {{"hearing", {"听证", "hearing"}},
       {"tender", {"招标", "tender"}},
       {"auction", {"拍卖", "auction"}},
       {"inspection", {"检验", "inspection"}},
       {"testing", {"检测", "testing"}},
       {"quarantine", {"检疫", "quarantine"}},
       {"appraisal", {"鉴定", "appraisal"}},
       {"expert_review", {"专家评审", "expert review"}}}};
};

struct ClockPaused : StepRef {  // 行政许可法 §45
  static constexpr TypeInfo kType = step_act("approval.clock_paused", {"停止计时", "clock paused"});
  PauseReason reason = PauseReason::hearing;
  std::optional<std::string> notice;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("reason", reason, {"事由", "reason"}),
       field("notice", notice, {"告知书", "notice"}, Limit::filled));
  }
};

struct ClockResumed : StepRef {
  static constexpr TypeInfo kType =
      step_act("approval.clock_resumed", {"恢复计时", "clock resumed"});
  std::optional<PauseReason> reason;
  std::optional<std::string> notice;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("reason", reason, {"事由", "reason"}),
       field("notice", notice, {"告知书", "notice"}, Limit::filled));
  }
};

struct StepExtended : StepRef {
  static constexpr TypeInfo kType =
      step_act("approval.step_extended", {"延长时限", "step extended"});
  std::optional<std::int32_t> days;
  std::optional<std::string> approved_by;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("days", days, {"天数", "days"}, Limit::positive),
       field("approved_by", approved_by, {"批准人", "approved by"}, Limit::filled),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

enum class Opinion : std::uint8_t { agree, disagree, none };
template <>
struct EnumNames<Opinion> {
  static constexpr std::array<EnumName, 3> kNames = {{{"agree", {"同意", "agree"}},
                                                      {"disagree", {"不同意", "disagree"}},
                                                      {"none", {"无意见", "none"}}}};
};

struct OpinionGiven : StepRef {
  static constexpr TypeInfo kType =
      step_act("approval.opinion_given", {"出具意见", "opinion given"});
  std::optional<std::string> org;
  std::optional<Opinion> opinion;
  std::optional<bool> deemed;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("org", org, {"部门", "organisation"}, Limit::filled),
       field("opinion", opinion, {"意见", "opinion"}),
       field("deemed", deemed, {"视为同意", "deemed"}));
  }
};

struct StepApproved : StepRef {
  static constexpr TypeInfo kType = step_act("approval.step_approved", {"准予", "step approved"});
  std::optional<std::string> certificate_no;
  std::optional<Date> valid_until;
  std::optional<std::string> conditions;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("certificate_no", certificate_no, {"证号", "certificate number"}, Limit::filled),
       field("valid_until", valid_until, {"有效期至", "valid until"}),
       field("conditions", conditions, {"附加条件", "conditions"}, Limit::filled));
  }
};

struct StepDeemed : StepRef {
  static constexpr TypeInfo kType =
      step_act("approval.step_deemed", {"超时默认", "step deemed approved"});
  std::optional<std::string> basis_code;  // Codelist deemed_basis.

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("basis_code", basis_code, {"依据", "basis"}, Limit::filled));
  }
};

struct MissingSupplied : StepRef {
  static constexpr TypeInfo kType =
      step_act("approval.missing_supplied", {"缺件补齐", "missing paper supplied"});
  std::optional<std::string> paper;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("paper", paper, {"材料", "paper"}, Limit::filled));
  }
};

enum class CommitmentResult : std::uint8_t { kept, broken };
template <>
struct EnumNames<CommitmentResult> {
  static constexpr std::array<EnumName, 2> kNames = {
      {{"kept", {"履行", "kept"}}, {"broken", {"违背", "broken"}}}};
};

struct CommitmentChecked : StepRef {
  static constexpr TypeInfo kType =
      step_act("approval.commitment_checked", {"承诺核查", "commitment checked"});
  std::optional<CommitmentResult> result;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("result", result, {"结果", "result"}));
  }
};

struct PhaseClosed {
  static constexpr TypeInfo kType{.name = "approval.phase_closed",
                                  .label = {"审批阶段办结", "phase closed"},
                                  .category = "project",
                                  .key = StreamKey::phase,
                                  .key_field = "phase_id"};
  std::string phase_id;
  std::optional<std::string> outcome;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("phase_id", phase_id, {"阶段编号", "phase"}, Limit::filled),
       field("outcome", outcome, {"结果", "outcome"}, Limit::filled));
  }
};

}  // namespace tally
