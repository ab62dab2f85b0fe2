// A value or an Error. The compiler warns when one is ignored.
#pragma once

#include <optional>
#include <utility>
#include <variant>

#include "core/base/check.h"
#include "core/base/error.h"

namespace tally {

template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Accessing the value of a failed Result, or the error of a good one, is a
  // programmer error and aborts.
  T& value() & {
    TALLY_CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    TALLY_CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    TALLY_CHECK(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& {
    TALLY_CHECK(!ok());
    return *std::get_if<1>(&state_);
  }
  // A value: `const Error& e = f().error();` must not dangle.
  Error error() && {
    TALLY_CHECK(!ok());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() {
  }  // Not defaulted: `return {};` would then fill the room for an error with zeros first.
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  void value() const { TALLY_CHECK(ok()); }

  const Error& error() const& {
    TALLY_CHECK(!ok());
    return *error_;
  }
  Error error() && {
    TALLY_CHECK(!ok());
    return std::move(*error_);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace tally

// TALLY_TRY(expr): leaves the function with the error of a failed Result.
#define TALLY_TRY(expr)                                           \
  do {                                                            \
    if (auto tally_try_result = (expr); !tally_try_result.ok()) { \
      return std::move(tally_try_result).error();                 \
    }                                                             \
  } while (false)

#define TALLY_CONCAT_INNER(a, b) a##b
#define TALLY_CONCAT(a, b) TALLY_CONCAT_INNER(a, b)

// TALLY_ASSIGN(auto x, expr): x is the value, or the function returns the error.
#define TALLY_ASSIGN(declaration, expr) \
  TALLY_ASSIGN_INNER(TALLY_CONCAT(tally_result_, __LINE__), declaration, expr)
#define TALLY_ASSIGN_INNER(result, declaration, expr) \
  auto result = (expr);                               \
  if (!result.ok()) return std::move(result).error(); \
  declaration = std::move(result).value()
