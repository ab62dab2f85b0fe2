#include <cstdio>

#include "core/catalogue/registry.h"
#include "core/ledger/directory.h"
#include "tools/bench/bench.h"

namespace tally::bench {
namespace {

constexpr std::uint64_t kProjects = 1000;

// A thousand projects, then their monthly work: payments without a request are the most common
// event of a ledger.
Result<ProposedEvent> event_at(std::uint64_t number, const Settings& settings, Random& random) {
  ProposedEvent event;
  const auto project = "B-" + std::to_string(number % kProjects);
  event.proposal.id = random_event_id(random);
  event.proposal.actor = "operator";
  event.proposal.stream = "project-" + project;
  event.proposal.effective = Effective{Date::of(2025, 1, 1), std::nullopt};
  Payload payload;
  if (number < kProjects) {
    ProjectRegistered registered;
    registered.project_id = project;
    registered.name = "bench " + project;
    payload = registered;
  } else {
    FundingDisbursed paid;
    paid.project = project;
    TALLY_ASSIGN(const auto currency, Currency::parse("CNY"));
    paid.amount = {static_cast<std::int64_t>(number), currency};
    paid.payee.kind = PayeeKind::persons;
    paid.payee.count = 1;
    paid.bank_ref = std::string(settings.payload > 80 ? settings.payload - 80 : 1, 'b');
    payload = paid;
  }
  event.proposal.type = type_of(payload)->name;
  TALLY_ASSIGN(event.payload, encode_payload(payload));
  return event;
}

}  // namespace

Json line(std::string_view bench, const Settings& settings, std::uint64_t events, std::int64_t us) {
  Json json;
  json.set("bench", bench).set("batch", settings.batch).set("waiting", settings.waiting);
  json.set("payload_bytes", settings.payload).set("events", events).set("microseconds", us);
  const auto rate = us > 0 ? events * 1'000'000 / static_cast<std::uint64_t>(us) : 0;
  return json.set("events_per_second", rate);
}

void print(const Json& json) {
  std::printf("%s\n", to_json_text(json).c_str());
  std::fflush(stdout);
}

Result<void> fill(const Settings& settings, std::int64_t& us, std::uint64_t& commits) {
  SystemClock clock;
  SystemRandom random;
  InitOptions options;
  options.origin = "bench.example/ledger";
  TALLY_ASSIGN(options.currency, Currency::parse("CNY"));
  TALLY_TRY(LedgerDirectory::init(system_disk(), clock, random, settings.opener, settings.directory,
                                  options));
  TALLY_ASSIGN(const auto directory,
               LedgerDirectory::open(system_disk(), clock, random, settings.opener,
                                     settings.directory, DirectoryAccess::write));
  auto& ledger = directory->ledger();
  ledger.on_commit([&](TreeSize) { ++commits; });
  std::vector<AppendBatch> batches;
  for (std::uint64_t made = 0; made < settings.events;) {
    AppendBatch batch;
    for (; batch.events.size() < settings.batch && made < settings.events; ++made) {
      TALLY_ASSIGN(auto event, event_at(made, settings, random));
      batch.events.push_back(std::move(event));
    }
    batches.push_back(std::move(batch));
  }
  std::optional<Error> failed;
  const Stopwatch watch;
  for (std::size_t i = 0; i < batches.size();) {
    for (std::uint32_t k = 0; k < settings.waiting && i < batches.size(); ++k, ++i) {
      TALLY_TRY(ledger.submit(std::move(batches[i]), [&](AppendResult result) {
        if (auto* failure = std::get_if<AppendFailure>(&result)) failed = failure->error;
      }));
    }
    ledger.step();
    if (failed) return *failed;
  }
  us = watch.us();
  return {};
}

}  // namespace tally::bench
