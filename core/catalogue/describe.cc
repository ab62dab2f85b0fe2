// Documentation of event types, from the same serialize() that encodes them.
#include <algorithm>
#include <array>

#include "core/base/check.h"
#include "core/catalogue/registry.h"
#include "core/codec/schema_archive.h"

namespace tally {
namespace {

template <std::size_t... I>
auto make_shapes(std::index_sequence<I...>) {
  return std::array<std::vector<FieldShape>, sizeof...(I)>{
      SchemaLister::fields_of<std::variant_alternative_t<I + 2, Payload>>()...};
}

const std::vector<FieldShape>& shapes_of(const TypeInfo& type) {
  static const auto shapes =
      make_shapes(std::make_index_sequence<std::variant_size_v<Payload> - 2>());
  const auto types = catalogue();
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i]->name == type.name) return shapes[i];
  }
  TALLY_CHECK(!"the type is not in the catalogue");
  return shapes[0];
}

constexpr std::string_view kKindNames[] = {
    "boolean", "integer", "text",     "bytes", "money",  "currency", "date",   "effective",
    "instant", "period",  "event_id", "hash",  "choice", "list",     "object", "embedded"};
constexpr std::string_view kLimitNames[] = {"", "not negative", "above zero", "not empty",
                                            "0 to 10000 basis points"};

Json label_json(const Label& label) {
  Json json;
  json.set("zh", label.zh).set("en", label.en);
  return json;
}

Json describe(const FieldShape& shape) {
  Json json;
  if (!shape.name.empty()) {
    json.set("name", shape.name).set("label", label_json(shape.label));
    json.set("required", !shape.optional);
  }
  json.set("kind", kKindNames[static_cast<std::size_t>(shape.kind)]);
  if (shape.limit != Limit::none) {
    json.set("limit", kLimitNames[static_cast<std::size_t>(shape.limit)]);
  }
  Json choices{Json::Array{}};
  for (const auto& choice : shape.choices) {
    Json item;
    item.set("code", choice.name).set("label", label_json(choice.label));
    choices.push(std::move(item));
  }
  if (!shape.choices.empty()) json.set("choices", std::move(choices));
  if (shape.kind == ShapeKind::list) json.set("element", describe(shape.inside[0]));
  if (shape.kind == ShapeKind::object) {
    Json fields{Json::Array{}};
    for (const auto& inner : shape.inside) fields.push(describe(inner));
    json.set("fields", std::move(fields));
  }
  return json;
}

Json pattern(std::string_view expression) {
  Json json;
  json.set("type", "string").set("pattern", expression);
  return json;
}

Json object_schema(const std::vector<FieldShape>& fields);

Json schema_of(const FieldShape& shape) {
  Json json;
  switch (shape.kind) {
    case ShapeKind::boolean:
      return json.set("type", "boolean");
    case ShapeKind::integer: {
      std::int64_t low = shape.low;
      if (shape.limit == Limit::positive) low = std::max<std::int64_t>(low, 1);
      if (shape.limit == Limit::not_negative) low = std::max<std::int64_t>(low, 0);
      json.set("type", "integer").set("minimum", low);
      return json.set("maximum", shape.limit == Limit::basis_points ? 10000 : shape.high);
    }
    case ShapeKind::text:
      json.set("type", "string");
      return shape.limit == Limit::filled ? json.set("minLength", 1) : json;
    case ShapeKind::bytes:
      return pattern("^([0-9a-f]{2})*$");
    case ShapeKind::currency:
      return pattern("^[A-Z]{3}$");
    case ShapeKind::date:
      return pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    case ShapeKind::effective:
      return pattern(
          "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?"
          "(Z|[+-][0-9]{2}:[0-9]{2}))?$");
    case ShapeKind::instant:
      return json.set("type", "string").set("format", "date-time");
    case ShapeKind::period:
      return pattern("^[0-9]{4}(-Q[1-4]|-[0-9]{2})?$");
    case ShapeKind::event_id:
      return json.set("type", "string").set("format", "uuid");
    case ShapeKind::hash:
      return pattern("^[0-9a-f]{64}$");
    case ShapeKind::choice: {
      Json names{Json::Array{}};
      for (const auto& choice : shape.choices) names.push(choice.name);
      return json.set("enum", std::move(names));
    }
    case ShapeKind::list:
      json.set("type", "array").set("items", schema_of(shape.inside[0]));
      return shape.limit == Limit::filled ? json.set("minItems", 1) : json;
    case ShapeKind::object:
      return object_schema(shape.inside);
    case ShapeKind::embedded:
      return json.set("type", "object");
    case ShapeKind::money:
      break;
  }
  const std::string sign = shape.limit == Limit::none ? "-?" : "";
  Json minor;
  minor.set("minor", pattern("^" + sign + "[0-9]{1,19}$")).set("currency", pattern("^[A-Z]{3}$"));
  json.set("type", "object").set("properties", std::move(minor));
  json.set("required", Json::Array{"minor", "currency"});
  return json.set("additionalProperties", false);
}

Json object_schema(const std::vector<FieldShape>& fields) {
  Json properties{Json::Object{}};
  Json required{Json::Array{}};
  for (const auto& field : fields) {
    Json schema = schema_of(field);
    schema.set("title", std::string(field.label.zh) + " / " + std::string(field.label.en));
    properties.set(field.name, std::move(schema));
    if (!field.optional) required.push(field.name);
  }
  Json json;
  json.set("type", "object").set("properties", std::move(properties));
  json.set("required", std::move(required)).set("additionalProperties", false);
  return json;
}

bool holds_money(const FieldShape& shape) {
  return shape.kind == ShapeKind::money ||
         std::any_of(shape.inside.begin(), shape.inside.end(), holds_money);
}

}  // namespace

Json describe_type(const TypeInfo& type) {
  Json json;
  json.set("type", type.name).set("schema", static_cast<std::int64_t>(type.schema));
  json.set("label", label_json(type.label));
  const std::string_view other =
      type.key == StreamKey::subject ? "of the subject" : "of the target";
  json.set("stream", type.category.empty() ? std::string(other) : std::string(type.category) + "-");
  Json fields{Json::Array{}};
  for (const auto& shape : shapes_of(type)) fields.push(describe(shape));
  return json.set("fields", std::move(fields));
}

Json json_schema(const TypeInfo& type) {
  Json json;
  json.set("$schema", "https://json-schema.org/draft/2020-12/schema");
  json.set("title", type.name);
  json.set("description", std::string(type.label.zh) + " / " + std::string(type.label.en));
  const Json body = object_schema(shapes_of(type));
  for (const auto& [name, value] : *body.object()) json.set(name, value);
  return json;
}

std::vector<std::string> uncorrectable_fields(const TypeInfo& type) {
  std::vector<std::string> names;
  for (const auto& shape : shapes_of(type)) {
    if (shape.use == Use::identity || shape.kind == ShapeKind::event_id || holds_money(shape)) {
      names.push_back(shape.name);
    }
  }
  return names;
}

}  // namespace tally
