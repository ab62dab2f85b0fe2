#include "core/log/record_reader.h"

#include <algorithm>

#include "core/base/check.h"

namespace tally::log {
namespace {

// Neighbours are read together if not more than this lies between them.
constexpr std::uint64_t kGapBytesMax = 4096;

struct Extent {
  std::uint64_t begin;
  std::uint64_t end;
  void include(const RecordPlace& place) {
    begin = std::min(begin, place.offset);
    end = std::max(end, place.limit);
  }
};

bool near(const Extent& extent, const RecordPlace& place) {
  return place.offset <= extent.end + kGapBytesMax && extent.begin <= place.limit + kGapBytesMax;
}

std::string fault_of(RecordState state) {
  switch (state) {
    case RecordState::bad_header:
      return "the record's header does not match its checksum";
    case RecordState::bad_body:
      return "the record's body does not match its checksum";
    case RecordState::cut_off:
      return "the record is cut off";
    case RecordState::sound:
    case RecordState::erased:
      break;
  }
  return {};
}

}  // namespace

std::size_t RecordReader::run_length(std::span<const RecordPlace> places, std::size_t bytes_max) {
  Extent extent{places[0].offset, places[0].limit};
  std::size_t count = 1;
  for (; count < places.size(); ++count) {
    const auto& place = places[count];
    if (place.segment != places[0].segment || !near(extent, place)) break;
    if (extent.end - extent.begin >= bytes_max) break;
    extent.include(place);
  }
  return count;
}

Result<void> RecordReader::read_run(std::span<const RecordPlace> run, RecordPage& page) const {
  Extent extent{run[0].offset, run[0].limit};
  for (const auto& place : run) extent.include(place);
  TALLY_ASSIGN(const auto file, files_.open(run[0].segment));
  auto& buffer = page.buffers.emplace_back(extent.end - extent.begin);
  TALLY_ASSIGN(const auto got, file->pread(buffer, extent.begin));
  return add_records(run, extent.begin, ByteView(buffer).first(got), page);
}

Result<void> RecordReader::add_records(std::span<const RecordPlace> run, std::uint64_t base,
                                       ByteView bytes, RecordPage& page) const {
  for (const auto& place : run) {
    const auto at = bytes.subspan(std::min<std::size_t>(place.offset - base, bytes.size()));
    const auto frame = decode_record_frame(at, place.check_seed);
    if (!frame) {
      return damage(files_.path(place.segment), place.offset,
                    "no record frame, but the index has a record here");
    }
    const auto state = check_record(at, *frame, place.check_seed);
    if (const auto fault = fault_of(state); !fault.empty()) {
      return damage(files_.path(place.segment), place.offset, fault);
    }
    StoredRecord record;
    record.position = place.position;
    record.header = at.subspan(kRecordFrameBytes, frame->header_bytes);
    record.erased = state == RecordState::erased;
    if (!record.erased) {
      record.body = at.subspan(kRecordFrameBytes + frame->header_bytes, frame->body_bytes);
    }
    page.records.push_back(record);
  }
  return {};
}

Result<void> RecordReader::read(std::span<const RecordPlace> places, const ReadLimits& limits,
                                RecordPage& page) const {
  std::size_t bytes = 0;
  const auto records_max = std::max<std::size_t>(limits.records_max, 1);
  while (!places.empty()) {
    places = places.first(std::min(places.size(), records_max));
    const auto run = places.first(run_length(places, limits.bytes_max - bytes));
    const auto first = page.records.size();
    TALLY_TRY(read_run(run, page));
    places = places.subspan(run.size());
    for (auto i = first; i < page.records.size(); ++i) {
      bytes += page.records[i].header.size() + page.records[i].body.size();
      if (bytes < limits.bytes_max) continue;
      page.end = places.empty() && i + 1 == page.records.size();
      page.records.resize(i + 1);
      return {};
    }
  }
  page.end = true;
  return {};
}

}  // namespace tally::log
