#include "server/protocol/messages_proof.h"

namespace tally::protocol {
namespace {

// A path through a tree of 2^64 leaves; a consistency proof has at most one hash more.
constexpr std::size_t kPathMax = 65;

void put_path(WireWriter& to, const std::vector<Hash>& path) {
  to.number(static_cast<std::uint32_t>(path.size()));
  for (const auto& hash : path) put(to, hash);
}

std::vector<Hash> get_path(WireReader& from) {
  std::vector<Hash> path(get_count(from, "path", sizeof(Hash::bytes), kPathMax));
  for (auto& hash : path) hash = get_hash(from, "path");
  return path;
}

}  // namespace

Bytes ProveInclusion::encode() const {
  Bytes body;
  WireWriter to(body);
  to.number(position.value);
  put(to, size);
  return body;
}

Result<ProveInclusion> ProveInclusion::decode(ByteView body) {
  WireReader from(body);
  ProveInclusion request;
  request.position.value = from.number<std::uint64_t>("position");
  request.size = get_optional_number(from, "size");
  return finished(from, request);
}

Bytes InclusionProof::encode() const {
  Bytes body;
  WireWriter to(body);
  to.number(position.value);
  to.number(size.value);
  put(to, root);
  put(to, leaf);
  put_path(to, path);
  return body;
}

Result<InclusionProof> InclusionProof::decode(ByteView body) {
  WireReader from(body);
  InclusionProof proof;
  proof.position.value = from.number<std::uint64_t>("position");
  proof.size.value = from.number<std::uint64_t>("size");
  proof.root = get_hash(from, "root");
  proof.leaf = get_hash(from, "leaf");
  proof.path = get_path(from);
  return finished(from, std::move(proof));
}

Bytes ProveConsistency::encode() const {
  Bytes body;
  WireWriter to(body);
  to.number(older.value);
  put(to, newer);
  return body;
}

Result<ProveConsistency> ProveConsistency::decode(ByteView body) {
  WireReader from(body);
  ProveConsistency request;
  request.older.value = from.number<std::uint64_t>("older");
  request.newer = get_optional_number(from, "newer");
  return finished(from, request);
}

Bytes ConsistencyProof::encode() const {
  Bytes body;
  WireWriter to(body);
  to.number(older.value);
  put(to, older_root);
  to.number(newer.value);
  put(to, newer_root);
  put_path(to, path);
  return body;
}

Result<ConsistencyProof> ConsistencyProof::decode(ByteView body) {
  WireReader from(body);
  ConsistencyProof proof;
  proof.older.value = from.number<std::uint64_t>("older");
  proof.older_root = get_hash(from, "older_root");
  proof.newer.value = from.number<std::uint64_t>("newer");
  proof.newer_root = get_hash(from, "newer_root");
  proof.path = get_path(from);
  return finished(from, std::move(proof));
}

Bytes CheckpointRequest::encode() const {
  Bytes body;
  WireWriter(body).flag(fresh);
  return body;
}

Result<CheckpointRequest> CheckpointRequest::decode(ByteView body) {
  WireReader from(body);
  return finished(from, CheckpointRequest{from.flag("fresh")});
}

Bytes CheckpointReply::encode() const {
  Bytes body;
  WireWriter to(body);
  to.text(text);
  to.text(verifier_key);
  return body;
}

Result<CheckpointReply> CheckpointReply::decode(ByteView body) {
  WireReader from(body);
  CheckpointReply reply;
  reply.text = get_text(from, "text");
  reply.verifier_key = get_text(from, "verifier_key");
  return finished(from, std::move(reply));
}

}  // namespace tally::protocol
