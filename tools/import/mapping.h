// A mapping file says how the rows of a table become events. MAPPING.md explains it with examples.
//
// It is data, not a program: named values per row, conditions on them, and for each event type a
// template of its payload. Memory reaches back only through `first`, `last`, `changed`, `once_per`
// and marks, each kept per key, so that the result depends on the file alone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/codec/json.h"
#include "core/event/money.h"

namespace tally {

// "{column or value}" between plain text; every part resolves to text. A payload member with a
// blank part is left out, unless the part is written "{=column}": then the blank is stated.
struct TextTemplate {
  struct Part {
    bool is_name = false;
    std::string text;
    bool keep_blank = false;
  };
  std::vector<Part> parts;
};

// `invalid` with the path: a '{' without its '}'.
Result<TextTemplate> parse_template(std::string_view text, const std::string& path);

// All given tests must hold.
struct MappingCondition {
  std::string value;  // The named value or column that is looked at.
  std::optional<std::vector<std::string>> in;
  std::optional<std::vector<std::string>> not_in;
  std::optional<std::string> contains;
  std::optional<std::string> lacks;
  std::optional<bool> blank;
  std::optional<std::string> differs_from;  // Another named value or column.
};

// How a named value comes from a row. The steps apply in the order of the members.
struct MappingValue {
  std::string name;
  TextTemplate text;                 // `text = "…"`, or `column = "…"`.
  bool file_name = false;            // `part = "file_name"`: what stands behind the last '/'.
  std::optional<std::string> parse;  // "us_date": MM/DD/YYYY, with or without a time of midnight.
  std::vector<MappingCondition> blank_if;                 // Blank when all hold.
  std::optional<std::map<std::string, std::string>> map;  // A value outside the map is a reject ...
  std::optional<std::string> otherwise;                   // ... unless this is given,
  bool otherwise_same = false;                            // or unmapped values stay as they are.
  std::optional<std::string> if_blank;
  std::optional<std::vector<std::string>> first_per;  // The value of the key's first row stays.
  std::optional<std::vector<std::string>> last_per;   // The value of the key's previous row ...
  std::string initial;                                // ... or this in its first row.
};

// Only when the value differs from the key's previous row; `first` says what its first row does.
struct MappingChange {
  enum class First { always, filled, never };
  std::string value;
  std::vector<std::string> per;
  First first = First::always;
};

struct MappingEvent {
  std::string type;
  std::uint16_t schema = 1;
  TextTemplate stream_id;  // Behind the category of the type, or of `category`.
  std::string category;
  TextTemplate effective;
  TextTemplate actor;
  std::vector<MappingCondition> when;
  std::optional<std::vector<std::string>> once_per;  // Only for the key's first row that gets here.
  using Changed = MappingChange;
  std::optional<Changed> changed;
  struct Mark {
    std::string name;
    std::vector<std::string> per;
  };
  std::optional<Mark> mark;           // Set when the event is made.
  std::optional<Mark> unless_marked;  // Not made when it is set.
  Json payload;  // Strings are templates; a member whose template is blank is left out.
};

struct Mapping {
  enum class Format : std::uint8_t { csv, xes };
  std::string name;
  Format format = Format::csv;
  std::vector<MappingCondition> skip;  // A row is skipped when any holds.
  std::vector<MappingValue> values;
  std::vector<MappingEvent> events;
};

// `invalid` with the key's path and line; unknown keys are refused.
Result<Mapping> parse_mapping(std::string_view toml_text);

}  // namespace tally
