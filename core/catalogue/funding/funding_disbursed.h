#pragma once

#include "core/catalogue/funding/payment_purpose.h"
#include "core/catalogue/type_info.h"

namespace tally {

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
    ar(field("project", project, {"项目", "project"}, Limit::filled, Use::identity),
       field("amount", amount, {"金额", "amount"}, Limit::positive),
       field("payee", payee, {"收款人", "payee"}, Limit::none, Use::identity),
       field("request_id", request_id, {"申请编号", "request"}, Limit::filled, Use::identity),
       field("quota_id", quota_id, {"指标编号", "quota"}, Limit::filled, Use::identity),
       field("contract_id", contract_id, {"合同编号", "contract"}, Limit::filled, Use::identity),
       field("source", source, {"资金来源", "source"}),
       field("bank_ref", bank_ref, {"银行流水号", "bank reference"}, Limit::filled),
       field("purpose", purpose, {"用途", "purpose"}),
       field("invoice_nos", invoice_nos, {"发票号", "invoices"}));
  }
};

}  // namespace tally
