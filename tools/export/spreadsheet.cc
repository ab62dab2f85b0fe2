// A workbook (Office Open XML) by libxlsxwriter: a cover sheet and one sheet per view.
//
// Text is written as text cells, which no program takes for a formula and which keep their leading
// zeros. Money is a number in the currency's own unit, named in the head of its column.
#include <xlsxwriter.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include "core/base/hex.h"
#include "projections/projections.h"
#include "tools/export/export_ledger.h"
#include "tools/export/view_cells.h"

namespace tally {
namespace {

// Programs keep 15 decimal digits of a number; what has more is written as text.
constexpr std::int64_t kExactMinorMax = 999'999'999'999'999;
// The 1900 system of dates counts from here on without its leap-year error.
constexpr Date kSheetDayZero{-25569};
constexpr Date kSheetFirstDay{-25508};  // 1900-03-01

struct Styles {
  lxw_format* title;
  lxw_format* head;
  lxw_format* money;
  lxw_format* whole;
  lxw_format* percent;
  lxw_format* date;
  lxw_format* text;
};

Styles make_styles(lxw_workbook* book) {
  Styles styles{};
  const auto format = [&](const char* number) {
    auto* made = workbook_add_format(book);
    if (number) format_set_num_format(made, number);
    return made;
  };
  styles.title = format(nullptr);
  format_set_bold(styles.title);
  format_set_font_size(styles.title, 14);
  styles.head = format(nullptr);
  format_set_bold(styles.head);
  format_set_text_wrap(styles.head);
  format_set_bg_color(styles.head, 0xD9E2F3);
  format_set_bottom(styles.head, LXW_BORDER_THIN);
  format_set_align(styles.head, LXW_ALIGN_VERTICAL_TOP);
  styles.money = format("#,##0.00");
  styles.whole = format("#,##0");
  styles.percent = format("0.00%");
  styles.date = format("yyyy-mm-dd");
  styles.text = format("@");
  return styles;
}

class Workbook {
 public:
  Workbook(const ExportLedger& ledger, const std::string& path)
      : ledger_(ledger), path_(path), unfinished_(path + ".unfinished") {}
  ~Workbook() {
    if (book_) workbook_close(book_);
    if (!done_) std::remove(unfinished_.c_str());
  }

  Result<void> write() {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;  // Rows leave as they are written.
    book_ = workbook_new_opt(unfinished_.c_str(), &options);
    if (!book_) return cannot_write();
    set_properties();
    styles_ = make_styles(book_);
    write_cover();
    for (const auto& info : view_list()) TALLY_TRY(write_views(info));
    const bool closed = workbook_close(std::exchange(book_, nullptr)) == LXW_NO_ERROR;
    done_ = closed && !failed_ && std::rename(unfinished_.c_str(), path_.c_str()) == 0;
    if (!done_) return cannot_write();
    return {};
  }

 private:
  Error cannot_write() const { return Error(ErrorCode::io, "cannot write " + path_, "to"); }
  void check(lxw_error error) { failed_ = failed_ || error != LXW_NO_ERROR; }

  // The library would put the present time into the file.
  void set_properties() {
    const auto& cut = ledger_.cut();
    std::string title = "Tallystick " + cut.origin;
    lxw_doc_properties properties{};
    properties.title = title.data();
    properties.created = static_cast<time_t>(cut.as_of.us / kMicrosPerSecond);
    check(workbook_set_properties(book_, &properties));
  }

  void line(lxw_worksheet* sheet, lxw_row_t row, const std::string& zh, const std::string& value) {
    check(worksheet_write_string(sheet, row, 0, zh.c_str(), styles_.head));
    check(worksheet_write_string(sheet, row, 1, value.c_str(), styles_.text));
  }

  void write_cover() {
    const auto& cut = ledger_.cut();
    const auto size = std::to_string(cut.known.value);
    auto* sheet = workbook_add_worksheet(book_, "Cover 封面");
    worksheet_set_column(sheet, 0, 0, 34, nullptr);
    worksheet_set_column(sheet, 1, 1, 90, nullptr);
    const std::string title =
        std::string(cut.sample ? "SAMPLE/样例 · " : "") + "项目里程碑审计账本 audit ledger";
    check(worksheet_write_string(sheet, 0, 0, title.c_str(), styles_.title));
    lxw_row_t row = 2;
    line(sheet, row++, "账本 origin", cut.origin);
    line(sheet, row++, "截至 E: true by this day", cut.effective.to_string());
    line(sheet, row++, "所知 K: events known", size);
    line(sheet, row++, "根 root at K", to_hex(cut.root.view()));
    line(sheet, row++, "K 的入账时间 K recorded at", rfc3339(cut.as_of, cut.offset));
    line(sheet, row++, "样例 sample", cut.sample ? "是 yes" : "否 no");
    line(sheet, row++, "金额 money", "数字，单位见列名 numbers, unit in the head of the column");
    ++row;
    line(sheet, row++, "核对 how to verify",
         "1. tally verify: 账本自身完好 the ledger itself is whole.");
    line(sheet, row++, "",
         "2. tally view NAME --effective " + cut.effective.to_string() + " --known " + size +
             " : 根与状态摘要须与本簿相同 root and state hash must be those of this book.");
    line(sheet, row++, "",
         "3. 根须与签名检查点一致 the root must be that of a signed checkpoint: tally prove "
         "--consistency.");
  }

  Result<void> write_views(const ViewInfo& info) {
    TALLY_ASSIGN(const auto views, ledger_.views(info.name));
    for (const auto& view : views) TALLY_TRY(write_view(info, view.reply, view.list));
    return {};
  }

  // At most 31 characters, none of []:*?/\\; a second sheet of one name has a number behind it.
  std::string sheet_name(const ViewInfo& info, const std::optional<std::string>& list) {
    std::string name(info.name);
    if (list) name += " " + *list;
    for (auto& c : name) {
      const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || c == '_' || c == '-' || c == ' ';
      if (!plain) c = '_';
    }
    name.resize(std::min<std::size_t>(name.size(), 28));
    const auto times = ++sheets_[name];
    return times == 1 ? name : name + " " + std::to_string(times);
  }

  Result<void> write_view(const ViewInfo& info, const protocol::ViewReply& reply,
                          const std::optional<std::string>& list) {
    TALLY_ASSIGN(const auto json, parse_json(reply.json));
    auto* sheet = workbook_add_worksheet(book_, sheet_name(info, list).c_str());
    if (!sheet) return cannot_write();
    const std::string title =
        std::string(info.label.zh) + " " + std::string(info.label.en) +
        (list ? " · " + *list : std::string()) + " · version " + std::to_string(info.version) +
        " · state hash " + to_hex(reply.state_hash.view()) + (reply.sample ? " · SAMPLE/样例" : "");
    check(worksheet_write_string(sheet, 0, 0, title.c_str(), styles_.title));
    write_head(sheet, info);
    lxw_row_t row = 2;
    for (const auto& each : *json.find("rows")->array()) {
      lxw_col_t column = 0;
      for (const auto& described : info.columns) {
        write_cell(sheet, row, column++, described, each.find(described.name));
      }
      ++row;
    }
    worksheet_freeze_panes(sheet, 2, 1);
    return {};
  }

  void write_head(lxw_worksheet* sheet, const ViewInfo& info) {
    lxw_col_t column = 0;
    for (const auto& described : info.columns) {
      std::string title = std::string(described.label.zh) + "\n" + std::string(described.label.en);
      if (described.kind == ViewColumn::Kind::money) title += " (" + ledger_.cut().currency + ")";
      const bool wide =
          described.kind == ViewColumn::Kind::money || described.kind == ViewColumn::Kind::list;
      worksheet_set_column(sheet, column, column, wide ? 22 : 16, nullptr);
      check(worksheet_write_string(sheet, 1, column++, title.c_str(), styles_.head));
    }
  }

  void write_text(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, std::string text) {
    // A cell holds no more; JSON and CSV carry the whole.
    constexpr std::size_t kCellBytesMax = 32'767;
    if (text.size() > kCellBytesMax) text = "(see the JSON of the view)";
    check(worksheet_write_string(sheet, row, column, text.c_str(), styles_.text));
  }

  void write_money(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Money& money) {
    const bool own = money.currency.code() == ledger_.cut().currency;
    if (!own || money.minor > kExactMinorMax || money.minor < -kExactMinorMax) {
      return write_text(sheet, row, column,
                        money.to_decimal() + " " + std::string(money.currency.code()));
    }
    const double number = std::strtod(money.to_decimal().c_str(), nullptr);
    check(worksheet_write_number(sheet, row, column, number, styles_.money));
  }

  void write_cell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column,
                  const ViewColumn& described, const Json* value) {
    if (!value || value->is_null()) return;
    if (const auto money = money_of(*value)) return write_money(sheet, row, column, *money);
    const auto* number = value->integer();
    if (const auto* bp = value->find("bp")) number = bp->integer();
    if (const auto* ratio = value->find("ratio"); ratio && ratio->find("bp")) {
      number = ratio->find("bp")->integer();
    }
    const bool percent =
        described.kind == ViewColumn::Kind::basis_points || value->find("bp") != nullptr;
    if (number) {
      const auto shown = static_cast<double>(*number);
      check(worksheet_write_number(sheet, row, column, percent ? shown / 10'000 : shown,
                                   percent ? styles_.percent : styles_.whole));
      return;
    }
    if (described.kind == ViewColumn::Kind::date && value->string()) {
      const auto day = Date::parse(*value->string());
      if (day.ok() && *day >= kSheetFirstDay) {
        const auto serial = static_cast<double>(day->days - kSheetDayZero.days);
        check(worksheet_write_number(sheet, row, column, serial, styles_.date));
        return;
      }
    }
    if (const auto* flag = value->boolean()) {
      check(worksheet_write_boolean(sheet, row, column, *flag ? 1 : 0, nullptr));
      return;
    }
    write_text(sheet, row, column, value->string() ? *value->string() : to_json_text(*value));
  }

  const ExportLedger& ledger_;
  std::string path_;
  std::string unfinished_;
  lxw_workbook* book_ = nullptr;
  Styles styles_{};
  std::map<std::string, int> sheets_;
  bool failed_ = false;
  bool done_ = false;
};

Result<void> write_spreadsheet(const ExportCalls& calls, const ExportOptions& options) {
  if (options.public_only) {
    return invalid("public", "views count every event; there is no workbook of the public ones");
  }
  TALLY_ASSIGN(const auto ledger, ExportLedger::open(calls, options));
  return Workbook(ledger, options.to).write();
}

}  // namespace

ExportFormat spreadsheet_format() {
  return {.name = "xlsx",
          .label = {"工作簿（每个视图一张表）", "workbook with a sheet per view"},
          .output = ExportFormat::Output::file,
          .write = write_spreadsheet};
}

}  // namespace tally
