#include "server/handlers.h"

#include <algorithm>

#include "server/ledger_answers.h"
#include "server/protocol/messages_append.h"
#include "server/protocol/messages_proof.h"
#include "server/protocol/messages_read.h"
#include "server/protocol/messages_view.h"
#include "server/read_page.h"
#include "server/view_worker.h"

namespace tally::server {
namespace {

using protocol::Kind;
using protocol::Known;

// Room in a frame for what stands beside the records or the JSON.
constexpr std::size_t kFrameReserveBytes = 64u << 10;

TreeSize head(const ServerContext& context) { return context.ledger.store().last_commit().size; }

Answer answer_read(const ServerContext& context, ByteView body) {
  const auto request = protocol::ReadRequest::decode(body);
  if (!request) return error_answer(request.error());
  PageLimits limits;
  limits.records_max =
      std::clamp<std::uint32_t>(request->records_max, 1, context.limits.read_records_max);
  limits.bytes_max = context.limits.read_bytes_max;
  auto page = encoded_page(context.ledger, *request, limits);
  if (!page) return error_answer(std::move(page).error());
  return {Kind::read_reply, std::move(page).value()};
}

Result<protocol::LookupReply> handle(const ServerContext& context,
                                     const protocol::LookupRequest& request) {
  TALLY_ASSIGN(auto answer, context.ledger.lookup(request.id));
  return protocol::LookupReply{std::move(answer)};
}

Result<protocol::InclusionProof> handle(const ServerContext& context,
                                        const protocol::ProveInclusion& request) {
  protocol::InclusionProof proof;
  proof.position = request.position;
  proof.size = request.size ? TreeSize{*request.size} : head(context);
  if (!proof.size.holds(proof.position)) {
    return Error(ErrorCode::not_found, "no event stands there at this size", "position");
  }
  TALLY_ASSIGN(proof.root, context.ledger.root_at(proof.size));
  TALLY_ASSIGN(proof.path, context.ledger.inclusion_proof(proof.position, proof.size));
  ReadLimits one;
  one.records_max = 1;
  TALLY_ASSIGN(const auto page,
               context.ledger.store().read(proof.position, Direction::forward, one));
  if (page.records.empty()) return Error(ErrorCode::not_found, "no event stands there", "position");
  const std::uint8_t leaf_prefix[] = {0x00};  // RFC 6962, section 2.1.
  proof.leaf = sha256({leaf_prefix, page.records[0].header});
  return proof;
}

Result<protocol::ConsistencyProof> handle(const ServerContext& context,
                                          const protocol::ProveConsistency& request) {
  std::optional<TreeSize> newer;
  if (request.newer) newer = TreeSize{*request.newer};
  return consistency_reply(context.ledger, request.older, newer);
}

Result<protocol::CheckpointReply> handle(const ServerContext& context,
                                         const protocol::CheckpointRequest& request) {
  protocol::CheckpointReply reply;
  reply.verifier_key = context.checkpoints.verifier_key;
  if (request.fresh) {
    TALLY_ASSIGN(reply.text, context.checkpoints.sign(true));
    return reply;
  }
  TALLY_ASSIGN(auto last, context.checkpoints.last());
  if (!last) return Error(ErrorCode::not_found, "no checkpoint has been signed yet");
  reply.text = std::move(*last);
  return reply;
}

Result<protocol::ViewReply> handle(const ServerContext& context,
                                   const protocol::ViewRequest& request) {
  TALLY_ASSIGN(const auto known, known_size(context.ledger, request.known));
  if (!context.views.wait_folded(known, kViewWaitMs)) {
    return Error(ErrorCode::overloaded,
                 "the views stand at " + std::to_string(context.projections.folded().value) +
                     " of " + std::to_string(known.value) + " events; ask again",
                 "known");
  }
  TALLY_ASSIGN(auto reply, view_reply(context.ledger, context.projections, request, known));
  if (reply.json.size() > protocol::kFrameBodyBytesMax - kFrameReserveBytes) {
    return invalid("view", "the answer is larger than a frame; ask for one list or project");
  }
  return reply;
}

Result<protocol::StatusReply> handle(const ServerContext& context, const protocol::StatusRequest&) {
  const auto status = context.ledger.status();
  auto reply = status_reply(status, context.projections);
  reply.server = context.software;
  reply.verifier_key = context.checkpoints.verifier_key;
  reply.queued_batches = status.queued_batches;
  reply.read_only_reason = status.read_only_reason;
  reply.connections = context.counters.connections;
  reply.subscriptions = context.counters.subscriptions;
  reply.warnings = warnings(context);
  if (auto failure = context.views.failure(); !failure.empty()) {
    reply.warnings.push_back("the views are not kept up: " + failure);
  }
  return reply;
}

Result<protocol::LimitsReply> handle(const ServerContext& context, const protocol::LimitsRequest&) {
  return protocol::LimitsReply{context.limits};
}

Result<protocol::PingReply> handle(const ServerContext&, const protocol::Ping&) {
  return protocol::PingReply{};
}

template <class Request>
Answer decode_and_handle(const ServerContext& context, ByteView body) {
  const auto request = Request::decode(body);
  if (!request) return error_answer(request.error());
  const auto reply = handle(context, *request);
  if (!reply) return error_answer(reply.error());
  return answer_of(*reply);
}

}  // namespace

Answer error_answer(Error error) { return answer_of(protocol::ErrorReply{std::move(error)}); }

Answer answer(const ServerContext& context, std::uint16_t kind, ByteView body) {
  switch (static_cast<Kind>(kind)) {
    case Kind::read:
      return answer_read(context, body);
    case Kind::lookup:
      return decode_and_handle<protocol::LookupRequest>(context, body);
    case Kind::prove_inclusion:
      return decode_and_handle<protocol::ProveInclusion>(context, body);
    case Kind::prove_consistency:
      return decode_and_handle<protocol::ProveConsistency>(context, body);
    case Kind::checkpoint:
      return decode_and_handle<protocol::CheckpointRequest>(context, body);
    case Kind::view:
      return decode_and_handle<protocol::ViewRequest>(context, body);
    case Kind::status:
      return decode_and_handle<protocol::StatusRequest>(context, body);
    case Kind::limits:
      return decode_and_handle<protocol::LimitsRequest>(context, body);
    case Kind::ping:
      return decode_and_handle<protocol::Ping>(context, body);
    default:
      return error_answer(
          invalid("kind", "this server knows no request of kind " + std::to_string(kind)));
  }
}

Answer answer_hello(const ServerContext& context, ByteView body) {
  const auto hello = protocol::Hello::decode(body);
  if (!hello) return error_answer(hello.error());
  const auto version = std::min(hello->version_max, protocol::kVersionMax);
  if (version < hello->version_min || version < protocol::kVersionMin) {
    return error_answer(invalid("version", "this server speaks versions " +
                                               std::to_string(protocol::kVersionMin) + " to " +
                                               std::to_string(protocol::kVersionMax)));
  }
  const auto mark = context.ledger.store().last_commit();
  protocol::HelloReply reply;
  reply.version = version;
  reply.server = context.software;
  reply.origin = context.ledger.identity().origin;
  reply.size = mark.size;
  reply.root = mark.root;
  reply.sample = context.ledger.identity().sample;
  reply.limits = context.limits;
  reply.warnings = warnings(context);
  return answer_of(reply);
}

Answer append_answer(AppendResult result) {
  if (auto* appended = std::get_if<Appended>(&result)) {
    return answer_of(protocol::AppendReply{std::move(*appended)});
  }
  return answer_of(protocol::AppendFailedReply{std::move(std::get<AppendFailure>(result))});
}

}  // namespace tally::server
