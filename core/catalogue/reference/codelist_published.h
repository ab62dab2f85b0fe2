#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

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
    ar(field("list", list, {"代码表", "list"}, Limit::filled, Use::identity),
       field("version", version, {"版本", "version"}, Limit::positive, Use::identity),
       field("items", items, {"条目", "items"}));
  }

  Result<void> check() const;  // Each code once.
};

}  // namespace tally
