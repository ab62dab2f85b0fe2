// A small ledger in memory for exports: events go in as JSON payloads, without rules before them.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/catalogue/registry.h"
#include "core/store/memory_store.h"
#include "projections/projections.h"
#include "tests/support/test_data.h"
#include "tools/export/export.h"

namespace tally::test {

inline Hash root_of(TreeSize size) {
  const auto text = std::to_string(size.value);
  return sha256(as_bytes(text));
}

// What an event says beside its payload.
struct Extra {
  Visibility visibility = Visibility::internal;
  std::optional<std::string> organisation;
  std::vector<Basis> basis;
};
inline Extra public_event() { return {Visibility::open, {}, {}}; }
inline Extra event_of(const std::string& organisation) {
  return {Visibility::internal, organisation, {}};
}

class ExportTest : public testing::Test {
 protected:
  ExportTest() {
    add("ledger-main", "ledger.opened",
        R"({"origin":"example.org/exports","suite":1,"currency":"CNY","zone":"Asia/Shanghai",
            "sample":false,"operator":"operator"})",
        "0001-01-01");
  }
  ~ExportTest() override { std::filesystem::remove_all(folder_); }

  // Appends; returns the position.
  std::uint64_t add(const std::string& stream, const std::string& type, const std::string& json,
                    const std::string& effective, const Extra& extra = {}) {
    const auto parsed = parse_json(json);
    EXPECT_TRUE(parsed.ok()) << parsed.error().to_string();
    const auto payload = payload_from_json(type, 1, *parsed);
    EXPECT_TRUE(payload.ok()) << type << ": " << payload.error().to_string();
    if (!payload.ok()) return 0;
    const std::uint64_t position = ids_.size();
    const Salt salt{1};
    Proposal proposal;
    proposal.id = derived_event_id({"export", std::to_string(position)});
    proposal.stream = stream;
    proposal.type = type;
    proposal.effective = Effective::parse(effective).value();
    proposal.actor = "operator";
    proposal.organisation = extra.organisation;
    proposal.visibility = extra.visibility;
    proposal.basis = extra.basis;
    proposal.commitment = payload_commitment(salt, *payload);
    LedgerPart part;
    part.position = {position};
    part.revision = {revisions_[stream]++};
    part.recorded_at = {1'750'000'000 * kMicrosPerSecond +
                        static_cast<std::int64_t>(position) * kMicrosPerSecond};
    part.recorded_offset = {480};
    const Bytes header =
        encode_header(kSuiteSha256Ed25519, encode_proposal(proposal), part, std::nullopt);
    const Bytes body = encode_body(salt, *payload);
    const NewRecord record{header, body, proposal.id, stream};
    EXPECT_TRUE(store_.commit({&record, 1}, {{position + 1}, Hash{}}).ok());
    ids_.push_back(proposal.id);
    records_.push_back({{position}, false, header, body, {}});
    streams_.push_back(stream);
    types_.push_back(type);
    return position;
  }

  std::uint64_t correct(std::uint64_t target, const std::string& replacement,
                        const std::string& changed, bool open = false) {
    return add(streams_[target], "event.corrected",
               R"({"target":")" + ids_[target].to_string() + R"(","target_type":")" +
                   types_[target] + R"(","target_schema":1,"replacement":)" + replacement +
                   R"(,"changed":[")" + changed + R"("],"reason":"typing","approver":"second"})",
               "2025-12-31", open ? public_event() : Extra{});
  }
  std::uint64_t void_event(std::uint64_t target) {
    return add(
        streams_[target], "event.voided",
        R"({"target":")" + ids_[target].to_string() + R"(","reason":"wrong","approver":"second"})",
        "2025-12-31");
  }

  ExportCalls calls() {
    ExportCalls calls;
    calls.status = [this] {
      protocol::StatusReply reply;
      reply.origin = "example.org/exports";
      reply.currency = "CNY";
      reply.zone = "Asia/Shanghai";
      reply.head = {ids_.size()};
      return Result<protocol::StatusReply>(reply);
    };
    calls.view = [this](const protocol::ViewRequest& request) { return view(request); };
    calls.read = [this](const protocol::ReadRequest& request) { return read(request); };
    return calls;
  }

  // The whole output of a format at E, written to a file.
  Result<void> run(std::string_view format, ExportOptions options) {
    if (!options.effective) options.effective = Date::parse("2025-12-31").value();
    return run_export(format, calls(), options);
  }
  std::string written(std::string_view format, ExportOptions options = {}) {
    options.to = path("out");
    const auto done = run(format, options);
    EXPECT_TRUE(done.ok()) << done.error().to_string();
    return done.ok() ? read_text(options.to) : "";
  }
  Json written_json(std::string_view format, const ExportOptions& options = {}) {
    const auto text = written(format, options);
    auto json = parse_json(text);
    EXPECT_TRUE(json.ok()) << json.error().to_string() << "\n" << text;
    return json.ok() ? std::move(json).value() : Json();
  }

  std::string path(const std::string& name) {
    std::filesystem::create_directories(folder_);
    return (folder_ / name).string();
  }
  std::string id(std::uint64_t position) const { return ids_[position].to_string(); }
  TreeSize size() const { return {ids_.size()}; }

 private:
  Result<protocol::ViewReply> view(const protocol::ViewRequest& request) {
    TALLY_TRY(projections_.catch_up(store_, size()));
    ViewQuery query;
    query.cut.effective = request.effective.value_or(Date::parse("2025-12-31").value());
    const bool sized = request.known.kind == protocol::Known::Kind::size;
    query.cut.known = sized ? request.known.size : size();
    query.list = request.list;
    TALLY_ASSIGN(const auto result, projections_.view(request.view, query, [](TreeSize known) {
      return Result<Hash>(root_of(known));
    }));
    protocol::ViewReply reply;
    reply.view = result.view;
    reply.version = result.version;
    reply.effective = result.cut.effective;
    reply.known = result.cut.known;
    reply.root = result.root;
    reply.state_hash = result.state_hash;
    reply.json = to_json_text(view_json(result, false));
    return reply;
  }

  // Pages of three, so that every export turns pages.
  Result<protocol::ReadReply> read(const protocol::ReadRequest& request) {
    protocol::ReadReply reply;
    reply.head = size();
    const bool one = request.selection.scope == protocol::Selection::Scope::stream;
    std::uint64_t count = 0;  // Of the stream, or of all.
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if (one && streams_[i] != request.selection.name) continue;
      if (count++ < request.from) continue;
      if (reply.records.size() == 3) {
        reply.next = request.from + 3;
        break;
      }
      reply.records.push_back(records_[i]);
    }
    return reply;
  }

  MemoryStore store_;
  Projections projections_;
  std::vector<EventId> ids_;
  std::vector<std::string> streams_;
  std::vector<std::string> types_;
  std::vector<protocol::RawRecord> records_;
  std::map<std::string, std::uint64_t> revisions_;
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                  (std::string("tally-export-") + std::to_string(getpid()) + "-" +
                                   testing::UnitTest::GetInstance()->current_test_info()->name());
};

// Looking into JSON. What is not there is a failed expectation and null.
inline const Json& at(const Json& value, std::string_view name) {
  static const Json kNone;
  const Json* found = value.find(name);
  EXPECT_NE(found, nullptr) << name << " in " << to_json_text(value);
  return found ? *found : kNone;
}
inline const Json& at(const Json& value, std::size_t index) {
  static const Json kNone;
  const auto* list = value.array();
  EXPECT_TRUE(list && list->size() > index) << to_json_text(value);
  return list && list->size() > index ? (*list)[index] : kNone;
}

}  // namespace tally::test
