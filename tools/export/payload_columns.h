// The fields of a payload as flat columns, from the catalogue's own description: a type that is new
// in the catalogue has its columns here without a line of code.
//
// An object inside gives a column for each of its fields (payee_scheme, payee_id), money gives two
// (amount in the currency's own unit, amount_currency), a list its JSON text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalogue/registry.h"

namespace tally {

struct PayloadColumn {
  enum class Kind : std::uint8_t {
    text,
    integer,
    boolean,
    decimal,  // Money, in the currency's own unit.
    date,     // YYYY-MM-DD
    json,     // A list, or a payload whose fields nobody described.
  };
  std::string name;
  std::vector<std::string> path;  // From the payload to the value.
  Kind kind = Kind::text;
  std::string label_zh;
  std::string label_en;
  // Fields of the objects in a list, for a table of its items.
  std::vector<PayloadColumn> items;
};

// Of a type of the catalogue; of any other, one column "payload" with the whole JSON text. The
// result lives as long as the program.
const std::vector<PayloadColumn>& payload_columns(std::string_view type);

// The cell's text; nothing where the payload does not state it.
std::optional<std::string> payload_cell(const Json& payload, const PayloadColumn& column);

}  // namespace tally
