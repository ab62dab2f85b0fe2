#include "server/ledger_answers.h"

namespace tally::server {
namespace {

TreeSize head_of(const Ledger& ledger) { return ledger.store().last_commit().size; }

}  // namespace

Result<TreeSize> known_size(const Ledger& ledger, const protocol::Known& known) {
  using Kind = protocol::Known::Kind;
  const auto head = head_of(ledger);
  switch (known.kind) {
    case Kind::head:
      break;
    case Kind::size:
      if (known.size > head) {
        return invalid("known", "the ledger holds " + std::to_string(head.value) + " events");
      }
      return known.size;
    case Kind::day:
      return ledger.size_known_on(known.day);
    case Kind::instant:
      return ledger.size_known_at(known.instant);
  }
  return head;
}

Result<protocol::ViewReply> view_reply(const Ledger& ledger, const Projections& projections,
                                       const protocol::ViewRequest& request, TreeSize known) {
  ViewQuery query;
  query.cut.known = known;
  query.cut.effective = request.effective ? *request.effective : ledger.today();
  query.list = request.list;
  query.project = request.project;
  if (request.year) query.year = *request.year;
  query.with_positions = request.with_positions;
  TALLY_ASSIGN(const auto result, projections.view(request.view, query, [&](TreeSize size) {
    return ledger.root_at(size);
  }));
  protocol::ViewReply reply;
  reply.view = result.view;
  reply.version = result.version;
  reply.effective = result.cut.effective;
  reply.known = result.cut.known;
  reply.root = result.root;
  reply.state_hash = result.state_hash;
  reply.sample = result.sample;
  reply.rows = static_cast<std::uint32_t>(result.rows.size());
  reply.json = to_json_text(view_json(result, request.with_positions));
  return reply;
}

Result<protocol::ConsistencyProof> consistency_reply(const Ledger& ledger, TreeSize older,
                                                     std::optional<TreeSize> newer) {
  protocol::ConsistencyProof proof;
  proof.older = older;
  proof.newer = newer.value_or(head_of(ledger));
  TALLY_ASSIGN(proof.older_root, ledger.root_at(proof.older));
  TALLY_ASSIGN(proof.newer_root, ledger.root_at(proof.newer));
  TALLY_ASSIGN(proof.path, ledger.consistency_proof(proof.older, proof.newer));
  return proof;
}

protocol::StatusReply status_reply(const LedgerStatus& status, const Projections& projections) {
  protocol::StatusReply reply;
  reply.origin = status.identity.origin;
  reply.suite = status.identity.suite;
  reply.currency = status.identity.currency.code();
  reply.zone = status.identity.zone;
  reply.sample = status.identity.sample;
  reply.operator_id = status.identity.operator_id;
  reply.head = status.head.size;
  reply.root = status.head.root;
  reply.identity = "asserted";
  for (auto& view : projections.status()) {
    reply.views.push_back(
        {std::move(view.name), view.version, view.position, std::move(view.state)});
  }
  return reply;
}

}  // namespace tally::server
