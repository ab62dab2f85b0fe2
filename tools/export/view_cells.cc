#include "tools/export/view_cells.h"

#include <charconv>

#include "tools/export/export_ledger.h"

namespace tally {
namespace {

using Kind = AuditColumn::Kind;

Kind kind_of(ViewColumn::Kind kind) {
  switch (kind) {
    case ViewColumn::Kind::count:
    case ViewColumn::Kind::basis_points:
      return Kind::integer;
    case ViewColumn::Kind::money:
      return Kind::decimal;
    case ViewColumn::Kind::date:
      return Kind::date;
    case ViewColumn::Kind::flag:
      return Kind::boolean;
    case ViewColumn::Kind::list:
      return Kind::json;
    case ViewColumn::Kind::text:
      return Kind::text;
  }
  return Kind::text;
}

std::string plain_cell(const Json* value) {
  if (!value || value->is_null()) return "";
  if (const auto* bp = value->find("bp")) return plain_cell(bp);
  if (const auto* ratio = value->find("ratio")) return plain_cell(ratio);
  if (const auto* text = value->string()) return *text;
  return to_json_text(*value);
}

}  // namespace

std::optional<Money> money_of(const Json& value) {
  const auto minor = text_member(value, "minor");
  const auto code = text_member(value, "currency");
  if (!minor || !code) return std::nullopt;
  const auto currency = Currency::parse(*code);
  if (!currency.ok()) return std::nullopt;
  Money money{0, *currency};
  std::from_chars(minor->data(), minor->data() + minor->size(), money.minor);
  return money;
}

std::vector<AuditColumn> view_columns(const ViewInfo& info) {
  std::vector<AuditColumn> columns;
  for (const auto& column : info.columns) {
    const bool bp = column.kind == ViewColumn::Kind::basis_points;
    columns.push_back({std::string(column.name), kind_of(column.kind),
                       std::string(column.label.zh) + (bp ? "（万分比）" : ""),
                       std::string(column.label.en) + (bp ? " (basis points)" : "")});
    if (column.kind != ViewColumn::Kind::money) continue;
    columns.push_back({std::string(column.name) + "_currency", Kind::text,
                       std::string(column.label.zh) + " · 币种",
                       std::string(column.label.en) + " · currency"});
  }
  return columns;
}

std::vector<std::string> view_cells(const ViewInfo& info, const Json& row) {
  std::vector<std::string> cells;
  for (const auto& column : info.columns) {
    const auto* value = row.find(column.name);
    if (column.kind != ViewColumn::Kind::money) {
      // A total counts what a project's row only says yes or no to.
      const auto* flag = value ? value->boolean() : nullptr;
      const bool counted = flag && column.kind == ViewColumn::Kind::count;
      cells.push_back(counted ? (*flag ? "1" : "0") : plain_cell(value));
      continue;
    }
    const auto money = value ? money_of(*value) : std::nullopt;
    cells.push_back(money ? money->to_decimal() : "");
    cells.push_back(money ? std::string(money->currency.code()) : "");
  }
  return cells;
}

}  // namespace tally
