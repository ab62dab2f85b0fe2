#include "projections/projections.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "core/base/hex.h"
#include "core/ledger/directory.h"
#include "tools/cli/progress.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

class ProjectionsVerb final : public Verb {
 public:
  std::string_view name() const override { return "projections"; }
  Label summary() const override {
    return {"列出、查看或重建视图", "list the views, show their state, rebuild them"};
  }
  std::string_view example() const override {
    return "  tally projections status\n"
           "  tally projections rebuild --data ./ledger --threads 2";
  }
  void declare(CLI::App& app) override {
    app.add_option("ACTION", action_, "list, status or rebuild")
        ->check(CLI::IsMember({"list", "status", "rebuild"}))
        ->capture_default_str();
    app.add_option("--threads", threads_, "for rebuild; default: one per core");
  }
  int run(const Context& context) override {
    if (action_ == "list") return list(context);
    if (action_ == "status") return status(context);
    return rebuild(context);
  }

 private:
  static int list(const Context& context) {
    Table table({{std::string(context.say("视图", "view")), false},
                 {std::string(context.say("版本", "version")), true},
                 {std::string(context.say("名称", "name")), false}});
    Json all{Json::Array{}};
    for (const auto& view : view_list()) {
      table.add({std::string(view.name), std::to_string(view.version),
                 std::string(pick(view.label, context.lang))});
      Json item;
      item.set("view", view.name).set("version", view.version);
      all.push(item.set("name", pick(view.label, context.lang)));
    }
    if (context.format == Format::table) {
      print(table.text());
    } else if (context.format == Format::csv) {
      print(table.csv());
    } else {
      print_line(to_json_text(all));
    }
    return kOk;
  }

  static int status(const Context& context) {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      TALLY_ASSIGN(const auto state, source.status());
      Table table({{std::string(context.say("视图", "view")), false},
                   {std::string(context.say("版本", "version")), true},
                   {std::string(context.say("已折叠", "folded")), true},
                   {std::string(context.say("账本", "head")), true},
                   {std::string(context.say("状态", "state")), false}});
      Json all{Json::Array{}};
      for (const auto& view : state.views) {
        table.add({view.name, std::to_string(view.version), std::to_string(view.position.value),
                   std::to_string(state.head.value), view.state});
        Json item;
        item.set("view", view.name).set("version", view.version);
        item.set("position", view.position.value).set("head", state.head.value);
        all.push(item.set("state", view.state));
      }
      if (context.format == Format::table) {
        print(table.text());
      } else if (context.format == Format::csv) {
        print(table.csv());
      } else {
        print_line(to_json_text(all));
      }
      return kOk;
    });
  }

  int rebuild(const Context& context) const {
    const auto directory = context.directory();
    if (!directory.ok()) return fail(context, directory.error());
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      return compare(context, source.directory()->ledger());
    });
  }

  // Folds everything twice, in order and in parallel, and compares what the views say.
  Result<int> compare(const Context& context, Ledger& ledger) const {
    const auto head = ledger.store().last_commit().size;
    Projections live;
    Projections rebuilt;
    TALLY_TRY(live.catch_up(ledger.store(), head));
    const unsigned threads =
        threads_ ? *threads_ : std::max(1u, std::thread::hardware_concurrency());
    Progress progress(std::string(context.say("重建", "rebuilding")));
    const auto begin = std::chrono::steady_clock::now();
    TALLY_TRY(rebuilt.rebuild(ledger.store(), head, threads,
                              [&](TreeSize at) { progress.reached(at.value, head.value); }));
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    bool same = true;
    Json views{Json::Array{}};
    ViewQuery query;
    query.cut = {ledger.today(), head};
    const auto root = [&](TreeSize size) { return ledger.root_at(size); };
    for (const auto& view : view_list()) {
      const auto a = live.view(view.name, query, root);
      const auto b = rebuilt.view(view.name, query, root);
      const bool equal = a.ok() && b.ok() ? a->state_hash == b->state_hash : a.ok() == b.ok();
      same = same && equal;
      Json item;
      item.set("view", view.name).set("equal", equal);
      item.set("state_hash", b.ok() ? Json(to_hex(b->state_hash.view())) : Json());
      views.push(std::move(item));
    }
    Json result;
    result.set("from", 0).set("to", head.value).set("threads", threads);
    result.set("milliseconds", static_cast<std::int64_t>(seconds.count() * 1000));
    result.set("equal_to_live", same).set("views", std::move(views));
    print_line(context.format == Format::table ? to_json_pretty(result) : to_json_text(result));
    return same ? kOk : kFailed;
  }

  std::string action_ = "list";
  std::optional<unsigned> threads_;
};

}  // namespace

std::unique_ptr<Verb> projections_verb() { return std::make_unique<ProjectionsVerb>(); }

}  // namespace tally::cli
