// How many members an aggregate has: for tests that nothing of it was forgotten elsewhere.
#pragma once

#include <cstddef>
#include <exception>
#include <type_traits>
#include <utility>

namespace tally::test {

// Becomes whatever a member is, in an expression that is never evaluated.
struct AnyMember {
  template <class T>
  operator T() const {
    std::terminate();
  }
};

template <class T, std::size_t... I>
constexpr bool can_be_made_of(std::index_sequence<I...>) {
  return requires { T{((void)I, AnyMember{})...}; };
}

// At most sixteen.
template <class T, std::size_t n = 16>
constexpr std::size_t members() {
  static_assert(std::is_aggregate_v<T>);
  if constexpr (n == 0)
    return 0;
  else if constexpr (can_be_made_of<T>(std::make_index_sequence<n>{}))
    return n;
  else
    return members<T, n - 1>();
}

}  // namespace tally::test
