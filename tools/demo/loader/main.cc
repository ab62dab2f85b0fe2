// The program `tally-demo`: loads the sample portfolio into a sample ledger, over TCP or offline
// under the writer's lock. Both ways end in the same root. Only this file names a concrete store.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>

#include "core/ledger/directory.h"
#include "core/log/log_store.h"
#include "server/client/client.h"
#include "tools/demo/sample.h"

namespace tally::demo {
namespace {

using Append = std::function<Result<AppendResult>(AppendBatch)>;

struct Loaded {
  std::uint64_t recorded = 0;
  std::uint64_t duplicate = 0;
  TreeSize size;
  Hash root;
};

// A request that the ledger must refuse. Over TCP only: offline it would prove the same.
Result<void> show_refused(const SampleEvent& sample, const AppendResult& result) {
  const auto* failure = std::get_if<AppendFailure>(&result);
  if (!failure || failure->error.rule != sample.refused_by) {
    return Error(ErrorCode::corrupt,
                 "the ledger did not refuse " + sample.story + " by " + sample.refused_by);
  }
  std::printf("refused as planned: %s\n", failure->error.to_string().c_str());
  return {};
}

Result<Loaded> load(const std::vector<SampleEvent>& events, const Append& append) {
  Loaded loaded;
  for (const auto& group : sample_batches(events)) {
    AppendBatch batch;
    for (const auto& sample : group) batch.events.push_back(sample.event);
    if (!group.front().refused_by.empty() && loaded.recorded == 0) {
      std::printf("refused when the sample was first loaded: %s\n", group.front().story.c_str());
      continue;
    }
    TALLY_ASSIGN(const auto result, append(std::move(batch)));
    if (!group.front().refused_by.empty()) {
      TALLY_TRY(show_refused(group.front(), result));
      continue;
    }
    if (const auto* failure = std::get_if<AppendFailure>(&result)) {
      Error error = failure->error;
      if (error.index && *error.index < group.size()) {
        error.message += " (" + group[*error.index].event.proposal.type + " in " +
                         group[*error.index].event.proposal.stream + ")";
      }
      return error;
    }
    const auto& appended = std::get<Appended>(result);
    for (const auto& event : appended.events)
      ++(event.duplicate ? loaded.duplicate : loaded.recorded);
    loaded.size = appended.size;
    loaded.root = appended.root;
  }
  return loaded;
}

Result<Loaded> load_over_tcp(const std::vector<SampleEvent>& events, const std::string& server) {
  ClientOptions options;
  options.name = "tally-demo";
  const auto colon = server.find_last_of(':');
  options.host = server.substr(0, colon);
  if (colon != std::string::npos) {
    options.port = static_cast<std::uint16_t>(std::stoul(server.substr(colon + 1)));
  }
  TALLY_ASSIGN(auto client, Client::connect(options));
  if (!client.server().sample) {
    return invalid("server", "holds a real ledger; the sample goes into a sample ledger only");
  }
  return load(events, [&](AppendBatch batch) { return client.append(std::move(batch)); });
}

Result<Loaded> load_offline(const std::vector<SampleEvent>& events, const std::string& directory) {
  SystemClock clock;
  SystemRandom random;
  TALLY_ASSIGN(const auto opened, LedgerDirectory::open(
                                      system_disk(), clock, random,
                                      [](Disk& disk, const std::string& path, StoreAccess access) {
                                        return open_log_store(disk, path, access);
                                      },
                                      directory, DirectoryAccess::write));
  auto& ledger = opened->ledger();
  if (!ledger.identity().sample) {
    return invalid("data", "holds a real ledger; the sample goes into a sample ledger only");
  }
  const auto append = [&](AppendBatch batch) -> Result<AppendResult> {
    std::optional<AppendResult> answer;
    TALLY_TRY(ledger.submit(std::move(batch), [&](AppendResult r) { answer = std::move(r); }));
    ledger.step();
    return std::move(*answer);
  };
  TALLY_ASSIGN(const auto loaded, load(events, append));
  TALLY_TRY(opened->sign_checkpoint(true));
  return loaded;
}

int run(int argc, char** argv) {
  CLI::App app{"tally-demo: the sample portfolio of an invented district, always the same"};
  std::string server;
  std::string data;
  std::uint64_t seed = kSampleSeed;
  bool stories = false;
  app.add_option("--server", server, "HOST:PORT of a tallyd on a sample ledger");
  app.add_option("--data", data, "directory of a sample ledger that no tallyd serves");
  app.add_option("--seed", seed, "another seed gives another portfolio")->capture_default_str();
  app.add_flag("--stories", stories, "list what is planted, load nothing");
  CLI11_PARSE(app, argc, argv);
  if (stories) {
    for (const auto& story : planted_stories(seed)) {
      std::printf("%s  %s / %s\n       %s\n", story.project.c_str(), story.zh.c_str(),
                  story.en.c_str(), story.where.c_str());
    }
    return 0;
  }
  if (server.empty() == data.empty()) {
    std::fprintf(stderr, "tally-demo: give one of --server and --data\n");
    return 2;
  }
  const auto events = make_sample(seed);
  const auto loaded = server.empty() ? load_offline(events, data) : load_over_tcp(events, server);
  if (!loaded.ok()) {
    std::fprintf(stderr, "tally-demo: %s\n", loaded.error().to_string().c_str());
    return loaded.error().code == ErrorCode::io ? 3 : 1;
  }
  std::printf("sample loaded: %llu events recorded, %llu were there already\n",
              static_cast<unsigned long long>(loaded->recorded),
              static_cast<unsigned long long>(loaded->duplicate));
  return 0;
}

}  // namespace
}  // namespace tally::demo

int main(int argc, char** argv) { return tally::demo::run(argc, argv); }
