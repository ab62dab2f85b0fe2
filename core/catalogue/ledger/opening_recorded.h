#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

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
    ar(field("contract_id", contract_id, {"合同编号", "contract"}, Limit::filled, Use::identity),
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
    ar(field("quota_id", quota_id, {"指标编号", "quota"}, Limit::filled, Use::identity),
       field("amount", amount, {"余额", "amount left"}, Limit::not_negative),
       field("source", source, {"资金来源", "source"}),
       field("year", year, {"年度", "year"}, Limit::positive, Use::identity));
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
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
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
