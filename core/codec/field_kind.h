// What the archives share: kinds of value, the limits of a field, and the path to an error.
#pragma once

#include <iterator>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "core/base/check.h"
#include "core/base/result.h"
#include "core/base/sha256.h"
#include "core/codec/field.h"
#include "core/event/date.h"
#include "core/event/ids.h"
#include "core/event/money.h"

namespace tally {

inline constexpr std::size_t kDepthMax = 16;  // Contracts C2.

template <class T>
struct OptionalOf : std::false_type {};
template <class T>
struct OptionalOf<std::optional<T>> : std::true_type {
  using Value = T;
};

template <class T>
struct VectorOf : std::false_type {};
template <class T>
struct VectorOf<std::vector<T>> : std::true_type {
  using Value = T;
};
template <>
struct VectorOf<Bytes> : std::false_type {};  // Bytes are one value, not a list.

template <class T>
inline constexpr bool kIsInteger = std::is_integral_v<T> && !std::is_same_v<T, bool>;

// Structs with more to say than their fields: `Result<void> check() const`.
template <class T>
concept Checked = requires(const T& value) {
  { value.check() } -> std::same_as<Result<void>>;
};

template <class E>
inline constexpr std::size_t kEnumCount = EnumNames<E>::kNames.size();

// Where in a value an archive stands. Entered and left for every field: nothing is allocated, and
// the parts are left unset until they are entered.
class FieldPath {
 public:
  void enter(std::string_view name) { push({name.data(), name.size()}); }
  void enter(std::size_t index) { push({nullptr, index}); }
  void leave() { --depth_; }
  std::size_t depth() const { return depth_; }
  void clear() { depth_ = 0; }
  std::string text() const;  // "steps[2].org"

 private:
  struct Part {
    const char* name;  // Null: an index.
    std::size_t size;  // Of the name; or the index.
  };
  void push(Part part) {
    TALLY_CHECK(depth_ < std::size(parts_));
    parts_[depth_++] = part;
  }

  // No value is nested deeper than kDepthMax; a field and indexes may stand below.
  Part parts_[2 * kDepthMax];
  std::size_t depth_ = 0;
};

// Joins two paths: join_path("a", "[1].b") is "a[1].b".
std::string join_path(std::string_view outer, std::string_view inner);

// The reason why a value breaks its field's limit; null when it does not.
const char* limit_broken(Limit limit, std::int64_t value);

template <class T>
const char* limit_broken_by(Limit limit, const T& value) {
  if (limit == Limit::none) return nullptr;
  if constexpr (OptionalOf<T>::value) {
    return value ? limit_broken_by(limit, *value) : nullptr;
  } else if constexpr (kIsInteger<T>) {
    return limit_broken(limit, static_cast<std::int64_t>(value));
  } else if constexpr (std::is_same_v<T, Money>) {
    return limit_broken(limit, value.minor);
  } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, Bytes> ||
                       VectorOf<T>::value) {
    return limit == Limit::filled && value.empty() ? "must not be empty" : nullptr;
  } else {
    return nullptr;
  }
}

}  // namespace tally
