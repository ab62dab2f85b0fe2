// Random clients against a simple model, with crashes at random moments. Every run prints its seed.
#include <map>

#include "tests/core/ledger/disk_fixture.h"

namespace tally::test {
namespace {

constexpr int kRounds = 200;
constexpr int kClients = 3;

// What the ledger should hold: written by whoever wrote this test, not by the ledger's own code.
struct Model {
  struct Kept {
    std::string stream;
    std::string payload;
    Receipt receipt;
  };
  std::map<EventId, Kept> events;
  std::map<std::string, std::uint64_t> heads;  // Number of events per stream.

  static bool holds(const ExpectedRevision& expected, std::uint64_t count) {
    switch (expected.kind) {
      case ExpectedRevision::Kind::any:
        return true;
      case ExpectedRevision::Kind::no_stream:
        return count == 0;
      case ExpectedRevision::Kind::stream_exists:
        return count > 0;
      case ExpectedRevision::Kind::exact:
        return count == expected.revision.value + 1;
    }
    return false;
  }

  // Nothing: it is appended.
  std::optional<ErrorCode> judge(const AppendBatch& batch, bool& duplicate) const {
    duplicate = false;
    std::map<EventId, int> seen;
    for (const auto& event : batch.events) {
      if (++seen[event.proposal.id] > 1) return ErrorCode::invalid;
    }
    std::size_t known = 0;
    for (const auto& event : batch.events) {
      const auto at = events.find(event.proposal.id);
      if (at == events.end()) continue;
      ++known;
      // Whatever is recorded is the operator's.
      if (event.proposal.actor != "operator" || at->second.stream != event.proposal.stream ||
          at->second.payload != as_text(event.payload)) {
        return ErrorCode::id_reused;
      }
    }
    duplicate = known == batch.events.size();
    if (duplicate) return std::nullopt;
    if (known > 0) return ErrorCode::partly_recorded;
    auto counts = heads;
    for (const auto& event : batch.events) {
      auto& count = counts[event.proposal.stream];
      if (!holds(event.expected, count)) return ErrorCode::conflict;
      if (event.proposal.actor != "operator") return ErrorCode::not_authorized;
      ++count;
    }
    return std::nullopt;
  }
  void take(const AppendBatch& batch, const Appended& appended) {
    for (std::size_t i = 0; i < batch.events.size(); ++i) {
      const auto& event = batch.events[i];
      events[event.proposal.id] = {event.proposal.stream, std::string(as_text(event.payload)),
                                   appended.events[i].receipt};
      ++heads[event.proposal.stream];
    }
  }
};

class Simulation {
 public:
  explicit Simulation(std::uint64_t seed) : seed_(seed), dice_(seed), on_(seed) {}

  void run() {
    SCOPED_TRACE("seed " + std::to_string(seed_));
    ASSERT_TRUE(on_.create(true).ok());  // A sample: recorded_at depends on the order alone.
    begin_ = on_.size();
    for (int turn = 0; turn < 12 && !testing::Test::HasFailure(); ++turn) play_turn();
    compare_with_memory();
  }
  std::uint64_t crashes() const { return crashes_; }

 private:
  AppendBatch random_batch() {
    // A client that did not hear an answer sends the batch again.
    if (!unanswered_.empty() && dice_.below(2) == 0) {
      auto batch = std::move(unanswered_.back());
      unanswered_.pop_back();
      return batch;
    }
    AppendBatch batch;
    const auto count = 1 + dice_.below(4);
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto stream = "project-" + std::to_string(dice_.below(4));
      auto event = note(dice_.below(40), stream, "{\"n\":" + std::to_string(dice_.below(2)) + "}",
                        dice_.below(25) == 0 ? "stranger" : "operator");
      event.expected.kind =
          static_cast<ExpectedRevision::Kind>(dice_.below(3) == 0 ? dice_.below(4) : 0);
      event.expected.revision.value = dice_.below(6);
      Salt salt{1};
      dice_.fill(salt);
      event.salt = salt;
      batch.events.push_back(std::move(event));
    }
    return batch;
  }

  void play_turn() {
    if (dice_.below(3) == 0) on_.disk.crash_after(dice_.below(12));
    std::vector<AppendBatch> batches;
    for (int i = 0; i < kClients; ++i) batches.push_back(random_batch());
    Queue queue(on_.ledger());
    for (const auto& batch : batches) ASSERT_TRUE(queue.add(batch).ok());
    auto results = queue.step();
    bool lost = on_.disk.crashed();
    for (std::size_t i = 0; i < batches.size(); ++i) lost = check(batches[i], results[i]) || lost;
    if (lost) reopen(batches);
  }

  // True if the answer was lost.
  bool check(const AppendBatch& batch, const AppendResult& result) {
    bool duplicate = false;
    const auto expected = model_.judge(batch, duplicate);
    if (const auto* failed = std::get_if<AppendFailure>(&result)) {
      const auto code = failed->error.code;
      if (code == ErrorCode::in_doubt || code == ErrorCode::read_only) return true;
      EXPECT_EQ(expected, code) << failed->error.to_string();
      for (const auto& [index, event] : failed->recorded) {
        EXPECT_EQ(event.receipt, model_.events.at(batch.events[index].proposal.id).receipt);
      }
      return false;
    }
    EXPECT_EQ(expected, std::nullopt);
    const auto& appended = std::get<Appended>(result);
    for (std::size_t i = 0; i < batch.events.size(); ++i) {
      EXPECT_EQ(appended.events[i].duplicate, duplicate);
      if (duplicate) {
        EXPECT_EQ(appended.events[i].receipt,
                  model_.events.at(batch.events[i].proposal.id).receipt);
      }
    }
    if (!duplicate && !expected) model_.take(batch, appended);
    return false;
  }

  // After a crash the model learns by lookups which of the lost batches are recorded: all of the
  // commit or nothing of it.
  void reopen(const std::vector<AppendBatch>& batches) {
    ++crashes_;
    on_.close();
    on_.disk.restart();
    const auto opened = on_.open();
    ASSERT_TRUE(opened.ok()) << opened.error().to_string();
    const auto grown = on_.size() - begin_;
    const auto known = model_.events.size();
    ASSERT_GE(grown, known) << "an acknowledged event is lost";
    for (const auto& batch : batches) {
      bool duplicate = false;
      if (model_.judge(batch, duplicate) || duplicate || grown == known) continue;
      Appended found;
      for (const auto& event : batch.events) {
        const auto answer = on_.ledger().lookup(event.proposal.id).value();
        ASSERT_EQ(answer.state, LookupAnswer::State::recorded) << "half a commit";
        found.events.push_back(*answer.event);
      }
      model_.take(batch, found);
    }
    EXPECT_EQ(model_.events.size(), grown);
    for (const auto& [id, kept] : model_.events) {
      const auto answer = on_.ledger().lookup(id).value();
      ASSERT_EQ(answer.state, LookupAnswer::State::recorded);
      ASSERT_EQ(answer.event->receipt, kept.receipt);
    }
    for (const auto& batch : batches) {
      if (unanswered_.size() < 4) unanswered_.push_back(batch);
    }
  }

  // A ledger in memory that is fed the same events, one at a time, has the same root.
  void compare_with_memory() {
    MemoryStore store;
    SeededRandom random(1);
    ASSERT_TRUE(init_ledger({store, on_.clock, random}, init_options(true)).ok());
    const auto memory = std::move(Ledger::open({store, on_.clock, random})).value();
    for (auto position = begin_; position < on_.size();) {
      const auto page = on_.opened.store->read(Position{position}, Direction::forward, {}).value();
      for (const auto& record : page.records) {
        const auto header = decode_header(record.header).value();
        ProposedEvent event;
        event.proposal = header.proposal();
        event.payload = to_owned(body_payload(record.body));
        event.salt = body_salt(record.body);
        must(append_to(*memory, batch_of(event)));
        ++position;
      }
    }
    EXPECT_EQ(store.last_commit(), on_.opened.store->last_commit());
  }

  std::uint64_t seed_;
  SeededRandom dice_;
  LedgerOnFakeDisk on_;
  Model model_;
  std::vector<AppendBatch> unanswered_;
  std::uint64_t begin_ = 0;
  std::uint64_t crashes_ = 0;
};

TEST(SimulationTest, EveryAcknowledgedEventStaysAndTheRootIsThatOfTheModel) {
  const char* given = std::getenv("TALLY_SEED");
  const std::uint64_t first = given ? std::strtoull(given, nullptr, 10) : 1;
  std::printf("seeds %llu to %llu (TALLY_SEED sets the first)\n",
              static_cast<unsigned long long>(first),
              static_cast<unsigned long long>(first + kRounds - 1));
  std::uint64_t crashes = 0;
  for (std::uint64_t seed = first; seed < first + kRounds && !testing::Test::HasFailure(); ++seed) {
    Simulation simulation(seed);
    simulation.run();
    crashes += simulation.crashes();
  }
  EXPECT_GT(crashes, 0u);
}

}  // namespace
}  // namespace tally::test
