#include <fmt/format.h>

#include <chrono>
#include <deque>
#include <thread>

#include "projections/projections.h"
#include "projections/row_figures.h"
#include "tools/cli/canvas.h"
#include "tools/cli/cells.h"
#include "tools/cli/cited_event.h"
#include "tools/cli/event_json.h"
#include "tools/cli/replay_figures.h"
#include "tools/cli/terminal.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

constexpr std::size_t kShownBeforeStop = 5;  // Events told before the one that stopped a fast run.

class ReplayVerb final : public Verb {
 public:
  std::string_view name() const override { return "replay"; }
  Label summary() const override {
    return {"逐条重放历史，看数字如何变化", "step through history and see the figures change"};
  }
  std::string_view example() const override {
    return "  tally replay --from 4000 --speed 8 --list district_key --unit yi\n"
           "  tally replay --stop-at ST09 --project P-014\n"
           "  tally replay --from 0 --to 200 --speed 0 --format jsonl";
  }
  void declare(CLI::App& app) override {
    app.add_option("--from", from_, "first position told, inclusive");
    app.add_option("--to", to_, "last position told, inclusive; default: the head");
    app.add_option("--speed", speed_,
                   "events a second; 0: as fast as they come (default: 4 on a "
                   "terminal, else 0)")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--stop-at", stop_at_,
                   "stop at the first event that carries this flag, or at which this audit rule "
                   "finds something, e.g. ST09, R28; repeatable");
    app.add_flag("--step", step_, "wait for Enter after each event");
    options_.declare(app);
    app.add_flag("--no-figures", no_figures_, "events and flags only, much faster");
    Cells::declare(app, unit_);
  }
  int run(const Context& context) override {
    for (const auto& rule : stop_at_) {
      if (rule_text(rule).en != rule || (has_view("findings") && rule.starts_with("R"))) continue;
      return fail(context, invalid("stop-at", "\"" + rule +
                                                  "\" is no flag; flags are rule codes such as "
                                                  "ST09, ST11 or R28 (tally read shows them)"));
    }
    return with_source(context, context.source(),
                       [&](Source& source) -> Result<int> { return replay(context, source); });
  }

 private:
  // Without a speed, a run to a stop is silent up to a few events before it.
  bool silent_run() const { return !stop_at_.empty() && !speed_ && !step_; }

  Result<int> replay(const Context& context, Source& source) {
    Stage stage{context,      source, ReplayFigures(source, options_), Cells(context.lang, unit_),
                std::nullopt, false};
    if (silent_run()) {
      TALLY_ASSIGN(const auto hit, find_stop(source));
      if (!hit) return not_reached(context);
      TALLY_TRY(tell(stage, hit->first_told, hit->position));
      return stopped(context, hit->position);
    }
    TALLY_TRY(tell(stage, from_.value_or(0), to_.value_or(UINT64_MAX)));
    if (stop_at_.empty()) return kOk;
    return stage.stopped ? stopped(context, *stage.stopped) : not_reached(context);
  }

  struct Stage {
    const Context& context;
    Source& source;
    ReplayFigures figures;
    Cells cells;
    std::optional<std::uint64_t> stopped;
    bool any = false;
  };

  protocol::ReadRequest request(std::uint64_t from) const {
    protocol::ReadRequest request;
    request.with_flags = true;
    if (options_.project.empty()) {
      request.from = from;
    } else {  // A stream counts revisions: it is read whole, and cut by position.
      request.selection.scope = protocol::Selection::Scope::stream;
      request.selection.name = stream_name("project", options_.project);
    }
    return request;
  }

  bool stops(const protocol::RawRecord& record) const {
    for (const auto& flag : record.flags) {
      for (const auto& rule : stop_at_) {
        if (flag.rule == rule) return true;
      }
    }
    for (const auto& begun : findings_.at(record.position.value)) {
      for (const auto& rule : stop_at_) {
        if (begun.rule == rule) return true;
      }
    }
    return false;
  }

  // The event that stops, and the one a few before it, where telling begins.
  struct Stop {
    std::uint64_t first_told = 0;
    std::uint64_t position = 0;
  };
  Result<std::optional<Stop>> find_stop(Source& source) const {
    std::optional<Stop> hit;
    std::deque<std::uint64_t> seen;
    const auto from = from_.value_or(0);
    TALLY_TRY(read_all(source, request(from), [&](const protocol::RawRecord& record) {
      const auto position = record.position.value;
      if (position > to_.value_or(UINT64_MAX)) return false;
      if (position < from) return true;
      seen.push_back(position);
      if (seen.size() > kShownBeforeStop + 1) seen.pop_front();
      if (stops(record)) hit = Stop{seen.front(), position};
      return !hit;
    }));
    return hit;
  }

  // Tells the events first..last, or up to the one that stops.
  Result<void> tell(Stage& stage, std::uint64_t first, std::uint64_t last) {
    Result<void> told;
    TALLY_TRY(read_all(stage.source, request(first), [&](const protocol::RawRecord& record) {
      if (record.position.value < first) return true;
      if (record.position.value > last) return false;
      told = tell_one(stage, record);
      if (told.ok() && stops(record)) stage.stopped = record.position.value;
      if (!told.ok() || stage.stopped) return false;
      wait();
      return true;
    }));
    return told;
  }

  Result<void> tell_one(Stage& stage, const protocol::RawRecord& record) {
    TALLY_ASSIGN(const auto event, cite(stage.source, record));
    if (!no_figures_) {
      if (!stage.any) {
        // What stood before, so that the first event shows what it changed.
        TALLY_TRY(stage.figures.move_to({record.position.value}, event.recorded_day));
        if (stage.context.format == Format::table) print_line(line_of_all(stage));
      }
      TALLY_TRY(stage.figures.move_to({record.position.value + 1}, event.recorded_day));
    }
    stage.any = true;
    if (stage.context.format == Format::table) {
      show(stage, event, record.flags);
    } else {
      print_line(to_json_text(json_of(stage, event, record.flags)));
    }
    std::fflush(stdout);
    return {};
  }

  std::string line_of_all(const Stage& stage) const {
    std::string text;
    for (const auto& figure : stage.figures.all()) {
      text += (text.empty() ? "    " : "  ") + std::string(pick(figure.label, stage.context.lang)) +
              " " + stage.cells.figure(figure.now);
    }
    return text;
  }

  void show(const Stage& stage, const CitedEvent& event, const std::vector<Flag>& flags) const {
    const auto lang = stage.context.lang;
    const bool colour = wants_colour();
    print_line(cited_text(event, lang, 6));
    for (const auto& flag : flags) {
      const auto text = rule_text(flag.rule);
      print_line("    " + inked("! " + flag.rule + "  " + (lang == Lang::zh ? text.zh : text.en),
                                Ink::red, colour));
    }
    for (const auto& begun : findings_.at(event.position)) {
      print_line("    " + inked(filled(stage.context.say("! 疑点 {}（{}）", "! finding {} ({})"),
                                       begun.rule, begun.project),
                                Ink::red, colour));
    }
    if (no_figures_) return;
    std::string changed;
    for (const auto& figure : stage.figures.all()) {
      if (!figure.changed()) continue;
      changed += (changed.empty() ? "    " : "   ") + std::string(pick(figure.label, lang)) + " " +
                 stage.cells.figure(figure.before) + " → " +
                 inked(stage.cells.figure(figure.now), Ink::bold, colour);
    }
    if (!changed.empty()) print_line(changed);
  }

  Json json_of(const Stage& stage, const CitedEvent& event, const std::vector<Flag>& flags) const {
    Json out = cited_json(event);
    out.set("flags", flags_json(flags, stage.context.lang));
    Json::Array begun;
    for (const auto& finding : findings_.at(event.position)) {
      Json item;
      begun.push_back(item.set("rule", finding.rule).set("project", finding.project));
    }
    out.set("findings", std::move(begun));
    if (no_figures_) return out;
    Json figures, changed{Json::Object{}};
    for (const auto& figure : stage.figures.all()) {
      figures.set(figure.name, figure.now);
      if (!figure.changed()) continue;
      Json step;
      step.set("before", figure.before).set("after", figure.now);
      changed.set(figure.name, std::move(step));
    }
    out.set("effective_cutoff", stage.figures.effective().to_string());
    out.set("known_size", event.position + 1);
    return out.set("figures", std::move(figures)).set("changed", std::move(changed));
  }

  static int stopped(const Context& context, std::uint64_t position) {
    if (context.format == Format::table) {
      print_line(
          filled(context.say("停在 #{}；继续：--from {}", "stopped at #{}; go on with --from {}"),
                 position, position + 1));
    }
    return kOk;
  }
  int not_reached(const Context& context) const {
    std::string rules;
    for (const auto& rule : stop_at_) rules += (rules.empty() ? "" : ", ") + rule;
    std::fprintf(stderr, "tally: %s\n",
                 filled(context.say("没有事件带有 {}", "no event carries {}"), rules).c_str());
    return kFailed;
  }

  void wait() const {
    if (step_) {
      for (int c = std::getchar(); c != '\n' && c != EOF; c = std::getchar()) {
      }
      return;
    }
    const double speed = speed_.value_or(is_terminal() ? 4.0 : 0.0);
    if (speed > 0) std::this_thread::sleep_for(std::chrono::duration<double>(1.0 / speed));
  }

  std::optional<std::uint64_t> from_, to_;
  std::optional<double> speed_;
  std::vector<std::string> stop_at_;
  bool step_ = false;
  bool no_figures_ = false;
  ViewOptions options_;
  ReplayFindings findings_;
  std::string unit_ = "yuan";
};

}  // namespace

std::unique_ptr<Verb> replay_verb() { return std::make_unique<ReplayVerb>(); }

}  // namespace tally::cli
