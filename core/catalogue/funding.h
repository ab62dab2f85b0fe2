// Fiscal payment: quota, request, two approvals, payment, return (domain 4.6 G, amendment A7).
//
// funding.requested is an intent: the ledger may refuse it. funding.disbursed is a fact: never
// refused for budget reasons.
#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

struct BudgetAllocated {  // 预算指标
  static constexpr TypeInfo kType{.name = "budget.allocated",
                                  .label = {"预算指标下达", "budget allocated"},
                                  .category = "project",
                                  .key_field = "project"};
  std::string project;
  std::string quota_id;
  Money amount;
  std::optional<FundSource> source;
  std::optional<std::int16_t> year;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("quota_id", quota_id, {"指标编号", "quota"}, Limit::filled),
       field("amount", amount, {"金额", "amount"}, Limit::not_negative),
       field("source", source, {"资金来源", "source"}),
       field("year", year, {"年度", "year"}, Limit::positive),
       field("document", document, {"文件", "document"}));
  }
};

enum class PaymentPurpose : std::uint8_t { advance, progress, settlement, retention, land, other };
template <>
struct EnumNames<PaymentPurpose> {
  static constexpr std::array<EnumName, 6> kNames = {{{"advance", {"预付款", "advance"}},
                                                      {"progress", {"进度款", "progress payment"}},
                                                      {"settlement", {"结算款", "settlement"}},
                                                      {"retention", {"质保金", "retention"}},
                                                      {"land", {"土地款", "land"}},
                                                      {"other", {"其他", "other"}}}};
};

struct FundingRequested {
  static constexpr TypeInfo kType{.name = "funding.requested",
                                  .label = {"支付申请", "funding requested"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true};
  std::string project;
  std::string request_id;
  Money amount;
  Payee payee;
  std::optional<std::string> quota_id;
  std::optional<std::string> contract_id;
  std::optional<PaymentPurpose> purpose;
  std::optional<std::string> account_hash;  // Salted; never the account number.
  std::optional<std::vector<std::string>> invoice_nos;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("request_id", request_id, {"申请编号", "request"}, Limit::filled),
       field("amount", amount, {"申请金额", "amount"}, Limit::positive),
       field("payee", payee, {"收款人", "payee"}),
       field("quota_id", quota_id, {"指标编号", "quota"}, Limit::filled),
       field("contract_id", contract_id, {"合同编号", "contract"}, Limit::filled),
       field("purpose", purpose, {"用途", "purpose"}),
       field("account_hash", account_hash, {"账号摘要", "account hash"}, Limit::filled),
       field("invoice_nos", invoice_nos, {"发票号", "invoices"}));
  }
};

struct FundingApproved {
  static constexpr TypeInfo kType{.name = "funding.approved",
                                  .label = {"支付审核通过", "funding approved"},
                                  .category = "project",
                                  .key = StreamKey::request,
                                  .key_field = "request_id",
                                  .not_in_future = true};
  std::string request_id;
  std::uint8_t level = 1;  // 1 or 2, by two different persons.
  Money amount;  // At most what was requested; the lower of the two levels counts (审减).

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("request_id", request_id, {"申请编号", "request"}, Limit::filled),
       field("level", level, {"审核级次", "level"}),
       field("amount", amount, {"核定金额", "amount"}, Limit::not_negative));
  }

  Result<void> check() const {
    if (level != 1 && level != 2) return invalid("level", "must be 1 or 2");
    return {};
  }
};

// Refusing and cancelling a request carry the same fields.
struct RequestEnd {
  std::string request_id;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("request_id", request_id, {"申请编号", "request"}, Limit::filled),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};
struct FundingRefused : RequestEnd {
  static constexpr TypeInfo kType{.name = "funding.refused",
                                  .label = {"支付申请退回", "funding refused"},
                                  .category = "project",
                                  .key = StreamKey::request,
                                  .key_field = "request_id",
                                  .not_in_future = true};
};
struct FundingCancelled : RequestEnd {
  static constexpr TypeInfo kType{.name = "funding.cancelled",
                                  .label = {"支付申请撤销", "funding cancelled"},
                                  .category = "project",
                                  .key = StreamKey::request,
                                  .key_field = "request_id",
                                  .not_in_future = true};
};

struct FundingDisbursed {  // 拨付
  static constexpr TypeInfo kType{.name = "funding.disbursed",
                                  .label = {"资金拨付", "funding disbursed"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true};
  std::string project;
  Money amount;
  Payee payee;
  std::optional<std::string> request_id;
  std::optional<std::string> quota_id;
  std::optional<std::string> contract_id;
  std::optional<FundSource> source;
  std::optional<std::string> bank_ref;
  std::optional<PaymentPurpose> purpose;
  std::optional<std::vector<std::string>> invoice_nos;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("amount", amount, {"金额", "amount"}, Limit::positive),
       field("payee", payee, {"收款人", "payee"}),
       field("request_id", request_id, {"申请编号", "request"}, Limit::filled),
       field("quota_id", quota_id, {"指标编号", "quota"}, Limit::filled),
       field("contract_id", contract_id, {"合同编号", "contract"}, Limit::filled),
       field("source", source, {"资金来源", "source"}),
       field("bank_ref", bank_ref, {"银行流水号", "bank reference"}, Limit::filled),
       field("purpose", purpose, {"用途", "purpose"}),
       field("invoice_nos", invoice_nos, {"发票号", "invoices"}));
  }
};

struct FundingReturned {  // 退回
  static constexpr TypeInfo kType{.name = "funding.returned",
                                  .label = {"资金退回", "funding returned"},
                                  .category = "project",
                                  .key = StreamKey::disbursed,
                                  .key_field = "disbursed",
                                  .not_in_future = true};
  EventId disbursed;
  Money amount;
  std::optional<std::string> bank_ref;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("disbursed", disbursed, {"原拨付事件", "disbursement"}),
       field("amount", amount, {"金额", "amount"}, Limit::positive),
       field("bank_ref", bank_ref, {"银行流水号", "bank reference"}, Limit::filled));
  }
};

struct FundingSpent {  // 实际支出
  static constexpr TypeInfo kType{.name = "funding.spent",
                                  .label = {"实际支出", "funding spent"},
                                  .category = "project",
                                  .key_field = "project",
                                  .not_in_future = true};
  std::string project;
  Money amount;
  std::optional<FundSource> source;
  std::optional<Payee> payee;
  std::optional<std::string> voucher_no;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("project", project, {"项目", "project"}, Limit::filled),
       field("amount", amount, {"金额", "amount"}, Limit::positive),
       field("source", source, {"资金来源", "source"}), field("payee", payee, {"收款人", "payee"}),
       field("voucher_no", voucher_no, {"凭证号", "voucher"}, Limit::filled));
  }
};

}  // namespace tally
