#include <algorithm>

#include "core/catalogue/event_decoder.h"
#include "core/ledger/directory.h"
#include "core/ledger/verify_pages.h"
#include "server/client/client.h"
#include "tools/bench/bench.h"
#include "tools/bench/limits.h"
#include "tools/bench/load.h"
#include "tools/bench/served_ledger.h"

namespace tally::bench {
namespace {

// Decodes the header and the payload, as a consumer of events does, and gives something of both, so
// that nothing can be left out.
Result<std::uint64_t> use(const RecordView& record, EventDecoder& decoder) {
  TALLY_TRY(decoder.decode(record));
  return decoder.header().ledger.position.value + decoder.payload().index();
}

Result<std::int64_t> read_store(const EventStore& store) {
  const auto head = store.last_commit().size.value;
  std::uint64_t sum = 0;
  EventDecoder decoder;
  const Stopwatch watch;
  for (std::uint64_t at = 0; at < head;) {
    TALLY_ASSIGN(const auto page, store.read(Position{at}, Direction::forward, {}));
    for (const auto& record : page.records) {
      TALLY_ASSIGN(const auto used, use(record.view(), decoder));
      sum += used;
    }
    at += page.records.size();
  }
  return sum > 0 ? watch.us() : -1;
}

Result<std::int64_t> read_server(std::uint16_t port, std::uint64_t head) {
  TALLY_ASSIGN(auto client, Client::connect({.port = port}));
  protocol::ReadRequest request;
  request.records_max = 4096;
  std::uint64_t records = 0;
  std::optional<Error> failed;
  EventDecoder decoder;
  const Stopwatch watch;
  TALLY_TRY(client.scan(request, [&](const protocol::RecordInReply& record) {
    auto used = use(record.bytes, decoder);
    if (!used.ok()) failed = used.error();
    ++records;
    return used.ok();
  }));
  const auto us = watch.us();
  if (failed) return *failed;
  if (records != head) return Error(ErrorCode::corrupt, "the server gave another number of events");
  return us;
}

// Bytes that verification must hash, by kind.
struct Hashed {
  std::uint64_t records = 0;
  std::uint64_t header_bytes = 0;
  std::uint64_t body_bytes = 0;

  // SHA-256 alone of the same numbers of messages with the same mean lengths: leaves, commitments
  // and the nodes of the tree, of which there are as many.
  std::int64_t limit_us(unsigned threads) const {
    constexpr std::uint64_t kLeafPrefix = 1;
    constexpr std::uint64_t kNodeBytes = 65;
    const std::uint64_t prefix = std::string_view("tallystick/payload/v1\n").size();
    return bare_sha256(header_bytes / records + kLeafPrefix, records, threads) +
           bare_sha256(body_bytes / records + prefix, records, threads) +
           bare_sha256(kNodeBytes, records, threads);
  }
};

Result<Hashed> hashed_bytes(const EventStore& store) {
  Hashed hashed;
  const auto head = store.last_commit().size.value;
  while (hashed.records < head) {
    TALLY_ASSIGN(const auto page, store.read(Position{hashed.records}, Direction::forward, {}));
    for (const auto& record : page.records) {
      hashed.header_bytes += record.header.size();
      hashed.body_bytes += record.body.size();
    }
    hashed.records += page.records.size();
  }
  return hashed;
}

Result<std::int64_t> verify_store(const EventStore& store, unsigned threads) {
  const auto mark = store.last_commit();
  const Stopwatch watch;
  Verifier verifier(mark.size);
  TALLY_TRY(verify_pages(store, mark.size, threads, verifier));
  verifier.expect_root(mark.root);
  const auto report = verifier.finish();
  const auto us = watch.us();
  if (report.problem_count == 0) return us;
  return Error(ErrorCode::corrupt, report.problems.front());
}

}  // namespace

Result<void> serve_read(const Settings& settings) {
  SystemClock clock;
  SystemRandom random;
  TALLY_ASSIGN(const auto directory, open_filled(settings, clock, random));
  TALLY_ASSIGN(const auto served, ServedLedger::start(settings));
  const auto& store = directory->ledger().store();
  const auto head = store.last_commit().size.value;
  TALLY_ASSIGN(const auto files, log_files(settings.directory));
  std::vector<std::int64_t> store_us;
  std::vector<std::int64_t> server_us;
  std::vector<std::int64_t> scan_us;
  for (std::uint32_t round = 0; round < settings.rounds; ++round) {
    TALLY_ASSIGN(const auto scan, bare_scan(files));
    TALLY_ASSIGN(const auto in_process, read_store(store));
    TALLY_ASSIGN(const auto over_tcp, read_server(served->port(), head));
    scan_us.push_back(scan);
    store_us.push_back(in_process);
    server_us.push_back(over_tcp);
  }
  TALLY_TRY(served->stop());
  const auto limit = per_second(head, median(scan_us));
  const auto say = [&](std::string_view bench, std::int64_t us) {
    Json json = line(bench, settings, head, us);
    json.set("limit", "pread of the segment files, 1 MiB at a time");
    json.set("limit_per_second", limit);
    print(json.set("ratio_permille", ratio_permille(per_second(head, us), limit)));
  };
  say("read-decoded.store", median(store_us));
  say("read-decoded.tcp", median(server_us));
  return {};
}

Result<void> verify(const Settings& settings) {
  SystemClock clock;
  SystemRandom random;
  TALLY_ASSIGN(const auto directory, open_filled(settings, clock, random));
  const auto& store = directory->ledger().store();
  TALLY_ASSIGN(const auto hashed, hashed_bytes(store));
  std::int64_t alone_us = 0;
  for (const unsigned threads : {1u, settings.threads}) {
    std::vector<std::int64_t> ours_us;
    std::vector<std::int64_t> limit_us;
    for (std::uint32_t round = 0; round < settings.rounds; ++round) {
      TALLY_ASSIGN(const auto us, verify_store(store, threads));
      ours_us.push_back(us);
      limit_us.push_back(hashed.limit_us(threads));
    }
    const auto us = median(ours_us);
    if (threads == 1) alone_us = us;
    Json json = line("verify", settings, hashed.records, us);
    json.set("threads", threads).set("header_bytes", hashed.header_bytes);
    json.set("body_bytes", hashed.body_bytes);
    json.set("limit", "SHA-256 of as many leaves, commitments and nodes");
    const auto limit = per_second(hashed.records, median(limit_us));
    json.set("limit_per_second", limit);
    json.set("ratio_permille", ratio_permille(per_second(hashed.records, us), limit));
    print(json.set("of_one_thread_permille", ratio_permille(static_cast<std::uint64_t>(alone_us),
                                                            static_cast<std::uint64_t>(us))));
  }
  return {};
}

}  // namespace tally::bench
