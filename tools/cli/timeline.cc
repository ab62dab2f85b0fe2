#include <fmt/format.h>

#include "core/base/hex.h"
#include "tools/cli/project_facts.h"
#include "tools/cli/terminal.h"
#include "tools/cli/timeline_drawing.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

class TimelineVerb final : public Verb {
 public:
  std::string_view name() const override { return "timeline"; }
  Label summary() const override {
    return {"画出一个项目的一生：阶段、并联步骤与暂停、支付、更正",
            "draw one project's life: stages, parallel steps with pauses, payments, corrections"};
  }
  std::string_view example() const override {
    return "  tally timeline P-001 --unit wan\n"
           "  tally timeline P-001 --known 2025-09-30 --from 2025-01-01 --width 120";
  }
  void declare(CLI::App& app) override {
    app.add_option("PROJECT", project_, "project id")->required();
    app.add_option("--effective", effective_, "E: what was true by this day, inclusive");
    app.add_option("--known", known_, "K: a size, a checkpoint file, a date or an instant");
    app.add_option("--from", from_, "draw from this day on");
    app.add_option("--to", to_, "draw up to this day");
    app.add_option("--width", width_, "columns; default: those of the terminal");
    app.add_option("--color", colour_, "auto, always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    app.add_flag("--ascii", ascii_, "only ASCII in the drawing");
    Cells::declare(app, unit_);
  }
  int run(const Context& context) override {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      TALLY_ASSIGN(const auto known, parse_known(known_));
      TALLY_ASSIGN(const auto at, resolve_cut(source, effective_, known));
      TALLY_ASSIGN(const auto records, project_records(source, project_, at.cut.known));
      ChosenFacts facts;
      TALLY_TRY(add_records(facts, records));
      TALLY_ASSIGN(const auto timeline, timeline_of(facts.facts(), at.cut, project_));
      TALLY_ASSIGN(const auto corrections, corrections_in(source, records));
      if (context.format != Format::table) {
        print_line(to_json_text(json_of(timeline, corrections, at)));
        return kOk;
      }
      DrawOptions options;
      TALLY_ASSIGN(options.first, day_in(from_, "from"));
      TALLY_ASSIGN(options.last, day_in(to_, "to"));
      if (options.first && options.last && *options.last < *options.first) {
        return invalid("to", "lies before --from");
      }
      options.width = std::max(width_ ? *width_ : terminal_width(), kWidthMin);
      options.colour = colour_ == "always" || (colour_ == "auto" && wants_colour());
      options.ascii = ascii_;
      options.lang = context.lang;
      print(draw_timeline(timeline, corrections, Cells(context.lang, unit_), options));
      print_line(fmt::format("\nE={}  K={}{}", at.cut.effective.to_string(), at.cut.known.value,
                             at.sample ? "  SAMPLE/样例" : ""));
      print_line(to_hex(at.root.view()).insert(0, context.say("根 ", "root ")));
      return kOk;
    });
  }

 private:
  static Result<std::optional<Date>> day_in(const std::string& text, std::string_view option) {
    if (text.empty()) return std::optional<Date>();
    auto day = Date::parse(text);
    if (!day.ok()) return std::move(day).error().within(option);
    return std::optional<Date>(*day);
  }

  static Result<std::vector<CitedEvent>> corrections_in(
      Source& source, const std::vector<protocol::RawRecord>& records) {
    std::vector<CitedEvent> corrections;
    for (const auto& record : records) {
      TALLY_ASSIGN(const auto header, decode_header(record.header));
      if (header.type != "event.corrected" && header.type != "event.voided") continue;
      TALLY_ASSIGN(auto event, cite(source, record));
      corrections.push_back(std::move(event));
    }
    return corrections;
  }

  static Json json_of(const Timeline& timeline, const std::vector<CitedEvent>& corrections,
                      const CutAnswer& at) {
    Json json = timeline_json(timeline);
    Json::Array list;
    for (const auto& event : corrections) list.push_back(cited_json(event));
    json.set("corrections", std::move(list));
    return json.set("effective", at.cut.effective.to_string())
        .set("known_size", at.cut.known.value)
        .set("root", to_hex(at.root.view()));
  }

  std::string project_;
  std::string effective_;
  std::string known_;
  std::string from_, to_;
  std::optional<std::size_t> width_;
  std::string colour_ = "auto";
  bool ascii_ = false;
  std::string unit_ = "yuan";
};

}  // namespace

std::unique_ptr<Verb> timeline_verb() { return std::make_unique<TimelineVerb>(); }

}  // namespace tally::cli
