#include "tools/cli/proof_json.h"

#include <fmt/format.h>

#include "core/base/hex.h"
#include "core/event/record.h"
#include "core/merkle/checkpoint.h"
#include "core/merkle/hash.h"
#include "core/merkle/verify.h"
#include "tools/cli/figure_proof.h"

namespace tally::cli {

Json path_json(const std::vector<Hash>& path) {
  Json list{Json::Array{}};
  for (const auto& hash : path) list.push(to_hex(hash.view()));
  return list;
}

Result<std::string> text_in(const Json& json, std::string_view name) {
  const auto* member = json.find(name);
  if (!member || !member->string()) return invalid(std::string(name), "must be text");
  return *member->string();
}

Result<std::uint64_t> number_in(const Json& json, std::string_view name) {
  const auto* member = json.find(name);
  if (!member || !member->integer() || *member->integer() < 0) {
    return invalid(std::string(name), "must be a number");
  }
  return static_cast<std::uint64_t>(*member->integer());
}

namespace {

Result<Hash> hash_from(const Json* member, std::string_view name) {
  const auto bytes = member && member->string() ? from_hex(*member->string()) : std::nullopt;
  Hash hash;
  if (!bytes || bytes->size() != hash.bytes.size()) {
    return invalid(std::string(name), "must be 64 lower-case hexadecimal digits");
  }
  std::copy(bytes->begin(), bytes->end(), hash.bytes.begin());
  return hash;
}

}  // namespace

Result<Hash> hash_in(const Json& json, std::string_view name) {
  return hash_from(json.find(name), name);
}

Result<std::vector<Hash>> path_in(const Json& json) {
  const auto* list = json.find("path");
  if (!list || !list->array()) return invalid("path", "must be a list");
  std::vector<Hash> path;
  for (const auto& item : *list->array()) {
    TALLY_ASSIGN(const auto hash, hash_from(&item, "path"));
    path.push_back(hash);
  }
  return path;
}

Result<NoteVerifier> verifier_for(const Json& proof, const std::string& own_key,
                                  CheckedProof& checked) {
  std::string key = own_key;
  if (key.empty()) {
    TALLY_ASSIGN(key, text_in(proof, "verifier_key"));
    checked.not_checked.push_back(
        "the key is the file's own word; give --key with a line you kept yourself");
  }
  return NoteVerifier::parse(key);
}

namespace {

Result<CheckedProof> check_inclusion(const Json& json, const std::string& own_key) {
  TALLY_ASSIGN(const auto position, number_in(json, "position"));
  TALLY_ASSIGN(const auto size, number_in(json, "size"));
  TALLY_ASSIGN(const auto root, hash_in(json, "root"));
  TALLY_ASSIGN(const auto path, path_in(json));
  TALLY_ASSIGN(const auto header_text, text_in(json, "header"));
  const auto header_bytes = from_hex(header_text);
  if (!header_bytes) return invalid("header", "must be lower-case hexadecimal digits");
  TALLY_ASSIGN(const auto header, decode_header(*header_bytes));
  if (header.ledger.position.value != position) {
    return Error(ErrorCode::corrupt, "the header is of another position", "position");
  }
  TALLY_TRY(verify_inclusion(leaf_hash(*header_bytes), position, size, path, root));
  CheckedProof checked;
  TALLY_ASSIGN(const auto verifier, verifier_for(json, own_key, checked));
  TALLY_ASSIGN(const auto text, text_in(json, "checkpoint"));
  TALLY_ASSIGN(const auto checkpoint, open_checkpoint(text, verifier));
  if (checkpoint.size != size || checkpoint.root != root) {
    return Error(ErrorCode::corrupt, "the proof is not against its signed checkpoint",
                 "checkpoint");
  }
  checked.shown = fmt::format("event {} ({}, {}) is in the ledger {} of {} events", position,
                              header.id.to_string(), header.type, checkpoint.origin, size);
  checked.not_checked.push_back("the payload: only its salted commitment stands in the header");
  return checked;
}

Result<CheckedProof> check_consistency(const Json& json) {
  TALLY_ASSIGN(const auto older, number_in(json, "older"));
  TALLY_ASSIGN(const auto newer, number_in(json, "newer"));
  TALLY_ASSIGN(const auto older_root, hash_in(json, "older_root"));
  TALLY_ASSIGN(const auto newer_root, hash_in(json, "newer_root"));
  TALLY_ASSIGN(const auto path, path_in(json));
  TALLY_TRY(verify_consistency(older, newer, path, older_root, newer_root));
  CheckedProof checked;
  checked.shown =
      fmt::format("the tree of {} events begins with the tree of {} events", newer, older);
  checked.not_checked.push_back("the roots themselves: compare them with signed checkpoints");
  return checked;
}

}  // namespace

Json inclusion_json(const protocol::InclusionProof& proof, ByteView header,
                    const protocol::CheckpointReply& checkpoint) {
  Json json;
  json.set("proof", "inclusion").set("position", proof.position.value);
  json.set("size", proof.size.value).set("root", to_hex(proof.root.view()));
  json.set("leaf_hash", to_hex(proof.leaf.view())).set("path", path_json(proof.path));
  json.set("header", to_hex(header)).set("checkpoint", checkpoint.text);
  return json.set("verifier_key", checkpoint.verifier_key);
}

Json consistency_json(const protocol::ConsistencyProof& proof) {
  Json json;
  json.set("proof", "consistency");
  json.set("older", proof.older.value).set("older_root", to_hex(proof.older_root.view()));
  json.set("newer", proof.newer.value).set("newer_root", to_hex(proof.newer_root.view()));
  return json.set("path", path_json(proof.path));
}

Result<CheckedProof> check_proof(const Json& proof, const std::string& verifier_key) {
  TALLY_ASSIGN(const auto kind, text_in(proof, "proof"));
  if (kind == "inclusion") return check_inclusion(proof, verifier_key);
  if (kind == "consistency") return check_consistency(proof);
  if (kind == "figure") return check_figure(proof, verifier_key);
  return invalid("proof", "must be \"inclusion\", \"consistency\" or \"figure\"");
}

}  // namespace tally::cli
