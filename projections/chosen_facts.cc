#include "projections/chosen_facts.h"

#include "core/base/check.h"
#include "core/catalogue/registry.h"

namespace tally {

// A store that holds the chosen records and answers what folding asks: an event by its id, a record
// by its position.
class ChosenFacts::Records final : public EventStore {
 public:
  struct Kept {
    Bytes header, body;
    bool erased = false;
  };

  void keep(Position position, const EventId& id, const RecordView& record) {
    TALLY_CHECK(records_.empty() || records_.rbegin()->first < position.value);
    records_[position.value] = {Bytes(record.header.begin(), record.header.end()),
                                Bytes(record.body.begin(), record.body.end()), record.erased};
    ids_[id.to_string()] = position;
  }
  const Kept* of(Position position) const {
    const auto found = records_.find(position.value);
    return found == records_.end() ? nullptr : &found->second;
  }

  Result<void> commit(std::span<const NewRecord>, const CommitMark&) override { return closed(); }
  Result<RecordPage> read(Position from, Direction, const ReadLimits&) const override {
    RecordPage page;
    const Kept* kept = of(from);
    if (!kept) return page;
    page.buffers = {kept->header, kept->body};
    page.records.push_back({from, page.buffers[0], page.buffers[1], kept->erased});
    return page;
  }
  Result<RecordPage> read_stream(std::string_view, Revision, Direction,
                                 const ReadLimits&) const override {
    return Error(ErrorCode::not_found, "these are chosen records", "stream");
  }
  Result<std::optional<Position>> find(const EventId& id) const override {
    const auto found = ids_.find(id.to_string());
    if (found == ids_.end()) return std::optional<Position>{};
    return std::optional<Position>{found->second};
  }
  CommitMark last_commit() const override { return {}; }
  Result<void> erase(Position) override { return closed(); }

 private:
  static Error closed() { return Error(ErrorCode::read_only, "these are chosen records"); }

  std::map<std::uint64_t, Kept> records_;
  std::map<std::string, Position> ids_;
};

ChosenFacts::ChosenFacts() : records_(std::make_unique<Records>()) {}
ChosenFacts::~ChosenFacts() = default;

Result<void> ChosenFacts::add(Position position, const RecordView& record) {
  if (!record.erased && record.body.size() < kSaltBytes) {
    return Error(ErrorCode::corrupt, "the body is shorter than its salt", "body");
  }
  TALLY_ASSIGN(const auto header, decode_header(record.header));
  const StoredRecord stored{position, record.header, record.body, record.erased};
  TALLY_ASSIGN(const auto head, read_fold_head(stored, 1));
  TALLY_TRY(part_.fold_record(head, stored, *records_));
  if (header.type == LedgerOpened::kType.name && !record.erased) {
    const auto payload = decode_payload(header.type, header.schema, body_payload(record.body));
    if (!payload.ok()) return payload.error();
    if (const auto* opened = std::get_if<LedgerOpened>(&*payload)) currency_ = opened->currency;
  }
  records_->keep(position, header.id, record);
  return {};
}

FactSet ChosenFacts::facts() const {
  FactSet set;
  set.parts = {&part_.facts};
  set.currency = currency_;
  return set;
}

std::optional<Payload> ChosenFacts::payload(Position position) const {
  const auto* kept = records_->of(position);
  if (!kept || kept->erased) return std::nullopt;
  const auto header = decode_header(kept->header);
  if (!header.ok()) return std::nullopt;
  auto payload = decode_payload(header->type, header->schema, body_payload(kept->body));
  if (!payload.ok()) return std::nullopt;
  if (const auto* correction = std::get_if<EventCorrected>(&*payload)) {
    payload = decode_payload(correction->target_type, correction->target_schema,
                             Bytes(correction->replacement));
    if (!payload.ok()) return std::nullopt;
  }
  return std::move(*payload);
}

}  // namespace tally
