// tallyd: opens a ledger, serves it, and drains on SIGTERM or SIGINT.
//
// Exit codes: 0 after a clean drain, 1 when the ledger cannot be opened or served, 2 usage.
#include <pthread.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "core/base/background.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/random.h"
#include "core/codec/json.h"
#include "core/ledger/directory.h"
#include "core/log/log_store.h"
#include "core/postgres/postgres_store.h"
#include "core/postgres/readable_tables.h"
#include "server/projector_worker.h"
#include "server/server.h"
#include "server/tallyd/config.h"
#include "server/tallyd/version.h"
#include "server/view_worker.h"

namespace {

using namespace tally;
using namespace tally::server;

// Blocked before any thread is started, so that only wait_for_stop() ever gets them.
sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

int wait_for_stop() {
  const auto signals = stop_signals();
  int signal = 0;
  sigwait(&signals, &signal);
  return signal;
}

Result<void> write_ready_file(const std::string& path, const ListenAddress& address) {
  if (path.empty()) return {};
  Json ready;
  ready.set("tcp", address.to_string());
  ready.set("pid", static_cast<std::int64_t>(getpid()));
  const std::filesystem::path file(path);
  const auto folder = file.has_parent_path() ? file.parent_path().string() : ".";
  return replace_file(system_disk(), folder, file.filename().string(),
                      as_bytes(to_json_text(ready) + "\n"));
}

void report_start(const Config& config, LedgerDirectory& directory) {
  for (const auto& setting : config.origins) {
    spdlog::info("{} = {} ({})", setting.name, setting.value, setting.origin);
  }
  for (const auto& note : directory.report().notes) spdlog::warn("{}", note);
  const auto status = directory.ledger().status();
  spdlog::info("ledger {} with {} events", status.identity.origin, status.head.size.value);
  if (!status.read_only_reason.empty()) spdlog::warn("read only: {}", status.read_only_reason);
}

ServerContext make_context(const Config& config, LedgerDirectory& directory,
                           Projections& projections, ViewWorker& views, Counters& counters) {
  CheckpointSource checkpoints;
  checkpoints.sign = [&directory](bool now) { return directory.sign_checkpoint(now); };
  checkpoints.last = [&directory] { return directory.last_checkpoint(); };
  checkpoints.verifier_key = directory.verifier_key();
  auto limits = default_limits(directory.ledger().limits());
  limits.connections_max = config.connections_max;
  limits.idle_ms = config.idle_ms;
  return {directory.ledger(),
          projections,
          views,
          counters,
          std::move(checkpoints),
          limits,
          std::string("tallyd ") + kVersion};
}

// The facts saved last, if they can be used; the worker folds what came behind them.
std::unique_ptr<ViewsFile> load_views(LedgerDirectory& directory, const Config& config,
                                      Projections& projections) {
  auto& ledger = directory.ledger();
  const auto status = ledger.status();
  auto file = std::make_unique<ViewsFile>(system_disk(), config.data, status.identity.origin);
  file->load(
      projections, status.head.size, [&](TreeSize size) { return ledger.root_at(size); },
      std::max(1u, std::thread::hardware_concurrency()));
  for (const auto& note : file->notes()) spdlog::warn("{}", note);
  return file;
}

// Keeps the tables for readers, where the records are in a database.
std::unique_ptr<ProjectorWorker> make_projector(const Config& config, LedgerDirectory& directory,
                                                const Projections& projections,
                                                ReadableTables* tables, Server& server) {
  if (!tables) return nullptr;
  ProjectorWorkerOptions options;
  options.projector.interval = std::chrono::milliseconds(config.project_ms);
  options.look = [&server] { server.look_for_others(); };
  options.report = [](const std::string& text) { spdlog::warn("tables for readers: {}", text); };
  return std::make_unique<ProjectorWorker>(directory.ledger(), projections, *tables,
                                           std::move(options));
}

Result<void> serve(const Config& config) {
  SystemClock clock;
  SystemRandom random;
  BackgroundThread background;
  LogOptions log_options;
  log_options.reserve_bytes = config.reserve_bytes;
  log_options.background = &background;
  log_options.report = [](const Error& error) { spdlog::warn("{}", error.message); };
  const StoreOpener log = [&](Disk& disk, const std::string& folder, StoreAccess access) {
    return open_log_store(disk, folder, access, log_options);
  };
  const auto opener = config.store.empty() ? log : postgres_opener(config.store);
  TALLY_ASSIGN(const auto directory,
               LedgerDirectory::open(system_disk(), clock, random, opener, config.data,
                                     DirectoryAccess::write, {}, &background));
  report_start(config, *directory);
  Projections projections;
  auto views_file = load_views(*directory, config, projections);
  ViewWorker views(directory->ledger(), projections, views_file.get());
  Counters counters;
  const auto context = make_context(config, *directory, projections, views, counters);
  for (const auto& warning : warnings(context)) spdlog::warn("{}", warning);

  ServerOptions options;
  options.listen = config.listen;
  options.io_threads = config.io_threads;
  options.worker_threads = config.worker_threads;
  options.checkpoint_ms = config.checkpoint_ms;
  options.report = [](const Error& error) { spdlog::error("{}", error.to_string()); };
  TALLY_ASSIGN(const auto server, Server::start(context, options));
  views.start();
  const auto tables = config.store.empty() || config.project_ms == 0
                          ? nullptr
                          : postgres_readable_tables(config.store);
  const auto projector = make_projector(config, *directory, projections, tables.get(), *server);
  if (projector) projector->start();
  TALLY_TRY(write_ready_file(config.ready_file, server->address()));
  spdlog::info("listening on {}", server->address().to_string());

  const int signal = wait_for_stop();
  spdlog::info("signal {}: draining", signal);
  auto drained = server->drain(std::chrono::milliseconds(config.drain_ms));
  if (projector) projector->stop();
  views.stop();
  if (const auto saved = views.save(); !saved) {
    spdlog::warn("the views were not saved: {}", saved.error().to_string());
  }
  if (const auto saved = directory->save_state(); !saved) {
    spdlog::warn("the state was not saved: {}", saved.error().to_string());
  }
  spdlog::info("stopped at {} events", directory->ledger().status().head.size.value);
  return drained;
}

}  // namespace

int main(int argc, char** argv) {
  const auto request = read_config(argc, argv);
  if (request.exit_code) return *request.exit_code;
  spdlog::set_default_logger(spdlog::stderr_color_mt("tallyd"));
  spdlog::set_level(spdlog::level::from_str(request.config.log_level));
  std::signal(SIGPIPE, SIG_IGN);
  const auto signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const auto served = serve(request.config);
  if (served) return 0;
  spdlog::error("{}", served.error().to_string());
  return 1;
}
