// OCEL 2.0 (JSON): every event that counts, with all the objects it is about.
//
// Events are written as they are read. Objects are written stream by stream; of what was written
// only a short hash of each name is kept.
#include <array>
#include <cstring>
#include <map>
#include <set>
#include <unordered_set>

#include "core/base/sha256.h"
#include "tools/export/activity.h"
#include "tools/export/export_file.h"
#include "tools/export/ocel_objects.h"
#include "tools/export/payload_columns.h"

namespace tally {
namespace {

std::string_view ocel_kind(PayloadColumn::Kind kind) {
  switch (kind) {
    case PayloadColumn::Kind::integer:
      return "integer";
    case PayloadColumn::Kind::boolean:
      return "boolean";
    case PayloadColumn::Kind::decimal:
      return "float";
    default:
      return "string";
  }
}

Json attribute_type(std::string_view name, std::string_view kind) {
  Json json;
  return json.set("name", name).set("type", kind);
}

// The schema of the standard wants each value as text.
Json attribute(std::string_view name, std::string_view value) {
  Json json;
  return json.set("name", name).set("value", value);
}

Json relation(const std::string& object_id, std::string_view qualifier) {
  Json json;
  return json.set("objectId", object_id).set("qualifier", qualifier);
}

// What every event says beside its payload.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kEventAttributes = {
    {{"position", "integer"},
     {"activity", "string"},
     {"lifecycle", "string"},
     {"stream", "string"},
     {"recorded_at", "time"},
     {"timed", "boolean"},
     {"role", "string"},
     {"visibility", "string"},
     {"corrected_by", "integer"}}};

Json event_types(const ExportLedger& ledger) {
  Json list{Json::Array{}};
  for (const auto& type : ledger.types()) {
    if (type.starts_with("event.")) continue;
    Json attributes{Json::Array{}};
    for (const auto& [name, kind] : kEventAttributes) attributes.push(attribute_type(name, kind));
    for (const auto& column : payload_columns(type)) {
      attributes.push(attribute_type("payload:" + column.name, ocel_kind(column.kind)));
    }
    Json item;
    list.push(item.set("name", type).set("attributes", std::move(attributes)));
  }
  return list;
}

Json event_json(const ExportEvent& event, const Activity& activity) {
  Json attributes{Json::Array{}};
  const auto put = [&](std::string_view name, std::string_view value) {
    attributes.push(attribute(name, value));
  };
  put("position", std::to_string(event.position));
  put("activity", activity.name);
  put("lifecycle", activity.transition);
  put("stream", event.stream);
  put("recorded_at", event.recorded_time());
  put("timed", event.effective.time ? "true" : "false");
  if (event.role) put("role", *event.role);
  put("visibility", visibility_name(event.visibility));
  if (event.corrected_by) put("corrected_by", std::to_string(*event.corrected_by));
  for (const auto& column : payload_columns(event.type)) {
    if (const auto cell = payload_cell(event.payload, column)) put("payload:" + column.name, *cell);
  }
  Json relationships{Json::Array{}};
  for (const auto& reference : ocel_references(event)) {
    relationships.push(relation(reference.object_id(), reference.qualifier));
  }
  Json json;
  json.set("id", event.id.to_string()).set("type", event.type).set("time", event.time());
  json.set("attributes", std::move(attributes));
  return json.set("relationships", std::move(relationships));
}

struct Object {
  std::string type;
  Json attributes{Json::Array{}};
  std::vector<std::pair<std::string, std::string>> relations;  // Object id, qualifier.

  void relate(const std::string& to, const std::string& qualifier) {
    const std::pair added{to, qualifier};
    if (std::find(relations.begin(), relations.end(), added) == relations.end()) {
      relations.push_back(added);
    }
  }
};

class OcelObjects {
 public:
  // The objects of one stream's events; those that belong to the stream are written by it, others
  // at the end unless their own stream wrote them.
  void take(const std::string& stream, const std::vector<ExportEvent>& events, ExportFile& file);
  void finish(ExportFile& file);
  Json types() const;

 private:
  using Name = std::array<std::uint8_t, 16>;  // Of SHA-256: two names never share it.
  struct NameHash {
    std::size_t operator()(const Name& name) const {
      std::size_t value;
      std::memcpy(&value, name.data(), sizeof(value));
      return value;
    }
  };
  static Name name_of(const std::string& object_id) {
    const Hash hash = sha256(as_bytes(object_id));
    Name name;
    std::memcpy(name.data(), hash.view().data(), name.size());
    return name;
  }
  static bool stands_alone(std::string_view type) {
    return type == "actor" || type == "org" || type == "party";
  }
  void describe(const ExportEvent& event, Object& object);
  void write(const std::string& id, const Object& object, ExportFile& file);

  std::unordered_set<Name, NameHash> written_;
  std::map<std::string, Object> deferred_;  // Of no stream so far: actors, payees, foreign quotas.
  std::map<std::string, std::map<std::string, std::string_view>> types_;  // With attributes' kinds.
  bool first_ = true;
};

void OcelObjects::describe(const ExportEvent& event, Object& object) {
  const auto put = [&](const std::string& name, std::string_view kind, std::string_view value) {
    Json item = attribute(name, value);
    object.attributes.push(item.set("time", event.time()));
    types_[object.type][name] = kind;
  };
  if (event.type == "stage.changed") {
    put("stage", "string", text_member(event.payload, "to").value_or(""));
    return;
  }
  for (const auto& column : payload_columns(event.type)) {
    if (const auto cell = payload_cell(event.payload, column)) {
      put(column.name, ocel_kind(column.kind), *cell);
    }
  }
}

void OcelObjects::take(const std::string& stream, const std::vector<ExportEvent>& events,
                       ExportFile& file) {
  std::map<std::string, Object> own;
  const auto category = std::string(stream_category(stream));
  const auto root = category + ":" + stream_id(stream);
  for (const auto& event : events) {
    const auto references = ocel_references(event);
    const auto subject = event.type == "stage.changed" ? "project" : ocel_subject(event.type);
    std::string subject_id;
    for (const auto& reference : references) {
      const auto id = reference.object_id();
      // A step and its phase, a contract and its project: what the stream is about, and whatever it
      // made known. A reference alone may be to another project's.
      const bool made = reference.type == subject && subject_id.empty();
      const bool part = reference.type == "step" || reference.type == "phase";
      const bool mine = id == root || made || part || own.contains(id);
      Object& object = mine ? own[id] : deferred_[id];
      object.type = reference.type;
      types_[reference.type];
      if (made) subject_id = id;
      if (mine && id != root && !stands_alone(reference.type))
        object.relate(root, "of " + category);
      if (reference.type == "step") {
        object.relate("phase:" + text_member(event.payload, "phase_id").value_or(""), "of phase");
      }
    }
    if (subject_id.empty()) continue;
    auto& object = own[subject_id];
    describe(event, object);
    for (const auto& reference : references) {
      const bool itself = reference.object_id() == subject_id || reference.object_id() == root;
      if (itself || reference.qualifier == "actor" || reference.qualifier == "organisation" ||
          reference.type == "step") {
        continue;
      }
      object.relate(reference.object_id(), reference.qualifier);
    }
  }
  for (const auto& [id, object] : own) {
    deferred_.erase(id);
    write(id, object, file);
  }
}

void OcelObjects::write(const std::string& id, const Object& object, ExportFile& file) {
  if (!written_.insert(name_of(id)).second) return;
  Json relationships{Json::Array{}};
  for (const auto& [to, qualifier] : object.relations) relationships.push(relation(to, qualifier));
  Json json;
  json.set("id", id).set("type", object.type).set("attributes", object.attributes);
  json.set("relationships", std::move(relationships));
  file.write(first_ ? "\n" : ",\n");
  file.write(to_json_text(json));
  first_ = false;
}

void OcelObjects::finish(ExportFile& file) {
  for (const auto& [id, object] : deferred_) write(id, object, file);
}

Json OcelObjects::types() const {
  Json list{Json::Array{}};
  for (const auto& [type, columns] : types_) {
    Json attributes{Json::Array{}};
    for (const auto& [name, kind] : columns) attributes.push(attribute_type(name, kind));
    Json item;
    list.push(item.set("name", type).set("attributes", std::move(attributes)));
  }
  return list;
}

Result<void> write_ocel(const ExportCalls& calls, const ExportOptions& options) {
  TALLY_ASSIGN(const auto ledger, ExportLedger::open(calls, options));
  TALLY_ASSIGN(auto file, ExportFile::create(options.to));
  file.write("{\"tallystick\":" + to_json_text(ledger.cut().json()));
  file.write(",\n\"eventTypes\":" + to_json_text(event_types(ledger)) + ",\n\"events\":[");
  bool first = true;
  Activities activities;
  const auto take = [&](const ExportEvent& event) -> Result<void> {
    if (!event.counts) return {};
    file.write(first ? "\n" : ",\n");
    file.write(to_json_text(event_json(event, activities.of(event))));
    first = false;
    return {};
  };
  TALLY_TRY(ledger.each(take));
  file.write("\n],\n\"objects\":[");
  OcelObjects objects;
  for (const auto& stream : ledger.streams()) {
    TALLY_ASSIGN(const auto events, ledger.facts(stream));
    objects.take(stream, events, file);
  }
  objects.finish(file);
  file.write("\n],\n\"objectTypes\":" + to_json_text(objects.types()) + "}\n");
  return file.close();
}

}  // namespace

ExportFormat ocel_format() {
  return {.name = "ocel",
          .label = {"OCEL 2.0 对象中心事件日志（JSON）", "OCEL 2.0 object-centric log (JSON)"},
          .write = write_ocel};
}

}  // namespace tally
