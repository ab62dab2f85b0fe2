#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/base/file.h"
#include "core/base/hex.h"
#include "core/catalogue/project.h"
#include "core/catalogue/shipped.h"
#include "core/catalogue/target.h"
#include "core/event/money.h"
#include "core/merkle/checkpoint.h"
#include "projections/projections.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

// K as it was written, and the root that a checkpoint file promises for it.
struct KnownText {
  protocol::Known known;
  std::optional<Hash> root;
};

Result<KnownText> parse_known(const std::string& text) {
  KnownText result;
  if (text.empty()) return result;
  auto& known = result.known;
  constexpr std::string_view kFile = "checkpoint:";
  if (text.starts_with(kFile)) {
    TALLY_ASSIGN(const auto bytes,
                 read_file(system_disk(), text.substr(kFile.size()), kNoteBytesMax));
    TALLY_ASSIGN(const auto note, parse_note(as_text(bytes)));
    TALLY_ASSIGN(const auto checkpoint, parse_checkpoint_body(note.text));
    known.kind = protocol::Known::Kind::size;
    known.size = TreeSize{checkpoint.size};
    result.root = checkpoint.root;
    return result;
  }
  const char* end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, known.size.value);
  if (number.ec == std::errc() && number.ptr == end) {
    known.kind = protocol::Known::Kind::size;
    return result;
  }
  if (const auto day = Date::parse(text); day.ok()) {
    known.kind = protocol::Known::Kind::day;
    known.day = *day;
    return result;
  }
  const auto instant = Instant::parse(text);
  if (!instant.ok()) {
    return invalid("known", "must be a size, checkpoint:FILE, a date or an instant");
  }
  known.kind = protocol::Known::Kind::instant;
  known.instant = *instant;
  return result;
}

// How amounts are shown; JSON always carries minor units.
struct Unit {
  std::string_view word;  // For format_in_unit.
  std::string_view zh;
  std::string_view en;
};
const std::map<std::string, Unit> kUnits = {
    {"yuan", {"", "元", ""}}, {"wan", {"万元", "万元", "10^4"}}, {"yi", {"亿元", "亿元", "10^8"}}};

// Chinese readers see the words of the trade instead of the codes.
std::string_view code_label(std::string_view code, Lang lang) {
  if (lang == Lang::en) return code;
  for (const auto& item : EnumNames<PipelineClass>::kNames) {
    if (item.name == code) return item.label.zh;
  }
  for (const auto& item : EnumNames<EstimateKind>::kNames) {
    if (item.name == code) return item.label.zh;
  }
  for (const auto& item : EnumNames<Binding>::kNames) {
    if (item.name == code) return item.label.zh;
  }
  for (const auto& [known, zh] :
       {std::pair<std::string_view, std::string_view>{"registered", "入库数"},
        {"previously_completed", "往年竣工"},
        {"cancelled", "终止"},
        {"delisted", "移出"},
        {"listed", "在册"},
        {"total", "合计"},
        {"project", "项目"},
        {"class", "类别"},
        {"stage", "阶段"},
        {"met", "达成"},
        {"not_met", "未达成"},
        {"not_reached", "未达到"},
        {"on_track", "进度正常"},
        {"behind", "滞后"},
        {"open", "期间未结束"},
        {"no_data", "无数据"},
        {"judgement_required", "需判断"},
        {"qualitative", "定性"}}) {
    if (known == code) return zh;
  }
  static const auto* stages = [] {
    auto* names = new std::map<std::string, std::string, std::less<>>;
    for (const auto& list : shipped_codelists()) {
      if (list.list != "stage") continue;
      for (const auto& item : list.items) names->emplace(item.code, item.zh.value_or(item.code));
    }
    return names;
  }();
  if (const auto at = stages->find(code); at != stages->end()) return at->second;
  return code;
}

class ViewVerb final : public Verb {
 public:
  std::string_view name() const override { return "view"; }
  Label summary() const override {
    return {"显示视图：截至某日、按某时所知", "show a view as of a date, as then known"};
  }
  std::string_view example() const override {
    return "  tally view pipeline --list district_key --effective 2025-09-30 --unit yi\n"
           "  tally view portfolio --effective 2025-09-30 --known 2025-09-30 --format json";
  }
  void declare(CLI::App& app) override {
    std::string names;
    for (const auto& view : view_list())
      names += (names.empty() ? "" : ", ") + std::string(view.name);
    app.add_option("NAME", name_, names)->required();
    app.add_option("--list", list_, "project list, e.g. district_key");
    app.add_option("--project", project_, "one project only");
    app.add_option("--year", year_, "plan year; default: the year of --effective");
    app.add_option("--effective", effective_, "E: what was true by this day, inclusive");
    app.add_option("--known", known_,
                   "K: what the ledger knew: a size, checkpoint:FILE, a date or an instant");
    app.add_option("--unit", unit_, "yuan, wan or yi (tables and CSV)")
        ->check(CLI::IsMember({"yuan", "wan", "yi"}));
    app.add_flag("--with-positions", with_positions_, "the events behind each row");
  }
  int run(const Context& context) override {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      TALLY_ASSIGN(const auto reply, ask(source));
      if (context.format == Format::json) {
        print_line(reply.json);
        return kOk;
      }
      TALLY_ASSIGN(const auto json, parse_json(reply.json));
      if (context.format == Format::jsonl) {
        for (const auto& row : *json.find("rows")->array()) print_line(to_json_text(row));
        return kOk;
      }
      show(context, reply, json);
      return kOk;
    });
  }

 private:
  Result<protocol::ViewReply> ask(Source& source) const {
    protocol::ViewRequest request;
    request.view = name_;
    if (!effective_.empty()) {
      auto day = Date::parse(effective_);
      if (!day.ok()) return std::move(day).error().within("effective");
      request.effective = *day;
    }
    TALLY_ASSIGN(const auto known, parse_known(known_));
    request.known = known.known;
    if (!list_.empty()) request.list = list_;
    if (!project_.empty()) request.project = project_;
    request.year = year_;
    request.with_positions = with_positions_;
    TALLY_ASSIGN(auto reply, source.view(request));
    if (known.root && *known.root != reply.root) {
      Error error(ErrorCode::corrupt, "the ledger is not the one that signed this checkpoint",
                  "known");
      error.rule = "forked";
      return error;
    }
    return reply;
  }

  std::string cell(const Context& context, const ViewColumn& column, const Json* value) const {
    if (!value || value->is_null()) return "-";
    if (const auto* minor = value->find("minor")) return money(*value, *minor);
    if (const auto* bp = value->find("bp")) return cell(context, percent(column), bp);
    if (const auto* ratio = value->find("ratio")) return cell(context, column, ratio);
    if (const auto* flag = value->boolean()) {
      return std::string(*flag ? context.say("是", "yes") : context.say("", ""));
    }
    if (const auto* text = value->string()) return std::string(code_label(*text, context.lang));
    if (const auto* number = value->integer()) {
      if (column.kind != ViewColumn::Kind::basis_points) return std::to_string(*number);
      const auto magnitude = *number < 0 ? -*number : *number;
      return fmt::format("{}{}.{:02}%", *number < 0 ? "-" : "", magnitude / 100, magnitude % 100);
    }
    if (const auto* items = value->array()) {
      std::string text;
      for (const auto& item : *items) {
        text += (text.empty() ? "" : " ") + (item.string() ? *item.string() : to_json_text(item));
      }
      return text;
    }
    return to_json_text(*value);
  }

  // A ratio is shown by its basis points.
  static ViewColumn percent(ViewColumn column) {
    column.kind = ViewColumn::Kind::basis_points;
    return column;
  }

  std::string money(const Json& value, const Json& minor) const {
    const auto currency = Currency::parse(*value.find("currency")->string());
    Money amount;
    const auto& digits = *minor.string();
    std::from_chars(digits.data(), digits.data() + digits.size(), amount.minor);
    if (!currency.ok()) return digits;
    amount.currency = *currency;
    const bool chinese = amount.currency.code() == "CNY";
    return grouped(chinese && unit_ != "yuan" ? format_in_unit(amount, kUnits.at(unit_).word)
                                              : amount.to_decimal());
  }

  void show(const Context& context, const protocol::ViewReply& reply, const Json& json) const {
    std::vector<ViewColumn> columns;
    for (const auto& view : view_list()) {
      if (view.name == name_) columns = view.columns;
    }
    // Lists of parts do not fit a terminal; JSON and CSV carry them.
    const auto& rows = *json.find("rows")->array();
    std::erase_if(columns, [&](const ViewColumn& column) {
      return context.format == Format::table &&
             std::any_of(rows.begin(), rows.end(), [&](const Json& row) {
               const auto* value = row.find(column.name);
               return value && value->array();
             });
    });
    std::vector<Table::Column> titles;
    for (const auto& column : columns) {
      using Kind = ViewColumn::Kind;
      const bool right = column.kind == Kind::count || column.kind == Kind::money ||
                         column.kind == Kind::basis_points;
      std::string title(pick(column.label, context.lang));
      if (column.kind == Kind::money && unit_ != "yuan") {
        title += fmt::format("({})", context.say(kUnits.at(unit_).zh, kUnits.at(unit_).en));
      }
      titles.push_back({std::move(title), right});
    }
    if (with_positions_) titles.push_back({std::string(context.say("依据", "events")), false});
    Table table(std::move(titles));
    for (const auto& row : rows) {
      std::vector<std::string> cells;
      for (const auto& column : columns)
        cells.push_back(cell(context, column, row.find(column.name)));
      if (with_positions_) cells.push_back(cell(context, {}, row.find("positions")));
      table.add(std::move(cells));
    }
    if (context.format == Format::csv) {
      print(table.csv());
      return;
    }
    print_line(fmt::format(
        fmt::runtime(context.say("{} 第{}版  截至 {}  所知 {} 条{}\n根 {}\n状态摘要 {}",
                                 "{} v{}  as of {}  knowing {} events{}\nroot {}\nstate hash {}")),
        reply.view, reply.version, reply.effective.to_string(), reply.known.value,
        reply.sample ? "  SAMPLE/样例" : "", to_hex(reply.root.view()),
        to_hex(reply.state_hash.view())));
    print(table.text());
  }

  std::string name_;
  std::string list_;
  std::string project_;
  std::optional<std::int32_t> year_;
  std::string effective_;
  std::string known_;
  std::string unit_ = "yuan";
  bool with_positions_ = false;
};

}  // namespace

std::unique_ptr<Verb> view_verb() { return std::make_unique<ViewVerb>(); }

}  // namespace tally::cli
