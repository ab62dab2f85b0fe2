// Values that several families share.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/codec/field.h"
#include "core/event/date.h"
#include "core/event/ids.h"
#include "core/event/money.h"
#include "core/event/record.h"

namespace tally {

// `invalid` unless the text, when there is one, is -?digits[.digits] with at most 18 digits.
Result<void> check_decimal(const std::optional<std::string>& text, std::string_view field);

// An identifier carries its scheme (amendment A3): CN-USCI, CN-PROJECT-CODE, or another.
struct Identifier {
  std::string scheme;
  std::string id;
  bool operator==(const Identifier&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("scheme", scheme, {"标识类型", "scheme"}, Limit::filled),
       field("id", id, {"标识", "identifier"}, Limit::filled));
  }
};

enum class PayeeKind : std::uint8_t { persons };
template <>
struct EnumNames<PayeeKind> {
  static constexpr std::array<EnumName, 1> kNames = {{{"persons", {"个人", "persons"}}}};
};

// Who is paid: an organisation by identifier, or a number of persons who are not named.
struct Payee {
  std::optional<std::string> scheme;
  std::optional<std::string> id;
  std::optional<PayeeKind> kind;
  std::optional<std::int64_t> count;
  bool operator==(const Payee&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("scheme", scheme, {"标识类型", "scheme"}, Limit::filled),
       field("id", id, {"标识", "identifier"}, Limit::filled),
       field("kind", kind, {"类别", "kind"}),
       field("count", count, {"人数", "number of persons"}, Limit::positive));
  }

  Result<void> check() const {
    const bool organisation = scheme && id && !kind && !count;
    const bool persons = kind && count && !scheme && !id;
    if (organisation || persons) return {};
    return invalid("", "must be {scheme, id} or {kind: \"persons\", count}");
  }
};

// A paper, file or notice that an entry rests on.
struct DocumentRef {
  std::optional<std::string> number;  // 文号
  std::optional<std::string> title;
  std::optional<Date> issued_on;
  std::optional<std::string> issuer;
  std::optional<Hash> sha256;
  bool operator==(const DocumentRef&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("number", number, {"文号", "number"}, Limit::filled),
       field("title", title, {"标题", "title"}, Limit::filled),
       field("issued_on", issued_on, {"印发日期", "issued on"}),
       field("issuer", issuer, {"发文机关", "issuer"}, Limit::filled),
       field("sha256", sha256, {"文件摘要", "SHA-256 of the file"}));
  }
};

enum class FundSource : std::uint8_t {
  general,
  gov_fund,
  bond,
  treasury_bond,
  superior,
  policy,
  own,
  loan,
  other
};
template <>
struct EnumNames<FundSource> {
  static constexpr std::array<EnumName, 9> kNames = {{
      {"general", {"一般公共预算", "general budget"}},
      {"gov_fund", {"政府性基金", "government fund"}},
      {"bond", {"专项债券", "special bond"}},
      {"treasury_bond", {"国债", "treasury bond"}},
      {"superior", {"上级资金", "funds from above"}},
      {"policy", {"政策资金", "policy money"}},
      {"own", {"自有资金", "own funds"}},
      {"loan", {"贷款", "loan"}},
      {"other", {"其他", "other"}},
  }};
};

}  // namespace tally
