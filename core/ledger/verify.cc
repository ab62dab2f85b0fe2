#include "core/ledger/verify.h"

#include <algorithm>

#include "core/base/hex.h"
#include "core/base/wire.h"
#include "core/merkle/checkpoint.h"

namespace tally {
namespace {

constexpr std::size_t kProblemsKept = 100;

}  // namespace

void Verifier::problem(std::string what) {
  ++report_.problem_count;
  if (report_.problems.size() < kProblemsKept) report_.problems.push_back(std::move(what));
}

void Verifier::at(std::uint64_t position, const std::string& what) {
  problem("event " + std::to_string(position) + ": " + what);
}

void Verifier::take(const StoredRecord& record, const ExaminedRecord& examined) {
  if (next_ >= size_.value) return;
  const auto position = next_++;
  if (record.position.value != position) {
    at(position, "is missing: position " + std::to_string(record.position.value) + " came instead");
  }
  const bool continues =
      examined.payload && std::holds_alternative<LedgerContinued>(*examined.payload);
  if (continues) root_before_ = frontier_.root();
  frontier_.append(examined.leaf);
  if (auto watched = watched_.find(next_); watched != watched_.end()) {
    watched->second = frontier_.root();
  }
  if (!examined.has_header) {
    if (examined.error->field != "version" || record.header.empty()) {
      return at(position, examined.error->to_string());
    }
    // Newer software wrote it: hashed, not read. Its stream, its id and what it says of actors
    // are unknown from here on, so nothing that rests on them can be called broken.
    report_.cannot_check = true;
    ++unreadable_;
    return;
  }
  if (position == 0) suite_ = examined.suite;
  if (suite_ != kSuiteSha256Ed25519) {
    report_.cannot_check = true;
    ++unreadable_;
    return;
  }
  if (examined.position.value != position) at(position, "says another position");
  check_chain(examined);
  check_body(record, examined);
}

void Verifier::check_chain(const ExaminedRecord& examined) {
  const auto position = next_ - 1;
  auto stream = streams_.find(examined.stream);
  const bool fresh = stream == streams_.end();
  if (fresh) stream = streams_.emplace(KnownName(examined.stream), Stream{0, position}).first;
  const auto expected_revision = fresh ? 0 : stream->second.revision + 1;
  const auto expected_previous =
      fresh ? std::nullopt : std::optional(Position{stream->second.last});
  const bool continues =
      examined.revision.value == expected_revision && examined.previous == expected_previous;
  if (!continues && unreadable_ == 0) at(position, "does not continue its stream");
  stream->second = {examined.revision.value, position};
  if (!ids_.insert(examined.id).second) at(position, "has the id of an earlier event");
  if (examined.recorded_at < last_recorded_) at(position, "was recorded before its predecessor");
  last_recorded_ = examined.recorded_at;
}

void Verifier::check_body(const StoredRecord& record, const ExaminedRecord& examined) {
  using Body = ExaminedRecord::Body;
  const auto position = next_ - 1;
  switch (examined.body) {
    case Body::erased:
      ++report_.erased;
      return;
    case Body::too_short:
      return at(position, "has a body without its salt");
    case Body::not_committed:
      return at(position, "has a payload that is not the one committed to");
    case Body::kept:
    case Body::undecodable:
      break;
  }
  ++report_.payloads;
  report_.payload_bytes += body_payload(record.body).size();
  if (examined.body == Body::undecodable) {
    return at(position, "does not decode: " + examined.error->to_string());
  }
  if (examined.unknown_type) ++report_.unknown_types;
  const auto* payload = examined.payload.get();
  check_opening(payload ? std::get_if<LedgerOpened>(payload) : nullptr);
  if (examined.suite != suite_) at(position, "is of another suite than the ledger");
  if (examined.has_signature) check_signature(record);
  if (!payload) return;
  follow_actors(*payload);
  if (const auto* continued = std::get_if<LedgerContinued>(payload)) {
    for (const auto& fault : origins_.take(*continued, position, root_before_)) {
      at(position, "is a continuation that " + fault);
    }
  }
}

void Verifier::check_opening(const LedgerOpened* opened) {
  const auto position = next_ - 1;
  if (opened) {
    if (position != 0) at(position, "opens the ledger a second time");
    if (position == 0) origins_.open(opened->origin);
    report_.sample = opened->sample;
    if (opened->suite != suite_) at(position, "names another suite than its header");
  } else if (position == 0) {
    at(position, "is not the opening of a ledger");
  }
}

void Verifier::check_signature(const StoredRecord& record) {
  const auto position = next_ - 1;
  if (unreadable_ > 0) return;  // Who was enrolled or revoked there is unknown.
  const auto header = decode_header(record.header).value();  // It was read while examining.
  const auto key = keys_.find(std::string(header.actor));
  if (key == keys_.end() || key->second.size() != 32) {
    return at(position, "is signed by an actor without an enrolled key");
  }
  Bytes message = to_owned(as_bytes("tallystick/author/v1\n"));
  WireWriter out(message);
  out.text(origins_.current());
  out.number(header.suite);
  out.raw(header.proposal_bytes);
  Ed25519PublicKey public_key;
  std::copy(key->second.begin(), key->second.end(), public_key.begin());
  if (!ed25519_verify(public_key, message, *header.signature)) {
    return at(position, "carries a signature that is not the author's");
  }
  ++report_.signatures;
}

void Verifier::follow_actors(const Payload& payload) {
  if (const auto* enrolled = std::get_if<ActorEnrolled>(&payload)) {
    keys_[enrolled->actor_id] = enrolled->public_key.value_or(Bytes{});
  } else if (const auto* revoked = std::get_if<ActorRevoked>(&payload)) {
    keys_.erase(revoked->actor_id);
  }
}

void Verifier::expect_root(const Hash& root) {
  if (suite_ != kSuiteSha256Ed25519) return not_checked("the root, which is of an unknown suite");
  if (frontier_.root() != root) problem("the recomputed root is not the one the ledger states");
}

void Verifier::expect_checkpoint(const std::string& text, const std::string& verifier_key) {
  const auto verifier = NoteVerifier::parse(verifier_key);
  if (!verifier.ok()) return problem("the verifier key does not parse");
  const auto checkpoint = open_checkpoint(text, *verifier);
  if (!checkpoint.ok()) return problem("checkpoint: " + checkpoint.error().to_string());
  if (suite_ != kSuiteSha256Ed25519) {
    return not_checked("the checkpoint's root, which is of an unknown suite");
  }
  if (!check_origin_of(*checkpoint)) return;
  if (checkpoint->size > size_.value) {
    return problem("the ledger is shorter than its signed checkpoint of " +
                   std::to_string(checkpoint->size) + " events");
  }
  const auto watched = watched_.find(checkpoint->size);
  const auto root = checkpoint->size == size_.value ? std::optional(frontier_.root())
                    : watched != watched_.end()     ? watched->second
                                                    : std::nullopt;
  if (!root) {
    return not_checked("the checkpoint of " + std::to_string(checkpoint->size) + " events");
  }
  if (*root != checkpoint->root) {
    return problem("the events do not hash to the root of the signed checkpoint of size " +
                   std::to_string(checkpoint->size));
  }
  report_.checkpoint_size = checkpoint->size;
}

bool Verifier::check_origin_of(const Checkpoint& checkpoint) {
  const auto& current = origins_.current();
  // An opening that could not be read has not said its origin.
  if (checkpoint.origin == current || (current.empty() && unreadable_ > 0)) return true;
  const auto* former = origins_.former(checkpoint.origin);
  if (!former) {
    problem("the checkpoint is of another ledger");
    return false;
  }
  if (checkpoint.size <= former->end) return true;
  auto what = "the checkpoint speaks of " + std::to_string(checkpoint.size) + " events of " +
              former->origin + ", which was given up at " + std::to_string(former->end) +
              " by the approved recovery in event " + std::to_string(former->end);
  if (checkpoint.size > former->checkpoint_size) {
    what += "; that one knew only of a checkpoint of " + std::to_string(former->checkpoint_size);
  }
  problem(std::move(what));
  return false;
}

VerifyReport Verifier::finish() {
  report_.size = TreeSize{next_};
  report_.root = frontier_.root();
  report_.origin = origins_.current();
  report_.formers = origins_.formers();
  if (next_ < size_.value) {
    problem("only " + std::to_string(next_) + " of " + std::to_string(size_.value) +
            " events could be read");
  }
  if (unreadable_ > 0) {
    report_.not_checked.push_back(
        std::to_string(unreadable_) +
        " records of a version or suite unknown to this software were hashed but not read; behind "
        "the first of them the order of streams and the signatures of authors were not checked");
  }
  if (report_.unknown_types > 0) {
    report_.not_checked.push_back(std::to_string(report_.unknown_types) +
                                  " payloads of types unknown to this software were hashed but not "
                                  "decoded");
  }
  if (report_.erased > 0) {
    report_.not_checked.push_back(std::to_string(report_.erased) +
                                  " erased payloads; their headers were checked");
  }
  return std::move(report_);
}

Json verify_json(const VerifyReport& report) {
  Json json;
  json.set("ok", report.problem_count == 0 && !report.cannot_check);
  json.set("cannot_check", report.cannot_check);
  json.set("origin", report.origin);
  if (report.sample) json.set("sample", true);
  Json formers{Json::Array{}};
  for (const auto& former : report.formers) {
    Json item;
    item.set("origin", former.origin).set("events", former.end);
    formers.push(item.set("signed", former.checkpoint_size));
  }
  if (!report.formers.empty()) json.set("continued_from", std::move(formers));
  json.set("size", report.size.value);
  json.set("root", to_hex(report.root.view()));
  json.set("payloads", report.payloads).set("payload_bytes", report.payload_bytes);
  json.set("erased", report.erased).set("signatures", report.signatures);
  json.set("unknown_types", report.unknown_types);
  json.set("checkpoint_size", report.checkpoint_size ? Json(*report.checkpoint_size) : Json());
  Json problems{Json::Array{}};
  for (const auto& problem : report.problems) problems.push(problem);
  Json unchecked{Json::Array{}};
  for (const auto& what : report.not_checked) unchecked.push(what);
  json.set("problem_count", report.problem_count).set("problems", std::move(problems));
  return json.set("not_checked", std::move(unchecked));
}

}  // namespace tally
