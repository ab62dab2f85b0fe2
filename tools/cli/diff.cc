#include "tools/cli/view_change.h"

namespace tally::cli {
namespace {

class DiffVerb final : public Verb {
 public:
  std::string_view name() const override { return "diff"; }
  Label summary() const override {
    return {"两个时点所知之差，及其起因事件",
            "what changed in a view between two states of knowledge, and because of which events"};
  }
  std::string_view example() const override {
    return "  tally diff pipeline --known 2025-09-30.. --effective 2025-09-30 --list district_key\n"
           "  tally diff investment --known 9000..9500 --unit yi --format json";
  }
  void declare(CLI::App& app) override {
    app.add_option("VIEW", view_, ViewOptions::view_names())->required();
    app.add_option("--known", known_,
                   "K1..K2, each a size, a checkpoint file, a date or an instant; K2 left out: the "
                   "head")
        ->required();
    options_.declare(app);
    app.add_option("--causes", causes_max_, "look for at most this many causing events")
        ->capture_default_str();
    Cells::declare(app, unit_);
  }
  int run(const Context& context) override {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      TALLY_ASSIGN(const auto ends, parse_ends());
      TALLY_ASSIGN(const auto change,
                   view_change(source, view_, options_, ends.older, ends.newer, causes_max_));
      if (context.format == Format::table || context.format == Format::csv) {
        print_change(context, change, Cells(context.lang, unit_));
      } else {
        print_line(to_json_text(change_json(change)));
      }
      return kOk;
    });
  }

 private:
  struct Ends {
    KnownText older, newer;
  };
  // A file's path may hold ".." itself: the first split of which both sides can be read is meant.
  Result<Ends> parse_ends() const {
    Error error = invalid("known",
                          "must be two states of knowledge, K1..K2, for instance "
                          "2025-09-30..");
    for (auto dots = known_.find(".."); dots != std::string::npos;
         dots = known_.find("..", dots + 1)) {
      if (dots == 0) continue;
      const auto older = parse_known(known_.substr(0, dots));
      const auto newer = parse_known(known_.substr(dots + 2));
      if (older.ok() && newer.ok()) return Ends{*older, *newer};
      error = older.ok() ? newer.error() : older.error();
    }
    return error;
  }

  std::string view_;
  std::string known_;
  ViewOptions options_;
  std::size_t causes_max_ = kCausesMax;
  std::string unit_ = "yuan";
};

}  // namespace

std::unique_ptr<Verb> diff_verb() { return std::make_unique<DiffVerb>(); }

}  // namespace tally::cli
