// One filled example of every message, for golden bytes, round trips and damage.
#pragma once

#include <string>

#include "server/protocol/messages_append.h"
#include "server/protocol/messages_proof.h"
#include "server/protocol/messages_read.h"
#include "server/protocol/messages_session.h"
#include "server/protocol/messages_view.h"

namespace tally::test {

inline Hash hash_of_byte(std::uint8_t byte) {
  Hash hash;
  hash.bytes.fill(byte);
  return hash;
}

inline EventId id_of_byte(std::uint8_t byte) {
  EventId id;
  id.bytes.fill(byte);
  return id;
}

inline Proposal sample_proposal() {
  Proposal proposal;
  proposal.id = id_of_byte(0x11);
  proposal.stream = "project-117";
  proposal.type = "x.note.added";
  proposal.actor = "li";
  return proposal;
}

inline ProposedEvent sample_event() {
  ProposedEvent event;
  event.proposal = sample_proposal();
  event.payload = to_owned(as_bytes("{}"));
  return event;
}

inline AppendBatch sample_batch() {
  AppendBatch batch;
  batch.channel = Channel::import;
  batch.events.push_back(sample_event());
  batch.events.push_back(sample_event());
  auto& second = batch.events.back();
  second.proposal.id = id_of_byte(0x22);
  second.proposal.effective = Effective{Date::of(2024, 2, 29), {}};
  second.expected = {ExpectedRevision::Kind::exact, {7}};
  second.salt.emplace().fill(0x33);
  second.signature.emplace().fill(0x44);
  second.recorded_at = RecordedTime{{1'700'000'000'000'000}, {480}};
  return batch;
}

inline AppendedEvent sample_appended_event() {
  AppendedEvent event;
  event.receipt = {"ledger.example/a", {5}, id_of_byte(0x11), {2}, {77}, hash_of_byte(0x55)};
  event.duplicate = true;
  event.flags = {{"ST09", "stage"}};
  return event;
}

inline Error sample_error() {
  Error error(ErrorCode::conflict, "the stream has moved on", "expected");
  error.rule = "ST14";
  error.message_zh = "流已变更";
  error.index = 3;
  error.revision = 9;
  return error;
}

inline protocol::RawRecord sample_record() {
  protocol::RawRecord record;
  record.position = {5};
  record.header = {1, 2, 3};
  record.body = Bytes(kSaltBytes, 0x66);
  record.body.push_back('{');
  record.flags = {{"ST09", "stage"}};
  return record;
}

inline protocol::Limits sample_limits() {
  protocol::Limits limits;
  std::uint32_t next = 1;
  limits.frame_body_bytes_max = next++;
  limits.header_bytes_max = next++;
  limits.payload_bytes_max = next++;
  limits.batch_events_max = next++;
  limits.batch_bytes_max = next++;
  limits.commit_events_max = next++;
  limits.commit_bytes_max = next++;
  limits.stream_name_bytes_max = next++;
  limits.queue_batches_max = next++;
  limits.queue_bytes_max = next++;
  limits.connections_max = next++;
  limits.subscriptions_max = next++;
  limits.in_flight_max = next++;
  limits.read_records_max = next++;
  limits.read_bytes_max = next++;
  limits.credit_max = next++;
  limits.hello_ms = next++;
  limits.frame_ms = next++;
  limits.idle_ms = next++;
  limits.write_ms = next++;
  limits.heartbeat_ms = next++;
  return limits;
}

inline protocol::StatusReply sample_status() {
  protocol::StatusReply status;
  status.server = "tallyd 0.1.0";
  status.origin = "ledger.example/a";
  status.currency = "CNY";
  status.zone = "Asia/Shanghai";
  status.sample = true;
  status.operator_id = "operator";
  status.head = {12};
  status.root = hash_of_byte(0x77);
  status.verifier_key = "ledger.example/a+00000000+AQ==";
  status.identity = "asserted";
  status.queued_batches = 1;
  status.read_only_reason = "clock";
  status.connections = 2;
  status.subscriptions = 3;
  status.views = {{"pipeline", 1, {12}, "live"}};
  status.warnings = {"SAMPLE/样例"};
  return status;
}

inline protocol::Selection sample_selection() {
  return {protocol::Selection::Scope::category, "project", {"stage.changed"}};
}

// Calls visit(name, message) for every message there is.
template <class Visit>
void each_message(Visit visit) {
  using namespace protocol;
  visit("hello", Hello{1, 3, "tally 0.1.0"});
  visit("append", AppendRequest{sample_batch()});
  visit("read", ReadRequest{sample_selection(), Direction::backward, 9, 4, 100, true});
  visit("subscribe", SubscribeRequest{sample_selection(), {6}, 64, true});
  visit("credit", Credit{32});
  visit("unsubscribe", Unsubscribe{});
  visit("view", ViewRequest{"pipeline",
                            Date::of(2024, 2, 29),
                            {Known::Kind::day, {}, Date::of(2024, 3, 1), {}},
                            "city",
                            std::nullopt,
                            2024,
                            true});
  visit("lookup", LookupRequest{id_of_byte(0x11)});
  visit("prove_inclusion", ProveInclusion{{5}, 12});
  visit("prove_consistency", ProveConsistency{{5}, std::nullopt});
  visit("checkpoint", CheckpointRequest{true});
  visit("status", StatusRequest{});
  visit("limits", LimitsRequest{});
  visit("ping", Ping{});
  visit("hello_reply", HelloReply{1,
                                  "tallyd 0.1.0",
                                  "ledger.example/a",
                                  {12},
                                  hash_of_byte(0x77),
                                  true,
                                  sample_limits(),
                                  {"SAMPLE/样例"}});
  visit("append_reply", AppendReply{{{sample_appended_event()}, {12}, hash_of_byte(0x77)}});
  visit("read_reply", ReadReply{{sample_record()}, 4, {12}});
  visit("subscribe_reply", SubscribeReply{{{6}, {12}}});
  visit("view_reply", ViewReply{"pipeline",
                                1,
                                Date::of(2024, 2, 29),
                                {12},
                                hash_of_byte(0x77),
                                hash_of_byte(0x88),
                                true,
                                1,
                                "{\"rows\":[{}]}"});
  visit("lookup_reply",
        LookupReply{{LookupAnswer::State::recorded, sample_appended_event(), {12}}});
  visit("prove_inclusion_reply",
        InclusionProof{
            {5}, {12}, hash_of_byte(0x77), hash_of_byte(0x55), {hash_of_byte(1), hash_of_byte(2)}});
  visit("prove_consistency_reply",
        ConsistencyProof{{5}, hash_of_byte(3), {12}, hash_of_byte(0x77), {hash_of_byte(1)}});
  visit("checkpoint_reply",
        CheckpointReply{"ledger.example/a\n12\n", "ledger.example/a+00000000+AQ=="});
  visit("status_reply", sample_status());
  visit("limits_reply", LimitsReply{sample_limits()});
  visit("ping_reply", PingReply{});
  visit("error", ErrorReply{sample_error()});
  visit("append_failed", AppendFailedReply{{sample_error(), {{0, sample_appended_event()}}, 4}});
  visit("events", Events{{{6}, {12}}, {sample_record()}});
  visit("heartbeat", Heartbeat{{{6}, {12}}});
  visit("subscription_end", SubscriptionEnd{sample_error()});
  visit("goodbye", Goodbye{sample_error()});
}

}  // namespace tally::test
