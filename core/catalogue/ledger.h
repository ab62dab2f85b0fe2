// The ledger itself: its opening, its rulebook, and what a project brings along (contracts C8, C10,
// C11).
#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct LedgerOpened {
  static constexpr TypeInfo kType{.name = "ledger.opened",
                                  .label = {"账本启用", "ledger opened"},
                                  .category = "ledger",
                                  .key = StreamKey::fixed,
                                  .key_field = "main"};
  std::string origin;  // Schema-less URL, no spaces, no '+'.
  std::uint8_t suite = 1;
  Currency currency;
  std::string zone;  // IANA name, for display; offsets stand in the records.
  bool sample = false;
  std::string operator_id;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("origin", origin, {"账本标识", "origin"}, Limit::filled),
       field("suite", suite, {"算法套件", "suite"}, Limit::positive),
       field("currency", currency, {"币种", "currency"}),
       field("zone", zone, {"时区", "time zone"}, Limit::filled),
       field("sample", sample, {"样例", "sample"}),
       field("operator", operator_id, {"操作员", "operator"}, Limit::filled));
  }
};

// An operator gave up the damaged last commit of the log (contracts C4). The bytes are kept beside
// the log; what was acknowledged and is no longer there is `acknowledged` less `size`.
struct LedgerRecovered {
  static constexpr TypeInfo kType{.name = "ledger.recovered",
                                  .label = {"账本恢复", "ledger recovered"},
                                  .category = "ledger",
                                  .key = StreamKey::fixed,
                                  .key_field = "main"};
  std::int64_t size = 0;  // Events that stood before the commit.
  std::int64_t acknowledged = 0;
  std::int64_t dropped_bytes = 0;
  Hash dropped_sha256;
  std::string reason;
  std::optional<std::string> approver;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("size", size, {"保留记录数", "events kept"}, Limit::positive),
       field("acknowledged", acknowledged, {"曾确认记录数", "events acknowledged"},
             Limit::positive),
       field("dropped_bytes", dropped_bytes, {"舍弃字节数", "bytes dropped"}, Limit::positive),
       field("dropped_sha256", dropped_sha256, {"舍弃内容摘要", "SHA-256 of the bytes dropped"}),
       field("reason", reason, {"原因", "reason"}, Limit::filled),
       field("approver", approver, {"批准人", "approver"}, Limit::filled));
  }
};

enum class RuleAction : std::uint8_t { refuse, flag };
template <>
struct EnumNames<RuleAction> {
  static constexpr std::array<EnumName, 2> kNames = {
      {{"refuse", {"拒绝", "refuse"}}, {"flag", {"标记", "flag"}}}};
};

struct RuleSetting {
  std::string code;  // "ST09"
  RuleAction action = RuleAction::flag;
  bool operator==(const RuleSetting&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("code", code, {"规则", "rule"}, Limit::filled),
       field("action", action, {"处置", "action"}));
  }
};

// A role and the event types it may write: exact names, "family.*" or "*".
struct RoleGrant {
  std::string role;
  std::vector<std::string> types;
  bool operator==(const RoleGrant&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("role", role, {"角色", "role"}, Limit::filled),
       field("types", types, {"事件类型", "event types"}));
  }
};

struct RulebookPublished {
  static constexpr TypeInfo kType{.name = "rulebook.published",
                                  .label = {"规则手册发布", "rulebook published"},
                                  .category = "rulebook",
                                  .key = StreamKey::fixed,
                                  .key_field = "main"};
  std::uint32_t version = 1;
  std::vector<RuleSetting> rules;
  std::optional<std::vector<RoleGrant>>
      roles;  // Absent: any enrolled actor, any type; findings only by auditors.

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("version", version, {"版本", "version"}, Limit::positive),
       field("rules", rules, {"规则", "rules"}),
       field("roles", roles, {"角色权限", "role matrix"}));
  }
};

struct SourceAmount {
  FundSource source = FundSource::general;
  Money amount;
  bool operator==(const SourceAmount&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("source", source, {"资金来源", "source"}),
       field("amount", amount, {"金额", "amount"}, Limit::not_negative));
  }
};

struct ContractAmount {
  std::string contract_id;
  Money amount;
  bool operator==(const ContractAmount&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("contract_id", contract_id, {"合同编号", "contract"}, Limit::filled),
       field("amount", amount, {"金额", "amount"}, Limit::not_negative));
  }
};

struct QuotaLeft {
  std::string quota_id;
  Money amount;
  std::optional<FundSource> source;
  std::optional<std::int16_t> year;
  bool operator==(const QuotaLeft&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("quota_id", quota_id, {"指标编号", "quota"}, Limit::filled),
       field("amount", amount, {"余额", "amount left"}, Limit::not_negative),
       field("source", source, {"资金来源", "source"}),
       field("year", year, {"年度", "year"}, Limit::positive));
  }
};

struct OpeningPermit {
  std::string item;  // Codelist approval_item.
  std::optional<std::string> certificate_no;
  Date decided_on;
  bool operator==(const OpeningPermit&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("item", item, {"事项", "item"}, Limit::filled),
       field("certificate_no", certificate_no, {"证号", "certificate number"}, Limit::filled),
       field("decided_on", decided_on, {"批准日期", "decided on"}));
  }
};

// 期初数: what was so at the cut-over day, for a project begun before the ledger. One live per
// project.
struct OpeningRecorded {
  static constexpr TypeInfo kType{.name = "opening.recorded",
                                  .label = {"期初数", "opening balance"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true};
  std::string project;
  std::optional<Date> started_on;
  std::optional<std::string> stage;
  std::optional<std::vector<SourceAmount>> paid_by_source;
  std::optional<std::vector<ContractAmount>> certified_by_contract;
  std::optional<Money> invested_cumulative;
  std::optional<std::vector<QuotaLeft>> quotas_left;
  std::optional<std::vector<OpeningPermit>> permits;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("started_on", started_on, {"开工日期", "started on"}),
       field("stage", stage, {"阶段", "stage"}, Limit::filled),
       field("paid_by_source", paid_by_source, {"已付（按来源）", "paid by source"}),
       field("certified_by_contract", certified_by_contract,
             {"已计量（按合同）", "certified by contract"}),
       field("invested_cumulative", invested_cumulative, {"累计完成投资", "invested so far"},
             Limit::not_negative),
       field("quotas_left", quotas_left, {"指标余额", "quotas left"}),
       field("permits", permits, {"已有批件", "permits"}));
  }
};

}  // namespace tally
