// The sample in a real ledger over a store in memory.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/ledger/ledger.h"
#include "core/store/memory_store.h"
#include "tests/support/fixed_sources.h"
#include "tools/demo/sample.h"

namespace tally::test {

class SampleLedger {
 public:
  SampleLedger() {
    InitOptions options;
    options.origin = "sample.invalid/demo";
    options.currency = Currency::parse("CNY").value();
    options.sample = true;
    const auto made = init_ledger({store_, clock_, random_}, options);
    if (!made.ok()) ADD_FAILURE() << made.error().to_string();
    auto opened = Ledger::open({store_, clock_, random_});
    if (!opened.ok()) {
      ADD_FAILURE() << opened.error().to_string();
    } else {
      ledger_ = std::move(opened).value();
    }
  }

  Ledger& ledger() { return *ledger_; }

  AppendResult append(std::span<const demo::SampleEvent> events) {
    AppendBatch batch;
    for (const auto& event : events) batch.events.push_back(event.event);
    std::optional<AppendResult> result;
    const auto queued =
        ledger_->submit(std::move(batch), [&](AppendResult r) { result = std::move(r); });
    if (!queued.ok()) return AppendFailure{queued.error(), {}, std::nullopt};
    while (!result) ledger_->step();
    return std::move(*result);
  }

  // Appends all batches; the ones to be refused are left out unless `also_refused`. Counts flags.
  void load(const std::vector<demo::SampleEvent>& events, bool also_refused) {
    for (const auto batch : demo::sample_batches(events)) {
      const auto& refused_by = batch.front().refused_by;
      if (!refused_by.empty() && !also_refused) continue;
      auto result = append(batch);
      if (auto* failure = std::get_if<AppendFailure>(&result)) {
        refusals_.push_back(failure->error);
        if (refused_by.empty()) ADD_FAILURE() << failure->error.to_string();
        continue;
      }
      const auto& appended = std::get<Appended>(result);
      for (std::size_t i = 0; i < batch.size(); ++i) {
        for (const auto& flag : appended.events[i].flags) {
          flagged_.push_back({flag, batch[i].story, batch[i].event.proposal});
        }
      }
    }
  }

  struct Flagged {
    Flag flag;
    std::string story;
    Proposal proposal;
  };
  const std::vector<Flagged>& flagged() const { return flagged_; }
  const std::vector<Error>& refusals() const { return refusals_; }
  Hash root() const { return ledger_->status().head.root; }

 private:
  MemoryStore store_;
  FakeClock clock_{0};
  SeededRandom random_{1};
  std::unique_ptr<Ledger> ledger_;
  std::vector<Flagged> flagged_;
  std::vector<Error> refusals_;
};

}  // namespace tally::test
