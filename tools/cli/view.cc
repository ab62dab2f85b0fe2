#include <fmt/format.h>

#include <algorithm>

#include "core/base/hex.h"
#include "projections/projections.h"
#include "tools/cli/view_change.h"

namespace tally::cli {
namespace {

class ViewVerb final : public Verb {
 public:
  std::string_view name() const override { return "view"; }
  Label summary() const override {
    return {"显示视图：截至某日、按某时所知", "show a view as of a date, as then known"};
  }
  std::string_view example() const override {
    return "  tally view pipeline --list district_key --effective 2025-09-30 --unit yi\n"
           "  tally view portfolio --effective 2025-09-30 --known 2025-09-30 --format json\n"
           "  tally view pipeline --effective 2025-09-30 --as-published 2025-09-30 --restated";
  }
  void declare(CLI::App& app) override {
    app.add_option("NAME", name_, ViewOptions::view_names())->required();
    options_.declare(app);
    app.add_option("--known", known_,
                   "K: what the ledger knew: a size, checkpoint:FILE, a date or an instant");
    app.add_option("--as-published", published_,
                   "the figures as published then: K of the publication, or its checkpoint file");
    app.add_flag("--restated", restated_,
                 "with --as-published: what has changed since, and because of which events");
    Cells::declare(app, unit_);
    app.add_flag("--with-positions", with_positions_, "the events behind each row");
  }
  int run(const Context& context) override {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      if (restated_) return restate(context, source);
      if (!published_.empty() && !known_.empty()) {
        return invalid("known", "give either --known or --as-published, not both");
      }
      TALLY_ASSIGN(const auto known, parse_known(published_.empty() ? known_ : published_));
      TALLY_ASSIGN(const auto reply, options_.ask(source, name_, known, with_positions_));
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
  // The restatement delta (domain 5.1): restated less as published, at the same E.
  Result<int> restate(const Context& context, Source& source) const {
    if (published_.empty()) {
      return invalid("as-published",
                     "--restated compares with a publication: give --as-published K or FILE");
    }
    TALLY_ASSIGN(const auto published, parse_known(published_));
    TALLY_ASSIGN(const auto known, parse_known(known_));
    TALLY_ASSIGN(const auto change,
                 view_change(source, name_, options_, published, known, kCausesMax));
    if (context.format == Format::table || context.format == Format::csv) {
      print_change(context, change, Cells(context.lang, unit_));
    } else {
      print_line(to_json_text(change_json(change)));
    }
    return kOk;
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
    const Cells cells(context.lang, unit_);
    std::vector<Table::Column> titles;
    for (const auto& column : columns) {
      using Kind = ViewColumn::Kind;
      const bool right = column.kind == Kind::count || column.kind == Kind::money ||
                         column.kind == Kind::basis_points;
      titles.push_back({cells.title(column), right});
    }
    if (with_positions_) titles.push_back({std::string(context.say("依据", "events")), false});
    Table table(std::move(titles));
    for (const auto& row : rows) {
      std::vector<std::string> line;
      for (const auto& column : columns) line.push_back(cells.text(column, row.find(column.name)));
      if (with_positions_) line.push_back(cells.text({}, row.find("positions")));
      table.add(std::move(line));
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
  ViewOptions options_;
  std::string known_;
  std::string published_;
  bool restated_ = false;
  std::string unit_ = "yuan";
  bool with_positions_ = false;
};

}  // namespace

std::unique_ptr<Verb> view_verb() { return std::make_unique<ViewVerb>(); }

}  // namespace tally::cli
