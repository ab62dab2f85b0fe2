// The flat tables for auditors: which there are, their columns and what those mean.
//
// A table is a subject: the family of a type, before its first dot (funding.disbursed: payments).
// Its columns are those of all types of the family, from the catalogue's description, behind the
// columns that every event has. A list of objects inside a payload is a table of its own, one row
// per item. A family that nobody named here has its table all the same, under its own name.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tools/export/payload_columns.h"

namespace tally {

struct AuditColumn {
  enum class Kind : std::uint8_t { text, integer, boolean, decimal, date, instant, json };
  std::string name;
  Kind kind = Kind::text;
  std::string label_zh;
  std::string label_en;

  // Numbers, dates and truth values cannot be taken for a formula; everything else is guarded.
  bool guarded() const { return kind == Kind::text || kind == Kind::json; }
};

struct AuditTable {
  std::string name;
  std::string label_zh;
  std::string label_en;
  std::vector<AuditColumn> columns;
  std::vector<std::string> primary_key;
};

// How the rows of one type stand in the tables.
struct AuditRoute {
  struct Items {
    std::string table;
    PayloadColumn list;
    std::vector<std::size_t> at;  // Of each field of an item: its place behind the item's number.
  };
  std::string table;
  std::vector<PayloadColumn> columns;
  std::vector<std::size_t> at;  // Of each column: its place behind those that every event has.
  std::vector<Items> items;
};

struct AuditPlan {
  std::vector<AuditTable> tables;            // Sorted by name; events first.
  std::map<std::string, AuditRoute> routes;  // By type.
};

// Tables for these types only: an empty family has none.
AuditPlan plan_audit_tables(const std::set<std::string>& types);

// What every row of an event says, and every row of an item.
const std::vector<AuditColumn>& common_audit_columns();
const std::vector<AuditColumn>& item_audit_columns();
const AuditTable& events_audit_table();

std::string_view audit_kind_name(AuditColumn::Kind kind);  // Of Table Schema: "string", ...

}  // namespace tally
