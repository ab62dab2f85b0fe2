// A ledger over a database, as one of several servers has it.
#pragma once

#include "tests/core/ledger/ledger_fixture.h"
#include "tests/core/postgres/postgres_fixture.h"

namespace tally::test {

class Office {
 public:
  // `address` differs from the database's own where something stands in between.
  Office(const Database& database, const std::string& name, PostgresOptions options = {},
         const std::string& address = {})
      : random_(std::hash<std::string>()(name)) {
    auto opened = open_postgres_store(system_disk(), database.directory(name), StoreAccess::write,
                                      address.empty() ? database.address() : address, options);
    if (!opened.ok()) ADD_FAILURE() << opened.error().to_string();
    store_ = std::move(opened).value();
    auto ledger = Ledger::open({*store_.store, clock_, random_});
    if (!ledger.ok()) ADD_FAILURE() << ledger.error().to_string();
    ledger_ = std::move(ledger).value();
  }

  // Makes the ledger; to be called once for a database.
  static void found(const Database& database, const InitOptions& options = init_options()) {
    FakeClock clock(kNoon_us);
    SeededRandom random(7);
    const auto opened = database.must_open(StoreAccess::create, "founder");
    const auto made = init_ledger({*opened.store, clock, random}, options);
    if (!made.ok()) ADD_FAILURE() << made.error().to_string();
  }

  Ledger& ledger() { return *ledger_; }
  EventStore& store() { return *store_.store; }
  OpenedStore& opened() { return store_; }
  FakeClock& clock() { return clock_; }
  AppendResult append(AppendBatch batch) { return append_to(*ledger_, std::move(batch)); }
  LookupAnswer::State state_of(std::uint64_t id) {
    const auto answer = ledger_->lookup(event_id(id));
    if (!answer.ok()) ADD_FAILURE() << answer.error().to_string();
    return answer->state;
  }

 private:
  FakeClock clock_{kNoon_us};
  SeededRandom random_;
  OpenedStore store_;
  std::unique_ptr<Ledger> ledger_;
};

// All records of a store, in order; none may be missing.
inline std::vector<OwnedRecord> all_records(const EventStore& store) {
  std::vector<OwnedRecord> records;
  for (bool end = store.last_commit().size.value == 0; !end;) {
    const auto page = store.read({records.size()}, Direction::forward, {});
    if (!page.ok()) {
      ADD_FAILURE() << page.error().to_string();
      return records;
    }
    for (const auto& record : page->records) {
      EXPECT_EQ(record.position.value, records.size());
      const auto header = decode_header(record.header).value();
      records.push_back({to_owned(record.header), to_owned(record.body), header.id,
                         std::string(header.stream), header.ledger.revision});
    }
    end = page->end;
  }
  return records;
}

}  // namespace tally::test
