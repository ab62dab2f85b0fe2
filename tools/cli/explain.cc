#include <fmt/format.h>

#include "core/base/hex.h"
#include "projections/figure_texts.h"
#include "projections/projections.h"
#include "projections/row_figures.h"
#include "tools/cli/cells.h"
#include "tools/cli/cited_event.h"
#include "tools/cli/deadline_text.h"
#include "tools/cli/project_facts.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

class ExplainVerb final : public Verb {
 public:
  std::string_view name() const override { return "explain"; }
  Label summary() const override {
    return {"说明一个期限（逐日）或一个数字（定义与依据事件）",
            "explain a deadline day by day, or a figure by its definition and its events"};
  }
  std::string_view example() const override {
    return "  tally explain deadline P-001/P2/1 design_review\n"
           "  tally explain pipeline class=completed.count --list district_key "
           "--effective 2025-09-30";
  }
  void declare(CLI::App& app) override {
    app.add_option("WHAT", what_, "deadline, or a view: " + ViewOptions::view_names())->required();
    app.add_option("SUBJECT", subject_,
                   "deadline: the phase id; view: a figure, as CONDITIONS.FIGURE")
        ->required();
    app.add_option("STEP", step_, "deadline: the step");
    options_.declare(app);
    app.add_option("--known", known_, "K: a size, a checkpoint file, a date or an instant");
    app.add_option("--limit", limit_, "list at most so many events; 0: all")->capture_default_str();
    Cells::declare(app, unit_);
  }
  int run(const Context& context) override {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      TALLY_ASSIGN(const auto known, parse_known(known_));
      return what_ == "deadline" ? deadline(context, source, known)
                                 : figure(context, source, known);
    });
  }

 private:
  Result<int> deadline(const Context& context, Source& source, const KnownText& known) const {
    if (step_.empty()) {
      return invalid("step", "tally explain deadline PHASE_ID STEP: name the step too");
    }
    TALLY_ASSIGN(const auto at, resolve_cut(source, options_.effective, known));
    std::string project = options_.project;
    if (project.empty()) {
      TALLY_ASSIGN(project, project_of_phase(source, subject_, at));
    }
    TALLY_ASSIGN(const auto records, project_records(source, project, at.cut.known));
    ChosenFacts facts;
    TALLY_TRY(add_records(facts, records));
    TALLY_ASSIGN(const auto told,
                 explain_deadline(facts.facts(), at.cut, project, subject_, step_));
    std::vector<std::uint64_t> calendars;
    for (const auto& in_force : told.calendars) calendars.push_back(in_force.position);
    const auto names = day_names(facts, calendars);
    if (context.format != Format::table) {
      print_line(to_json_text(deadline_with(told, names, at)));
      return kOk;
    }
    show_deadline(context, told, at);
    print(days_text(told, names, context.lang));
    print_line(context.say("依据事件：", "Events:"));
    for (const auto position : told.positions) TALLY_TRY(show_event(context, source, position));
    return kOk;
  }

  static Json deadline_with(const DeadlineExplanation& told,
                            const std::map<Date, std::string>& names, const CutAnswer& at) {
    Json json = deadline_json(told);
    for (auto& [name, value] : *json.object()) {
      if (name != "days") continue;
      for (auto& day : *value.array()) {
        const auto date = Date::parse(*day.find("day")->string());
        const auto named = names.find(*date);
        day.set("name", named == names.end() ? Json() : Json(named->second));
      }
    }
    return json.set("effective", at.cut.effective.to_string())
        .set("known_size", at.cut.known.value)
        .set("root", to_hex(at.root.view()));
  }

  static void show_deadline(const Context& context, const DeadlineExplanation& told,
                            const CutAnswer& at) {
    const auto lang = context.lang;
    print_line(fmt::format("{}  {}  {}  {}", told.project, told.phase_id, told.step,
                           told.org.value_or("")));
    show_cut(context, at.cut, at.root, at.sample);
    print_line(due_sentence(told, lang));
    if (told.statutory_days || told.pledged_days) {
      const auto days = [](const std::optional<std::int32_t>& n) {
        return n ? std::to_string(*n) : std::string("-");
      };
      print_line(fmt::format(
          fmt::runtime(context.say("法定 {}，承诺 {}，延长 {}，已用 {}",
                                   "statutory {}, pledged {}, extended by {}, used {}")),
          days(told.statutory_days), days(told.pledged_days), told.extension_days,
          days(told.used)));
    }
    for (const auto& in_force : told.calendars) {
      print_line(fmt::format(fmt::runtime(context.say("{} 年日历：第 {} 版，事件 #{}",
                                                      "calendar of {}: version {}, event #{}")),
                             in_force.year, in_force.version, in_force.position));
    }
    if (told.rolled_forward) {
      print_line(context.say("末日为休息日，顺延至次一工作日（民法典第二百零三条）。",
                             "The last day was a day off: it moves to the next working day."));
    }
  }

  static void show_cut(const Context& context, const Cut& cut, const Hash& root, bool sample) {
    print_line(fmt::format(fmt::runtime(context.say("截至 E={}  所知 K={} 条{}\n根 {}",
                                                    "as of E={}  knowing K={} events{}\nroot {}")),
                           cut.effective.to_string(), cut.known.value,
                           sample ? "  SAMPLE/样例" : "", to_hex(root.view())));
  }

  static Result<void> show_event(const Context& context, Source& source, std::uint64_t position) {
    TALLY_ASSIGN(const auto event, cite(source, position));
    print_line("  " + cited_text(event, context.lang, 6));
    return {};
  }

  Result<int> figure(const Context& context, Source& source, const KnownText& known) const {
    TALLY_ASSIGN(const auto reply, options_.ask(source, what_, known, true));
    TALLY_ASSIGN(const auto json, parse_json(reply.json));
    std::vector<const Json*> rows;
    for (const auto& row : *json.find("rows")->array()) rows.push_back(&row);
    TALLY_ASSIGN(const auto at, find_figure(rows, subject_));
    const Json& row = *rows[at.row];
    const Json& value = *find_figure(row, at.path);
    const Json& positions = *row.find("positions");
    if (context.format != Format::table) {
      return print_figure_json(source, reply, row, at.path, value, positions);
    }
    const Cells cells(context.lang, unit_);
    const bool money = value.find("minor") != nullptr;
    print_line(fmt::format("{}  {} = {}{}", row_key(row), at.path, cells.figure(value),
                           money && !cells.unit_name().empty()
                               ? " " + std::string(cells.unit_name())
                               : std::string()));
    show_cut(context, {reply.effective, reply.known}, reply.root, reply.sample);
    const auto text = definition(at.path);
    print_line(definition_id(reply.view, reply.version, at.path));
    print_line("  " + std::string(text.zh));
    print_line("  " + std::string(text.en));
    const auto& all = *positions.array();
    print_line(fmt::format(
        fmt::runtime(context.say("这一行的依据事件 {} 条：", "{} events stand behind this row:")),
        all.size()));
    std::size_t shown = 0;
    for (const auto& position : all) {
      if (limit_ > 0 && shown++ == limit_) {
        print_line(fmt::format(fmt::runtime(context.say("  … 另 {} 条（--limit 0 全列）",
                                                        "  … {} more (--limit 0 lists all)")),
                               all.size() - limit_));
        break;
      }
      TALLY_TRY(show_event(context, source, static_cast<std::uint64_t>(*position.integer())));
    }
    return kOk;
  }

  Result<int> print_figure_json(Source& source, const protocol::ViewReply& reply, const Json& row,
                                const std::string& path, const Json& value,
                                const Json& positions) const {
    const auto text = definition(path);
    Json out, words, events{Json::Array{}};
    words.set("zh", text.zh).set("en", text.en);
    out.set("view", reply.view).set("version", reply.version);
    out.set("row", row_key(row)).set("figure", path).set("value", value);
    out.set("definition_id", definition_id(reply.view, reply.version, path));
    out.set("definition", std::move(words));
    out.set("effective", reply.effective.to_string()).set("known_size", reply.known.value);
    out.set("root", to_hex(reply.root.view()));
    out.set("positions", positions);
    std::size_t shown = 0;
    for (const auto& position : *positions.array()) {
      if (limit_ > 0 && shown++ == limit_) break;
      TALLY_ASSIGN(const auto event, cite(source, static_cast<std::uint64_t>(*position.integer())));
      events.push(cited_json(event));
    }
    print_line(to_json_text(out.set("events", std::move(events))));
    return kOk;
  }

  // The written definition, else the label of the column.
  Label definition(const std::string& path) const {
    if (const auto text = figure_definition(what_, path)) return *text;
    for (const auto& view : view_list()) {
      if (view.name != what_) continue;
      for (const auto& column : view.columns) {
        if (column.name == path.substr(0, path.find_first_of(".["))) return column.label;
      }
    }
    return {"定义见 VIEWS.md", "defined in VIEWS.md"};
  }

  std::string what_;
  std::string subject_;
  std::string step_;
  ViewOptions options_;
  std::string known_;
  std::size_t limit_ = 200;
  std::string unit_ = "yuan";
};

}  // namespace

std::unique_ptr<Verb> explain_verb() { return std::make_unique<ExplainVerb>(); }

}  // namespace tally::cli
