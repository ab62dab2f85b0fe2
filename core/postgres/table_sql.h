// The SQL of tables and views that are made from descriptions: how a column is called, and how its
// value is taken out of a JSON object.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/readable_tables.h"

namespace tally::postgres {

// "a ""name""": an identifier. Cut to what PostgreSQL keeps of one, 63 bytes.
std::string quoted_name(std::string_view name);
// 'it''s': a text constant.
std::string quoted_text(std::string_view text);

struct SqlColumn {
  std::string name;        // Quoted.
  std::string type;        // "text"
  std::string expression;  // Over the jsonb `object`.
};
// What a column becomes; money and ratios are several. Never fails on a value of another kind: that
// is null then.
std::vector<SqlColumn> sql_columns(std::span<const TableColumn> columns, std::string_view object);

// CREATE TABLE tally_views.VIEW (of_list, ordinal, columns, json), readable to everybody who may
// read, and the statement that fills it from a JSON array of {"ordinal","json"} in $2 for the list
// $1.
std::string create_table_sql(const std::string& view, std::span<const TableColumn> columns);
std::string insert_rows_sql(const std::string& view, std::span<const TableColumn> columns);
// Counts the rows in which a column is not what the JSON says.
std::string count_differing_sql(const std::string& view, std::span<const TableColumn> columns);

// CREATE VIEW tally_views.NAME_events.
std::string family_view_name(const EventFamily& family);
std::string create_family_sql(const EventFamily& family);

}  // namespace tally::postgres
