#include "core/catalogue/registry.h"
#include "core/catalogue/shipped.h"
#include "core/ledger/ledger.h"
#include "core/merkle/checkpoint.h"

namespace tally {
namespace {

constexpr std::int64_t kSampleBegin_us = 946'684'800'000'000;  // 2000-01-01T00:00:00 as UTC.

std::vector<Payload> first_events(const InitOptions& options) {
  LedgerOpened opened;
  opened.origin = options.origin;
  opened.suite = kSuiteSha256Ed25519;
  opened.currency = options.currency;
  opened.zone = options.zone;
  opened.sample = options.sample;
  opened.operator_id = options.operator_id;
  ActorEnrolled operator_enrolled;
  operator_enrolled.actor_id = options.operator_id;
  operator_enrolled.roles = {"operator"};
  std::vector<Payload> events = {opened, operator_enrolled, shipped_rulebook()};
  for (auto& list : shipped_codelists()) events.emplace_back(std::move(list));
  return events;
}

Salt sample_salt(const EventId& id) {
  const auto hash = sha256({as_bytes("tallystick/sample-salt/v1\n"), id.view()});
  Salt salt;
  std::copy_n(hash.bytes.begin(), salt.size(), salt.begin());
  return salt;
}

Result<ProposedEvent> propose(const Payload& payload, std::uint64_t position,
                              const InitOptions& options, const LedgerParts& parts,
                              const ZoneOffset& zone) {
  ProposedEvent event;
  const auto* type = type_of(payload);
  event.proposal.type = type->name;
  event.proposal.schema = type->schema;
  event.proposal.stream = *stream_of(payload);
  event.proposal.effective = Effective{kFirstDate, std::nullopt};
  event.proposal.actor = options.operator_id;
  TALLY_ASSIGN(event.payload, encode_payload(payload));
  if (!options.sample) {
    event.proposal.id = random_event_id(parts.random);
    const Instant now{parts.clock.wall_us()};
    event.recorded_at = RecordedTime{now, zone(now)};
    return event;
  }
  // Nothing in a sample depends on when or where it is made (C6).
  event.proposal.id = derived_event_id({"init", options.origin, std::to_string(position)});
  event.salt = sample_salt(event.proposal.id);
  const auto offset = zone({kSampleBegin_us});
  const auto begin = kSampleBegin_us - offset.minutes * 60 * kMicrosPerSecond;
  event.recorded_at =
      RecordedTime{{begin + static_cast<std::int64_t>(position) * kMicrosPerSecond}, offset};
  return event;
}

}  // namespace

Result<void> init_ledger(LedgerParts parts, const InitOptions& options) {
  TALLY_TRY(check_origin(options.origin));
  TALLY_TRY(Currency::parse(options.currency.code()));
  TALLY_ASSIGN(const auto zone, zone_offset(options.zone));
  AppendBatch batch;
  batch.channel = Channel::local;
  for (const auto& payload : first_events(options)) {
    TALLY_ASSIGN(auto event, propose(payload, batch.events.size(), options, parts, zone));
    batch.events.push_back(std::move(event));
  }
  TALLY_ASSIGN(const auto ledger, Ledger::open(parts));
  std::optional<AppendResult> result;
  TALLY_TRY(ledger->submit(std::move(batch), [&](AppendResult r) { result = std::move(r); }));
  ledger->step();
  TALLY_CHECK(result.has_value());
  if (auto* failed = std::get_if<AppendFailure>(&*result)) return std::move(failed->error);
  return {};
}

}  // namespace tally
