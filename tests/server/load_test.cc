// Everything at once against a server over a log on the disk, then every byte of it verified. Made
// to be run under the thread sanitizer: it asserts nothing about time.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "core/ledger/directory.h"
#include "core/ledger/verify.h"
#include "core/log/log_store.h"
#include "server/ledger_answers.h"
#include "tests/server/test_server.h"

namespace tally {
namespace {

using test::note;

// A ledger in a directory of its own, served as tallyd serves it.
class LoadedServer {
 public:
  LoadedServer() {
    std::string pattern = testing::TempDir() + "tally-load-XXXXXX";
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    const StoreOpener opener = [](Disk& disk, const std::string& path, StoreAccess access) {
      return open_log_store(disk, path, access);
    };
    InitOptions init;
    init.origin = "ledger.example/load";
    init.currency = Currency::parse("CNY").value();
    const auto path = folder_ + "/ledger";
    EXPECT_TRUE(LedgerDirectory::init(system_disk(), clock_, random_, opener, path, init).ok());
    directory = std::move(LedgerDirectory::open(system_disk(), clock_, random_, opener, path,
                                                DirectoryAccess::write))
                    .value();
    views = std::make_unique<server::ViewWorker>(directory->ledger(), projections);
    server::CheckpointSource checkpoints;
    checkpoints.sign = [this](bool now) { return directory->sign_checkpoint(now); };
    checkpoints.last = [this] { return directory->last_checkpoint(); };
    checkpoints.verifier_key = directory->verifier_key();
    server::ServerOptions options;
    options.listen.port = 0;
    options.checkpoint_ms = 20;
    const auto limits = server::default_limits(directory->ledger().limits());
    server = std::move(server::Server::start({directory->ledger(), projections, *views, counters,
                                              checkpoints, limits, "tallyd test"},
                                             options))
                 .value();
    views->start();
  }
  ~LoadedServer() {
    server.reset();
    views->stop();
    views.reset();
    directory.reset();
    std::filesystem::remove_all(folder_);
  }

  Client connect() const {
    ClientOptions options;
    options.port = server->address().port;
    return std::move(Client::connect(options)).value();
  }
  std::uint64_t head() const { return directory->ledger().store().last_commit().size.value; }

  std::unique_ptr<LedgerDirectory> directory;
  Projections projections;
  std::unique_ptr<server::ViewWorker> views;
  server::Counters counters;
  std::unique_ptr<server::Server> server;

 private:
  SystemClock clock_;
  SystemRandom random_;
  std::string folder_;
};

// The receipts of all that was acknowledged, by position.
class Acknowledged {
 public:
  void add(const Result<AppendResult>& answer) {
    ASSERT_TRUE(answer.ok()) << answer.error().to_string();
    const auto* appended = std::get_if<Appended>(&*answer);
    ASSERT_NE(appended, nullptr) << std::get<AppendFailure>(*answer).error.to_string();
    const std::lock_guard lock(mutex_);
    for (const auto& event : appended->events) {
      EXPECT_LT(event.receipt.position.value, appended->size.value);
      EXPECT_TRUE(by_position_.emplace(event.receipt.position.value, event.receipt).second)
          << "two events were acknowledged at position " << event.receipt.position.value;
    }
  }
  const std::map<std::uint64_t, Receipt>& by_position() const { return by_position_; }
  std::optional<Receipt> any() const {
    const std::lock_guard lock(mutex_);
    if (by_position_.empty()) return std::nullopt;
    return by_position_.rbegin()->second;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::uint64_t, Receipt> by_position_;
};

AppendBatch notes(int stream, int count) {
  AppendBatch batch;
  for (int i = 0; i < count; ++i) batch.events.push_back(note(stream + i % 7));
  return batch;
}

protocol::ViewRequest pipeline_at(std::optional<TreeSize> size) {
  protocol::ViewRequest request;
  request.view = "pipeline";
  if (size) request.known = {protocol::Known::Kind::size, *size, {}, {}};
  return request;
}

void append_one_by_one(Client client, Acknowledged& done, int stream) {
  for (int i = 0; i < 150; ++i) done.add(client.append(note(stream)));
}

void append_batches(Client client, Acknowledged& done, int stream) {
  for (int i = 0; i < 30; ++i) done.add(client.append(notes(stream, 20)));
}

void append_pipelined(Client client, Acknowledged& done, int stream) {
  std::vector<PendingAppend> pending;
  for (int i = 0; i < 200; ++i) pending.push_back(client.submit(notes(stream, 1 + i % 3)));
  for (auto& append : pending) done.add(append.collect());
}

constexpr std::uint64_t kAppended = 3 * 150 + 2 * 30 * 20 + 2 * (67 * 1 + 67 * 2 + 66 * 3);

void follow(Client client, std::uint64_t until) {
  auto subscription = client.subscribe({});
  ASSERT_TRUE(subscription.ok());
  for (std::uint64_t next = 0; next < until;) {
    const auto item = subscription->next(60'000);
    ASSERT_TRUE(item.ok()) << item.error().to_string();
    if (!item->record) continue;
    ASSERT_EQ(item->record->position.value, next);
    ++next;
  }
}

void look(Client client, const Acknowledged& done, const std::atomic<bool>& writing) {
  while (writing) {
    const auto receipt = done.any();
    if (!receipt) continue;
    const auto answer = client.lookup(receipt->id);
    ASSERT_TRUE(answer.ok());
    ASSERT_EQ(answer->state, LookupAnswer::State::recorded);
    EXPECT_EQ(answer->event->receipt, *receipt);
    const auto view = client.view(pipeline_at(std::nullopt));
    ASSERT_TRUE(view.ok()) << view.error().to_string();
    EXPECT_GT(view->known, TreeSize{receipt->position.value});
  }
}

void sign(Client client, const std::atomic<bool>& writing) {
  TreeSize last;
  while (writing) {
    ASSERT_TRUE(client.checkpoint(true).ok());
    const auto status = client.status();
    ASSERT_TRUE(status.ok());
    EXPECT_GE(status->head, last);
    const auto proof = client.prove_consistency(last, status->head);
    if (last.value > 0) {
      EXPECT_TRUE(proof.ok()) << proof.error().to_string();
    }
    last = status->head;
  }
}

void run_all(LoadedServer& server, Acknowledged& done) {
  std::vector<std::thread> writers;
  for (int i = 0; i < 3; ++i) {
    writers.emplace_back([&, i] { append_one_by_one(server.connect(), done, i); });
  }
  for (int i = 0; i < 2; ++i) {
    writers.emplace_back([&, i] { append_batches(server.connect(), done, 10 * i); });
    writers.emplace_back([&, i] { append_pipelined(server.connect(), done, 100 + 10 * i); });
  }
  std::atomic<bool> writing{true};
  std::vector<std::thread> others;
  others.emplace_back([&] { look(server.connect(), done, writing); });
  others.emplace_back([&] { sign(server.connect(), writing); });
  for (auto& writer : writers) writer.join();
  writing = false;
  for (auto& other : others) other.join();
}

TEST(Load, EverythingAtOnceLeavesALedgerThatVerifies) {
  LoadedServer server;
  const auto first = server.head();
  Acknowledged done;
  std::thread follower([&] { follow(server.connect(), first + kAppended); });
  run_all(server, done);
  follower.join();

  ASSERT_EQ(server.head(), first + kAppended);
  ASSERT_EQ(done.by_position().size(), kAppended);
  auto client = server.connect();
  const auto checkpoint = client.checkpoint(true);
  ASSERT_TRUE(checkpoint.ok());
  Verifier verifier(TreeSize{server.head()});
  const auto read = client.read_all({}, [&](const protocol::RawRecord& raw) {
    const StoredRecord record{raw.position, raw.header, raw.body, raw.erased};
    verifier.take(record);
    const auto at = done.by_position().find(raw.position.value);
    if (at == done.by_position().end()) return raw.position.value < first;
    const auto header = decode_header(raw.header);
    EXPECT_TRUE(header.ok() && header->id == at->second.id);
    return true;
  });
  ASSERT_TRUE(read.ok());
  verifier.expect_root(client.status()->root);
  verifier.expect_checkpoint(checkpoint->text, checkpoint->verifier_key);
  const auto report = verifier.finish();
  EXPECT_TRUE(report.problems.empty()) << report.problems.front();
  EXPECT_EQ(verifier.taken(), server.head());

  // The views that were folded meanwhile are those of a rebuild.
  auto& ledger = server.directory->ledger();
  const TreeSize head{server.head()};
  Projections again;
  ASSERT_TRUE(again.catch_up(ledger.store(), head).ok());
  const auto request = pipeline_at(head);
  const auto rebuilt = server::view_reply(ledger, again, request, head);
  const auto served = client.view(request);
  ASSERT_TRUE(rebuilt.ok() && served.ok());
  EXPECT_EQ(served->state_hash, rebuilt->state_hash);
}

}  // namespace
}  // namespace tally
