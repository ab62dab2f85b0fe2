#pragma once

#include "core/catalogue/common.h"

namespace tally {

enum class Binding : std::uint8_t { binding, expected, aspiration };
template <>
struct EnumNames<Binding> {
  static constexpr std::array<EnumName, 3> kNames = {{{"binding", {"约束性", "binding"}},
                                                      {"expected", {"预期性", "expected"}},
                                                      {"aspiration", {"力争", "aspiration"}}}};
};

}  // namespace tally
