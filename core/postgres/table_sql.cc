#include "core/postgres/table_sql.h"

#include <algorithm>
#include <set>

namespace tally::postgres {
namespace {

constexpr std::size_t kNameBytesMax = 63;

std::string quoted(std::string_view text, char quote) {
  std::string result(1, quote);
  for (const char c : text) {
    result += c;
    if (c == quote) result += c;
  }
  return result + quote;
}

// The value where it is of the right kind, else null.
std::string when_kind(const std::string& value, std::string_view kind, const std::string& then) {
  return "CASE jsonb_typeof(" + value + ") WHEN '" + std::string(kind) + "' THEN " + then + " END";
}

// A number, or a text that is one.
std::string number_of(const std::string& object, std::string_view member) {
  const auto text = object + " ->> '" + std::string(member) + "'";
  return "CASE WHEN " + text + " ~ '^-?[0-9]+$' THEN (" + text + ")::numeric END";
}

constexpr std::string_view kDatePattern = "'^[0-9]{4}-[0-9]{2}-[0-9]{2}'";

void add_columns(std::vector<SqlColumn>& to, const TableColumn& column, std::string_view object) {
  using Kind = TableColumn::Kind;
  const auto& name = column.name;
  const auto member = quoted_text(name);
  const auto value = "(" + std::string(object) + " -> " + member + ")";
  const auto text = "(" + std::string(object) + " ->> " + member + ")";
  const auto add = [&](const std::string& suffix, const char* type, std::string expression) {
    to.push_back({quoted_name(name + suffix), type, std::move(expression)});
  };
  switch (column.kind) {
    case Kind::text:
      return add("", "text", text);
    case Kind::integer:
      return add("", "bigint",
                 "CASE jsonb_typeof(" + value + ") WHEN 'number' THEN " + text +
                     "::bigint WHEN 'boolean' THEN " + text + "::boolean::integer::bigint END");
    case Kind::flag:
      return add("", "boolean", when_kind(value, "boolean", text + "::boolean"));
    case Kind::date:
      // Also of a date with a time and an offset behind it: the civil day as it is written.
      return add("", "date",
                 "CASE WHEN " + text + " ~ " + std::string(kDatePattern) + " THEN left(" + text +
                     ", 10)::date END");
    case Kind::money:
      add("", "numeric", when_kind(value, "object", "tally.amount(" + value + ")"));
      return add("_currency", "text", when_kind(value, "object", "(" + value + " ->> 'currency')"));
    case Kind::ratio:
      add("_bp", "bigint",
          "CASE jsonb_typeof(" + value + ") WHEN 'number' THEN " + text +
              "::bigint WHEN 'object' THEN (" + value + " ->> 'bp')::bigint END");
      add("_part", "numeric", when_kind(value, "object", number_of(value, "part")));
      return add("_whole", "numeric", when_kind(value, "object", number_of(value, "whole")));
    case Kind::json:
      return add("", "jsonb", "nullif(" + value + ", 'null'::jsonb)");
  }
}

std::string table_name(const std::string& view) { return "tally_views." + quoted_name(view); }

}  // namespace

std::string quoted_name(std::string_view name) {
  return quoted(name.substr(0, kNameBytesMax), '"');
}
std::string quoted_text(std::string_view text) {
  // A backslash means itself: standard_conforming_strings is on.
  return quoted(text, '\'');
}

std::vector<SqlColumn> sql_columns(std::span<const TableColumn> columns, std::string_view object) {
  std::vector<SqlColumn> all;
  for (const auto& column : columns) add_columns(all, column, object);
  // The first of a name has it.
  std::set<std::string> names = {"\"of_list\"", "\"ordinal\"", "\"json\""};
  std::erase_if(all, [&](const SqlColumn& column) { return !names.insert(column.name).second; });
  return all;
}

std::string create_table_sql(const std::string& view, std::span<const TableColumn> columns) {
  std::string sql = "CREATE TABLE " + table_name(view) + " (of_list text NOT NULL, ordinal bigint";
  for (const auto& column : sql_columns(columns, "json")) {
    sql += ", " + column.name + " " + column.type;
  }
  sql += ", json jsonb NOT NULL, PRIMARY KEY (of_list, ordinal));";
  return sql + "GRANT SELECT ON " + table_name(view) + " TO tally_reader, tally_writer;";
}

std::string insert_rows_sql(const std::string& view, std::span<const TableColumn> columns) {
  std::string names = "of_list, ordinal";
  std::string values = "$1, item.ordinal";
  for (const auto& column : sql_columns(columns, "item.json")) {
    names += ", " + column.name;
    values += ", " + column.expression;
  }
  return "INSERT INTO " + table_name(view) + " (" + names + ", json) SELECT " + values +
         ", item.json FROM jsonb_to_recordset($2::jsonb) AS item(ordinal bigint, json jsonb)";
}

std::string count_differing_sql(const std::string& view, std::span<const TableColumn> columns) {
  std::string where = "false";
  for (const auto& column : sql_columns(columns, "json")) {
    where += " OR " + column.name + " IS DISTINCT FROM (" + column.expression + ")";
  }
  return "SELECT count(*) FROM " + table_name(view) + " WHERE " + where;
}

std::string family_view_name(const EventFamily& family) { return family.name + "_events"; }

std::string create_family_sql(const EventFamily& family) {
  static constexpr std::string_view kColumns[] = {
      "position",    "id",        "stream", "revision", "type", "recorded_at",
      "recorded_on", "effective", "actor",  "org",      "role", "channel",
      "visibility",  "basis",     "flags",  "erased"};
  std::string select = "SELECT ";
  std::set<std::string> names = {"\"payload\""};
  for (const auto column : kColumns) {
    names.insert(quoted_name(column));
    select += std::string(column) + ", ";
  }
  for (const auto& column : sql_columns(family.fields, "payload")) {
    // A field that is called like an event's column has `payload_` before it.
    const auto name = names.insert(column.name).second
                          ? column.name
                          : quoted_name("payload_" + column.name.substr(1, column.name.size() - 2));
    select += column.expression + " AS " + name + ", ";
  }
  std::string types;
  for (const auto& type : family.types) types += (types.empty() ? "" : ", ") + quoted_text(type);
  // An open family is all that begins with its name.
  const auto which =
      types.empty() ? "type ^@ " + quoted_text(family.name + ".") : "type IN (" + types + ")";
  return "CREATE VIEW " + table_name(family_view_name(family)) + " AS " + select +
         "payload FROM tally.events WHERE " + which;
}

}  // namespace tally::postgres
