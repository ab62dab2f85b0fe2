// Turns the rows of one file into events, by a mapping.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "tools/import/csv_reader.h"
#include "tools/import/mapping.h"

namespace tally {

// An event that a row asks for; not yet checked against the catalogue.
struct MappedEvent {
  std::string type;
  std::uint16_t schema = 1;
  std::string stream;
  std::string effective;
  std::string actor;
  Json payload;
};

// Fed with the rows in file order. The mapping must outlive it.
class MappingRun {
 public:
  // `invalid` when the mapping names a column that the header has not.
  static Result<MappingRun> start(const Mapping& mapping, const std::vector<std::string>& header);

  struct Row {
    // Who stands in the row, whether or not it gives an event.
    struct Actor {
      std::string name;
      std::string effective;
      bool operator==(const Actor&) const = default;
    };
    bool skipped = false;
    std::vector<Actor> actors;
    std::vector<MappedEvent> events;
  };
  // An error rejects this row alone; memory of earlier rows stays as it was before the row.
  Result<Row> take(const CsvRow& row);

 private:
  explicit MappingRun(const Mapping& mapping) : mapping_(&mapping) {}

  using Values = std::map<std::string, std::string, std::less<>>;
  using Key = std::pair<std::string, std::string>;  // What is remembered, and for which key.
  struct Memory {
    std::map<Key, std::string> values;
    std::set<Key> marks;
  };

  const std::string& value(std::string_view name) const;
  std::string key_of(const std::vector<std::string>& per) const;
  std::string expand(const TextTemplate& text) const;
  bool holds(const MappingCondition& condition) const;
  bool all_hold(const std::vector<MappingCondition>& conditions) const;
  Result<void> compute(const MappingValue& value);
  bool wanted(std::size_t index, const MappingEvent& event);
  // Nothing when a template inside was blank.
  Result<std::optional<Json>> fill(const Json& shape) const;
  Result<MappedEvent> make(const MappingEvent& event) const;
  void note_actor(const MappingEvent& event, Row& row) const;

  std::string remembered(const Key& key, const std::string& fallback) const;
  void remember(Key key, std::string value);

  const Mapping* mapping_;
  std::vector<std::string> header_;
  Values values_;  // Of the current row: columns and named values.
  Memory memory_;
  Memory pending_;  // What the current row adds.
};

}  // namespace tally
