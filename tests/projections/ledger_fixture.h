// A small ledger in memory for view tests: events go in as payloads, without rules before them.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "core/catalogue/registry.h"
#include "core/store/memory_store.h"
#include "projections/projections.h"

namespace tally::test {

inline Date day(std::string_view text) { return Date::parse(text).value(); }
inline Money cny(std::int64_t minor) { return {minor, Currency::parse("CNY").value()}; }
// In 亿元.
inline Money yi(std::int64_t amount) { return cny(amount * 100'000'000 * 100); }
inline Period period(std::string_view text) { return Period::parse(text).value(); }

class TestLedger {
 public:
  TestLedger() {
    LedgerOpened opened;
    opened.origin = "example.org/test";
    opened.currency = Currency::parse("CNY").value();
    opened.zone = "Asia/Shanghai";
    opened.operator_id = "operator";
    add(opened, "0001-01-01");
  }

  // Appends; returns the position. `project`: for types that do not name their stream.
  std::uint64_t add(const Payload& payload, std::string_view effective,
                    const std::string& project = {}) {
    auto stream = stream_of(payload);
    return append(payload, std::string(effective),
                  stream ? *stream : stream_name("project", project));
  }

  // Appends bytes as the payload of that type, whatever they are.
  std::uint64_t add_bytes(const std::string& type, const Bytes& payload,
                          const std::string& project) {
    return append_bytes(type, 1, payload, "2025-01-01", stream_name("project", project));
  }

  std::uint64_t correct(std::uint64_t target, const Payload& replacement,
                        std::optional<std::string> effective = std::nullopt) {
    EventCorrected event;
    event.target = ids_[target];
    event.target_type = type_of(replacement)->name;
    event.target_schema = type_of(replacement)->schema;
    event.replacement = encode_payload(replacement).value();
    if (effective) event.effective = Effective::parse(*effective).value();
    event.changed = {"x"};
    event.reason = "test";
    event.approver = "approver";
    return append(event, "2030-01-01", streams_[target]);
  }

  std::uint64_t void_event(std::uint64_t target) {
    EventVoided event;
    event.target = ids_[target];
    event.reason = "test";
    event.approver = "approver";
    return append(event, "2030-01-01", streams_[target]);
  }

  const EventId& id(std::uint64_t position) const { return ids_[position]; }
  TreeSize size() const { return {ids_.size()}; }
  MemoryStore& store() { return store_; }

  ViewQuery query(std::string_view effective) const {
    ViewQuery query;
    query.cut = {day(effective), size()};
    return query;
  }

  Result<ViewResult> try_view(std::string_view name, const ViewQuery& query) {
    const auto caught_up = projections_.catch_up(store_, size());
    EXPECT_TRUE(caught_up.ok()) << caught_up.error().to_string();
    return projections_.view(name, query, [](TreeSize) { return Result<Hash>(Hash{}); });
  }
  std::vector<ViewRow> rows(std::string_view name, const ViewQuery& query) {
    auto result = try_view(name, query);
    EXPECT_TRUE(result.ok()) << result.error().to_string();
    return result.ok() ? std::move(result->rows) : std::vector<ViewRow>{};
  }
  std::vector<ViewRow> rows(std::string_view name, std::string_view effective) {
    return rows(name, query(effective));
  }
  Projections& projections() { return projections_; }

 private:
  std::uint64_t append(const Payload& payload, const std::string& effective,
                       const std::string& stream) {
    auto bytes = encode_payload(payload);
    EXPECT_TRUE(bytes.ok()) << bytes.error().to_string();
    const TypeInfo& type = *type_of(payload);
    return append_bytes(std::string(type.name), type.schema, *bytes, effective, stream);
  }

  std::uint64_t append_bytes(const std::string& type, std::uint16_t schema, const Bytes& payload,
                             const std::string& effective, const std::string& stream) {
    const std::uint64_t position = ids_.size();
    const Salt salt{1};
    Proposal proposal;
    proposal.id = derived_event_id({"test", std::to_string(position)});
    proposal.stream = stream;
    proposal.type = type;
    proposal.schema = schema;
    proposal.effective = Effective::parse(effective).value();
    proposal.actor = "operator";
    proposal.commitment = payload_commitment(salt, payload);
    LedgerPart part;
    part.position = {position};
    part.revision = {revisions_[stream]++};
    part.recorded_at = {static_cast<std::int64_t>(position) * kMicrosPerSecond};
    const Bytes header =
        encode_header(kSuiteSha256Ed25519, encode_proposal(proposal), part, std::nullopt);
    const Bytes body = encode_body(salt, payload);
    const NewRecord record{header, body, proposal.id, stream};
    const auto done = store_.commit({&record, 1}, {{position + 1}, Hash{}});
    EXPECT_TRUE(done.ok());
    ids_.push_back(proposal.id);
    streams_.push_back(stream);
    return position;
  }

  MemoryStore store_;
  Projections projections_;
  std::vector<EventId> ids_;
  std::vector<std::string> streams_;
  std::map<std::string, std::uint64_t> revisions_;
};

// Looking into rows. A member that is not there is a failed expectation and null.
inline const Json& member(const Json& value, std::string_view name) {
  static const Json kNone;
  const Json* found = value.find(name);
  EXPECT_NE(found, nullptr) << name << " in " << to_json_text(value);
  return found ? *found : kNone;
}
inline const Json& member(const ViewRow& row, std::string_view name) {
  return member(row.value, name);
}
// The first row whose member has that value.
inline const ViewRow& row_where(const std::vector<ViewRow>& rows, std::string_view name,
                                const Json& value) {
  static const ViewRow kNone;
  for (const auto& row : rows) {
    const Json* found = row.value.find(name);
    if (found && *found == value) return row;
  }
  ADD_FAILURE() << "no row with " << name << " = " << to_json_text(value);
  return kNone;
}
inline Json money(const Money& amount) {
  Json out;
  out.set("minor", std::to_string(amount.minor));
  out.set("currency", amount.currency.code());
  return out;
}
inline std::string text_of(const std::vector<ViewRow>& rows) {
  std::string text;
  for (const auto& row : rows) text += to_json_text(row.value) + "\n";
  return text;
}

// Events in short.
inline ProjectRegistered registered(const std::string& project,
                                    std::optional<Money> total = std::nullopt) {
  ProjectRegistered event;
  event.project_id = project;
  event.name = "名称 " + project;
  event.planned_total = total;
  return event;
}
inline ProjectListed listed(const std::string& project, const std::string& list, int year,
                            std::optional<Money> plan = std::nullopt) {
  ProjectListed event;
  event.project = project;
  event.list = list;
  event.year = static_cast<std::int16_t>(year);
  event.annual_plan = plan;
  return event;
}
inline ProjectDelisted delisted(const std::string& project, const std::string& list, int year) {
  ProjectDelisted event;
  event.project = project;
  event.list = list;
  event.year = static_cast<std::int16_t>(year);
  return event;
}
inline MilestoneReached reached(const std::string& project, const std::string& code) {
  MilestoneReached event;
  event.project = project;
  event.code = code;
  return event;
}
inline StageChanged stage(const std::string& project, const std::string& from,
                          const std::string& to) {
  StageChanged event;
  event.project = project;
  event.from = from;
  event.to = to;
  return event;
}
inline EstimateApproved approved(const std::string& project, EstimateKind kind,
                                 std::optional<Money> total) {
  EstimateApproved event;
  event.project = project;
  event.kind = kind;
  event.total = total;
  return event;
}
inline FundingDisbursed payment(const std::string& project, std::int64_t minor) {
  FundingDisbursed event;
  event.project = project;
  event.amount = cny(minor);
  event.payee.kind = PayeeKind::persons;
  event.payee.count = 1;
  return event;
}
inline EstimateReported forecast(const std::string& project, std::optional<Money> total) {
  EstimateReported event;
  event.project = project;
  event.total = total;
  return event;
}

}  // namespace tally::test
