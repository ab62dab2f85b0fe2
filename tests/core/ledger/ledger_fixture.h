// A ledger for tests: its store, clock and randomness belong to the test, and asking is one call.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/catalogue/registry.h"
#include "core/ledger/ledger.h"
#include "core/store/memory_store.h"
#include "tests/support/fixed_sources.h"

namespace tally::test {

inline constexpr std::int64_t kSecond = kMicrosPerSecond;
inline constexpr std::int64_t kNoon_us = 1'751'342'400'000'000;  // 2025-07-01T12:00:00+08:00.

inline EventId event_id(std::uint64_t number) {
  EventId id;
  for (std::size_t i = 0; i < 8; ++i) id.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
  id.bytes[15] = 1;
  return id;
}

// An x.* event: any stream, any payload that is canonical JSON.
inline ProposedEvent note(std::uint64_t id, const std::string& stream,
                          const std::string& json = "{}", const std::string& actor = "operator") {
  ProposedEvent event;
  event.proposal.id = event_id(id);
  event.proposal.stream = stream;
  event.proposal.type = "x.note";
  event.proposal.actor = actor;
  event.payload = to_owned(as_bytes(json));
  return event;
}

inline ProposedEvent catalogued(std::uint64_t id, const Payload& payload,
                                const std::string& actor = "operator") {
  ProposedEvent event;
  event.proposal.id = event_id(id);
  event.proposal.stream = stream_of(payload).value_or("project-none");
  event.proposal.type = type_of(payload)->name;
  event.proposal.actor = actor;
  event.payload = encode_payload(payload).value();
  return event;
}

template <class... Events>
AppendBatch batch_of(Events... events) {
  AppendBatch batch;
  (batch.events.push_back(std::move(events)), ...);
  return batch;
}

inline ExpectedRevision at_revision(std::uint64_t revision) {
  return {ExpectedRevision::Kind::exact, Revision{revision}};
}

inline InitOptions init_options(bool sample = false) {
  InitOptions options;
  options.origin = "ledger.example/test";
  options.currency = Currency::parse("CNY").value();
  options.sample = sample;
  return options;
}

// Several batches wait for one step.
class Queue {
 public:
  explicit Queue(Ledger& ledger) : ledger_(ledger) {}
  Result<void> add(AppendBatch batch) {
    const auto slot = answers_->size();
    answers_->emplace_back();
    auto queued = ledger_.submit(std::move(batch), [answers = answers_, slot](AppendResult result) {
      EXPECT_FALSE((*answers)[slot].has_value()) << "answered twice";
      (*answers)[slot] = std::move(result);
    });
    if (!queued.ok()) answers_->pop_back();
    return queued;
  }
  // Steps once; every batch that was added must then be answered.
  std::vector<AppendResult> step() {
    EXPECT_TRUE(ledger_.step());
    std::vector<AppendResult> results;
    for (auto& answer : *answers_) {
      EXPECT_TRUE(answer.has_value()) << "not answered";
      results.push_back(answer ? std::move(*answer) : AppendResult());
    }
    answers_->clear();
    return results;
  }

 private:
  Ledger& ledger_;
  std::shared_ptr<std::vector<std::optional<AppendResult>>> answers_ =
      std::make_shared<std::vector<std::optional<AppendResult>>>();
};

// One batch, answered. A refusal by submit() comes as a failure.
inline AppendResult append_to(Ledger& ledger, AppendBatch batch) {
  Queue queue(ledger);
  if (const auto queued = queue.add(std::move(batch)); !queued.ok()) {
    return AppendFailure{queued.error(), {}, std::nullopt};
  }
  return std::move(queue.step()[0]);
}

inline Appended must(AppendResult result) {
  if (auto* appended = std::get_if<Appended>(&result)) return std::move(*appended);
  ADD_FAILURE() << std::get<AppendFailure>(result).error.to_string();
  return {};
}
inline AppendFailure must_fail(AppendResult result) {
  if (auto* failed = std::get_if<AppendFailure>(&result)) return std::move(*failed);
  ADD_FAILURE() << "was appended";
  return {};
}

// A fresh ledger over a store in memory.
class LedgerTest : public testing::Test {
 protected:
  MemoryStore store;
  FakeClock clock{kNoon_us};
  SeededRandom random{7};
  std::unique_ptr<Ledger> ledger;
  std::uint64_t begin = 0;  // The size after init.

  void SetUp() override { make(init_options()); }

  void make(const InitOptions& options, LedgerLimits limits = {}) {
    const auto made = init_ledger({store, clock, random}, options);
    ASSERT_TRUE(made.ok()) << made.error().to_string();
    open(limits);
    begin = size();
  }
  void open(LedgerLimits limits = {}) {
    ledger.reset();
    auto opened = Ledger::open({store, clock, random}, limits);
    ASSERT_TRUE(opened.ok()) << opened.error().to_string();
    ledger = std::move(opened).value();
  }

  AppendResult append(AppendBatch batch) { return append_to(*ledger, std::move(batch)); }
  Appended record(AppendBatch batch) { return must(append(std::move(batch))); }
  AppendFailure fail(AppendBatch batch) { return must_fail(append(std::move(batch))); }
  std::uint64_t size() const { return store.last_commit().size.value; }
  HeaderView header_at(std::uint64_t position, RecordPage& page) const {
    page = store.read(Position{position}, Direction::forward, {.records_max = 1}).value();
    return decode_header(page.records[0].header).value();
  }
  void enrol(const std::string& actor, std::uint64_t id, std::optional<Bytes> key = {}) {
    ActorEnrolled enrolled;
    enrolled.actor_id = actor;
    enrolled.public_key = std::move(key);
    record(batch_of(catalogued(id, enrolled)));
  }
};

#define EXPECT_ERROR(error_, code_, field_)                                   \
  do {                                                                        \
    const Error tally_error = (error_);                                       \
    EXPECT_EQ(tally_error.code, ErrorCode::code_) << tally_error.to_string(); \
    EXPECT_EQ(tally_error.field, field_) << tally_error.to_string();          \
  } while (false)

}  // namespace tally::test
