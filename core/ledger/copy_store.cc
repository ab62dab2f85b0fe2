#include "core/ledger/copy_store.h"

#include "core/base/check.h"
#include "core/merkle/frontier.h"
#include "core/merkle/hash.h"

namespace tally {
namespace {

// Of one commit: a page of the store that is read.
constexpr ReadLimits kAtOnce{4096, 4u << 20};

Error forked(TreeSize size, const std::string& what) {
  Error error(ErrorCode::corrupt, what + " at size " + std::to_string(size.value));
  error.rule = "forked";
  return error;
}

Result<RecordPage> read_from(const EventStore& store, std::uint64_t position) {
  TALLY_ASSIGN(auto page, store.read({position}, Direction::forward, kAtOnce));
  if (page.records.empty()) {
    return Error(ErrorCode::corrupt, "event " + std::to_string(position) + " cannot be read");
  }
  return page;
}

Result<void> commit_page(const RecordPage& page, Frontier& frontier, EventStore& to) {
  std::vector<NewRecord> records;
  records.reserve(page.records.size());
  for (const auto& record : page.records) {
    TALLY_ASSIGN(const auto header, decode_header(record.header));
    records.push_back({record.header, record.body, header.id, header.stream});
    frontier.append(leaf_hash(record.header));
  }
  return to.commit(records, {TreeSize{frontier.size()}, frontier.root()});
}

// What was erased since it was copied is erased in the copy as well (contracts C15).
Result<void> erase_as_in(const StoredRecord& record, EventStore& to) {
  if (!record.erased) return {};
  TALLY_ASSIGN(const auto copied, to.read(record.position, Direction::forward, {1, 0}));
  if (!copied.records.empty() && copied.records[0].erased) return {};
  return to.erase(record.position);
}

}  // namespace

Result<void> copy_records(const EventStore& from, EventStore& to,
                          const std::function<void(TreeSize)>& progress) {
  const auto source = from.last_commit();
  const auto begun = to.last_commit();
  if (begun.size > source.size) return forked(begun.size, "the target holds more than the source");
  Frontier frontier;
  while (frontier.size() < begun.size.value) {
    TALLY_ASSIGN(const auto page, read_from(from, frontier.size()));
    for (const auto& record : page.records) {
      if (frontier.size() == begun.size.value) break;
      frontier.append(leaf_hash(record.header));
      TALLY_TRY(erase_as_in(record, to));
    }
  }
  if (frontier.root() != begun.root) {
    return forked(begun.size, "the target holds other records than the source");
  }
  while (frontier.size() < source.size.value) {
    TALLY_ASSIGN(const auto page, read_from(from, frontier.size()));
    TALLY_TRY(commit_page(page, frontier, to));
    if (progress) progress(TreeSize{frontier.size()});
  }
  if (frontier.root() == source.root) return {};
  return forked(source.size, "the records of the source do not lead to its root");
}

}  // namespace tally
