// What the ledger knows of an event type beside its fields.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/codec/field.h"

namespace tally {

// How an event finds its stream (contracts C7).
enum class StreamKey : std::uint8_t {
  field,        // category + the id in `key_field` of the payload.
  fixed,        // category + `key_field` itself ("ledger-main").
  phase,        // The project stream in which the phase named by `key_field` was opened.
  request,      // ... in which the funding request was recorded.
  declaration,  // ... in which the bond need was declared.
  subject,      // The stream of what the payload's `subject` names: category and id stand in it.
  disbursed,    // ... of the disbursement that the event id in `key_field` names.
  target,       // The stream of the event that the event id in `key_field` names.
  any,          // x.*
};

// What an id names. Ids are unique in the whole ledger, each within its kind.
enum class Subject : std::uint8_t {
  none,
  project,
  contract,
  quota,
  declaration,
  organisation,
  industry,
  directive,
  pledge,
  measure,
  body,
  responsibility,
  issue,
  metric,
  target,
  element,
  package,
  bond,
  policy,
  financing,
  scenario,
  audit,
  finding,
};

enum class Unresolved : std::uint8_t { refused, flagged };

// A top-level field that names something: a text, or a list of them. What is not recorded is ST06.
struct Reference {
  std::string_view field = {};
  Subject subject = Subject::none;
  Unresolved unresolved = Unresolved::refused;
};

struct TypeInfo {
  std::string_view name;
  std::uint16_t schema = 1;
  Label label;
  std::string_view category = {};  // Of the stream: "project", "org", ...
  StreamKey key = StreamKey::field;
  std::string_view key_field = {};
  // ST05 (amendment A8): the effective date may not lie after the recorded day by more than one.
  bool not_in_future = false;
  // C6: effective must be the last day of the payload's `period` (when it has one).
  bool ends_period = false;
  // The id that this type gives to something; a second one is refused (ST06) unless `opens_once` is
  // false.
  Reference opens = {};
  bool opens_once = true;
  // What must be recorded before it (ST06). `project` needs no line here, nor the key field of a
  // stream that is found through it.
  std::array<Reference, 3> refers = {};
  bool ledger_money = false;  // Its money is in the ledger's own currency (ST07).
  // JSON members that the filled example has instead of the general ones, where check() asks for
  // it.
  std::string_view example = {};
};

}  // namespace tally
