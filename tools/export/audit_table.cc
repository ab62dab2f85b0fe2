#include "tools/export/audit_table.h"

#include <algorithm>
#include <array>

namespace tally {
namespace {

using Kind = AuditColumn::Kind;

struct Subject {
  std::string_view family;
  std::string_view table;
  Label label;
};
constexpr std::array<Subject, 14> kSubjects = {
    {{"project", "projects", {"项目", "projects"}},
     {"stage", "stages", {"阶段变更", "changes of stage"}},
     {"milestone", "milestones", {"里程碑", "milestones"}},
     {"estimate", "estimates", {"投资额批复与预测", "estimates of total investment"}},
     {"approval", "approvals", {"并联审批", "parallel approval"}},
     {"contract", "contracts", {"合同与计量", "contracts and certified work"}},
     {"budget", "budgets", {"预算指标", "budget quotas"}},
     {"funding", "payments", {"资金申请与支付", "requests and payments"}},
     {"bond", "bonds", {"专项债券", "special bonds"}},
     {"investment", "reports", {"投资完成额报告", "reports of completed investment"}},
     {"target", "targets", {"目标", "targets"}},
     {"indicator", "indicators", {"指标发布", "published indicators"}},
     {"org", "organisations", {"单位", "organisations"}},
     {"actor", "actors", {"经办人", "actors"}}}};
struct Renamed {
  std::string_view made;
  std::string_view name;
};
constexpr std::array<Renamed, 1> kItemTables = {{{"approvals_steps", "steps"}}};

Kind kind_of(PayloadColumn::Kind kind) {
  switch (kind) {
    case PayloadColumn::Kind::text:
      return Kind::text;
    case PayloadColumn::Kind::integer:
      return Kind::integer;
    case PayloadColumn::Kind::boolean:
      return Kind::boolean;
    case PayloadColumn::Kind::decimal:
      return Kind::decimal;
    case PayloadColumn::Kind::date:
      return Kind::date;
    case PayloadColumn::Kind::json:
      return Kind::json;
  }
  return Kind::text;
}

// The size of the list when there is none.
std::size_t find_column(const std::vector<AuditColumn>& columns, std::size_t from,
                        const std::string& name) {
  while (from < columns.size() && columns[from].name != name) ++from;
  return from;
}

class Planner {
 public:
  AuditTable& table(const std::string& name, std::string label_zh, std::string label_en,
                    const std::vector<AuditColumn>& first, std::vector<std::string> key) {
    const auto [at, made] = tables_.try_emplace(name);
    if (made) at->second = {name, std::move(label_zh), std::move(label_en), first, std::move(key)};
    return at->second;
  }

  // The places of these columns in the table, behind its first ones. Two types that mean different
  // things by one name share a column of text; a field with the name of a first column keeps apart.
  static std::vector<std::size_t> place(const std::vector<PayloadColumn>& columns,
                                        AuditTable& table, std::size_t first) {
    std::vector<std::size_t> places;
    const auto begin = table.columns.begin();
    const std::vector<AuditColumn> taken(begin, begin + static_cast<std::ptrdiff_t>(first));
    for (const auto& column : columns) {
      const bool clash = find_column(taken, 0, column.name) < taken.size();
      const auto name = clash ? "payload_" + column.name : column.name;
      const auto at = find_column(table.columns, first, name);
      places.push_back(at - first);
      const auto kind = kind_of(column.kind);
      if (at == table.columns.size()) {
        table.columns.push_back({name, kind, column.label_zh, column.label_en});
      } else if (table.columns[at].kind != kind) {
        table.columns[at].kind = Kind::text;
      }
    }
    return places;
  }

  AuditRoute route(const std::string& type) {
    const auto family = type.substr(0, type.find('.'));
    const auto subject = std::find_if(kSubjects.begin(), kSubjects.end(),
                                      [&](const auto& each) { return each.family == family; });
    const bool named = subject != kSubjects.end();
    AuditRoute route;
    route.table = named ? subject->table : family;
    auto& main = table(route.table, std::string(named ? subject->label.zh : family),
                       std::string(named ? subject->label.en : family), common_audit_columns(),
                       {"position"});
    route.columns = payload_columns(type);
    route.at = place(route.columns, main, common_audit_columns().size());
    for (const auto& column : route.columns) {
      if (column.items.empty()) continue;
      std::string name = route.table + "_" + column.name;
      for (const auto& renamed : kItemTables) {
        if (renamed.made == name) name = renamed.name;
      }
      auto& items = table(name, main.label_zh + " · " + column.label_zh,
                          main.label_en + " · " + column.label_en, item_audit_columns(),
                          {"position", "item_no"});
      route.items.push_back(
          {name, column, place(column.items, items, item_audit_columns().size())});
    }
    return route;
  }

  std::vector<AuditTable> take() {
    std::vector<AuditTable> list = {events_audit_table()};
    for (auto& [name, table] : tables_) list.push_back(std::move(table));
    return list;
  }

 private:
  std::map<std::string, AuditTable> tables_;
};

}  // namespace

const std::vector<AuditColumn>& common_audit_columns() {
  static const std::vector<AuditColumn> kColumns = {
      {"position", Kind::integer, "序号（账本内位置）", "position in the ledger"},
      {"event_id", Kind::text, "事件编号", "event id"},
      {"event_type", Kind::text, "事件类型", "event type"},
      {"effective", Kind::text, "发生时间（更正后）", "effective date, as corrected"},
      {"effective_day", Kind::date, "发生日期（更正后）", "civil day of the effective date"},
      {"recorded_at", Kind::instant, "入账时间", "recorded at"},
      {"corrected_by", Kind::integer, "更正事件的序号", "position of the correction that counts"},
      {"subject", Kind::text, "主体编号（流内编号）", "id of the stream: of the project, ..."},
      {"actor", Kind::text, "经办人", "actor"},
      {"organisation", Kind::text, "经办单位", "organisation of the actor"},
      {"basis", Kind::json, "依据文件", "documents it rests on"}};
  return kColumns;
}

const std::vector<AuditColumn>& item_audit_columns() {
  static const std::vector<AuditColumn> kColumns = {
      {"position", Kind::integer, "序号（账本内位置）", "position of the event"},
      {"item_no", Kind::integer, "行号（从1起）", "number of the item, from 1"}};
  return kColumns;
}

const AuditTable& events_audit_table() {
  static const AuditTable kTable = {
      "events",
      "全部事件（按入账原样）",
      "all events, as they were recorded",
      {{"position", Kind::integer, "序号（账本内位置）", "position in the ledger"},
       {"event_id", Kind::text, "事件编号", "event id"},
       {"stream", Kind::text, "流", "stream"},
       {"revision", Kind::integer, "流内序号", "place in the stream, from 0"},
       {"event_type", Kind::text, "事件类型", "event type"},
       {"schema", Kind::integer, "类型版本", "version of the type"},
       {"effective", Kind::text, "发生时间（入账时）", "effective date, as recorded"},
       {"recorded_at", Kind::instant, "入账时间", "recorded at"},
       {"actor", Kind::text, "经办人", "actor"},
       {"organisation", Kind::text, "经办单位", "organisation of the actor"},
       {"role", Kind::text, "角色", "role"},
       {"channel", Kind::text, "来源渠道", "channel"},
       {"visibility", Kind::text, "可见范围", "visibility"},
       {"basis", Kind::json, "依据文件", "documents it rests on"},
       {"payload", Kind::json, "内容（JSON，入账原样）", "payload as recorded; empty when erased"},
       {"counts", Kind::boolean, "在(E,K)下有效", "counts at (E, K)"},
       {"corrected_by", Kind::integer, "更正事件的序号", "position of the correction that counts"},
       {"voided_by", Kind::integer, "作废事件的序号", "position of the void"}},
      {"position"}};
  return kTable;
}

AuditPlan plan_audit_tables(const std::set<std::string>& types) {
  Planner planner;
  AuditPlan plan;
  for (const auto& type : types) {
    if (!type.starts_with("event.")) plan.routes.emplace(type, planner.route(type));
  }
  plan.tables = planner.take();
  return plan;
}

std::string_view audit_kind_name(Kind kind) {
  switch (kind) {
    case Kind::integer:
      return "integer";
    case Kind::boolean:
      return "boolean";
    case Kind::decimal:
      return "number";
    case Kind::date:
      return "date";
    case Kind::instant:
      return "datetime";
    case Kind::text:
    case Kind::json:
      return "string";
  }
  return "string";
}

}  // namespace tally
