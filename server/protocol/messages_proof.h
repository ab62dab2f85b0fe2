// Proofs against the Merkle tree (RFC 6962) and signed checkpoints (contracts C5).
#pragma once

#include "server/protocol/message.h"

namespace tally::protocol {

// That the event at a position is leaf number `position` of the tree of `size` leaves.
struct ProveInclusion {
  static constexpr Kind kKind = Kind::prove_inclusion;
  Position position;
  std::optional<std::uint64_t> size;  // Absent = the durable head.

  Bytes encode() const;
  static Result<ProveInclusion> decode(ByteView body);
  bool operator==(const ProveInclusion&) const = default;
};

struct InclusionProof {
  static constexpr Kind kKind = Kind::prove_inclusion_reply;
  Position position;
  TreeSize size;
  Hash root;
  Hash leaf;
  std::vector<Hash> path;  // From the leaf upwards.

  Bytes encode() const;
  static Result<InclusionProof> decode(ByteView body);
  bool operator==(const InclusionProof&) const = default;
};

// That the tree of `older` leaves is a prefix of the tree of `newer` leaves.
struct ProveConsistency {
  static constexpr Kind kKind = Kind::prove_consistency;
  TreeSize older;
  std::optional<std::uint64_t> newer;  // Absent = the durable head.

  Bytes encode() const;
  static Result<ProveConsistency> decode(ByteView body);
  bool operator==(const ProveConsistency&) const = default;
};

struct ConsistencyProof {
  static constexpr Kind kKind = Kind::prove_consistency_reply;
  TreeSize older;
  Hash older_root;
  TreeSize newer;
  Hash newer_root;
  std::vector<Hash> path;

  Bytes encode() const;
  static Result<ConsistencyProof> decode(ByteView body);
  bool operator==(const ConsistencyProof&) const = default;
};

// `fresh`: the durable head is signed now, where it has grown. Else the last one signed.
struct CheckpointRequest {
  static constexpr Kind kKind = Kind::checkpoint;
  bool fresh = true;

  Bytes encode() const;
  static Result<CheckpointRequest> decode(ByteView body);
  bool operator==(const CheckpointRequest&) const = default;
};

struct CheckpointReply {
  static constexpr Kind kKind = Kind::checkpoint_reply;
  std::string text;          // A C2SP signed note.
  std::string verifier_key;  // "name+hash+base64"

  Bytes encode() const;
  static Result<CheckpointReply> decode(ByteView body);
  bool operator==(const CheckpointReply&) const = default;
};

}  // namespace tally::protocol
