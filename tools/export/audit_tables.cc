// Flat audit tables: a folder of CSV files with a data dictionary.
#include "core/base/file.h"
#include "core/base/hex.h"
#include "projections/projections.h"
#include "tools/export/audit_table.h"
#include "tools/export/csv_text.h"
#include "tools/export/export_file.h"
#include "tools/export/export_ledger.h"
#include "tools/export/view_cells.h"

namespace tally {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

Json basis_json(const ExportEvent& event) {
  Json list{Json::Array{}};
  for (const auto& document : event.basis) {
    Json item;
    item.set("number", document.number);
    if (document.sha256) item.set("sha256", to_hex(document.sha256->view()));
    list.push(std::move(item));
  }
  return list;
}

std::string number_or_blank(const std::optional<std::uint64_t>& number) {
  return number ? std::to_string(*number) : "";
}

class AuditFolder {
 public:
  AuditFolder(const ExportLedger& ledger, const ExportOptions& options)
      : ledger_(ledger), options_(options), plan_(plan_audit_tables(ledger.types())) {}

  Result<void> write() {
    TALLY_TRY(make_directory());
    for (const auto& table : plan_.tables) TALLY_TRY(open(table));
    const auto each = [&](const ExportEvent& event) -> Result<void> {
      take(event);
      return {};
    };
    TALLY_TRY(ledger_.each(each));
    for (auto& [name, open] : files_) TALLY_TRY(open.file.close());
    if (!options_.public_only) {
      for (const auto& info : view_list()) TALLY_TRY(write_view(info));
    }
    TALLY_TRY(write_dictionary());
    return write_package();
  }

 private:
  struct Open {
    ExportFile file;
    const AuditTable* table;
  };

  // Tables of another export would stand among these: the directory must be new or empty.
  Result<void> make_directory() const {
    auto& disk = system_disk();
    TALLY_ASSIGN(const bool there, disk.exists(options_.to));
    if (!there) return disk.make_directory(options_.to);
    TALLY_ASSIGN(const auto names, disk.list(options_.to));
    if (!names.empty()) return invalid("to", "must be a new or an empty directory");
    return {};
  }

  std::string path(const std::string& name) const { return options_.to + "/" + name; }

  Result<ExportFile> create(const std::string& name) const {
    TALLY_ASSIGN(auto file, ExportFile::create(path(name)));
    if (options_.byte_order_mark && name.ends_with(".csv")) file.write(kByteOrderMark);
    return file;
  }

  static std::string header(const AuditTable& table) {
    std::vector<std::string> names;
    for (const auto& column : table.columns) names.push_back(column.name);
    return csv_row(names);
  }

  Result<void> open(const AuditTable& table) {
    TALLY_ASSIGN(auto file, create(table.name + ".csv"));
    file.write(header(table));
    files_.emplace(table.name, Open{std::move(file), &table});
    return {};
  }

  void write_row(Open& open, std::vector<std::string> cells) {
    cells.resize(open.table->columns.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (open.table->columns[i].guarded()) cells[i] = guarded_text(cells[i]);
    }
    open.file.write(csv_row(cells));
    ++rows_[open.table->name];
  }

  void take(const ExportEvent& event) {
    const auto basis = event.basis.empty() ? std::string() : to_json_text(basis_json(event));
    write_row(
        files_.at("events"),
        {std::to_string(event.position), event.id.to_string(), event.stream,
         std::to_string(event.revision), event.type, std::to_string(event.schema),
         event.recorded_effective.to_string(), event.recorded_time(), event.actor,
         event.organisation.value_or(""), event.role.value_or(""),
         std::string(channel_name(event.channel)), std::string(visibility_name(event.visibility)),
         basis, event.erased ? "" : to_json_text(event.as_recorded()),
         event.counts ? "true" : "false", number_or_blank(event.corrected_by),
         number_or_blank(event.voided_by)});
    if (!event.counts) return;
    const auto& route = plan_.routes.at(event.type);
    std::vector<std::string> cells = {std::to_string(event.position),
                                      event.id.to_string(),
                                      event.type,
                                      event.effective.to_string(),
                                      event.effective.date.to_string(),
                                      event.recorded_time(),
                                      number_or_blank(event.corrected_by),
                                      stream_id(event.stream),
                                      event.actor,
                                      event.organisation.value_or(""),
                                      basis};
    fill(event.payload, route.columns, route.at, cells);
    write_row(files_.at(route.table), std::move(cells));
    for (const auto& items : route.items) take_items(event, items);
  }

  static void fill(const Json& payload, const std::vector<PayloadColumn>& columns,
                   const std::vector<std::size_t>& at, std::vector<std::string>& cells) {
    const auto first = cells.size();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (cells.size() <= first + at[i]) cells.resize(first + at[i] + 1);
      cells[first + at[i]] = payload_cell(payload, columns[i]).value_or("");
    }
  }

  void take_items(const ExportEvent& event, const AuditRoute::Items& items) {
    const Json* list = &event.payload;
    for (const auto& name : items.list.path) {
      list = list ? list->find(name) : nullptr;
    }
    if (!list || !list->array()) return;
    std::uint64_t number = 0;
    for (const auto& item : *list->array()) {
      std::vector<std::string> cells = {std::to_string(event.position), std::to_string(++number)};
      fill(item, items.list.items, items.at, cells);
      write_row(files_.at(items.table), std::move(cells));
    }
  }

  // The figures of a view at the cut, as a table view_NAME, or view_NAME_LIST for each list.
  Result<void> write_view(const ViewInfo& info) {
    TALLY_ASSIGN(const auto views, ledger_.views(info.name));
    for (const auto& view : views) {
      TALLY_ASSIGN(const auto json, parse_json(view.reply.json));
      AuditTable table;
      table.name =
          "view_" + std::string(info.name) + (view.list ? "_" + file_name(*view.list) : "");
      const auto list = view.list ? " · " + *view.list : std::string();
      table.label_zh = "视图：" + std::string(info.label.zh) + list;
      table.label_en = "view: " + std::string(info.label.en) + list + ", version " +
                       std::to_string(info.version) + ", state hash " +
                       to_hex(view.reply.state_hash.view());
      table.columns = view_columns(info);
      TALLY_TRY(open(table));
      auto& open = files_.at(table.name);
      for (const auto& row : *json.find("rows")->array()) write_row(open, view_cells(info, row));
      TALLY_TRY(open.file.close());
      view_tables_.push_back(std::move(table));
    }
    return {};
  }

  // A list's name may hold anything.
  static std::string file_name(const std::string& list) {
    const auto stream = stream_name("list", list);
    return stream.substr(stream.find('-') + 1);
  }

  template <class Each>
  void each_table(const Each& take) const {
    for (const auto& table : plan_.tables) take(table);
    for (const auto& table : view_tables_) take(table);
  }

  Result<void> write_dictionary() const {
    TALLY_ASSIGN(auto file, create("dictionary.csv"));
    file.write(csv_row({"table", "column", "type", "meaning_zh", "meaning_en", "guarded"}));
    each_table([&](const AuditTable& table) {
      for (const auto& column : table.columns) {
        file.write(csv_row({table.name, column.name, std::string(audit_kind_name(column.kind)),
                            guarded_text(column.label_zh), guarded_text(column.label_en),
                            column.guarded() ? "true" : "false"}));
      }
    });
    return file.close();
  }

  // A Data Package (Frictionless Data, specs.frictionlessdata.io) with a Table Schema per file.
  Result<void> write_package() const {
    Json resources{Json::Array{}};
    each_table([&](const AuditTable& table) { resources.push(resource(table)); });
    Json package;
    package.set("profile", "tabular-data-package").set("name", "tallystick-audit-tables");
    package.set("title", "审计数据表 audit tables · " + ledger_.cut().origin);
    package.set("created", rfc3339(ledger_.cut().as_of, ledger_.cut().offset));
    package.set("tallystick", ledger_.cut().json());
    package.set("resources", std::move(resources));
    TALLY_ASSIGN(auto file, create("datapackage.json"));
    file.write(to_json_pretty(package));
    file.write("\n");
    return file.close();
  }

  Json resource(const AuditTable& table) const {
    Json fields{Json::Array{}};
    for (const auto& column : table.columns) {
      Json field;
      field.set("name", column.name).set("type", audit_kind_name(column.kind));
      // Instants are at the offset of their record, and years may have one digit more than tools
      // expect of their own formats.
      if (column.kind == AuditColumn::Kind::instant) field.set("format", "any");
      field.set("title", column.label_zh).set("description", column.label_en);
      fields.push(std::move(field));
    }
    Json schema;
    schema.set("fields", std::move(fields)).set("missingValues", Json::Array{""});
    if (!table.primary_key.empty()) {
      Json key{Json::Array{}};
      for (const auto& name : table.primary_key) key.push(name);
      schema.set("primaryKey", std::move(key));
    }
    Json json;
    std::string name = table.name;
    for (auto& c : name) {
      const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
      if (!kept) c = '-';
    }
    json.set("name", name).set("path", table.name + ".csv");
    json.set("profile", "tabular-data-resource").set("encoding", "utf-8");
    Json dialect;  // Else readers guess, and JSON text in cells misleads them.
    dialect.set("delimiter", ",").set("quoteChar", "\"").set("doubleQuote", true);
    json.set("dialect", dialect.set("lineTerminator", "\r\n").set("header", true));
    json.set("title", table.label_zh).set("description", table.label_en);
    const auto rows = rows_.find(table.name);
    json.set("rows", rows == rows_.end() ? std::uint64_t{0} : rows->second);
    return json.set("schema", std::move(schema));
  }

  const ExportLedger& ledger_;
  const ExportOptions& options_;
  const AuditPlan plan_;
  std::vector<AuditTable> view_tables_;
  std::map<std::string, Open> files_;
  std::map<std::string, std::uint64_t> rows_;
};

Result<void> write_audit_tables(const ExportCalls& calls, const ExportOptions& options) {
  TALLY_ASSIGN(const auto ledger, ExportLedger::open(calls, options));
  return AuditFolder(ledger, options).write();
}

}  // namespace

ExportFormat audit_tables_format() {
  return {.name = "audit",
          .label = {"审计数据表（CSV）与数据字典", "flat audit tables (CSV) with a dictionary"},
          .output = ExportFormat::Output::directory,
          .write = write_audit_tables};
}

}  // namespace tally
