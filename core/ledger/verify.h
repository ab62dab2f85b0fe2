// Recomputes everything that a ledger claims, from the bytes themselves (contracts D2, C1, C4, C5).
//
// Fed with every record from position 0 in order, from a disk or over the network; trusts no index,
// mark or answer. It states what it checked and what it did not. A version that this software does
// not know is "cannot check", never "tampered".
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/codec/json.h"
#include "core/ledger/append.h"
#include "core/ledger/examine.h"
#include "core/ledger/origin_history.h"
#include "core/merkle/checkpoint.h"
#include "core/merkle/ed25519.h"
#include "core/merkle/frontier.h"
#include "core/store/event_store.h"

namespace tally {

struct VerifyReport {
  TreeSize size;       // Events verified: fixed at the start.
  Hash root;           // Recomputed.
  std::string origin;  // Of the last event.
  // Approved recoveries, in order: what came before each was recorded under these origins.
  std::vector<FormerOriginSeen> formers;
  bool sample = false;
  std::uint64_t payloads = 0;  // Whose commitment was recomputed.
  std::uint64_t payload_bytes = 0;
  std::uint64_t erased = 0;                      // Header and leaf checked, payload gone.
  std::uint64_t signatures = 0;                  // Of authors.
  std::uint64_t unknown_types = 0;               // Carried and hashed, not decoded.
  std::optional<std::uint64_t> checkpoint_size;  // Signature good and root recomputed.
  std::vector<std::string> problems;             // Tampered or broken; empty = sound.
  std::vector<std::string> not_checked;          // Said in so many words.
  bool cannot_check = false;        // A version or suite unknown to this software was met.
  std::uint64_t problem_count = 0;  // All of them, also beyond those kept.
};

class Verifier {
 public:
  // Verifies the first `size` records; `origin` is what the ledger says it is.
  explicit Verifier(TreeSize size) : size_(size) {}

  // The next record. Positions must come in order without a gap.
  void take(const StoredRecord& record) { take(record, examiner_.examine(record)); }
  void take(const StoredRecord& record, const ExaminedRecord& examined);

  // Compares the root with the one claimed for this size, if any.
  void expect_root(const Hash& root);
  // Checks a signed checkpoint: signature, and the root at its size, which must be among the roots
  // that were watched. One of a former origin must be of events that were recorded under it.
  void expect_checkpoint(const std::string& text, const std::string& verifier_key);
  // Remembers the root at this size as records go by. Before the first take().
  void watch(TreeSize size) { watched_.emplace(size.value, std::nullopt); }

  void not_checked(std::string what) { report_.not_checked.push_back(std::move(what)); }
  void problem(std::string what);

  std::uint64_t taken() const { return next_; }
  VerifyReport finish();

 private:
  struct KnownName {
    explicit KnownName(const HashedName& name) : text(name.text), hash(name.hash) {}
    std::string text;
    std::size_t hash;
  };
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(const HashedName& name) const { return name.hash; }
    std::size_t operator()(const KnownName& name) const { return name.hash; }
  };
  struct NameEqual {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return a.text == b.text;
    }
  };
  struct Stream {
    std::uint64_t revision;
    std::uint64_t last;
  };
  void check_chain(const ExaminedRecord& examined);
  void check_body(const StoredRecord& record, const ExaminedRecord& examined);
  void check_opening(const LedgerOpened* opened);
  bool check_origin_of(const Checkpoint& checkpoint);
  void check_signature(const StoredRecord& record);
  void follow_actors(const Payload& payload);
  void at(std::uint64_t position, const std::string& what);

  TreeSize size_;
  Examiner examiner_;
  std::uint64_t next_ = 0;
  Frontier frontier_;
  OriginHistory origins_;
  Hash root_before_;  // Of the events before a continuation that is being taken.
  Instant last_recorded_{INT64_MIN};
  boost::unordered_flat_map<KnownName, Stream, NameHash, NameEqual> streams_;
  boost::unordered_flat_set<EventId, std::hash<EventId>> ids_;
  std::unordered_map<std::string, Bytes> keys_;  // Of enrolled actors.
  std::map<std::uint64_t, std::optional<Hash>> watched_;
  std::uint8_t suite_ = kSuiteSha256Ed25519;
  std::uint64_t unreadable_ = 0;  // Records of an unknown version or suite.
  VerifyReport report_;
};

// {"ok","cannot_check","origin","size","root",…,"problems":[…],"not_checked":[…]}
Json verify_json(const VerifyReport& report);

}  // namespace tally
