// Records as a ledger would number them, for tests of stores: valid headers with the right
// revision and previous position, made from a seed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/store/event_store.h"
#include "tests/support/fixed_sources.h"

namespace tally::test {

struct OwnedRecord {
  Bytes header;
  Bytes body;
  EventId id;
  std::string stream;
  Revision revision;
};

// Valid as long as the records stay where they are.
inline std::vector<NewRecord> views_of(std::span<const OwnedRecord> records) {
  std::vector<NewRecord> views;
  for (const auto& record : records) {
    views.push_back({record.header, record.body, record.id, record.stream});
  }
  return views;
}

// The root is not a tree's: a store keeps it and never judges it.
inline CommitMark mark_at(std::uint64_t size) {
  Bytes bytes;
  append_le(bytes, size);
  return {{size}, sha256(size == 0 ? ByteView{} : ByteView(bytes))};
}

class RecordSource {
 public:
  explicit RecordSource(std::uint64_t seed) : random_(seed) {}

  // The next record, in this stream, with a payload of that many random bytes.
  OwnedRecord next(const std::string& stream, std::size_t payload_bytes) {
    OwnedRecord record;
    record.id = random_event_id(random_);
    record.stream = stream;
    Salt salt;
    random_.fill(salt);
    Bytes payload(payload_bytes);
    random_.fill(payload);
    record.body = encode_body(salt, payload);

    Proposal proposal;
    proposal.id = record.id;
    proposal.stream = stream;
    proposal.type = "x.test";
    proposal.actor = "operator";
    proposal.commitment = payload_commitment(salt, payload);
    LedgerPart part;
    part.position = {size_};
    auto& heads = streams_[stream];
    part.revision = record.revision = {heads.size()};
    if (!heads.empty()) part.previous = heads.back();
    heads.push_back(part.position);
    part.recorded_at.us = static_cast<std::int64_t>(1'700'000'000'000'000 + size_);
    record.header = encode_header(kSuiteSha256Ed25519, encode_proposal(proposal), part, {});
    ++size_;
    return record;
  }

  // `count` records over `streams` streams with payloads below `payload_bytes_max`.
  std::vector<OwnedRecord> batch(std::size_t count, std::size_t streams = 5,
                                 std::size_t payload_bytes_max = 200) {
    std::vector<OwnedRecord> records;
    for (std::size_t i = 0; i < count; ++i) {
      const auto stream = "project-" + std::to_string(random_.below(streams));
      records.push_back(next(stream, random_.below(payload_bytes_max)));
    }
    return records;
  }

  std::uint64_t size() const { return size_; }
  CommitMark mark() const { return mark_at(size_); }
  SeededRandom& random() { return random_; }
  const std::map<std::string, std::vector<Position>>& streams() const { return streams_; }

 private:
  SeededRandom random_;
  std::uint64_t size_ = 0;
  std::map<std::string, std::vector<Position>> streams_;
};

}  // namespace tally::test
