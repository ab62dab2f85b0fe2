#include <optional>

#include "tools/cli/event_json.h"
#include "tools/cli/selection.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

// Prints events as lines, or collects them for a table.
class EventPrinter {
 public:
  explicit EventPrinter(const Context& context)
      : context_(context),
        table_({{std::string(context.say("位置", "position")), true},
                {std::string(context.say("生效", "effective")), false},
                {std::string(context.say("入账", "recorded at")), false},
                {std::string(context.say("流", "stream")), false},
                {std::string(context.say("类型", "type")), false},
                {std::string(context.say("经办人", "actor")), false},
                {std::string(context.say("标记", "flags")), false}}) {}

  Result<void> event(const protocol::RawRecord& record) {
    TALLY_ASSIGN(const auto json, event_json(record, context_.lang));
    if (context_.format == Format::jsonl) {
      print_line(to_json_text(json));
    } else if (context_.format == Format::json) {
      print(first_ ? "[\n" : ",\n");
      print(to_json_text(json));
    } else {
      std::string flags;
      for (const auto& flag : record.flags) flags += (flags.empty() ? "" : " ") + flag.rule;
      const auto text = [&](const char* name) {
        const auto* value = json.find(name)->string();
        return value ? *value : std::string("-");
      };
      table_.add({std::to_string(record.position.value), text("effective"), text("recorded_at"),
                  text("stream"), text("type"), text("actor"), flags});
    }
    first_ = false;
    return {};
  }

  void end() {
    if (context_.format == Format::json) print(first_ ? "[]\n" : "\n]\n");
    if (context_.format == Format::table) print(table_.text());
    if (context_.format == Format::csv) print(table_.csv());
  }

 private:
  const Context& context_;
  Table table_;
  bool first_ = true;
};

class ReadVerb final : public Verb {
 public:
  std::string_view name() const override { return "read"; }
  Label summary() const override { return {"读取事件", "read events"}; }
  std::string_view example() const override {
    return "  tally read --project P-001 --format jsonl\n"
           "  tally read --type stage.changed --from 1000 --limit 20";
  }
  void declare(CLI::App& app) override {
    selection_.declare(app);
    app.add_option("--from", from_, "first position, inclusive");
    app.add_option("--to", to_, "last position, inclusive");
    app.add_flag("--backwards", backwards_, "newest first");
    app.add_option("--limit", limit_, "at most this many events");
  }
  int run(const Context& context) override {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      TALLY_TRY(read(context, source));
      return kOk;
    });
  }

 private:
  // --from and --to are positions on every read; within a stream the protocol counts revisions, so
  // a stream is read whole and cut here. Positions grow along a stream.
  Result<void> read(const Context& context, Source& source) {
    protocol::ReadRequest request;
    request.selection = selection_.selection();
    request.with_flags = true;
    request.direction = backwards_ ? Direction::backward : Direction::forward;
    const std::uint64_t low = from_.value_or(0);
    const std::uint64_t high = to_.value_or(UINT64_MAX);
    const bool by_position = request.selection.scope != protocol::Selection::Scope::stream;
    request.from = backwards_ ? UINT64_MAX : 0;
    if (by_position) {
      request.from = backwards_ ? high : low;
      if (backwards_ ? from_.has_value() : to_.has_value()) request.to = backwards_ ? low : high;
    }
    if (limit_ && *limit_ < request.records_max) {
      request.records_max = static_cast<std::uint32_t>(std::max<std::uint64_t>(*limit_, 1));
    }
    EventPrinter printer(context);
    std::uint64_t left = limit_.value_or(UINT64_MAX);
    Result<void> printed;
    if (low <= high && left > 0) {
      TALLY_TRY(read_all(source, request, [&](const protocol::RawRecord& record) {
        const auto position = record.position.value;
        if (position < low) return !backwards_;
        if (position > high) return backwards_;
        printed = printer.event(record);
        return printed.ok() && --left > 0;
      }));
    }
    TALLY_TRY(printed);
    printer.end();
    return {};
  }

  SelectionOptions selection_;
  std::optional<std::uint64_t> from_;
  std::optional<std::uint64_t> to_;
  std::optional<std::uint64_t> limit_;
  bool backwards_ = false;
};

}  // namespace

std::unique_ptr<Verb> read_verb() { return std::make_unique<ReadVerb>(); }

}  // namespace tally::cli
