#include "tools/import/import.h"

#include <map>
#include <set>
#include <utility>

#include "core/base/hex.h"
#include "core/catalogue/registry.h"
#include "tools/import/csv_reader.h"
#include "tools/import/mapping_run.h"
#include "tools/import/xes_reader.h"

namespace tally {
namespace {

constexpr std::string_view kEnrolled = "actor.enrolled";

class Import {
 public:
  Import(const Mapping& mapping, const ImportSource& source, const ImportOptions& options,
         const ImportCalls& calls)
      : mapping_(mapping),
        source_(source),
        options_(options),
        calls_(calls),
        file_hash_(sha256(source.data)) {}

  Result<ImportSummary> run() {
    const auto read = mapping_.format == Mapping::Format::xes ? read_xes : read_csv;
    TALLY_TRY(read(as_text(source_.data), [this](CsvRow&& row) { return take_row(row); }));
    if (!rows_) return invalid("data", "has no header row");
    TALLY_TRY(flush());
    return summary_;
  }

 private:
  struct Waiting {
    ProposedEvent event;
    std::uint64_t line = 0;
  };

  Result<void> take_row(const CsvRow& row) {
    if (!rows_) {
      TALLY_ASSIGN(auto started, MappingRun::start(mapping_, row.cells));
      rows_.emplace(std::move(started));
      return {};
    }
    auto mapped = rows_->take(row);
    if (!mapped.ok()) {
      reject({row.line, "", std::move(mapped).error()});
      return {};
    }
    if (mapped->skipped) ++summary_.skipped;
    for (const auto& actor : mapped->actors) {
      if (actor.name.empty() || actor.name == options_.actor) continue;
      if (actors_.insert(actor.name).second) TALLY_TRY(queue(enrolment(actor), row.line));
    }
    for (auto& event : mapped->events) TALLY_TRY(queue(std::move(event), row.line));
    return {};
  }

  MappedEvent enrolment(const MappingRun::Row::Actor& actor) const {
    MappedEvent event;
    event.type = kEnrolled;
    event.stream = stream_name("actor", actor.name);
    event.effective = actor.effective;
    event.actor = options_.actor;
    event.payload.set("actor_id", actor.name);
    return event;
  }

  Result<void> queue(MappedEvent event, std::uint64_t line) {
    auto proposed = propose(event, line);
    if (!proposed.ok()) {
      reject({line, event.type, std::move(proposed).error()});
      return {};
    }
    waiting_.push_back({std::move(proposed).value(), line});
    if (waiting_.size() < options_.batch_events) return {};
    TALLY_TRY(flush());
    if (calls_.progress) calls_.progress(line);
    return {};
  }

  Result<ProposedEvent> propose(const MappedEvent& event, std::uint64_t line) {
    ProposedEvent proposed;
    TALLY_ASSIGN(proposed.payload, payload_from_json(event.type, event.schema, event.payload));
    TALLY_ASSIGN(const auto fields, payload_to_json(event.type, event.schema, proposed.payload));
    TALLY_ASSIGN(const auto canonical, canonical_json(fields));
    TALLY_ASSIGN(const auto effective, Effective::parse(event.effective));
    auto& proposal = proposed.proposal;
    const std::uint64_t occurrence =
        ++occurrences_[derived_event_id({event.stream, event.type, event.effective, canonical})];
    proposal.id = derived_event_id({"import", mapping_.name, event.stream, event.type,
                                    event.effective, canonical, std::to_string(occurrence)});
    proposal.stream = event.stream;
    proposal.type = event.type;
    proposal.schema = event.schema;
    proposal.effective = effective;
    proposal.actor = event.actor;
    proposal.basis.push_back({source_.file_name + "#" + std::to_string(line), file_hash_});
    if (event.type == kEnrolled) {
      // An actor enrolled by another import, or by hand, stays as it is.
      proposed.expected.kind = ExpectedRevision::Kind::no_stream;
    }
    TALLY_TRY(check_proposal(proposal));
    return proposed;
  }

  // Sends what waits; what is recorded or cannot be is taken out, and the rest is sent again.
  Result<void> flush() {
    while (!waiting_.empty()) {
      if (options_.dry_run) {
        summary_.recorded += waiting_.size();
        waiting_.clear();
        break;
      }
      AppendBatch batch;
      batch.channel = Channel::import;
      for (const auto& item : waiting_) batch.events.push_back(item.event);
      TALLY_ASSIGN(auto result, calls_.append(std::move(batch)));
      if (const auto* appended = std::get_if<Appended>(&result)) {
        for (const auto& event : appended->events)
          ++(event.duplicate ? summary_.duplicate : summary_.recorded);
        waiting_.clear();
        break;
      }
      TALLY_TRY(take_failure(std::get<AppendFailure>(result)));
    }
    return {};
  }

  Result<void> take_failure(AppendFailure& failure) {
    if (failure.error.code == ErrorCode::partly_recorded && !failure.recorded.empty()) {
      std::set<std::uint32_t> recorded;
      for (const auto& [index, event] : failure.recorded) recorded.insert(index);
      summary_.duplicate += recorded.size();
      std::vector<Waiting> rest;
      for (std::uint32_t i = 0; i < waiting_.size(); ++i) {
        if (!recorded.contains(i)) rest.push_back(std::move(waiting_[i]));
      }
      waiting_ = std::move(rest);
      return {};
    }
    const auto index = failure.error.index;
    if (!index || *index >= waiting_.size()) return failure.error;  // Not about one event: stop.
    auto& bad = waiting_[*index];
    if (bad.event.proposal.type == kEnrolled && failure.error.code == ErrorCode::conflict) {
      ++summary_.duplicate;
    } else {
      reject({bad.line, bad.event.proposal.type, failure.error});
    }
    waiting_.erase(waiting_.begin() + *index);
    return {};
  }

  void reject(const ImportReject& rejected) {
    ++summary_.rejected;
    if (calls_.reject) calls_.reject(rejected);
  }

  const Mapping& mapping_;
  const ImportSource& source_;
  const ImportOptions& options_;
  const ImportCalls& calls_;
  const Hash file_hash_;
  std::optional<MappingRun> rows_;
  std::set<std::string> actors_;
  std::map<EventId, std::uint64_t> occurrences_;
  std::vector<Waiting> waiting_;
  ImportSummary summary_;
};

}  // namespace

Result<ImportSummary> run_import(const Mapping& mapping, const ImportSource& source,
                                 const ImportOptions& options, const ImportCalls& calls) {
  return Import(mapping, source, options, calls).run();
}

Json reject_json(const ImportReject& reject) {
  Json line;
  line.set("line", reject.line);
  line.set("type", reject.type.empty() ? Json() : Json(reject.type));
  line.set("error", error_name(reject.error.code));
  line.set("field", reject.error.field);
  line.set("rule", reject.error.rule);
  line.set("message", reject.error.message);
  return line;
}

}  // namespace tally
