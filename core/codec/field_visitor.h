// Looks at the fields of a struct, one after another, without encoding them.
#pragma once

#include <cereal/cereal.hpp>

#include "core/codec/field.h"

namespace tally {

// An archive around a visitor: visitor.field_value(const Field<T>&) for each field. Embedded
// payloads are passed over.
template <class Visitor>
class FieldVisitor : public cereal::OutputArchive<FieldVisitor<Visitor>> {
 public:
  explicit FieldVisitor(Visitor& visitor)
      : cereal::OutputArchive<FieldVisitor<Visitor>>(this), visitor_(visitor) {}
  template <class T>
  void take(const Field<T>& field) {
    visitor_.field_value(field);
  }

 private:
  Visitor& visitor_;
};

template <class Visitor, class T>
void CEREAL_SAVE_FUNCTION_NAME(FieldVisitor<Visitor>& archive, const Field<T>& field) {
  archive.take(field);
}
template <class Visitor>
void CEREAL_SAVE_FUNCTION_NAME(FieldVisitor<Visitor>&, const EmbeddedField&) {}

struct AnyVisitor {
  template <class T>
  void field_value(const Field<T>&) {}
};
template <class T>
concept HasFields = requires(T& value, FieldVisitor<AnyVisitor>& archive) {
  value.serialize(archive);
};

template <class Visitor, class T>
void visit_fields(Visitor& visitor, const T& value) {
  FieldVisitor<Visitor> archive(visitor);
  archive(value);
}

}  // namespace tally
