#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

enum class DirectiveLevel : std::uint8_t { state, province, city, district };
template <>
struct EnumNames<DirectiveLevel> {
  static constexpr std::array<EnumName, 4> kNames = {{{"state", {"国家", "state"}},
                                                      {"province", {"省", "province"}},
                                                      {"city", {"市", "city"}},
                                                      {"district", {"区县", "district"}}}};
};

// A conference, plan or order that asks for something; the parent is the one that it carries out.
struct DirectiveRegistered {
  static constexpr TypeInfo kType{
      .name = "directive.registered",
      .label = {"部署要求登记", "directive registered"},
      .category = "directive",
      .key_field = "directive_id",
      .opens = {"directive_id", Subject::directive},
      .refers = {{{"parent", Subject::directive, Unresolved::flagged}}}};
  std::string directive_id;
  std::string title;
  std::optional<DirectiveLevel> level;
  std::optional<std::string> parent;
  std::optional<std::string> text;
  std::optional<DocumentRef> document;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("directive_id", directive_id, {"部署编号", "directive"}, Limit::filled, Use::identity),
       field("title", title, {"名称", "title"}, Limit::filled),
       field("level", level, {"层级", "level"}),
       field("parent", parent, {"上级部署", "parent"}, Limit::filled, Use::identity),
       field("text", text, {"内容", "text"}, Limit::filled),
       field("document", document, {"文件", "document"}));
  }
};

}  // namespace tally
