// Reading records as folding needs them: the canonical encoding (core/codec/FORMAT.md) into structs
// that are used again and again, so that a fact costs no allocation.
//
// The quick reader accepts nothing that the catalogue's reader refuses, and gives up where that one
// would say what is wrong: whoever gets false asks the catalogue, whose word counts.
#pragma once

#include <cstring>
#include <type_traits>

#include "core/base/bytes.h"
#include "core/base/utf8.h"
#include "core/codec/field_kind.h"
#include "core/event/date.h"
#include "core/event/ids.h"
#include "core/event/money.h"

namespace tally {

// Walks over bytes. After a step beyond the end it is no longer good() and gives zeros.
class ByteCursor {
 public:
  explicit ByteCursor(ByteView bytes) : at_(bytes.data()), left_(bytes.size()) {}

  template <class T>
  T number() {
    if (!take(sizeof(T))) return T{};
    return load_le<T>(at_ - sizeof(T));
  }
  bool flag() {
    const auto value = number<std::uint8_t>();
    if (value > 1) fail();
    return value == 1 && good_;
  }
  ByteView raw(std::size_t size) {
    if (!take(size)) return {};
    return {at_ - size, size};
  }
  // A u32 length and that many bytes.
  std::string_view text() { return as_text(raw(number<std::uint32_t>())); }

  void fail() { good_ = false; }
  bool good() const { return good_; }
  std::size_t left() const { return left_; }

 private:
  bool take(std::size_t size) {
    if (!good_ || size > left_) return good_ = false;
    at_ += size;
    left_ -= size;
    return true;
  }

  const std::uint8_t* at_;
  std::size_t left_;
  bool good_ = true;
};

// An archive for serialize(): sets every field of the struct, whatever stood there before.
class QuickReader {
 public:
  explicit QuickReader(ByteView bytes) : in_(bytes) {}

  template <class T>
  bool read(T& value) {
    take(value);
    return in_.good() && in_.left() == 0;
  }

  template <class... Fields>
  void operator()(Fields&&... fields) {
    (take_field(fields), ...);
  }

 private:
  template <class T>
  void take_field(const Field<T>& field) {
    take(field.value);
    if (limit_broken_by(field.limit, field.value)) in_.fail();
  }
  void take_field(const EmbeddedField&) { in_.fail(); }

  template <class T>
  void take(T& value) {
    if constexpr (OptionalOf<T>::value) {
      if (!in_.flag()) return value.reset();
      if (!value) value.emplace();
      take(*value);
    } else if constexpr (VectorOf<T>::value) {
      take_list(value);
    } else if constexpr (std::is_enum_v<T>) {
      const auto index = in_.number<std::uint8_t>();
      if (index >= kEnumCount<T>) return in_.fail();
      value = static_cast<T>(index);
    } else if constexpr (std::is_same_v<T, bool>) {
      value = in_.flag();
    } else if constexpr (kIsInteger<T>) {
      value = in_.number<T>();
    } else {
      take_object(value);
    }
  }

  template <class T>
  void take_list(std::vector<T>& list) {
    const auto count = in_.number<std::uint32_t>();
    list.clear();
    if (count > in_.left()) return in_.fail();  // An element has at least one byte.
    for (std::uint32_t i = 0; i < count && in_.good(); ++i) take(list.emplace_back());
  }

  void take_object(std::string& value) {
    const auto text = in_.text();
    if (!is_utf8(text)) return in_.fail();
    value.assign(text);
  }
  void take_object(Currency& value) {
    const auto code = as_text(in_.raw(value.letters.size()));
    // Nearly always the same as the time before, and then known to be good.
    if (code == value.code() && !code.empty()) return;
    const auto parsed = Currency::parse(code);
    if (!parsed.ok()) return in_.fail();
    value = *parsed;
  }
  void take_object(Money& value) {
    value.minor = in_.number<std::int64_t>();
    thread_local Currency last;
    take_object(last);
    value.currency = last;
  }
  void take_object(Date& value) {
    value.days = in_.number<std::int32_t>();
    if (value < kFirstDate || value > kLastDate) in_.fail();
  }
  void take_object(Period& value) {
    constexpr int kLast[] = {1, 4, 12};
    value.year = in_.number<std::int16_t>();
    const auto kind = in_.number<std::uint8_t>();
    value.index = in_.number<std::uint8_t>();
    if (kind > 2 || value.year < 1 || value.year > 9999) return in_.fail();
    if (value.index < 1 || value.index > kLast[kind]) return in_.fail();
    value.kind = static_cast<Period::Kind>(kind);
  }
  void take_object(EventId& value) { take_bytes(value.bytes); }
  void take_object(Hash& value) { take_bytes(value.bytes); }
  // Rare, and left to the catalogue.
  void take_object(Bytes&) { in_.fail(); }
  void take_object(Effective&) { in_.fail(); }
  void take_object(Instant&) { in_.fail(); }
  template <class T>
  void take_object(T& value) {
    value.serialize(*this);
    if constexpr (Checked<T>) {
      if (in_.good() && !value.check().ok()) in_.fail();
    }
  }

  template <std::size_t N>
  void take_bytes(std::array<std::uint8_t, N>& to) {
    const auto bytes = in_.raw(N);
    if (bytes.size() == N) std::memcpy(to.data(), bytes.data(), N);
  }

  ByteCursor in_;
};

}  // namespace tally
