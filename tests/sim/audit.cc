#include "tests/sim/audit.h"

#include "core/store/memory_store.h"
#include "tests/core/merkle/slow_tree.h"

namespace tally::test {
namespace {

std::string at(std::uint64_t position) { return "event " + std::to_string(position); }

Result<AppendedEvent> append_one(Ledger& ledger, const Known& known) {
  ProposedEvent event = known.proposed;
  event.expected = {};
  event.salt = body_salt(known.body);
  AppendBatch batch;
  batch.events.push_back(std::move(event));
  std::optional<AppendResult> result;
  TALLY_TRY(ledger.submit(std::move(batch), [&](AppendResult r) { result = std::move(r); }));
  ledger.step();
  if (!result) return broken("a batch was not answered");
  if (const auto* failed = std::get_if<AppendFailure>(&*result)) return failed->error;
  return std::get<Appended>(*result).events.at(0);
}

}  // namespace

Result<void> Audit::after_start() {
  TALLY_TRY(compare_records(machine_.store(), model_.size()));
  const auto head = machine_.store().last_commit();
  if (head.size.value != model_.size()) return broken("more is recorded than was acknowledged");
  if (head.root != slow_root(model_.leaves())) return broken("the root is not the reference's");
  ++counts_[Count::roots_compared];
  const auto size = model_.size();
  for (std::uint64_t i = 0; i < 4 && i < size; ++i) TALLY_TRY(compare_receipt(size - 1 - i));
  for (int i = 0; i < 4; ++i) TALLY_TRY(compare_receipt(machine_.dice.below(size)));
  return {};
}

Result<void> Audit::compare_records(const EventStore& store, std::uint64_t size) {
  std::uint64_t position = 0;
  while (position < size) {
    // Pages of any size.
    const ReadLimits limits{1 + machine_.dice.below(400), 1 + machine_.dice.below(200'000)};
    TALLY_ASSIGN(const auto page, store.read(Position{position}, Direction::forward, limits));
    if (page.records.empty()) return broken(at(position) + " cannot be read");
    for (const auto& record : page.records) {
      if (position == size) return broken("more is recorded than was acknowledged");
      const auto& known = model_.at(position);
      if (record.position.value != position || record.erased ||
          to_owned(record.header) != known.header || to_owned(record.body) != known.body) {
        return broken(at(position) + " has other bytes than were acknowledged");
      }
      ++position;
    }
  }
  counts_[Count::records_compared] += size;
  return {};
}

Result<void> Audit::compare_receipt(std::uint64_t position) {
  const auto& known = model_.at(position);
  TALLY_ASSIGN(const auto answer, machine_.ledger().lookup(known.receipt.id));
  if (answer.state != LookupAnswer::State::recorded || !answer.event) {
    return broken(at(position) + " was acknowledged and is not found by its id");
  }
  if (answer.event->receipt != known.receipt) return broken(at(position) + " has another receipt");
  // The flags of what `init` wrote were never told.
  if (position >= model_.first_events() && answer.event->flags != known.flags) {
    return broken(at(position) + " has other flags");
  }
  ++counts_[Count::receipts_compared];
  return {};
}

Result<void> Audit::beside() {
  auto& dice = machine_.dice;
  if (model_.size() == 0) return {};
  if (dice.below(3) == 0) TALLY_TRY(compare_receipt(dice.below(model_.size())));
  if (dice.below(4) == 0) TALLY_TRY(compare_stream());
  if (dice.below(8) == 0) TALLY_TRY(compare_proof());
  if (dice.below(24) == 0) TALLY_TRY(compare_reader());
  if (dice.below(4) == 0) {
    TALLY_TRY(follower_->catch_up(machine_.store(), machine_.store().last_commit().size));
  }
  if (dice.below(3) != 0) return {};
  TALLY_ASSIGN(const auto answer, machine_.ledger().lookup(random_event_id(dice)));
  if (answer.state == LookupAnswer::State::not_recorded) return {};
  return broken("an id that nobody used is found");
}

Result<void> Audit::compare_stream() {
  const auto& any = model_.at(machine_.dice.below(model_.size())).proposed.proposal.stream;
  const auto direction = machine_.dice.below(2) == 0 ? Direction::forward : Direction::backward;
  const auto size = model_.stream_size(any);
  const Revision from{direction == Direction::forward ? 0 : size - 1};
  TALLY_ASSIGN(const auto page, machine_.store().read_stream(any, from, direction, {}));
  if (page.records.size() != size) return broken("the stream " + any + " has another length");
  for (std::uint64_t i = 0; i < size; ++i) {
    TALLY_ASSIGN(const auto header, decode_header(page.records[i].header));
    const auto expected = direction == Direction::forward ? i : size - 1 - i;
    if (header.stream != any || header.ledger.revision.value != expected) {
      return broken("the stream " + any + " is out of order");
    }
  }
  return {};
}

Result<void> Audit::compare_proof() {
  const auto position = machine_.dice.below(model_.size());
  TALLY_ASSIGN(const auto proof,
               machine_.ledger().inclusion_proof(Position{position}, TreeSize{model_.size()}));
  ++counts_[Count::proofs_compared];
  if (proof == slow_path(position, model_.leaves())) return {};
  return broken("the proof of " + at(position) + " is not the reference's");
}

// A process beside the writer sees a prefix, at a commit's end.
Result<void> Audit::compare_reader() {
  TALLY_ASSIGN(const auto reader, machine_.open_reader());
  const auto seen = reader.store->last_commit();
  if (seen.size.value > model_.size()) return broken("a reader sees more than was acknowledged");
  const Leaves leaves(model_.leaves());
  if (seen.root != slow_root(leaves.subspan(0, seen.size.value))) {
    return broken("a reader sees another root");
  }
  return compare_records(*reader.store, seen.size.value);
}

Result<void> Audit::views() {
  const auto size = machine_.store().last_commit().size;
  if (follower_->folded() > size) return broken("a follower has seen what is not recorded");
  TALLY_TRY(follower_->catch_up(machine_.store(), size));
  Projections rebuilt;
  TALLY_TRY(rebuilt.catch_up(machine_.store(), size));
  ViewQuery query;
  query.cut = {Date::of(2025, 12, 31), TreeSize{1 + machine_.dice.below(size.value)}};
  const auto root_at = [](TreeSize) { return Result<Hash>(Hash{}); };
  for (const auto& view : view_list()) {
    const auto followed = follower_->view(view.name, query, root_at);
    const auto again = rebuilt.view(view.name, query, root_at);
    if (followed.ok() != again.ok() ||
        (followed.ok() && followed->state_hash != again->state_hash)) {
      return broken("the view " + std::string(view.name) + " is not that of a rebuild");
    }
    ++counts_[Count::views_compared];
  }
  return {};
}

Result<void> Audit::at_end() {
  for (std::uint64_t i = 0; i < model_.size(); ++i) TALLY_TRY(compare_receipt(i));
  TALLY_ASSIGN(const auto found, machine_.directory().check_store(TreeSize{model_.size()}));
  if (!found.problems.empty()) return broken("the store finds: " + found.problems.front());
  TALLY_TRY(views());
  return compare_with_memory();
}

// Fed one at a time to a ledger that never crashed, the same events get the same receipts.
Result<void> Audit::compare_with_memory() {
  MemoryStore store;
  std::vector<NewRecord> records;
  for (std::uint64_t i = 0; i < model_.first_events(); ++i) {
    const auto& known = model_.at(i);
    records.push_back({known.header, known.body, known.receipt.id, known.proposed.proposal.stream});
  }
  const auto root = slow_root(Leaves(model_.leaves()).subspan(0, records.size()));
  TALLY_TRY(store.commit(records, {TreeSize{records.size()}, root}));
  FakeClock clock(model_.at(records.size() - 1).receipt.recorded_at.us);
  SeededRandom random(1);
  TALLY_ASSIGN(const auto ledger, Ledger::open({store, clock, random}));
  for (auto position = model_.first_events(); position < model_.size(); ++position) {
    const auto& known = model_.at(position);
    clock.advance(known.receipt.recorded_at.us - clock.wall_us());
    TALLY_ASSIGN(const auto appended, append_one(*ledger, known));
    if (appended.receipt != known.receipt || appended.flags != known.flags) {
      return broken(at(position) + " gets another receipt in a ledger without crashes");
    }
  }
  return {};
}

}  // namespace tally::test
