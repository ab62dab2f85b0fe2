// Lists the fields of a struct from its serialize(): what documentation, forms and JSON Schema are
// made of.
#pragma once

#include <cereal/cereal.hpp>
#include <limits>

#include "core/codec/field_kind.h"

namespace tally {

enum class ShapeKind : std::uint8_t {
  boolean,
  integer,
  text,
  bytes,
  money,
  currency,
  date,
  effective,
  instant,
  period,
  event_id,
  hash,
  choice,
  list,
  object,
  embedded,
};

// A field, or the element of a list.
struct FieldShape {
  std::string name;
  Label label;
  Limit limit = Limit::none;
  Use use = Use::statement;
  bool optional = false;
  ShapeKind kind = ShapeKind::text;
  std::int64_t low = 0;  // integer: the range of its type.
  std::int64_t high = 0;
  std::vector<EnumName> choices;
  std::vector<FieldShape> inside;  // object: its fields; list: its one element.
};

class SchemaLister : public cereal::OutputArchive<SchemaLister> {
 public:
  SchemaLister() : OutputArchive(this) {}

  template <class T>
  void field_value(const Field<T>& field) {
    FieldShape shape = shape_of<T>();
    shape.name = field.name;
    shape.label = field.label;
    shape.limit = field.limit;
    shape.use = field.use;
    fields_.push_back(std::move(shape));
  }
  void embedded_value(const EmbeddedField& field) {
    FieldShape shape;
    shape.name = field.name;
    shape.label = field.label;
    shape.kind = ShapeKind::embedded;
    fields_.push_back(std::move(shape));
  }

  // The fields of a struct.
  template <class T>
  static std::vector<FieldShape> fields_of() {
    SchemaLister lister;
    const T value{};
    lister(value);
    return std::move(lister.fields_);
  }

  template <class T>
  static FieldShape shape_of() {
    FieldShape shape;
    if constexpr (OptionalOf<T>::value) {
      shape = shape_of<typename OptionalOf<T>::Value>();
      shape.optional = true;
    } else if constexpr (VectorOf<T>::value) {
      shape.kind = ShapeKind::list;
      shape.inside.push_back(shape_of<typename VectorOf<T>::Value>());
    } else if constexpr (std::is_enum_v<T>) {
      shape.kind = ShapeKind::choice;
      shape.choices.assign(EnumNames<T>::kNames.begin(), EnumNames<T>::kNames.end());
    } else if constexpr (std::is_same_v<T, bool>) {
      shape.kind = ShapeKind::boolean;
    } else if constexpr (kIsInteger<T>) {
      shape.kind = ShapeKind::integer;
      shape.low = static_cast<std::int64_t>(std::numeric_limits<T>::min());
      shape.high = static_cast<std::int64_t>(std::numeric_limits<T>::max());
    } else {
      shape.kind = class_kind(static_cast<const T*>(nullptr));
      if constexpr (requires(T & value, SchemaLister & lister) { value.serialize(lister); }) {
        shape.inside = fields_of<T>();
      }
    }
    return shape;
  }

 private:
  static ShapeKind class_kind(const std::string*) { return ShapeKind::text; }
  static ShapeKind class_kind(const Bytes*) { return ShapeKind::bytes; }
  static ShapeKind class_kind(const Money*) { return ShapeKind::money; }
  static ShapeKind class_kind(const Currency*) { return ShapeKind::currency; }
  static ShapeKind class_kind(const Date*) { return ShapeKind::date; }
  static ShapeKind class_kind(const Effective*) { return ShapeKind::effective; }
  static ShapeKind class_kind(const Instant*) { return ShapeKind::instant; }
  static ShapeKind class_kind(const Period*) { return ShapeKind::period; }
  static ShapeKind class_kind(const EventId*) { return ShapeKind::event_id; }
  static ShapeKind class_kind(const Hash*) { return ShapeKind::hash; }
  template <class T>
  static ShapeKind class_kind(const T*) {
    return ShapeKind::object;
  }

  std::vector<FieldShape> fields_;
};

template <class T>
void CEREAL_SAVE_FUNCTION_NAME(SchemaLister& archive, const Field<T>& field) {
  archive.field_value(field);
}
inline void CEREAL_SAVE_FUNCTION_NAME(SchemaLister& archive, const EmbeddedField& field) {
  archive.embedded_value(field);
}

}  // namespace tally
