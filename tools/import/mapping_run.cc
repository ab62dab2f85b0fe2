#include "tools/import/mapping_run.h"

#include <algorithm>

#include "core/event/date.h"
#include "core/event/ids.h"

namespace tally {
namespace {

// MM/DD/YYYY, with or without " 12:00:00 AM".
Result<std::string> parse_us_date(const std::string& text, const std::string& name) {
  std::string_view day(text);
  constexpr std::string_view kMidnight = " 12:00:00 AM";
  if (day.size() > kMidnight.size() && day.substr(day.size() - kMidnight.size()) == kMidnight) {
    day.remove_suffix(kMidnight.size());
  }
  if (day.size() == 10 && day[2] == '/' && day[5] == '/') {
    const std::string iso = std::string(day.substr(6)) + "-" + std::string(day.substr(0, 2)) + "-" +
                            std::string(day.substr(3, 2));
    if (Date::parse(iso).ok()) return iso;
  }
  return invalid(name, "'" + text + "' is not a date MM/DD/YYYY");
}

bool has(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

void collect_names(const TextTemplate& text, std::set<std::string>& names) {
  for (const auto& part : text.parts) {
    if (part.is_name) names.insert(part.text);
  }
}

void collect_names(const std::vector<MappingCondition>& conditions, std::set<std::string>& names) {
  for (const auto& condition : conditions) {
    names.insert(condition.value);
    if (condition.differs_from) names.insert(*condition.differs_from);
  }
}

// parse_mapping() has parsed it before.
TextTemplate payload_template(std::string_view text) { return parse_template(text, "").value(); }

void collect_names(const Json& shape, std::set<std::string>& names) {
  if (const auto* text = shape.string()) collect_names(payload_template(*text), names);
  if (const auto* array = shape.array()) {
    for (const auto& item : *array) collect_names(item, names);
  }
  if (const auto* object = shape.object()) {
    for (const auto& [key, item] : *object) collect_names(item, names);
  }
}

void collect_keys(const std::optional<std::vector<std::string>>& per,
                  std::set<std::string>& names) {
  if (per) names.insert(per->begin(), per->end());
}

std::set<std::string> names_in(const Mapping& mapping) {
  std::set<std::string> names;
  collect_names(mapping.skip, names);
  for (const auto& value : mapping.values) {
    collect_names(value.text, names);
    collect_names(value.blank_if, names);
    collect_keys(value.first_per, names);
    collect_keys(value.last_per, names);
  }
  for (const auto& event : mapping.events) {
    for (const auto* text : {&event.stream_id, &event.effective, &event.actor})
      collect_names(*text, names);
    collect_names(event.when, names);
    collect_keys(event.once_per, names);
    if (event.changed) {
      names.insert(event.changed->value);
      names.insert(event.changed->per.begin(), event.changed->per.end());
    }
    for (const auto* mark : {&event.mark, &event.unless_marked}) {
      if (*mark) names.insert((*mark)->per.begin(), (*mark)->per.end());
    }
    collect_names(event.payload, names);
  }
  return names;
}

}  // namespace

Result<MappingRun> MappingRun::start(const Mapping& mapping,
                                     const std::vector<std::string>& header) {
  MappingRun run(mapping);
  run.header_ = header;
  std::set<std::string> have(header.begin(), header.end());
  if (have.size() != header.size()) return invalid("header", "names a column twice");
  for (const auto& value : mapping.values) {
    if (!have.insert(value.name).second) {
      return invalid("values." + value.name, "is the name of a column or another value already");
    }
  }
  for (const auto& name : names_in(mapping)) {
    if (!have.contains(name)) {
      return invalid(name, "is neither a column of the file nor a value of the mapping");
    }
  }
  return run;
}

Result<MappingRun::Row> MappingRun::take(const CsvRow& row) {
  if (row.cells.size() != header_.size()) {
    return invalid("", "has " + std::to_string(row.cells.size()) + " cells, the header " +
                           std::to_string(header_.size()));
  }
  values_.clear();
  pending_ = {};
  for (std::size_t i = 0; i < header_.size(); ++i) values_[header_[i]] = row.cells[i];
  Row result;
  // A skip condition may look at a named value, so those are computed first; a row that is skipped
  // leaves nothing remembered.
  for (const auto& value : mapping_->values) TALLY_TRY(compute(value));
  for (const auto& condition : mapping_->skip) result.skipped = result.skipped || holds(condition);
  if (result.skipped) return result;
  for (std::size_t i = 0; i < mapping_->events.size(); ++i) {
    const auto& event = mapping_->events[i];
    note_actor(event, result);
    if (!wanted(i, event)) continue;
    TALLY_ASSIGN(auto made, make(event));
    result.events.push_back(std::move(made));
    if (event.mark) pending_.marks.insert({"mark " + event.mark->name, key_of(event.mark->per)});
  }
  for (auto& [key, text] : pending_.values) memory_.values[key] = std::move(text);
  memory_.marks.merge(pending_.marks);
  return result;
}

void MappingRun::note_actor(const MappingEvent& event, Row& row) const {
  Row::Actor actor{expand(event.actor), expand(event.effective)};
  if (std::find(row.actors.begin(), row.actors.end(), actor) == row.actors.end()) {
    row.actors.push_back(std::move(actor));
  }
}

const std::string& MappingRun::value(std::string_view name) const {
  static const std::string kBlank;
  const auto found = values_.find(name);
  return found == values_.end() ? kBlank : found->second;
}

std::string MappingRun::key_of(const std::vector<std::string>& per) const {
  std::string key;
  for (const auto& name : per) {
    const auto& text = value(name);
    key += std::to_string(text.size()) + ":" + text;
  }
  return key;
}

std::string MappingRun::expand(const TextTemplate& text) const {
  std::string result;
  for (const auto& part : text.parts) result += part.is_name ? value(part.text) : part.text;
  return result;
}

bool MappingRun::holds(const MappingCondition& condition) const {
  const auto& text = value(condition.value);
  if (condition.in && !has(*condition.in, text)) return false;
  if (condition.not_in && has(*condition.not_in, text)) return false;
  if (condition.contains && text.find(*condition.contains) == text.npos) return false;
  if (condition.lacks && text.find(*condition.lacks) != text.npos) return false;
  if (condition.blank && *condition.blank != text.empty()) return false;
  if (condition.differs_from && text == value(*condition.differs_from)) return false;
  return true;
}

bool MappingRun::all_hold(const std::vector<MappingCondition>& conditions) const {
  return std::all_of(conditions.begin(), conditions.end(),
                     [this](const auto& condition) { return holds(condition); });
}

Result<void> MappingRun::compute(const MappingValue& rule) {
  std::string text = expand(rule.text);
  if (rule.file_name) text.erase(0, text.rfind('/') + 1);
  if (rule.parse && !text.empty()) {
    TALLY_ASSIGN(text, parse_us_date(text, rule.name));
  }
  if (!rule.blank_if.empty() && all_hold(rule.blank_if)) text.clear();
  if (rule.map) {
    const auto found = rule.map->find(text);
    if (found != rule.map->end()) {
      text = found->second;
    } else if (rule.otherwise) {
      text = *rule.otherwise;
    } else if (!rule.otherwise_same) {
      return invalid(rule.name, "'" + text + "' is not in the mapping's table");
    }
  }
  if (rule.if_blank && text.empty()) text = *rule.if_blank;
  const std::string name = "value " + rule.name;
  if (rule.first_per) {
    const Key key{name, key_of(*rule.first_per)};
    text = remembered(key, text);
    remember(key, text);
  }
  if (rule.last_per) {
    const Key key{name, key_of(*rule.last_per)};
    const std::string now = text;
    text = remembered(key, rule.initial);
    remember(key, now);
  }
  values_[rule.name] = std::move(text);
  return {};
}

bool MappingRun::wanted(std::size_t index, const MappingEvent& event) {
  if (!all_hold(event.when)) return false;
  if (event.unless_marked) {
    const Key key{"mark " + event.unless_marked->name, key_of(event.unless_marked->per)};
    if (memory_.marks.contains(key) || pending_.marks.contains(key)) return false;
  }
  const std::string name = "event " + std::to_string(index);
  if (event.once_per) {
    const Key key{name, key_of(*event.once_per)};
    if (memory_.marks.contains(key)) return false;
    pending_.marks.insert(key);
  }
  if (!event.changed) return true;
  const Key key{name, key_of(event.changed->per)};
  const auto& now = value(event.changed->value);
  const auto before = memory_.values.find(key);
  const bool first = before == memory_.values.end();
  const bool differs = !first && before->second != now;
  remember(key, now);
  using First = MappingEvent::Changed::First;
  if (!first) return differs;
  return event.changed->first == First::always ||
         (event.changed->first == First::filled && !now.empty());
}

Result<std::optional<Json>> MappingRun::fill(const Json& shape) const {
  std::optional<Json> none;
  if (const auto* text = shape.string()) {
    const auto pattern = payload_template(*text);
    std::string result;
    for (const auto& part : pattern.parts) {
      const auto& piece = part.is_name ? value(part.text) : part.text;
      if (part.is_name && piece.empty() && !part.keep_blank) return none;
      result += piece;
    }
    return std::optional(Json(std::move(result)));
  }
  if (const auto* array = shape.array()) {
    Json::Array items;
    for (const auto& item : *array) {
      TALLY_ASSIGN(auto filled, fill(item));
      if (filled) items.push_back(std::move(*filled));
    }
    return std::optional(Json(std::move(items)));
  }
  if (const auto* object = shape.object()) {
    Json::Object members;
    for (const auto& [key, item] : *object) {
      TALLY_ASSIGN(auto filled, fill(item));
      if (!filled) return none;  // A table with a blank inside is not stated as a whole.
      members.emplace_back(key, std::move(*filled));
    }
    return std::optional(Json(std::move(members)));
  }
  return std::optional(shape);
}

Result<MappedEvent> MappingRun::make(const MappingEvent& event) const {
  MappedEvent made;
  made.type = event.type;
  made.schema = event.schema;
  const std::string id = expand(event.stream_id);
  if (id.empty()) return invalid("stream_id", "is blank for " + event.type);
  made.stream = stream_name(event.category, id);
  made.effective = expand(event.effective);
  made.actor = expand(event.actor);
  Json::Object members;
  for (const auto& [key, item] :
       *event.payload.object()) {  // The top level: blank members are left out.
    TALLY_ASSIGN(auto filled, fill(item));
    if (filled) members.emplace_back(key, std::move(*filled));
  }
  made.payload = Json(std::move(members));
  return made;
}

std::string MappingRun::remembered(const Key& key, const std::string& fallback) const {
  const auto found = memory_.values.find(key);
  return found == memory_.values.end() ? fallback : found->second;
}

void MappingRun::remember(Key key, std::string text) {
  pending_.values[std::move(key)] = std::move(text);
}

}  // namespace tally
