#include <fmt/format.h>

#include "core/base/hex.h"
#include "projections/merged_views.h"
#include "projections/projections.h"
#include "tools/cli/cells.h"
#include "tools/cli/verb.h"
#include "tools/cli/view_options.h"

namespace tally::cli {
namespace {

class RollupVerb final : public Verb {
 public:
  std::string_view name() const override { return "rollup"; }
  Label summary() const override {
    return {
        "汇总多本账的视图（区→市），保留各账的根与所知",
        "merge a view of several ledgers (districts into a city), each with its own root and K"};
  }
  std::string_view example() const override {
    return "  tally rollup ./tianhe ./yuexiu 127.0.0.1:6963 --view pipeline "
           "--effective 2025-09-30 --list district_key";
  }
  void declare(CLI::App& app) override {
    app.add_option(
           "LEDGER", ledgers_,
           "a ledger's directory, or HOST:PORT of its server; --data and --server do not apply")
        ->required();
    app.add_option("--view", view_, ViewOptions::view_names())->capture_default_str();
    options_.declare(app);
    app.add_option("--known", known_,
                   "K of every ledger: a date or an instant; default: each ledger's head");
    Cells::declare(app, unit_);
  }
  int run(const Context& context) override {
    const auto merged = merge(context);
    if (!merged.ok()) return fail(context, merged.error());
    if (context.format == Format::json || context.format == Format::jsonl) {
      print_line(to_json_text(merged_json(*merged)));
    } else {
      show(context, *merged);
    }
    return kOk;
  }

 private:
  static bool is_server(const std::string& name) {
    const auto colon = name.rfind(':');
    return colon != std::string::npos && colon + 1 < name.size() &&
           name.find_first_not_of("0123456789", colon + 1) == std::string::npos &&
           name.find('/') == std::string::npos;
  }

  Result<MergedView> merge(const Context& context) const {
    TALLY_ASSIGN(const auto known, parse_known(known_));
    if (known.known.kind == protocol::Known::Kind::size) {
      return invalid("known", "a size is of one ledger; give a date or an instant");
    }
    std::vector<LedgerView> views;
    for (const auto& name : ledgers_) {
      auto view = view_of(context, name, known);
      if (!view.ok()) return std::move(view).error().within(name);
      views.push_back(std::move(*view));
    }
    return merge_views(view_, std::move(views));
  }

  Result<LedgerView> view_of(const Context& context, const std::string& name,
                             const KnownText& known) const {
    TALLY_ASSIGN(const auto source,
                 is_server(name) ? connect_source(name) : open_source(context.log, name));
    TALLY_ASSIGN(const auto status, source->status());
    TALLY_ASSIGN(const auto reply, options_.ask(*source, view_, known, false));
    TALLY_ASSIGN(auto json, parse_json(reply.json));
    LedgerView view{status.origin, status.currency,  reply.version, {reply.effective, reply.known},
                    reply.root,    reply.state_hash, reply.sample,  {}};
    for (auto& [member, value] : *json.object()) {
      if (member == "rows") view.rows = std::move(*value.array());
    }
    return view;
  }

  void show(const Context& context, const MergedView& merged) const {
    if (context.format == Format::table) {
      print_line(fmt::format("{}  {} v{}  E={}\n{}{}", context.say("汇总", "merged"), merged.view,
                             merged.version, merged.effective.to_string(),
                             context.say("状态摘要 ", "state hash "),
                             to_hex(merged.state_hash.view())));
      for (const auto& ledger : merged.ledgers) {
        print_line(fmt::format("  {}  {}  K={}  {}{}{}", ledger.origin, ledger.currency,
                               ledger.cut.known.value, context.say("根 ", "root "),
                               to_hex(ledger.root.view()), ledger.sample ? "  SAMPLE/样例" : ""));
      }
    }
    show_rows(context, merged);
    if (context.format != Format::table) return;
    for (const auto& held : merged.twice) {
      std::string origins;
      for (const auto& origin : held.origins) origins += (origins.empty() ? "" : ", ") + origin;
      print_line(
          filled(context.say("注意：{} 在多本账中：{}", "note: {} stands in several ledgers: {}"),
                 held.row, origins));
    }
  }

  void show_rows(const Context& context, const MergedView& merged) const {
    std::vector<ViewColumn> columns;
    for (const auto& view : view_list()) {
      if (view.name == view_) columns = view.columns;
    }
    std::erase_if(columns,
                  [](const ViewColumn& column) { return column.kind == ViewColumn::Kind::list; });
    const Cells cells(context.lang, unit_);
    std::vector<Table::Column> titles{{std::string(context.say("账本", "ledger")), false}};
    for (const auto& column : columns) {
      using Kind = ViewColumn::Kind;
      titles.push_back({cells.title(column), column.kind == Kind::count ||
                                                 column.kind == Kind::money ||
                                                 column.kind == Kind::basis_points});
    }
    Table table(std::move(titles));
    for (const auto& row : merged.rows) {
      const Json* ledger = row.find("ledger");
      std::vector<std::string> line{ledger ? *ledger->string()
                                           : std::string(context.say("合计", "all"))};
      for (const auto& column : columns) line.push_back(cell(cells, column, row));
      table.add(std::move(line));
    }
    print(context.format == Format::csv ? table.csv() : table.text());
  }

  // "12.00 CNY + 5.00 USD" where there are several currencies; a star where a ledger lacks it.
  static std::string cell(const Cells& cells, const ViewColumn& column, const Json& row) {
    const Json* value = row.find(column.name);
    std::string text;
    if (value && value->array() && column.kind == ViewColumn::Kind::money) {
      for (const auto& item : *value->array()) {
        text += (text.empty() ? "" : " + ") + cells.text(column, &item) + " " +
                *item.find("currency")->string();
      }
    } else {
      text = cells.text(column, value);
    }
    const Json* lacking = row.find("not_stated");
    if (!lacking || !lacking->array()) return text;
    for (const auto& name : *lacking->array()) {
      if (*name.string() == column.name) return text + "*";
    }
    return text;
  }

  std::vector<std::string> ledgers_;
  std::string view_ = "pipeline";
  ViewOptions options_;
  std::string known_;
  std::string unit_ = "yuan";
};

}  // namespace

std::unique_ptr<Verb> rollup_verb() { return std::make_unique<RollupVerb>(); }

}  // namespace tally::cli
