#pragma once

#include "core/catalogue/common.h"

namespace tally {

// 要素
enum class ElementKind : std::uint8_t { land, energy, water, environment, forest, funding };
template <>
struct EnumNames<ElementKind> {
  static constexpr std::array<EnumName, 6> kNames = {
      {{"land", {"用地", "land"}},
       {"energy", {"用能", "energy"}},
       {"water", {"用水", "water"}},
       {"environment", {"环境容量", "environmental capacity"}},
       {"forest", {"林地", "forest"}},
       {"funding", {"资金", "funding"}}}};
};

}  // namespace tally
