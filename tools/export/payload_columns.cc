#include "tools/export/payload_columns.h"

#include <charconv>
#include <map>

namespace tally {
namespace {

using Kind = PayloadColumn::Kind;

void add_columns(const Json& fields, const PayloadColumn& outer, std::vector<PayloadColumn>& to);

void add_column(const Json& field, const PayloadColumn& outer, std::vector<PayloadColumn>& to) {
  const auto& name = *field.find("name")->string();
  const auto& kind = *field.find("kind")->string();
  const auto* label = field.find("label");
  PayloadColumn column = outer;
  column.name = outer.name.empty() ? name : outer.name + "_" + name;
  column.path.push_back(name);
  const auto joined = [](const std::string& before, const std::string& own) {
    return before.empty() ? own : before + " · " + own;
  };
  column.label_zh = joined(outer.label_zh, *label->find("zh")->string());
  column.label_en = joined(outer.label_en, *label->find("en")->string());
  if (kind == "object") return add_columns(*field.find("fields"), column, to);
  if (kind == "money") {
    PayloadColumn currency = column;
    column.kind = Kind::decimal;
    to.push_back(column);
    currency.name += "_currency";
    currency.path.push_back("currency");
    currency.label_zh += " · 币种";
    currency.label_en += " · currency";
    to.push_back(std::move(currency));
    return;
  }
  if (kind == "integer") column.kind = Kind::integer;
  if (kind == "boolean") column.kind = Kind::boolean;
  if (kind == "date") column.kind = Kind::date;
  if (kind == "list" || kind == "embedded") column.kind = Kind::json;
  if (const auto* element = field.find("element")) {
    if (const auto* inside = element->find("fields")) add_columns(*inside, {}, column.items);
  }
  to.push_back(std::move(column));
}

void add_columns(const Json& fields, const PayloadColumn& outer, std::vector<PayloadColumn>& to) {
  for (const auto& field : *fields.array()) add_column(field, outer, to);
}

std::vector<PayloadColumn> undescribed() {
  PayloadColumn column;
  column.name = "payload";
  column.kind = Kind::json;
  column.label_zh = "内容（JSON）";
  column.label_en = "payload (JSON)";
  return {column};
}

std::optional<std::string> money_text(const Json& money) {
  const auto* minor = money.find("minor");
  const auto* code = money.find("currency");
  if (!minor || !minor->string() || !code || !code->string()) return std::nullopt;
  const auto currency = Currency::parse(*code->string());
  if (!currency.ok()) return std::nullopt;
  Money amount{0, *currency};
  const auto& digits = *minor->string();
  std::from_chars(digits.data(), digits.data() + digits.size(), amount.minor);
  return amount.to_decimal();
}

}  // namespace

const std::vector<PayloadColumn>& payload_columns(std::string_view type) {
  static const std::vector<PayloadColumn> kUndescribed = undescribed();
  static const auto kByType = [] {
    std::map<std::string, std::vector<PayloadColumn>, std::less<>> by_type;
    for (const auto* info : catalogue()) {
      add_columns(*describe_type(*info).find("fields"), {}, by_type[std::string(info->name)]);
    }
    return by_type;
  }();
  const auto at = kByType.find(type);
  return at == kByType.end() ? kUndescribed : at->second;
}

std::optional<std::string> payload_cell(const Json& payload, const PayloadColumn& column) {
  const Json* value = &payload;
  for (const auto& name : column.path) {
    value = value->find(name);
    if (!value) return std::nullopt;
  }
  if (value->is_null()) return std::nullopt;
  if (column.kind == Kind::decimal) return money_text(*value);
  if (column.kind == Kind::json) return to_json_text(*value);
  if (const auto* text = value->string()) return *text;
  return to_json_text(*value);
}

}  // namespace tally
