// What went wrong, and what the caller should do next.
//
// Every expected failure in Tallystick is one of twelve codes. The numbers and
// names are part of the wire protocol (PROTOCOL.md holds the table) and never
// change meaning.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tally {

enum class ErrorCode : std::uint16_t {
  invalid = 1,          // Can never succeed: `field` and `index` say where.
  conflict = 2,         // Reload and decide again; `revision` is the actual one.
  id_reused = 3,        // Same event id, other content: `field` names the first difference.
  partly_recorded = 4,  // Some of the batch is already recorded; nothing was appended.
  refused = 5,          // A rule of the ledger refuses it: `rule` and `field`.
  not_found = 6,
  not_authorized = 7,
  overloaded = 8,  // Nothing was recorded; try again later.
  in_doubt = 9,    // Perhaps recorded: look up the event id.
  read_only = 10,  // The ledger takes no writes now; the message says why.
  corrupt = 11,    // Stored bytes are not what was written: a person must look.
  io = 12,         // The disk or the network failed.
};

// Stable lower-case name ("partly_recorded"); "unknown" for a number outside the table.
std::string_view error_name(ErrorCode code);
std::optional<ErrorCode> error_from_number(std::uint16_t number);

struct Error {
  ErrorCode code = ErrorCode::invalid;
  std::string message;     // English, a whole sentence without the field's name repeated.
  std::string field;       // Dotted path into the request ("payload.amount"), or empty.
  std::string rule;        // Stable rule code ("ST14"), or empty.
  std::string message_zh;  // Chinese text where the reader is an official; may be empty.
  std::optional<std::uint32_t> index;  // Event in the batch, from 0.
  std::optional<std::uint64_t>
      revision;  // conflict: the stream's actual revision; absent = no stream.

  Error() = default;
  Error(ErrorCode code_in, std::string message_in, std::string field_in = {})
      : code(code_in), message(std::move(message_in)), field(std::move(field_in)) {}

  Error&& at_index(std::uint32_t i) && {
    index = i;
    return std::move(*this);
  }
  // Prefixes the dotted path: within("payload") turns "amount" into "payload.amount".
  Error&& within(std::string_view outer) &&;

  // One line for people: "invalid: payload.amount: must be above zero (event 3)".
  std::string to_string() const;
};

inline Error invalid(std::string field, std::string message) {
  return Error(ErrorCode::invalid, std::move(message), std::move(field));
}

}  // namespace tally
