// TALLY_TRY and TALLY_ASSIGN for coroutines, which must say co_return.
#pragma once

#include "core/base/result.h"

#define TALLY_CO_TRY(expr)                                        \
  do {                                                            \
    if (auto tally_try_result = (expr); !tally_try_result.ok()) { \
      co_return std::move(tally_try_result).error();              \
    }                                                             \
  } while (false)

#define TALLY_CO_ASSIGN(declaration, expr) \
  TALLY_CO_ASSIGN_INNER(TALLY_CONCAT(tally_result_, __LINE__), declaration, expr)
#define TALLY_CO_ASSIGN_INNER(result, declaration, expr) \
  auto result = (expr);                                  \
  if (!result.ok()) co_return std::move(result).error(); \
  declaration = std::move(result).value()
