// Reference data: calendars, organisations, actors, codelists.
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
    ar(field("jurisdiction", jurisdiction, {"适用地区", "jurisdiction"}, Limit::filled),
       field("year", year, {"年度", "year"}, Limit::positive),
       field("version", version, {"版本", "version"}, Limit::positive),
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

struct OrgRegistered {
  static constexpr TypeInfo kType{.name = "org.registered",
                                  .label = {"机构登记", "organisation registered"},
                                  .category = "org",
                                  .key_field = "org_id"};
  std::string org_id;
  std::string name;
  std::optional<Identifier> identifier;
  std::optional<std::string> kind;  // dept, street, enterprise, bank, contractor, agency
  std::optional<std::string> parent;
  std::optional<bool>
      check_waived;  // ST08: the identifier's check digits do not hold, yet it is lawful.
  std::optional<DocumentRef> waiver_evidence;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("org_id", org_id, {"机构编号", "organisation"}, Limit::filled),
       field("name", name, {"名称", "name"}, Limit::filled),
       field("identifier", identifier, {"统一标识", "identifier"}),
       field("kind", kind, {"类别", "kind"}, Limit::filled),
       field("parent", parent, {"上级机构", "parent"}, Limit::filled),
       field("check_waived", check_waived, {"免校验", "check waived"}),
       field("waiver_evidence", waiver_evidence, {"免校验依据", "evidence for the waiver"}));
  }

  Result<void> check() const {
    if (check_waived.value_or(false) && !waiver_evidence) {
      return invalid("waiver_evidence", "must be given when the check is waived");
    }
    return {};
  }
};

struct ActorEnrolled {
  static constexpr TypeInfo kType{.name = "actor.enrolled",
                                  .label = {"经办人登记", "actor enrolled"},
                                  .category = "actor",
                                  .key_field = "actor_id"};
  std::string actor_id;
  std::optional<std::string> org;
  std::optional<std::vector<std::string>> roles;
  std::optional<Bytes> public_key;  // 32 raw bytes, Ed25519.
  std::optional<std::string> name;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("actor_id", actor_id, {"经办人编号", "actor"}, Limit::filled),
       field("org", org, {"机构", "organisation"}, Limit::filled),
       field("roles", roles, {"角色", "roles"}),
       field("public_key", public_key, {"公钥", "public key"}, Limit::filled),
       field("name", name, {"姓名", "name"}, Limit::filled));
  }

  Result<void> check() const {
    if (public_key && public_key->size() != 32) return invalid("public_key", "must be 32 bytes");
    return {};
  }
};

struct ActorRevoked {
  static constexpr TypeInfo kType{.name = "actor.revoked",
                                  .label = {"经办人注销", "actor revoked"},
                                  .category = "actor",
                                  .key_field = "actor_id"};
  std::string actor_id;
  std::optional<std::string> reason;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("actor_id", actor_id, {"经办人编号", "actor"}, Limit::filled),
       field("reason", reason, {"原因", "reason"}, Limit::filled));
  }
};

struct CodelistItem {
  std::string code;
  std::optional<std::string> zh;
  std::optional<std::string> en;
  bool operator==(const CodelistItem&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("code", code, {"代码", "code"}, Limit::filled),
       field("zh", zh, {"中文", "Chinese"}, Limit::filled),
       field("en", en, {"英文", "English"}, Limit::filled));
  }
};

struct CodelistPublished {
  static constexpr TypeInfo kType{.name = "codelist.published",
                                  .label = {"代码表发布", "codelist published"},
                                  .category = "codelist",
                                  .key_field = "list"};
  std::string list;
  std::uint32_t version = 1;
  std::vector<CodelistItem> items;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("list", list, {"代码表", "list"}, Limit::filled),
       field("version", version, {"版本", "version"}, Limit::positive),
       field("items", items, {"条目", "items"}));
  }

  Result<void> check() const;  // Each code once.
};

}  // namespace tally
