#include "tools/cli/figure_proof.h"

#include <fmt/format.h>

#include <set>

#include "core/base/hex.h"
#include "core/event/record.h"
#include "core/merkle/checkpoint.h"
#include "core/merkle/frontier.h"
#include "core/merkle/hash.h"
#include "core/merkle/verify.h"
#include "projections/figure_texts.h"
#include "projections/recomputed.h"
#include "projections/row_figures.h"

namespace tally::cli {
namespace {

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json event_json_of(const protocol::RawRecord& record) {
  Json event;
  event.set("position", record.position.value).set("header", to_hex(record.header));
  return event.set("body", record.erased ? Json() : Json(to_hex(record.body)));
}

// Every event known at K. The root is computed from them, so they need no paths.
Result<Json> all_events(Source& source, TreeSize known) {
  Json events{Json::Array{}};
  protocol::ReadRequest request;
  request.to = known.value - 1;
  TALLY_TRY(read_all(source, request, [&](const protocol::RawRecord& record) {
    events.push(event_json_of(record));
    return true;
  }));
  return events;
}

// The events behind the row, and event 0, which says the currency; each with its path.
Result<Json> events_behind(Source& source, const Json& row, TreeSize known) {
  std::set<std::uint64_t> positions{0};
  for (const auto& position : *row.find("positions")->array()) {
    positions.insert(static_cast<std::uint64_t>(*position.integer()));
  }
  Json events{Json::Array{}};
  for (const auto position : positions) {
    protocol::ReadRequest request;
    request.from = position;
    request.records_max = 1;
    TALLY_ASSIGN(const auto page, source.read(request));
    if (page.records.empty()) return invalid("position", "is beyond the end");
    TALLY_ASSIGN(const auto proof, source.prove_inclusion({position}, known));
    Json event = event_json_of(page.records[0]);
    events.push(std::move(event.set("path", path_json(proof.path))));
  }
  return events;
}

// The signed head, and how the tree at K becomes it.
Result<void> add_signatures(Source& source, Json& proof, TreeSize known) {
  TALLY_ASSIGN(const auto signed_head, source.checkpoint(true));
  TALLY_ASSIGN(const auto verifier, NoteVerifier::parse(signed_head.verifier_key));
  TALLY_ASSIGN(const auto checkpoint, open_checkpoint(signed_head.text, verifier));
  if (checkpoint.size < known.value) {
    return Error(ErrorCode::not_found,
                 "the last signed checkpoint is of " + std::to_string(checkpoint.size) +
                     " events, before K; ask the server, or give an earlier --known",
                 "checkpoint");
  }
  Json consistency;
  if (checkpoint.size > known.value) {
    TALLY_ASSIGN(const auto path, source.prove_consistency(known, TreeSize{checkpoint.size}));
    consistency = path_json(path.path);
  }
  proof.set("consistency", std::move(consistency)).set("checkpoint", signed_head.text);
  proof.set("verifier_key", signed_head.verifier_key);
  return {};
}

Json header_json(const protocol::ViewReply& reply, const ViewOptions& options, const Json& row,
                 const std::string& path) {
  Json words, filters, out;
  if (const auto text = figure_definition(reply.view, path)) {
    words.set("zh", text->zh).set("en", text->en);
  }
  filters.set("list", text_or_null(options.list)).set("project", text_or_null(options.project));
  filters.set("year", options.year ? Json(std::int64_t{*options.year}) : Json());
  out.set("proof", "figure").set("view", reply.view).set("version", reply.version);
  out.set("row", row_key(row)).set("figure", path).set("value", *find_figure(row, path));
  out.set("definition_id", definition_id(reply.view, reply.version, path));
  out.set("definition", std::move(words)).set("filters", std::move(filters));
  out.set("effective", reply.effective.to_string()).set("known_size", reply.known.value);
  return out.set("root", to_hex(reply.root.view()));
}

// --- checking

struct Claim {
  std::string view, row, figure;
  std::uint64_t version = 0;
  TreeSize known;
  Hash root;
  bool complete = false;
  ViewQuery query;
  const Json* value = nullptr;
  const Json::Array* events = nullptr;
};

Result<ViewQuery> query_in(const Json& proof, TreeSize known) {
  ViewQuery query;
  TALLY_ASSIGN(const auto day_text, text_in(proof, "effective"));
  TALLY_ASSIGN(query.cut.effective, Date::parse(day_text));
  query.cut.known = known;
  const Json* filters = proof.find("filters");
  if (!filters || !filters->object()) return invalid("filters", "must be an object");
  if (const Json* list = filters->find("list"); list && list->string())
    query.list = *list->string();
  if (const Json* project = filters->find("project"); project && project->string()) {
    query.project = *project->string();
  }
  if (const Json* year = filters->find("year"); year && year->integer()) {
    query.year = static_cast<int>(*year->integer());
  }
  return query;
}

Result<Claim> claim_in(const Json& proof) {
  Claim claim;
  TALLY_ASSIGN(claim.view, text_in(proof, "view"));
  TALLY_ASSIGN(claim.row, text_in(proof, "row"));
  TALLY_ASSIGN(claim.figure, text_in(proof, "figure"));
  TALLY_ASSIGN(claim.version, number_in(proof, "version"));
  TALLY_ASSIGN(claim.known.value, number_in(proof, "known_size"));
  TALLY_ASSIGN(claim.root, hash_in(proof, "root"));
  TALLY_ASSIGN(claim.query, query_in(proof, claim.known));
  const Json* complete = proof.find("complete");
  if (!complete || !complete->boolean()) return invalid("complete", "must be true or false");
  claim.complete = *complete->boolean();
  claim.value = proof.find("value");
  TALLY_ASSIGN(const auto definition, text_in(proof, "definition_id"));
  if (definition !=
      definition_id(claim.view, static_cast<std::uint32_t>(claim.version), claim.figure)) {
    return invalid("definition_id", "names another definition");
  }
  const Json* events = proof.find("events");
  if (!claim.value || !events || !events->array()) return invalid("events", "must be a list");
  claim.events = events->array();
  return claim;
}

// Which part of the ledger the figure is of: a figure of another list is another figure.
std::string filters_text(const ViewQuery& query) {
  std::string text;
  if (query.list) text += ", list " + *query.list;
  if (query.project) text += ", project " + *query.project;
  if (query.year) text += ", year " + std::to_string(*query.year);
  return text;
}

struct CheckedEvents {
  ChosenFacts facts;
  std::size_t count = 0, erased = 0;
  std::optional<std::uint64_t> last;
};

Result<Bytes> bytes_in(const Json& event, std::string_view name) {
  TALLY_ASSIGN(const auto text, text_in(event, name));
  auto bytes = from_hex(text);
  if (!bytes) return invalid(std::string(name), "must be lower-case hexadecimal digits");
  return std::move(*bytes);
}

// One event: its header is the leaf at its position, its body is what the header commits to.
Result<void> take_event(const Claim& claim, const Json& event, Frontier& frontier,
                        CheckedEvents& checked) {
  TALLY_ASSIGN(const auto position, number_in(event, "position"));
  TALLY_ASSIGN(const auto header_bytes, bytes_in(event, "header"));
  TALLY_ASSIGN(const auto header, decode_header(header_bytes));
  const auto wrong = [&](const char* what, const char* field) {
    return Error(ErrorCode::corrupt, "event " + std::to_string(position) + ": " + what, field);
  };
  if (header.ledger.position.value != position) {
    return wrong("the header is of another", "position");
  }
  if (checked.last && position <= *checked.last) return wrong("is out of order", "position");
  if (claim.complete && position != checked.count) {
    return wrong("an event before it is missing", "position");
  }
  if (!claim.known.holds({position})) return wrong("lies behind K", "position");
  checked.last = position;
  ++checked.count;
  const Hash leaf = leaf_hash(header_bytes);
  if (claim.complete) {
    frontier.append(leaf);
  } else {
    TALLY_ASSIGN(const auto path, path_in(event));
    TALLY_TRY(verify_inclusion(leaf, position, claim.known.value, path, claim.root));
  }
  const Json* stated = event.find("body");
  if (!stated || stated->is_null()) {
    ++checked.erased;
    return checked.facts.add({position}, {header_bytes, {}, true});
  }
  TALLY_ASSIGN(const auto body, bytes_in(event, "body"));
  if (body.size() < kSaltBytes ||
      payload_commitment(body_salt(body), body_payload(body)) != header.commitment) {
    return wrong("the payload is not what the header commits to", "body");
  }
  return checked.facts.add({position}, {header_bytes, body, false});
}

Result<void> take_events(const Claim& claim, CheckedEvents& checked) {
  Frontier frontier;
  for (const auto& event : *claim.events) {
    TALLY_TRY(take_event(claim, event, frontier, checked));
  }
  if (!claim.complete) return {};
  if (checked.count != claim.known.value || frontier.root() != claim.root) {
    return Error(ErrorCode::corrupt, "the events are not all of the tree that K names", "root");
  }
  return {};
}

// The root at K stands in the signed tree, and in the publication's where there is one.
Result<std::string> check_signatures(const Json& proof, const Claim& claim,
                                     const std::string& own_key, CheckedProof& checked) {
  TALLY_ASSIGN(const auto verifier, verifier_for(proof, own_key, checked));
  TALLY_ASSIGN(const auto text, text_in(proof, "checkpoint"));
  TALLY_ASSIGN(const auto head, open_checkpoint(text, verifier));
  const Error other(ErrorCode::corrupt, "the tree at K is not the signed one", "checkpoint");
  if (head.size == claim.known.value) {
    if (head.root != claim.root) return other;
  } else {
    Json path;
    const Json* stated = proof.find("consistency");
    path.set("path", stated ? *stated : Json());
    TALLY_ASSIGN(const auto hashes, path_in(path));
    TALLY_TRY(verify_consistency(claim.known.value, head.size, hashes, claim.root, head.root));
  }
  std::string signed_by = fmt::format("{} signed {} events", head.origin, head.size);
  const Json* published = proof.find("published_checkpoint");
  if (!published || !published->string()) return signed_by;
  TALLY_ASSIGN(const auto then, open_checkpoint(*published->string(), verifier));
  if (then.size != claim.known.value || then.root != claim.root) return other;
  return signed_by + fmt::format(", and then signed the {} known", then.size);
}

Result<void> check_value(const Claim& claim, const ChosenFacts& facts) {
  TALLY_ASSIGN(const auto figure,
               recompute_figure(facts, claim.view, claim.query, claim.row, claim.figure));
  if (figure.version != claim.version) {
    return invalid("version", fmt::format("the figure is defined by version {} of the view, this "
                                          "software has version {}: cannot check",
                                          claim.version, figure.version));
  }
  if (figure.value == *claim.value) return {};
  return Error(
      ErrorCode::corrupt,
      "the events give " + figure_text(figure.value) + ", not " + figure_text(*claim.value),
      "figure");
}

}  // namespace

Result<Json> prove_figure(Source& source, const std::string& view, const std::string& figure,
                          const ViewOptions& options, const KnownText& known, bool complete) {
  TALLY_ASSIGN(const auto reply, options.ask(source, view, known, true));
  TALLY_ASSIGN(const auto json, parse_json(reply.json));
  std::vector<const Json*> rows;
  for (const auto& row : *json.find("rows")->array()) rows.push_back(&row);
  TALLY_ASSIGN(const auto at, find_figure(rows, figure));
  const Json& row = *rows[at.row];
  if (reply.known.value == 0) return invalid("known", "nothing was known yet: there is no proof");
  Json proof = header_json(reply, options, row, at.path);
  proof.set("complete", complete);
  TALLY_ASSIGN(auto events, complete ? all_events(source, reply.known)
                                     : events_behind(source, row, reply.known));
  proof.set("events", std::move(events));
  proof.set("published_checkpoint", text_or_null(known.checkpoint));
  TALLY_TRY(add_signatures(source, proof, reply.known));
  // Nobody is handed a file that does not hold.
  const auto checked = check_figure(proof, "");
  if (checked.ok()) return proof;
  Error error = checked.error();
  if (!complete && (error.field == "figure" || error.field == "row")) {
    error.message += "; what is missing stands in no row: ask for the whole with --complete";
  }
  return error;
}

Result<CheckedProof> check_figure(const Json& proof, const std::string& own_key) {
  TALLY_ASSIGN(const auto claim, claim_in(proof));
  CheckedProof checked;
  CheckedEvents events;
  TALLY_TRY(take_events(claim, events));
  TALLY_ASSIGN(const auto signed_by, check_signatures(proof, claim, own_key, checked));
  TALLY_TRY(check_value(claim, events.facts));
  checked.shown = fmt::format(
      "{} {} {} = {} as of {}, knowing {} events{}; recomputed from {} events; {}", claim.view,
      claim.row, claim.figure, figure_text(*claim.value), claim.query.cut.effective.to_string(),
      claim.known.value, filters_text(claim.query), events.count, signed_by);
  if (claim.complete) {
    checked.shown += "; complete: these are all events of the ledger at K";
  } else {
    checked.not_checked.push_back(
        "completeness: that no other event changes the figure (a proof made with --complete does)");
  }
  if (events.erased > 0) {
    checked.not_checked.push_back(
        fmt::format("{} erased payloads: only their headers are here", events.erased));
  }
  return checked;
}

}  // namespace tally::cli
