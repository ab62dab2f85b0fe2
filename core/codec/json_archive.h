// Payloads as JSON, out and in, from the same serialize() as the binary encoding (contracts C2).
//
// In: unknown and duplicate fields, null, fractions, exponents, numbers beyond their type and wrong
// kinds are `invalid` with the path. Money is {"minor":"<int64>","currency":"CNY"}; also accepted
// are
// {"amount":"800","unit":"万元"} and {"amount":"12.50","currency":"USD"}. Out: absent optionals are
// left out.
#pragma once

#include <cereal/cereal.hpp>

#include "core/codec/field_kind.h"
#include "core/codec/json.h"

namespace tally {

// How the payload inside another one is read and written; the catalogue supplies it.
class EmbeddedCodec {
 public:
  virtual ~EmbeddedCodec() = default;
  virtual Result<Bytes> from_json(std::string_view type, std::uint16_t schema,
                                  const Json& json) const = 0;
  virtual Result<Json> to_json(std::string_view type, std::uint16_t schema,
                               ByteView payload) const = 0;
};

class JsonWriter : public cereal::OutputArchive<JsonWriter> {
 public:
  explicit JsonWriter(const EmbeddedCodec& embedded) : OutputArchive(this), embedded_(embedded) {}

  template <class T>
  void field_value(const Field<T>& field) {
    if constexpr (OptionalOf<T>::value) {
      if (field.value) current_->set(field.name, value(*field.value));
    } else {
      current_->set(field.name, value(field.value));
    }
  }
  void embedded_value(const EmbeddedField& field);

  template <class T>
  Json value(const T& v) {
    if constexpr (VectorOf<T>::value) {
      Json::Array items;
      for (const auto& item : v) items.push_back(value(item));
      return items;
    } else if constexpr (std::is_enum_v<T>) {
      return enum_name(v);
    } else if constexpr (std::is_same_v<T, bool>) {
      return Json(v);
    } else if constexpr (kIsInteger<T>) {
      return Json(static_cast<std::int64_t>(v));
    } else if constexpr (std::is_class_v<T>) {
      return object(v);
    }
  }

  Result<void> status() const {
    if (error_) return *error_;
    return {};
  }

 private:
  Json object(const std::string& v) { return v; }
  Json object(const Bytes& v);
  Json object(const Currency& v) { return v.code(); }
  Json object(const Money& v);
  Json object(const Date& v) { return v.to_string(); }
  Json object(const Effective& v) { return v.to_string(); }
  Json object(const Instant& v) { return v.to_string(); }
  Json object(const Period& v) { return v.to_string(); }
  Json object(const EventId& v) { return v.to_string(); }
  Json object(const Hash& v);
  template <class T>
  Json object(const T& v) {
    Json inner{Json::Object{}};
    Json* outer = std::exchange(current_, &inner);
    (*this)(v);
    current_ = outer;
    return inner;
  }

  const EmbeddedCodec& embedded_;
  Json* current_ = nullptr;
  std::optional<Error> error_;
};

class JsonReader : public cereal::InputArchive<JsonReader> {
 public:
  explicit JsonReader(const EmbeddedCodec& embedded) : InputArchive(this), embedded_(embedded) {}

  template <class T>
  void field_value(Field<T>& field) {
    const Json* member = take(field.name);
    path_.enter(field.name);
    if constexpr (OptionalOf<T>::value) {
      if (member) value(field.value.emplace(), *member);
    } else if (member) {
      value(field.value, *member);
    } else {
      fail("is missing");
    }
    if (!failed()) {
      if (const char* broken = limit_broken_by(field.limit, field.value)) fail(broken);
    }
    path_.leave();
  }
  void embedded_value(EmbeddedField& field);

  template <class T>
  void value(T& v, const Json& json) {
    if (failed()) return;
    if constexpr (VectorOf<T>::value) {
      const auto* items = json.array();
      if (!items) return fail("must be an array");
      v.reserve(items->size());
      for (std::size_t i = 0; i < items->size() && !failed(); ++i) {
        path_.enter(i);
        value(v.emplace_back(), (*items)[i]);
        path_.leave();
      }
    } else if constexpr (std::is_enum_v<T>) {
      read_enum(v, json);
    } else if constexpr (std::is_same_v<T, bool>) {
      if (!json.boolean()) return fail("must be true or false");
      v = *json.boolean();
    } else if constexpr (kIsInteger<T>) {
      const auto n = integer(json);
      if (failed()) return;
      if (!std::in_range<T>(n)) return fail("is beyond the range of the field");
      v = static_cast<T>(n);
    } else if constexpr (std::is_class_v<T>) {
      object(v, json);
    }
  }

  Result<void> status() const {
    if (error_) return *error_;
    return {};
  }

 private:
  template <class T>
  void read_enum(T& v, const Json& json) {
    const std::string* name = text(json);
    if (!name) return;
    std::string known;
    for (std::size_t i = 0; i < kEnumCount<T>; ++i) {
      if (EnumNames<T>::kNames[i].name == *name) {
        v = static_cast<T>(i);
        return;
      }
      known += (i ? ", " : "") + std::string(EnumNames<T>::kNames[i].name);
    }
    fail(invalid("", "must be one of " + known));
  }

  void object(std::string& v, const Json& json);
  void object(Bytes& v, const Json& json);
  void object(Currency& v, const Json& json) { parse_text(v, json); }
  void object(Money& v, const Json& json);
  void object(Date& v, const Json& json) { parse_text(v, json); }
  void object(Effective& v, const Json& json) { parse_text(v, json); }
  void object(Instant& v, const Json& json) { parse_text(v, json); }
  void object(Period& v, const Json& json) { parse_text(v, json); }
  void object(EventId& v, const Json& json) { parse_text(v, json); }
  void object(Hash& v, const Json& json);
  template <class T>
  void object(T& v, const Json& json) {
    if (path_.depth() > kDepthMax) return fail("is nested too deep");
    if (!json.object()) return fail("must be an object");
    const Json* outer = std::exchange(current_, &json);
    auto outer_taken = std::exchange(taken_, {});
    (*this)(v);
    if (!failed()) all_taken();
    current_ = outer;
    taken_ = std::move(outer_taken);
    if constexpr (Checked<T>) {
      if (failed()) return;
      if (auto checked = v.check(); !checked.ok()) fail(std::move(checked).error());
    }
  }
  template <class T>
  void parse_text(T& v, const Json& json) {
    const std::string* written = text(json);
    if (!written) return;
    auto parsed = T::parse(*written);
    if (!parsed.ok()) return fail(invalid("", parsed.error().message));
    v = *parsed;
  }

  // The member of the current object, which then counts as known; null when absent.
  const Json* take(std::string_view name);
  // Every member of the current object was asked for, and none stands twice.
  void all_taken();
  const std::string* text(const Json& json);
  std::int64_t integer(const Json& json);
  bool failed() const { return error_.has_value(); }
  void fail(const char* reason) { fail(invalid("", reason)); }
  void fail(Error error);

  const EmbeddedCodec& embedded_;
  const Json* current_ = nullptr;
  std::vector<std::string_view> taken_;
  FieldPath path_;
  std::optional<Error> error_;
};

template <class T>
void CEREAL_SAVE_FUNCTION_NAME(JsonWriter& archive, const Field<T>& field) {
  archive.field_value(field);
}
inline void CEREAL_SAVE_FUNCTION_NAME(JsonWriter& archive, const EmbeddedField& field) {
  archive.embedded_value(field);
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(JsonReader& archive, Field<T>& field) {
  archive.field_value(field);
}
inline void CEREAL_LOAD_FUNCTION_NAME(JsonReader& archive, EmbeddedField& field) {
  archive.embedded_value(field);
}

}  // namespace tally
