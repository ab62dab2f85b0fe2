// The canonical binary encoding of payloads (contracts C2), out and in. FORMAT.md draws it.
//
// Little-endian; u32 lengths and counts; optional = 0x00, or 0x01 and the value; enum = its index
// in the name table as u8; exactly one encoding per value. Limits and check() hold for everything
// that was read, and are tested for everything that is written. The first error sticks.
#pragma once

#include <cereal/cereal.hpp>

#include "core/base/wire.h"
#include "core/codec/field_kind.h"

namespace tally {

class CanonicalWriter : public cereal::OutputArchive<CanonicalWriter> {
 public:
  explicit CanonicalWriter(Bytes& to) : OutputArchive(this), out_(to) {}

  template <class T>
  void field_value(const Field<T>& field) {
    path_.enter(field.name);
    if (const char* broken = limit_broken_by(field.limit, field.value)) fail(broken);
    value(field.value);
    path_.leave();
  }
  void embedded_value(const EmbeddedField& field) { out_.bytes(field.payload); }

  template <class T>
  void value(const T& v) {
    if constexpr (OptionalOf<T>::value) {
      out_.flag(v.has_value());
      if (v) value(*v);
    } else if constexpr (VectorOf<T>::value) {
      out_.number(static_cast<std::uint32_t>(v.size()));
      for (std::size_t i = 0; i < v.size(); ++i) {
        path_.enter(i);
        value(static_cast<const typename VectorOf<T>::Value&>(v[i]));
        path_.leave();
      }
    } else if constexpr (std::is_enum_v<T>) {
      static_assert(kEnumCount<T> <= 256);
      if (static_cast<std::size_t>(v) >= kEnumCount<T>) fail("is not one of the known values");
      out_.number(static_cast<std::uint8_t>(v));
    } else if constexpr (std::is_same_v<T, bool>) {
      out_.flag(v);
    } else if constexpr (kIsInteger<T>) {
      out_.number(v);
    } else if constexpr (std::is_class_v<T>) {
      object(v);
    }
  }

  // The first limit or check that did not hold.
  Result<void> status() const {
    if (error_) return *error_;
    return {};
  }

 private:
  void object(const std::string& v);
  void object(const Bytes& v) { out_.bytes(v); }
  void object(const Currency& v);
  void object(const Money& v);
  void object(const Date& v);
  void object(const Effective& v);
  void object(const Instant& v);
  void object(const Period& v);
  void object(const EventId& v) { out_.raw(v.view()); }
  void object(const Hash& v) { out_.raw(v.view()); }
  template <class T>
  void object(const T& v) {
    (*this)(v);
    if constexpr (Checked<T>) {
      if (auto checked = v.check(); !checked.ok()) fail(std::move(checked).error());
    }
  }

  void fail(const char* reason) { fail(invalid("", reason)); }
  void fail(Error error);

  WireWriter out_;
  FieldPath path_;
  std::optional<Error> error_;
};

// Reads into whatever the value held before: every part of it is set or reset, and strings and
// lists keep their memory. After an error the value holds nothing of use.
class CanonicalReader : public cereal::InputArchive<CanonicalReader> {
 public:
  explicit CanonicalReader(ByteView from = {}) : InputArchive(this), in_(from) {}
  // Begins anew with other bytes: to make an archive takes as long as to read several fields.
  void start(ByteView from) {
    in_ = WireReader(from);
    path_.clear();
    error_.reset();
  }

  // Behind bytes that are too few everything reads as zero: that there was an error, and where, is
  // noted once for each field and element, not for each read.
  template <class T>
  void field_value(Field<T>& field) {
    path_.enter(field.name);
    value(field.value);
    if (const char* broken = limit_broken_by(field.limit, field.value)) fail(broken);
    if (in_.failed()) wire_failed();
    path_.leave();
  }
  void embedded_value(EmbeddedField& field);

  template <class T>
  void value(T& v) {
    if constexpr (OptionalOf<T>::value) {
      if (!in_.flag("")) return v.reset();
      value(v ? *v : v.emplace());
    } else if constexpr (VectorOf<T>::value) {
      list(v);
    } else if constexpr (std::is_enum_v<T>) {
      const auto index = in_.number<std::uint8_t>("");
      if (index >= kEnumCount<T>) fail("is not one of the known values");
      v = static_cast<T>(index);
    } else if constexpr (std::is_same_v<T, bool>) {
      v = in_.flag("");
    } else if constexpr (kIsInteger<T>) {
      v = in_.number<T>("");
    } else if constexpr (std::is_class_v<T>) {
      object(v);
    }
  }

  // The first error, or an error if bytes remain.
  Result<void> finish() {
    if (!failed() && in_.remaining() == 0) return {};
    return unfinished();
  }

 private:
  template <class T>
  void list(std::vector<T>& v) {
    // The shortest encoding of an element is that of its default value, in which every optional is
    // absent and every text empty.
    static const std::size_t smallest = [] {
      Bytes bytes;
      CanonicalWriter writer(bytes);
      writer.value(T{});
      return bytes.empty() ? std::size_t{1} : bytes.size();
    }();
    const auto count = in_.number<std::uint32_t>("");
    if (count > in_.remaining() / smallest) fail("counts more elements than bytes remain");
    if (failed()) return;
    v.resize(count);
    for (std::uint32_t i = 0; i < count && !failed(); ++i) {
      path_.enter(i);
      value(v[i]);
      if (in_.failed()) wire_failed();
      path_.leave();
    }
  }

  void object(std::string& v);
  void object(Bytes& v);
  void object(Currency& v);
  void object(Money& v);
  void object(Date& v);
  void object(Effective& v);
  void object(Instant& v);
  void object(Period& v);
  void object(EventId& v) { raw(v.bytes); }
  void object(Hash& v) { raw(v.bytes); }
  template <class T>
  void object(T& v) {
    if (failed()) return;
    if (path_.depth() > kDepthMax) return fail("is nested too deep");
    (*this)(v);
    if constexpr (Checked<T>) {
      if (failed()) return;
      if (auto checked = v.check(); !checked.ok()) fail(std::move(checked).error());
    }
  }

  template <std::size_t N>
  void raw(std::array<std::uint8_t, N>& to) {
    const auto view = in_.raw(N, "");
    if (view.size() == N) std::copy(view.begin(), view.end(), to.begin());
  }
  bool failed() const { return error_.has_value() || in_.failed(); }
  void wire_failed();
  Error unfinished();
  void fail(const char* reason) { fail(invalid("", reason)); }
  void fail(Error error);

  WireReader in_;
  FieldPath path_;
  std::optional<Error> error_;
};

// What cereal calls for each field.
template <class T>
void CEREAL_SAVE_FUNCTION_NAME(CanonicalWriter& archive, const Field<T>& field) {
  archive.field_value(field);
}
inline void CEREAL_SAVE_FUNCTION_NAME(CanonicalWriter& archive, const EmbeddedField& field) {
  archive.embedded_value(field);
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(CanonicalReader& archive, Field<T>& field) {
  archive.field_value(field);
}
inline void CEREAL_LOAD_FUNCTION_NAME(CanonicalReader& archive, EmbeddedField& field) {
  archive.embedded_value(field);
}

template <class T>
Result<Bytes> encode_canonical(const T& value) {
  Bytes bytes;
  CanonicalWriter writer(bytes);
  writer.value(value);
  TALLY_TRY(writer.status());
  return bytes;
}

template <class T>
Result<T> decode_canonical(ByteView bytes) {
  T value;
  CanonicalReader reader(bytes);
  reader.value(value);
  TALLY_TRY(reader.finish());
  return value;
}

}  // namespace tally
