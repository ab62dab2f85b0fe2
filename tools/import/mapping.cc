#include "tools/import/mapping.h"

#include <toml++/toml.h>

#include <set>

#include "core/catalogue/registry.h"

namespace tally {
namespace {

Error at(const toml::node* node, std::string path, std::string message) {
  if (node != nullptr && node->source().begin.line > 0) {
    message += " (line " + std::to_string(node->source().begin.line) + ")";
  }
  return invalid(std::move(path), std::move(message));
}

// Reads one table and remembers which keys were asked for, so that a misspelt key is an error.
class TableReader {
 public:
  TableReader(const toml::table& table, std::string path) : table_(table), path_(std::move(path)) {}

  const toml::node* get(std::string_view key) {
    known_.insert(std::string(key));
    return table_.get(key);
  }
  std::string path(std::string_view key) const { return path_ + "." + std::string(key); }

  Result<std::optional<std::string>> text(std::string_view key) {
    const auto* node = get(key);
    if (node == nullptr) return std::optional<std::string>();
    if (const auto value = node->value_exact<std::string>()) return std::optional(*value);
    return at(node, path(key), "must be text");
  }
  Result<std::string> required_text(std::string_view key) {
    TALLY_ASSIGN(const auto value, text(key));
    if (!value) return at(&table_, path(key), "is missing");
    return *value;
  }
  Result<std::optional<bool>> flag(std::string_view key) {
    const auto* node = get(key);
    if (node == nullptr) return std::optional<bool>();
    if (const auto value = node->value_exact<bool>()) return std::optional(*value);
    return at(node, path(key), "must be true or false");
  }
  // A text or a list of texts.
  Result<std::optional<std::vector<std::string>>> texts(std::string_view key) {
    const auto* node = get(key);
    std::optional<std::vector<std::string>> list;
    if (node == nullptr) return list;
    list.emplace();
    if (const auto one = node->value_exact<std::string>()) {
      list->push_back(*one);
      return list;
    }
    const auto* array = node->as_array();
    if (array == nullptr) return at(node, path(key), "must be text or a list of texts");
    for (const auto& item : *array) {
      const auto value = item.value_exact<std::string>();
      if (!value) return at(&item, path(key), "must hold texts only");
      list->push_back(*value);
    }
    return list;
  }

  Result<void> finish() const {
    for (const auto& [key, node] : table_) {
      if (!known_.contains(std::string(key.str()))) {
        return at(&node, path(key.str()), "is not a key that a mapping knows here");
      }
    }
    return {};
  }

 private:
  const toml::table& table_;
  std::string path_;
  std::set<std::string> known_;
};

Result<MappingCondition> parse_condition(const toml::table& table, const std::string& path) {
  TableReader in(table, path);
  MappingCondition condition;
  TALLY_ASSIGN(condition.value, in.required_text("value"));
  TALLY_ASSIGN(condition.in, in.texts("in"));
  TALLY_ASSIGN(condition.not_in, in.texts("not_in"));
  TALLY_ASSIGN(condition.contains, in.text("contains"));
  TALLY_ASSIGN(condition.lacks, in.text("lacks"));
  TALLY_ASSIGN(condition.blank, in.flag("blank"));
  TALLY_ASSIGN(condition.differs_from, in.text("differs_from"));
  TALLY_TRY(in.finish());
  return condition;
}

Result<std::vector<MappingCondition>> parse_conditions(const toml::node* node,
                                                       const std::string& path) {
  std::vector<MappingCondition> conditions;
  if (node == nullptr) return conditions;
  const auto* array = node->as_array();
  if (array == nullptr) return at(node, path, "must be a list of conditions");
  for (const auto& item : *array) {
    const auto* table = item.as_table();
    if (table == nullptr)
      return at(&item, path, "must hold tables like {value = \"kind\", in = [\"a\"]}");
    TALLY_ASSIGN(auto condition, parse_condition(*table, path));
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

Result<MappingValue> parse_value(std::string name, const toml::table& table) {
  TableReader in(table, "values." + name);
  in.get("name");  // Read by the caller.
  MappingValue value;
  TALLY_ASSIGN(const auto column, in.text("column"));
  TALLY_ASSIGN(const auto text, in.text("text"));
  if (column.has_value() == text.has_value()) {
    return at(&table, "values." + name, "needs either `column` or `text`");
  }
  if (column) {
    value.text.parts.push_back({true, *column});
  } else {
    TALLY_ASSIGN(value.text, parse_template(*text, in.path("text")));
  }
  TALLY_ASSIGN(const auto part, in.text("part"));
  if (part && *part != "file_name")
    return at(in.get("part"), in.path("part"), "can only be \"file_name\"");
  value.file_name = part.has_value();
  TALLY_ASSIGN(value.parse, in.text("parse"));
  if (value.parse && *value.parse != "us_date") {
    return at(in.get("parse"), in.path("parse"), "can only be \"us_date\"");
  }
  TALLY_ASSIGN(value.blank_if, parse_conditions(in.get("blank_if"), in.path("blank_if")));
  if (const auto* node = in.get("map")) {
    const auto* map = node->as_table();
    if (map == nullptr) return at(node, in.path("map"), "must be a table of texts");
    value.map.emplace();
    for (const auto& [key, target] : *map) {
      const auto to = target.value_exact<std::string>();
      if (!to) return at(&target, in.path("map"), "must be a table of texts");
      value.map->emplace(std::string(key.str()), *to);
    }
  }
  TALLY_ASSIGN(value.otherwise, in.text("otherwise"));
  TALLY_ASSIGN(const auto same, in.flag("otherwise_same"));
  value.otherwise_same = same.value_or(false);
  TALLY_ASSIGN(value.first_per, in.texts("first_per"));
  TALLY_ASSIGN(value.last_per, in.texts("last_per"));
  TALLY_ASSIGN(const auto initial, in.text("initial"));
  value.initial = initial.value_or("");
  TALLY_ASSIGN(value.if_blank, in.text("if_blank"));
  TALLY_TRY(in.finish());
  value.name = std::move(name);
  return value;
}

Result<Json> parse_payload(const toml::node& node, const std::string& path) {
  if (const auto text = node.value_exact<std::string>()) {
    TALLY_TRY(parse_template(*text, path));
    return Json(*text);
  }
  if (const auto number = node.value_exact<std::int64_t>()) return Json(*number);
  if (const auto flag = node.value_exact<bool>()) return Json(*flag);
  if (const auto* array = node.as_array()) {
    Json::Array items;
    for (const auto& item : *array) {
      TALLY_ASSIGN(auto value, parse_payload(item, path));
      items.push_back(std::move(value));
    }
    return Json(std::move(items));
  }
  if (const auto* table = node.as_table()) {
    Json::Object members;
    for (const auto& [key, item] : *table) {
      TALLY_ASSIGN(auto value, parse_payload(item, path + "." + std::string(key.str())));
      members.emplace_back(std::string(key.str()), std::move(value));
    }
    return Json(std::move(members));
  }
  return at(&node, path, "must be text, a whole number, true or false, a list or a table");
}

Result<std::optional<MappingEvent::Mark>> parse_mark(const toml::node* node,
                                                     const std::string& path) {
  std::optional<MappingEvent::Mark> mark;
  if (node == nullptr) return mark;
  const auto* table = node->as_table();
  if (table == nullptr)
    return at(node, path, "must be a table like {name = \"begun\", per = [\"path\"]}");
  TableReader in(*table, path);
  mark.emplace();
  TALLY_ASSIGN(mark->name, in.required_text("name"));
  TALLY_ASSIGN(const auto per, in.texts("per"));
  mark->per = per.value_or(std::vector<std::string>());
  TALLY_TRY(in.finish());
  return mark;
}

Result<std::optional<MappingEvent::Changed>> parse_changed(const toml::node* node,
                                                           const std::string& path) {
  std::optional<MappingEvent::Changed> changed;
  if (node == nullptr) return changed;
  const auto* table = node->as_table();
  if (table == nullptr)
    return at(node, path, "must be a table like {value = \"phase\", per = [\"id\"]}");
  TableReader in(*table, path);
  changed.emplace();
  TALLY_ASSIGN(changed->value, in.required_text("value"));
  TALLY_ASSIGN(const auto per, in.texts("per"));
  changed->per = per.value_or(std::vector<std::string>());
  TALLY_ASSIGN(const auto first, in.text("first"));
  using First = MappingEvent::Changed::First;
  if (!first || *first == "always") {
    changed->first = First::always;
  } else if (*first == "filled") {
    changed->first = First::filled;
  } else if (*first == "never") {
    changed->first = First::never;
  } else {
    return at(in.get("first"), in.path("first"), "must be always, filled or never");
  }
  TALLY_TRY(in.finish());
  return changed;
}

Result<MappingEvent> parse_event(const toml::table& table, const std::string& path) {
  TableReader in(table, path);
  MappingEvent event;
  TALLY_ASSIGN(event.type, in.required_text("type"));
  const auto* info = find_type(event.type);
  if (info == nullptr && !is_open_type(event.type)) {
    return at(in.get("type"), in.path("type"), "is no event type that this software knows");
  }
  const auto* schema = in.get("schema");
  const auto number = schema != nullptr ? schema->value_exact<std::int64_t>() : std::nullopt;
  if (!number || *number < 1 || *number > 65535) {
    return at(&table, in.path("schema"), "must name the schema version, a number from 1");
  }
  event.schema = static_cast<std::uint16_t>(*number);
  TALLY_ASSIGN(const auto category, in.text("category"));
  event.category = category.value_or(info != nullptr ? std::string(info->category) : "");
  if (event.category.empty()) return at(&table, in.path("category"), "must be given for this type");
  for (const auto& [key, to] :
       {std::pair{"stream_id", &event.stream_id}, std::pair{"effective", &event.effective},
        std::pair{"actor", &event.actor}}) {
    TALLY_ASSIGN(const auto text, in.required_text(key));
    TALLY_ASSIGN(*to, parse_template(text, in.path(key)));
  }
  TALLY_ASSIGN(event.when, parse_conditions(in.get("when"), in.path("when")));
  TALLY_ASSIGN(event.once_per, in.texts("once_per"));
  TALLY_ASSIGN(event.changed, parse_changed(in.get("changed"), in.path("changed")));
  TALLY_ASSIGN(event.mark, parse_mark(in.get("mark"), in.path("mark")));
  TALLY_ASSIGN(event.unless_marked, parse_mark(in.get("unless_marked"), in.path("unless_marked")));
  const auto* payload = in.get("payload");
  if (payload == nullptr || !payload->is_table())
    return at(&table, in.path("payload"), "must be a table");
  TALLY_ASSIGN(event.payload, parse_payload(*payload, in.path("payload")));
  TALLY_TRY(in.finish());
  return event;
}

Result<void> parse_values(const toml::node* node, Mapping& mapping) {
  if (node == nullptr) return {};
  const auto* array = node->as_array();
  if (array == nullptr) return at(node, "values", "must be [[values]] tables, in the order of use");
  for (const auto& item : *array) {
    const auto* table = item.as_table();
    const auto* name = table != nullptr ? table->get("name") : nullptr;
    const auto text = name != nullptr ? name->value_exact<std::string>() : std::nullopt;
    if (!text) return at(&item, "values", "needs a name");
    TALLY_ASSIGN(auto value, parse_value(*text, *table));
    mapping.values.push_back(std::move(value));
  }
  return {};
}

// The library's exception stops here.
Result<toml::table> parse_toml(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return invalid("mapping", std::string(error.description()) + " (line " +
                                  std::to_string(error.source().begin.line) + ")");
  }
}

}  // namespace

Result<TextTemplate> parse_template(std::string_view text, const std::string& path) {
  TextTemplate result;
  while (!text.empty()) {
    const auto open = text.find('{');
    if (open != 0) {
      result.parts.push_back({false, std::string(text.substr(0, open)), false});
      if (open == text.npos) break;
      text.remove_prefix(open);
    }
    const auto close = text.find('}');
    if (close == text.npos) return invalid(path, "has a '{' without its '}'");
    const bool keep_blank = text[1] == '=';
    const std::size_t begin = keep_blank ? 2 : 1;
    result.parts.push_back({true, std::string(text.substr(begin, close - begin)), keep_blank});
    text.remove_prefix(close + 1);
  }
  return result;
}

Result<Mapping> parse_mapping(std::string_view toml_text) {
  TALLY_ASSIGN(const toml::table table, parse_toml(toml_text));
  TableReader in(table, "mapping");
  Mapping mapping;
  TALLY_ASSIGN(mapping.name, in.required_text("name"));
  TALLY_ASSIGN(const auto format, in.text("format"));
  if (format && *format != "csv" && *format != "xes") {
    return at(in.get("format"), in.path("format"), "must be csv or xes");
  }
  if (format == "xes") mapping.format = Mapping::Format::xes;
  TALLY_ASSIGN(mapping.skip, parse_conditions(in.get("skip"), "skip"));
  TALLY_TRY(parse_values(in.get("values"), mapping));
  const auto* events = in.get("event");
  const auto* list = events != nullptr ? events->as_array() : nullptr;
  if (list == nullptr) return invalid("event", "a mapping needs at least one [[event]]");
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto* item = list->get(i)->as_table();
    if (item == nullptr) return at(list->get(i), "event", "must be a table");
    TALLY_ASSIGN(auto event, parse_event(*item, "event[" + std::to_string(i) + "]"));
    mapping.events.push_back(std::move(event));
  }
  TALLY_TRY(in.finish());
  return mapping;
}

}  // namespace tally
