#include "core/catalogue/registry.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

// The fields of a type, those inside objects and lists indented.
void add_fields(const Context& context, const Json& fields, std::size_t depth, Table& table) {
  for (const auto& field : *fields.array()) {
    const auto* label = field.find("label");
    const auto& kind = *field.find("kind")->string();
    std::string shown = kind;
    const Json* inner = field.find("fields");
    if (const auto* element = field.find("element")) {
      shown += " of " + *element->find("kind")->string();
      inner = element->find("fields");
    }
    if (const auto* choices = field.find("choices")) {
      shown = "";
      for (const auto& choice : *choices->array()) {
        shown += (shown.empty() ? "" : "|") + *choice.find("code")->string();
      }
    }
    const auto* limit = field.find("limit");
    table.add(
        {std::string(depth * 2, ' ') + *field.find("name")->string(), shown,
         std::string(*field.find("required")->boolean() ? context.say("必填", "required") : ""),
         limit ? *limit->string() : "",
         *label->find(context.lang == Lang::zh ? "zh" : "en")->string()});
    if (inner) add_fields(context, *inner, depth + 1, table);
  }
}

class SchemaVerb final : public Verb {
 public:
  std::string_view name() const override { return "schema"; }
  Label summary() const override { return {"事件类型与字段", "event types and their fields"}; }
  std::string_view example() const override {
    return "  tally schema\n"
           "  tally schema funding.disbursed --example";
  }
  void declare(CLI::App& app) override {
    app.add_option("TYPE", type_, "event type; without it all are listed");
    app.add_flag("--example", example_, "a filled example payload");
    app.add_flag("--json-schema", json_schema_, "JSON Schema, draft 2020-12");
  }
  int run(const Context& context) override { return type_.empty() ? list(context) : one(context); }

 private:
  static int list(const Context& context) {
    if (context.format == Format::json || context.format == Format::jsonl) {
      Json all{Json::Array{}};
      for (const auto* type : catalogue()) all.push(describe_type(*type));
      print_line(to_json_text(all));
      return kOk;
    }
    Table table({{std::string(context.say("类型", "type")), false},
                 {std::string(context.say("版本", "schema")), true},
                 {std::string(context.say("流", "stream")), false},
                 {std::string(context.say("名称", "name")), false}});
    for (const auto* type : catalogue()) {
      table.add({std::string(type->name), std::to_string(type->schema),
                 type->category.empty() ? "-" : std::string(type->category) + "-",
                 std::string(pick(type->label, context.lang))});
    }
    table.add({"x.*", "1", "*",
               std::string(context.say("开放类型（规范 JSON）", "open type (canonical JSON)"))});
    print(context.format == Format::csv ? table.csv() : table.text());
    if (context.format == Format::table) {
      print_line(std::to_string(catalogue().size()) +
                 std::string(context.say(" 个类型", " types")));
    }
    return kOk;
  }

  int one(const Context& context) const {
    const auto* type = find_type(type_);
    if (!type) {
      return fail(context,
                  Error(ErrorCode::not_found,
                        "\"" + type_ + "\" is not in the catalogue; see tally schema", "type"));
    }
    if (example_) {
      print_line(to_json_pretty(example_payload(*type)));
      return kOk;
    }
    if (json_schema_) {
      print_line(to_json_pretty(tally::json_schema(*type)));
      return kOk;
    }
    const Json description = describe_type(*type);
    if (context.format == Format::json || context.format == Format::jsonl) {
      print_line(to_json_text(description));
      return kOk;
    }
    Table table({{std::string(context.say("字段", "field")), false},
                 {std::string(context.say("类别", "kind")), false},
                 {std::string(context.say("必填", "required")), false},
                 {std::string(context.say("限制", "limit")), false},
                 {std::string(context.say("名称", "name")), false}});
    add_fields(context, *description.find("fields"), 0, table);
    if (context.format == Format::csv) {
      print(table.csv());
      return kOk;
    }
    print_line(std::string(type->name) + "  " + std::string(pick(type->label, context.lang)));
    print(table.text());
    return kOk;
  }

  std::string type_;
  bool example_ = false;
  bool json_schema_ = false;
};

}  // namespace

std::unique_ptr<Verb> schema_verb() { return std::make_unique<SchemaVerb>(); }

}  // namespace tally::cli
