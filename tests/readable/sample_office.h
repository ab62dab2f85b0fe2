// The sample portfolio in a ledger over a database, with what projects it.
#pragma once

#include "core/postgres/readable_tables.h"
#include "projections/projector.h"
#include "tests/core/postgres/office.h"
#include "tools/demo/sample.h"

namespace tally::test {

inline const std::vector<demo::SampleEvent>& sample_events() {
  static const auto kEvents = demo::make_sample(demo::kSampleSeed);
  return kEvents;
}

// A projector over the ledger of an office, as a server has one.
class OfficeProjector {
 public:
  OfficeProjector(const Database& database, Office& office)
      : office_(office), tables_(postgres_readable_tables(database.address())) {}

  ReadableTables& tables() { return *tables_; }
  Projections& views() { return views_; }

  // One step to the end of what the ledger knows.
  Result<ProjectorStep> step(bool now = true) {
    const auto size = office_.ledger().status().head.size;
    TALLY_TRY(views_.catch_up(office_.store(), size));
    return projector_.step(size, now);
  }
  // Until there is nothing left to do: what the last step said, and what all of them did.
  Result<ProjectorStep> try_all() {
    ProjectorStep sum;
    for (;;) {
      TALLY_ASSIGN(auto done, step());
      done.rows_changed += sum.rows_changed;
      done.notes.insert(done.notes.begin(), sum.notes.begin(), sum.notes.end());
      sum = std::move(done);
      if (!sum.active || !sum.behind) return sum;
    }
  }
  ProjectorStep all() {
    auto done = try_all();
    EXPECT_TRUE(done.ok()) << done.error().to_string();
    return done.ok() ? *done : ProjectorStep();
  }

 private:
  Office& office_;
  std::unique_ptr<ReadableTables> tables_;
  Projections views_;
  Projector projector_{
      {office_.store(), views_, [this](TreeSize size) { return office_.ledger().root_at(size); },
       [this] { return office_.ledger().today(); },
       [this](Position position) { return office_.ledger().flags(position); }},
      *tables_,
      {std::chrono::milliseconds(0)}};
};

class ReadableTest : public testing::Test {
 protected:
  ReadableTest() {
    Office::found(database_, init_options(true));
    office_ = std::make_unique<Office>(database_, "one");
  }

  // The next batches of the sample.
  void load(std::size_t batches) {
    static const auto kBatches = demo::sample_batches(sample_events());
    for (; batches > 0 && loaded_ < kBatches.size(); --batches, ++loaded_) {
      if (!kBatches[loaded_].front().refused_by.empty()) continue;
      AppendBatch batch;
      for (const auto& event : kBatches[loaded_]) batch.events.push_back(event.event);
      must(office_->append(std::move(batch)));
    }
  }
  TreeSize size() const { return office_->ledger().status().head.size; }
  std::string sql(const std::string& statements) const { return database_.sql(statements); }

  Database database_;
  std::unique_ptr<Office> office_;
  std::size_t loaded_ = 0;
};

}  // namespace tally::test
