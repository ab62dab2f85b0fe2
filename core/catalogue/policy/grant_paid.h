#pragma once

#include "core/catalogue/policy/grant_ref.h"

namespace tally {

enum class GrantPurpose : std::uint8_t { industry, factor };
template <>
struct EnumNames<GrantPurpose> {
  static constexpr std::array<EnumName, 2> kNames = {
      {{"industry", {"重点产业", "key industry"}}, {"factor", {"要素资源保障", "factors"}}}};
};

struct GrantPaid : GrantRef {
  static constexpr TypeInfo kType = grant_act("policy.grant_paid", {"政策资金兑现", "grant paid"});
  std::optional<GrantPurpose> purpose;
  std::optional<std::string> industry;
  std::optional<std::string> bank_ref;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_grant(ar);
    ar(field("purpose", purpose, {"用途", "purpose"}),
       field("industry", industry, {"产业", "industry"}, Limit::filled),
       field("bank_ref", bank_ref, {"银行流水号", "bank reference"}, Limit::filled));
  }
};

}  // namespace tally
