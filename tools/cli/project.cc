#include <pthread.h>

#include <csignal>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "projections/table_check.h"
#include "server/projector_worker.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

using std::chrono::milliseconds;

// The ledger in the database, read alone: beside its servers, without a directory of theirs.
class ReadLedger {
 public:
  static Result<std::unique_ptr<ReadLedger>> open(const Context& context) {
    auto opened = std::make_unique<ReadLedger>();
    // What was acknowledged before stands in a directory, where there is one.
    const auto directory = context.data.empty() ? std::string("-") : context.data;
    TALLY_ASSIGN(opened->store_,
                 context.opener(system_disk(), directory + "/log", StoreAccess::read_only));
    TALLY_ASSIGN(opened->ledger_,
                 Ledger::open({*opened->store_.store, opened->clock_, opened->random_}));
    TALLY_TRY(opened->fold());
    return opened;
  }

  Ledger& ledger() { return *ledger_; }
  const Projections& views() const { return views_; }
  Result<void> fold() { return views_.catch_up(ledger_->store(), size()); }
  // What the servers have recorded since.
  Result<void> follow() {
    TALLY_TRY(ledger_->catch_up());
    return fold();
  }
  TreeSize size() const { return ledger_->store().last_commit().size; }
  ProjectorSources sources() {
    return {ledger_->store(), views_, [this](TreeSize at) { return ledger_->root_at(at); },
            [this] { return ledger_->today(); },
            [this](Position position) { return ledger_->flags(position); }};
  }

 private:
  SystemClock clock_;
  SystemRandom random_;
  OpenedStore store_;
  std::unique_ptr<Ledger> ledger_;
  Projections views_;
};

class ProjectVerb final : public Verb {
 public:
  std::string_view name() const override { return "project"; }
  Label summary() const override {
    return {"在数据库中写可读表与视图表", "write the readable tables of a database"};
  }
  std::string_view example() const override {
    return "  tally project --store postgresql://projector@db.example/ledger --follow\n"
           "  tally project --store postgresql://reader@db.example/ledger --check";
  }
  void declare(CLI::App& app) override {
    app.add_flag("--follow", follow_, "go on until interrupted");
    app.add_flag("--check", check_, "write nothing: hold the views' tables against the views");
    app.add_option("--interval-ms", interval_ms_, "views are computed again no more often");
    app.add_option("--poll-ms", poll_ms_, "look so often; notifications come in between");
  }
  int run(const Context& context) override {
    if (context.store.empty()) {
      return fail(context, invalid("data", "give --store ADDRESS, the ledger's database"));
    }
    const auto code = check_ ? check(context) : follow_ ? follow(context) : once(context);
    return code.ok() ? *code : fail(context, code.error());
  }

 private:
  Result<int> once(const Context& context) const {
    const auto tables = context.databases.tables(context.store, false);
    TALLY_ASSIGN(const auto read, ReadLedger::open(context));
    Projector projector(read->sources(), *tables, {milliseconds(0)});
    for (;;) {
      TALLY_ASSIGN(const auto done, projector.step(read->size(), true));
      for (const auto& note : done.notes) std::fprintf(stderr, "tally: %s\n", note.c_str());
      if (!done.active) {
        return Error(ErrorCode::overloaded,
                     "another process projects; a tallyd over the database does so by itself",
                     "store");
      }
      if (done.behind) continue;
      print_line(std::string(context.say("可读事件", "readable events")) + ": " +
                 std::to_string(done.events.value) + ", " +
                 std::string(context.say("视图所知", "views knowing")) + ": " +
                 std::to_string(done.views.value));
      return kOk;
    }
  }

  Result<int> follow(const Context& context) const {
    // Before any thread is started, so that only sigwait() ever gets them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    const auto tables = context.databases.tables(context.store, false);
    TALLY_ASSIGN(const auto read, ReadLedger::open(context));
    const auto report = [](const std::string& text) {
      std::fprintf(stderr, "tally: %s\n", text.c_str());
    };
    server::ProjectorWorkerOptions options;
    options.projector.interval = milliseconds(interval_ms_);
    options.poll = milliseconds(poll_ms_);
    options.report = report;
    options.look = [&, failed = std::string()]() mutable {
      const auto followed = read->follow();
      const auto text = followed.ok() ? "" : followed.error().to_string();
      if (!text.empty() && text != failed) report(text);
      failed = text;
    };
    server::ProjectorWorker worker(read->ledger(), read->views(), *tables, std::move(options));
    worker.start();
    int signal = 0;
    sigwait(&signals, &signal);
    worker.stop();
    return kOk;
  }

  static Result<int> check(const Context& context) {
    const auto tables = context.databases.tables(context.store, true);
    TALLY_ASSIGN(const auto read, ReadLedger::open(context));
    TALLY_ASSIGN(const auto found, check_tables(*tables, read->sources()));
    for (const auto& problem : found.problems) print_line("PROBLEM: " + problem);
    print_line(fmt_count(context, found.tables));
    return found.problems.empty() ? kOk : kFailed;
  }
  static std::string fmt_count(const Context& context, std::size_t tables) {
    return std::string(context.say("核对的视图表", "tables of views compared")) + ": " +
           std::to_string(tables);
  }

  bool follow_ = false;
  bool check_ = false;
  std::uint32_t interval_ms_ = 1'000;
  std::uint32_t poll_ms_ = 1'000;
};

}  // namespace

std::unique_ptr<Verb> project_verb() { return std::make_unique<ProjectVerb>(); }

}  // namespace tally::cli
