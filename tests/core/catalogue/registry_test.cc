#include "core/catalogue/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <sstream>

#include "core/catalogue/shipped.h"
#include "tests/core/catalogue/catalogue_fixture.h"

namespace tally::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Catalogue, ListsEveryTypeOnceUnderAGoodName) {
  EXPECT_EQ(catalogue().size(), std::variant_size_v<Payload> - 2);
  std::set<std::string_view> names;
  for (const auto* type : catalogue()) {
    EXPECT_TRUE(names.insert(type->name).second) << type->name;
    EXPECT_TRUE(check_event_type(type->name).ok()) << type->name;
    EXPECT_FALSE(is_open_type(type->name)) << type->name;
    EXPECT_EQ(find_type(type->name), type);
    EXPECT_FALSE(type->label.zh.empty()) << type->name;
    EXPECT_FALSE(type->label.en.empty()) << type->name;
    EXPECT_GE(type->schema, 1) << type->name;
  }
  EXPECT_EQ(find_type("project"), nullptr);
  EXPECT_EQ(find_type("x.vendor.note"), nullptr);
  EXPECT_TRUE(is_open_type("x.a"));
  EXPECT_FALSE(is_open_type("x."));
  EXPECT_FALSE(is_open_type("xa.b"));
}

// The names of event types in backquotes, without what follows in braces.
void add_names(std::set<std::string>& names, std::string_view section) {
  for (std::size_t at = 0; (at = section.find('`', at)) != std::string_view::npos;) {
    const auto end = section.find('`', at + 1);
    const auto quoted = section.substr(at + 1, end - at - 1);
    const auto name = quoted.substr(0, quoted.find('{'));
    at = end + 1;
    if (check_event_type(name).ok()) names.insert(std::string(name));
  }
}

// The first column of every row of the tables of domain 4.6, and what amendment A6 adds.
std::set<std::string> designed_types() {
  const auto page = read_text(source_path("../shared/design/domain.md"));
  std::set<std::string> names;
  std::istringstream tables(
      page.substr(page.find("### 4.6"), page.find("### 4.7") - page.find("### 4.6")));
  for (std::string line; std::getline(tables, line);) {
    if (line.starts_with("| "))
      add_names(names, std::string_view(line).substr(0, line.find('|', 1)));
  }
  std::istringstream amendments(page.substr(0, page.find("## 0.")));
  for (std::string line; std::getline(amendments, line);) {
    if (line.starts_with("**A6")) add_names(names, line);
  }
  return names;
}

TEST(Catalogue, HasEveryTypeOfTheDesignAndNoOther) {
  const auto page = source_path("../shared/design/domain.md");
  if (!std::filesystem::exists(page)) GTEST_SKIP() << "the design is absent: " << page;
  auto wanted = designed_types();
  // Checkpoints are files (amendment A1); erasure waits for its handling (contracts C15).
  for (const char* name :
       {"checkpoint.signed", "checkpoint.witnessed", "data.sealed", "payload.erased"}) {
    EXPECT_EQ(wanted.erase(name), 1u) << name;
  }
  wanted.insert("ledger.recovered");  // Contracts C4 and C7.
  wanted.insert("ledger.continued");  // Contracts C5.
  std::set<std::string> names;
  for (const auto* type : catalogue()) names.insert(std::string(type->name));
  EXPECT_EQ(names, wanted);
}

// A header of a family that forgot a file would leave a type out of the list unseen.
TEST(Catalogue, HoldsEveryFileOfItsFolders) {
  std::size_t types = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(source_path("core/catalogue"))) {
    const auto path = entry.path();
    if (path.extension() != ".h" || path.parent_path().filename() == "catalogue") continue;
    const auto family = path.parent_path().filename().string();
    const auto header = read_text(source_path("core/catalogue/" + family + ".h"));
    EXPECT_NE(header.find("/" + path.filename().string() + "\""), std::string::npos) << path;
    types += read_text(path.string()).find("TypeInfo kType") != std::string::npos;
  }
  EXPECT_EQ(types, catalogue().size());
}

// The page is made from the same descriptions; a new type adds the row that this prints.
TEST(Catalogue, IsDescribedInItsPage) {
  const auto page = read_text(test::source_path("core/catalogue/CATALOGUE.md"));
  for (const auto* type : catalogue()) {
    const auto row = "| `" + std::string(type->name) + "` | " + std::string(type->label.zh) +
                     " | " + std::string(type->label.en) + " |";
    EXPECT_NE(page.find(row), std::string::npos) << "not in CATALOGUE.md: " << row;
    std::string required;
    std::string optional;
    const auto description = describe_type(*type);
    for (const auto& field : *description.find("fields")->array()) {
      auto& list = *field.find("required")->boolean() ? required : optional;
      list += (list.empty() ? "" : ", ") + *field.find("name")->string();
    }
    const auto fields = required + (optional.empty() ? "" : " [" + optional + "]") + " |";
    EXPECT_NE(page.find(fields, page.find(row)), std::string::npos)
        << type->name << " has the fields " << fields;
  }
}

TEST(Catalogue, KeyFieldsAreFieldsAndGiveAStream) {
  for (const auto* type : catalogue()) {
    const auto payload = decode_payload(type->name, 1, example_bytes_of(*type)).value();
    const auto stream = stream_of(payload);
    switch (type->key) {
      case StreamKey::fixed:
        EXPECT_EQ(stream, std::string(type->category) + "-" + std::string(type->key_field));
        break;
      case StreamKey::field:
        ASSERT_TRUE(stream.has_value()) << type->name;
        EXPECT_EQ(stream, stream_name(type->category, *key_text(payload, type->key_field)));
        break;
      case StreamKey::subject:
        EXPECT_TRUE(stream.has_value()) << type->name;
        break;
      default:
        EXPECT_EQ(stream, std::nullopt) << type->name;
        EXPECT_TRUE(key_text(payload, type->key_field).has_value()) << type->name;
    }
    if (stream) {
      EXPECT_TRUE(check_stream_name(*stream).ok()) << *stream;
    }
  }
}

TEST(Catalogue, StreamsEncodeTheId) {
  const auto payload = payload_of("milestone.reached", R"({"project":"示例/1","code":"start"})");
  EXPECT_EQ(stream_of(payload), "project-%E7%A4%BA%E4%BE%8B%2F1");
  EXPECT_EQ(key_text(payload, "code"), "start");
  EXPECT_EQ(key_text(payload, "nothing"), std::nullopt);
  const auto returned =
      payload_of("funding.returned", R"({"disbursed":"3F2504E0-4F89-41D3-9A0C-0305E82C3301",)"
                                     R"("amount":{"minor":"1","currency":"CNY"}})");
  EXPECT_EQ(key_text(returned, "disbursed"), "3f2504e0-4f89-41d3-9a0c-0305e82c3301");
  EXPECT_EQ(stream_of(returned), std::nullopt);
  EXPECT_EQ(stream_of(Payload{}), std::nullopt);
  EXPECT_EQ(stream_of(Payload{OpenPayload{"{}"}}), std::nullopt);
}

TEST(Catalogue, WhatItDoesNotKnowIsCarried) {
  const Bytes bytes = {1, 2, 3};
  for (const auto& [type, schema] : {std::pair("project.of_later", 1),
                                     {"project.listed", 2},
                                     {"project.listed", 0},
                                     {"x.vendor.note", 2}}) {
    const auto number = static_cast<std::uint16_t>(schema);
    const auto payload = decode_payload(type, number, bytes);
    ASSERT_TRUE(payload.ok()) << type;
    EXPECT_TRUE(std::holds_alternative<std::monostate>(*payload)) << type;
    EXPECT_EQ(type_of(*payload), nullptr);
    EXPECT_EQ(to_json_text(payload_to_json(type, number, bytes).value()), R"({"bytes":"010203"})");
  }
  EXPECT_EQ(payload_from_json("project.of_later", 1, Json(Json::Object{})).error().field, "type");
  EXPECT_EQ(payload_from_json("project.listed", 2, Json(Json::Object{})).error().field, "schema");
  EXPECT_EQ(payload_from_json("x.vendor.note", 2, Json(Json::Object{})).error().field, "schema");
}

TEST(OpenPayloads, AreCanonicalJsonText) {
  const auto bytes = from_text("x.vendor.note", R"( {"b": 1, "a": ["项"]} )").value();
  EXPECT_EQ(as_text(bytes), R"({"a":["项"],"b":1})");
  const auto payload = decode_payload("x.vendor.note", 1, bytes).value();
  EXPECT_EQ(std::get<OpenPayload>(payload).json, as_text(bytes));
  EXPECT_EQ(encode_payload(payload).value(), bytes);
  EXPECT_EQ(type_of(payload), nullptr);
  EXPECT_EQ(to_json_text(payload_to_json("x.vendor.note", 1, bytes).value()), as_text(bytes));
  for (const char* text :
       {"", "{", R"({"b":1,"a":2})", R"({"a": 1})", R"({"a":1} )", R"({"a":1,"a":1})", "1.0", "1e2",
        "-0", "\"\\u0041\"", "\"\\/\"", "\xff", "[18446744073709551615]"}) {
    EXPECT_FALSE(decode_payload("x.vendor.note", 1, as_bytes(text)).ok()) << text;
    EXPECT_FALSE(encode_payload(Payload{OpenPayload{text}}).ok()) << text;
  }
}

TEST(JsonSchema, NamesEveryFieldAndRequiresTheRequired) {
  for (const auto* type : catalogue()) {
    const auto schema = json_schema(*type);
    EXPECT_EQ(*schema.find("$schema")->string(), "https://json-schema.org/draft/2020-12/schema");
    EXPECT_EQ(*schema.find("title")->string(), type->name);
    EXPECT_EQ(*schema.find("additionalProperties")->boolean(), false);
    std::set<std::string> required;
    for (const auto& name : *schema.find("required")->array()) required.insert(*name.string());
    const auto description = describe_type(*type);
    const auto& fields = *description.find("fields")->array();
    EXPECT_EQ(schema.find("properties")->object()->size(), fields.size()) << type->name;
    for (const auto& field : fields) {
      const auto& name = *field.find("name")->string();
      EXPECT_NE(schema.find("properties")->find(name), nullptr) << type->name << " " << name;
      EXPECT_EQ(required.contains(name), *field.find("required")->boolean()) << name;
      EXPECT_FALSE(field.find("label")->find("zh")->string()->empty()) << type->name << " " << name;
      EXPECT_FALSE(field.find("label")->find("en")->string()->empty()) << type->name << " " << name;
    }
  }
}

// Taking a required field away must be refused, an optional one must not.
TEST(JsonSchema, RequiresExactlyWhatTheReaderRequires) {
  for (const auto* type : catalogue()) {
    const auto example = example_payload(*type);
    const auto description = describe_type(*type);
    for (const auto& field : *description.find("fields")->array()) {
      const auto& name = *field.find("name")->string();
      Json::Object without;
      for (const auto& member : *example.object()) {
        if (member.first != name) without.push_back(member);
      }
      const auto read = payload_from_json(type->name, type->schema, Json(without));
      if (*field.find("required")->boolean()) {
        ASSERT_FALSE(read.ok()) << type->name << " without " << name;
        EXPECT_EQ(read.error().field, name) << type->name;
      } else {
        EXPECT_TRUE(read.ok()) << type->name << " without " << name << ": "
                               << read.error().to_string();
      }
    }
  }
}

TEST(Changes, AreTheTopLevelFieldsThatDiffer) {
  const auto before = payload_of("stage.changed", R"({"project":"1","from":"a","to":"b"})");
  EXPECT_THAT(changed_fields(before, before), IsEmpty());
  const auto after =
      payload_of("stage.changed", R"({"project":"1","from":"b","to":"b","evidence":["照片"]})");
  EXPECT_THAT(changed_fields(before, after), ElementsAre("from", "evidence"));
  EXPECT_THAT(changed_fields(after, before), ElementsAre("from", "evidence"));
  // Absent and empty are not the same.
  const auto empty =
      payload_of("stage.changed", R"({"project":"1","from":"a","to":"b","evidence":[]})");
  EXPECT_THAT(changed_fields(before, empty), ElementsAre("evidence"));
  const auto open = Payload{OpenPayload{R"({"a":1})"}};
  EXPECT_THAT(changed_fields(open, open), IsEmpty());
  EXPECT_THAT(changed_fields(open, Payload{OpenPayload{"{}"}}), ElementsAre("payload"));
}

TEST(Changes, MoneyIdentityAndReferencesAreNotForCorrections) {
  const auto fields = [](std::string_view type) { return uncorrectable_fields(*find_type(type)); };
  EXPECT_THAT(fields("milestone.reached"), ElementsAre("project"));
  EXPECT_THAT(fields("contract.signed"),
              ElementsAre("project", "contract_id", "contractor", "price"));
  EXPECT_THAT(fields("funding.returned"), ElementsAre("disbursed", "amount"));
  EXPECT_THAT(fields("target.set"), ElementsAre("target_id", "conditions", "period"));
  EXPECT_THAT(fields("investment.reported"),
              ElementsAre("project", "period", "month", "ytd", "cumulative", "components"));
  EXPECT_THAT(fields("project.registered"), ElementsAre("project_id", "owner", "planned_total"));
  for (const auto* type : catalogue()) {
    const auto names = uncorrectable_fields(*type);
    if (type->key == StreamKey::fixed) continue;
    EXPECT_THAT(names, testing::Contains(type->key_field)) << type->name;
  }
}

TEST(Shipped, RulebookAndCodelistsAreGoodPayloads) {
  const auto book = encode_payload(Payload{shipped_rulebook()});
  EXPECT_TRUE(book.ok()) << book.error().to_string();
  std::set<std::string> names;
  for (const auto& list : shipped_codelists()) {
    EXPECT_TRUE(names.insert(list.list).second) << list.list;
    EXPECT_FALSE(list.items.empty()) << list.list;
    const auto bytes = encode_payload(Payload{list});
    EXPECT_TRUE(bytes.ok()) << list.list << ": " << bytes.error().to_string();
  }
  for (const char* name : {"stage", "milestone", "approval_phase", "approval_item", "deemed_basis",
                           "list", "industry", "metric"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

}  // namespace
}  // namespace tally::test
