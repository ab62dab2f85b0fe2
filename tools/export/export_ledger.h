// The events of a ledger as an export shows them: at (E, K), with corrections and voids applied
// (contracts C9).
//
// Opening reads the log once and keeps corrections, voids, the names of streams and the registered
// organisations, never the events. For one thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/codec/json.h"
#include "core/event/record.h"
#include "tools/export/export.h"

namespace tally {

// What every file says of where it comes from.
struct ExportCut {
  std::string origin;
  std::string currency;
  std::string zone;
  bool sample = false;
  bool public_only = false;
  Date effective;    // E
  TreeSize known;    // K
  Hash root;         // At K.
  Instant as_of;     // When the last event of K was recorded.
  UtcOffset offset;  // Of that event: what dates without a time are given.

  // {"origin","effective","known_size","root","sample","visibility"}
  Json json() const;
};

struct ExportEvent {
  std::uint64_t position = 0;
  std::uint64_t revision = 0;
  EventId id;
  std::string stream;
  std::string type;
  std::uint16_t schema = 1;
  std::string actor;
  std::optional<std::string> organisation;
  std::optional<std::string> role;
  Visibility visibility = Visibility::internal;
  Channel channel = Channel::tcp;
  Instant recorded_at;
  UtcOffset recorded_offset;
  std::vector<Basis> basis;

  Effective effective;  // As it counts at K.
  Json payload;         // As it counts at K; null when erased.
  Effective recorded_effective;
  std::optional<Json> recorded_payload;  // Where a correction replaced it.
  std::optional<std::uint64_t> corrected_by;
  std::optional<std::uint64_t> voided_by;
  bool erased = false;
  // A fact at (E, K): neither voided nor after E, and not itself a correction or a void.
  bool counts = false;

  const Json& as_recorded() const { return recorded_payload ? *recorded_payload : payload; }
  // RFC 3339; a date without time is its first instant at the offset of the record.
  std::string time() const;
  std::string recorded_time() const;
};

// RFC 3339 at this offset.
std::string rfc3339(Instant at, UtcOffset offset);
std::string rfc3339(const Effective& at, UtcOffset offset);

// The text of a member, or nothing where it is absent or not text.
std::optional<std::string> text_member(const Json& object, std::string_view name);

class ExportLedger {
 public:
  // `invalid` for a cut that the ledger has not; `corrupt`, rule "forked", when the root at K is
  // not the one that a checkpoint promised.
  static Result<ExportLedger> open(const ExportCalls& calls, const ExportOptions& options);

  const ExportCut& cut() const { return cut_; }
  // Streams with an event that may be shown, sorted by name.
  const std::set<std::string>& streams() const { return streams_; }
  const std::set<std::string>& types() const { return types_; }

  // Every event of K that may be shown, in the order of positions, whether it counts or not.
  Result<void> each(const std::function<Result<void>(const ExportEvent&)>& take) const;
  // What counts in one stream, in the order of facts (contracts C6).
  Result<std::vector<ExportEvent>> facts(const std::string& stream) const;
  struct View {
    std::optional<std::string> list;  // Of projects, where the view is of one.
    protocol::ViewReply reply;
  };
  // A view at the cut; one per list of projects where it cannot be had of all. Views count every
  // event, so with --public there is none: `invalid`.
  Result<std::vector<View>> views(std::string_view name) const;

  // The registered name of an organisation, by its org_id or by "scheme-id".
  std::optional<std::string> organisation_name(const std::string& id) const;
  // "scheme-id" of an organisation that was registered with an identifier, else org_id.
  std::string party_id(const std::string& org_id) const;

 private:
  struct Correction {
    EventId id;
    std::uint64_t position = 0;
    Json replacement;
    std::optional<Effective> effective;
    bool shown = true;  // May be shown: without --public always.
  };
  struct Organisation {
    std::string name;
    std::optional<std::string> party;
  };

  ExportLedger(const ExportCalls& calls, ExportCut cut) : calls_(calls), cut_(std::move(cut)) {}
  using Take = std::function<Result<bool>(const protocol::RawRecord&)>;
  Result<void> read(protocol::ReadRequest request, const Take& take) const;
  Result<void> survey();
  Result<void> note(const HeaderView& header, const protocol::RawRecord& record);
  // Nothing when the event may not be shown.
  Result<std::optional<ExportEvent>> event(const protocol::RawRecord& record) const;
  // False when what counts of it may not be shown.
  Result<bool> apply_versions(ExportEvent& event) const;
  void note_organisation(const ExportEvent& event);

  ExportCalls calls_;
  ExportCut cut_;
  std::set<std::string> streams_;
  std::set<std::string> types_;
  std::set<std::string> lists_;
  std::map<EventId, std::vector<Correction>> corrections_;  // By target, in order of position.
  std::map<EventId, std::uint64_t> voids_;
  std::map<std::string, Organisation> organisations_;  // By org_id.
  std::map<std::string, std::string> party_names_;     // By "scheme-id".
};

}  // namespace tally
