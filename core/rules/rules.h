// What the ledger refuses or flags (contracts C3, C7-C11; domain 4.3 with amendments A2, A8).
//
// RuleState is the small write-side memory of the log: enrolled actors, names in use, stages,
// steps, requests, quotas. It is a pure function of the log: replaying the same records gives the
// same state and the same flags. No clock, no I/O, no unordered iteration reaches an answer.
//
// One thread at a time (the writer's role). Every change is journalled, so that a refused batch or
// a lost commit leaves no trace.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/catalogue/types.h"
#include "core/event/record.h"

namespace tally {

class SnapshotReader;
class SnapshotWriter;

// A recorded process rule that an event did not keep. The text is made when shown.
struct Flag {
  std::string rule;   // "ST09", "R26", ...
  std::string field;  // Path into the payload, or "effective".
  bool operator==(const Flag&) const = default;
};
// The sentence for a flag or a refusal, in both languages; for an unknown code the code itself.
struct RuleText {
  std::string en;
  std::string zh;
};
RuleText rule_text(std::string_view rule);

// An event as the rules see it. All views outlive the call.
struct RuleEvent {
  const Proposal& proposal;
  const Payload& payload;  // monostate: an unknown type, refused when new, carried when replayed.
  ByteView payload_bytes;
  Position position;  // That it has or would get.
  Instant recorded_at;
  UtcOffset recorded_offset;
  Channel channel;

  Effective effective_or_recorded() const;
  Date recorded_day() const { return recorded_at.date_at(recorded_offset); }
  FactOrder order() const { return fact_order(effective_or_recorded(), position.value); }
};

// An event recorded before, for rules that need its content (corrections, voids, returns). Events
// earlier in the same batch count as recorded.
struct PastEvent {
  Position position;
  Proposal proposal;
  Payload payload;
  Bytes payload_bytes;
  Instant recorded_at;
  UtcOffset recorded_offset;
  bool erased = false;
};
class PastEvents {
 public:
  virtual ~PastEvents() = default;
  virtual Result<std::optional<PastEvent>> find(const EventId& id) const = 0;
};

// What event 0 says of the ledger; the origin is that of the last approved recovery, if any.
struct LedgerIdentity {
  std::string origin;
  std::uint8_t suite = kSuiteSha256Ed25519;
  Currency currency;
  std::string zone;
  bool sample = false;
  std::string operator_id;
};

class RuleState {
 public:
  RuleState();
  ~RuleState();
  RuleState(RuleState&&) noexcept;
  RuleState& operator=(RuleState&&) noexcept;

  // Judges a new event as though everything applied so far were recorded. Refusals are `invalid`
  // (form), `refused` (rule, field, both texts) or `not_authorized`. Changes nothing.
  Result<std::vector<Flag>> judge(const RuleEvent& event, const PastEvents& past) const;

  // Takes the event in, with the flags it was given. For a new event after judge(); for a recorded
  // one through replay().
  void apply(const RuleEvent& event, const std::vector<Flag>& flags, const PastEvents& past);

  // Takes a recorded event in, recomputing its flags; never refuses what is recorded.
  void replay(const RuleEvent& event, const PastEvents& past);

  // Undo: everything applied after mark() returned m is undone by rollback(m). keep() forgets the
  // journal, after which no earlier mark is valid.
  std::size_t mark() const;
  void rollback(std::size_t mark);
  void keep();

  // Flags of a recorded event, in the order in which they were given; empty for most.
  std::vector<Flag> flags(Position position) const;

  // Nothing before event 0 was applied.
  const std::optional<LedgerIdentity>& identity() const;
  // Under which the event at this position is, or would be, recorded: the identity's but for events
  // before an approved recovery. There is an identity.
  const std::string& origin_at(Position position) const;
  // The 32-byte key of the actor's last enrolment, not revoked; nothing if there is none (C1).
  std::optional<Bytes> actor_key(std::string_view actor) const;
  bool is_enrolled(std::string_view actor) const;
  // The stream in which a phase, request or declaration was opened, for StreamKey lookups; empty if
  // unknown.
  std::string stream_of_phase(std::string_view phase_id) const;
  std::string stream_of_request(std::string_view request_id) const;
  std::string stream_of_declaration(std::string_view declaration_id) const;
  // True when an event of a type or schema unknown to this software was replayed: the ledger then
  // opens read-only (C2).
  bool holds_unknown_types() const;
  // Shipped codelists and rulebook versions that the log lacks or has in an older version.
  std::vector<std::string> missing_reference_data() const;
  // Bytes held, reported as rule state (C13).
  std::size_t memory_bytes() const;
  // SHA-256 over the whole state: equal states, equal fingerprints.
  Hash fingerprint() const;

  // To and from the next sections of a snapshot (core/base/snapshot_file.h). `corrupt` for bytes
  // that save() would not have written.
  Result<void> save(SnapshotWriter& to) const;
  static Result<RuleState> load(SnapshotReader& from);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace tally
