// Holds an open ledger against the model. Every function returns the first thing that is wrong.
#pragma once

#include "projections/projections.h"
#include "tests/sim/counts.h"
#include "tests/sim/machine.h"
#include "tests/sim/model.h"

namespace tally::test {

class Audit {
 public:
  // All outlive this.
  Audit(Machine& machine, const Model& model, Counts& counts)
      : machine_(machine), model_(model), counts_(counts) {}

  // After each start: every event in its place with its bytes, nothing beside, the root of the
  // slow reference, and some receipts by lookup.
  Result<void> after_start();
  // Beside the writer: some receipts, a stream, a proof, a reader of its own.
  Result<void> beside();
  // A follower that went on over all crashes sees what a rebuild sees.
  Result<void> views();
  // Every receipt, the store's own check, and a ledger in memory that is fed the same events.
  Result<void> at_end();
  // The follower has seen what is no longer there: it begins again.
  void forget_views() { follower_.emplace(); }

 private:
  Result<void> compare_records(const EventStore& store, std::uint64_t size);
  Result<void> compare_receipt(std::uint64_t position);
  Result<void> compare_stream();
  Result<void> compare_proof();
  Result<void> compare_reader();
  Result<void> compare_with_memory();

  Machine& machine_;
  const Model& model_;
  Counts& counts_;
  std::optional<Projections> follower_{std::in_place};
};

}  // namespace tally::test
